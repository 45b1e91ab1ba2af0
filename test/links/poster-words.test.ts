// What a poster says and what makes it untrue: the step, its facts, hotline and warnings, and the teams of a commune.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Guide, Teams } from '../../src/engine/guide.ts';
import { posterPage } from '../../src/http/pages/poster.ts';
import { posterWords, printHash, teamsOf } from '../../src/links/poster-words.ts';
import { smallGuide, TOOLS } from '../engine/tools.ts';
import { SMALL } from '../flow/small.ts';

const ui = { vi: readFileSync(new URL('../../locales/vi/ui.yaml', import.meta.url), 'utf8'), en: readFileSync(new URL('../../locales/en/ui.yaml', import.meta.url), 'utf8') };
const AT = Date.UTC(2026, 10, 24, 3);
const DAY = 86_400_000;
const facts = `${SMALL['flows/facts.yaml']}P4:
  says: { vi: Dấu hiệu ứng dụng giả., en: Signs of a fake app. }
  source: [{ url: a paper, date: "2024-02-01" }]
  confidence: ok
  review_by: "2027-03-01"
  owner: content
`;
const guide = smallGuide(ui, { 'flows/facts.yaml': facts });
const changed = (file: string, from: string, to: string): Guide => smallGuide(ui, { 'flows/facts.yaml': facts, [file]: (file === 'flows/facts.yaml' ? facts : (SMALL[file] ?? '')).replace(from, to) });
const hashOf = (one: Guide): string | undefined => posterWords(one, 'vi', 'journey/code', AT)?.hash;

describe('the words of a poster', () => {
  it('are the step, its caution, the hotline and the warning of the cards', () => {
    const words = posterWords(guide, 'vi', 'journey/code', AT);
    expect(words).toMatchObject({ flow: 'journey', step: 'code', hotline: '1900 0368', warnings: ['Dấu hiệu ứng dụng giả.'] });
    expect(words?.text).toMatch(/^Nhập mã OTP/);
    expect(words?.text.split('\n\n').length, 'a card that rests on the app carries a caution').toBe(2);
    expect(posterWords(guide, 'en', 'journey/code', AT)?.text).toMatch(/^Enter the OTP/);
  });

  it('exist for steps with a page only', () => {
    for (const to of ['menu/top', 'journey/install', 'no/such', '']) expect(posterWords(guide, 'vi', to, AT), to).toBeUndefined();
  });

  it('have another hash when the text, a cited fact, the hotline or a warning changes, and only then', () => {
    expect(hashOf(changed('flows/facts.yaml', 'nothing', 'nothing'))).toBe(hashOf(guide));
    expect(hashOf(changed('locales/vi/otp.yaml', 'Đợi', 'Chờ'))).toBe(hashOf(guide));
    for (const [file, from, to] of [['locales/vi/journey.yaml', 'Nhập mã', 'Gõ mã'], ['flows/facts.yaml', 'Màn hình mã.', 'Màn hình nhập mã.'], ['flows/facts.yaml', '1900 0368', '1900 0369'], ['flows/facts.yaml', 'ứng dụng giả', 'ứng dụng nhái'], ['flows/facts.yaml', 'confidence: app', 'confidence: ok']] as const) expect(hashOf(changed(file, from, to)), to).not.toBe(hashOf(guide));
  });
});

describe('teams on a poster', () => {
  // Monday to Friday mornings, closed at the weekend, and one Wednesday off for a holiday.
  const hours = (at: number): string => {
    const day = new Date(at + 7 * 3_600_000);
    return [0, 6].includes(day.getUTCDay()) || day.toISOString().startsWith('2026-11-25') ? '' : '7:30–11:30';
  };
  const teams: Teams = { find: (commune, _point, need) => ({ teams: commune === '00001' && need === 'activation' ? [{ team: 't1', open: { type: 'unknown' } }] : [] }), card: (_id, _lang, at) => ({ name: 'Tổ một', phones: ['0999 000 001'], hours: hours(at), checked: '2026-11-01' }), headquarters: () => undefined };
  const withTeams: Guide = { ...guide, tools: { ...TOOLS, teams } };

  it('show the hours of an ordinary week, not of the day of printing', () => {
    for (let day = 0; day < 14; day += 1) expect(teamsOf(withTeams, '00001', 'vi', AT + day * DAY)[0]?.hours).toBe('T2–T6: 7:30–11:30; T7–CN: nghỉ');
    expect(teamsOf(withTeams, '00002', 'vi', AT)).toEqual([]);
    const silent: Guide = { ...guide, tools: { ...TOOLS, teams: { ...teams, card: () => ({ name: 'Tổ', phones: [] }) } } };
    expect(teamsOf(silent, '00001', 'vi', AT)).toEqual([{ name: 'Tổ', phones: [] }]);
  });

  it('make the print untrue when they change, but not when they are merely checked again', () => {
    const words = posterWords(guide, 'vi', 'journey/code', AT)!;
    const one = teamsOf(withTeams, '00001', 'vi', AT);
    expect(printHash(words, one)).toBe(printHash(words, one.map((team) => ({ ...team, checked: '2027-01-01' }))));
    expect(printHash(words, one)).not.toBe(printHash(words, one.map((team) => ({ ...team, phones: ['0999 000 002'] }))));
    expect(printHash(words, one)).not.toBe(printHash(words, []));
  });
});

describe('the page of a poster', () => {
  it('escapes every word and loads nothing from elsewhere', async () => {
    const nasty = '<img src=x onerror=alert(1)>"&';
    const words = { ...posterWords(guide, 'vi', 'journey/code', AT)!, title: nasty, text: nasty, hotline: nasty, warnings: [nasty] };
    for (const form of ['a4', 'a5', 'cards'] as const) {
      const html = await posterPage({ form, lang: 'vi', words, code: 'K7Q2M01WXZ', url: 'https://vneid.example/s/K7Q2M01WXZ', qr: '<svg></svg>', teams: [{ name: nasty, address: nasty, phones: [nasty] }], place: nasty, at: AT, style: { href: '/v/poster.css' } });
      expect(html).not.toContain('<img');
      expect(html.match(/<(link|script|img)\b[^>]*>/g)).toEqual(['<link rel="stylesheet" href="/v/poster.css">']);
      expect(html.match(/K7Q2M-01WXZ/g)).toHaveLength(form === 'cards' ? 10 : 1);
    }
  });
});
