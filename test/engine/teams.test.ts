// Teams as a citizen reads them: hours today, whole kilometres, a phone to tap, a map of the team's place, the honest note without any.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { localise } from '../../src/engine/localise.ts';
import { smallGuide, TOOLS } from './tools.ts';

const ui = { vi: readFileSync(new URL('../../locales/vi/ui.yaml', import.meta.url), 'utf8'), en: readFileSync(new URL('../../locales/en/ui.yaml', import.meta.url), 'utf8') };
const guide = smallGuide(ui, {}, 1, { ...TOOLS, teams: { find: () => ({ teams: [] }), card: () => ({ name: 'Công an xã Một', address: '1 Đường Thử', phones: ['099 000 0001'], hours: '7:30–11:30', mapUrl: 'https://www.google.com/maps/search/?api=1&query=1,2', checked: '2026-11-01' }), headquarters: () => 'UBND xã Hai (cũ)' } });
const NOW = Date.parse('2026-12-01T09:00:00+07:00');
const say = (lang: 'vi' | 'en', teams: readonly { team: string; km?: number; open: { type: 'open' | 'closed' | 'unknown'; at?: number } }[], nothingOpenUntil?: number) =>
  localise(guide, { lang, voice: 'plain', address: 'neutral' }, { say: { type: 'step', flow: 'find-support-place', step: 'teams' }, step: { flow: 'find-support-place', step: 'teams' }, offers: [], blocks: [{ type: 'teams', commune: '00002', teams, ...(nothingOpenUntil === undefined ? {} : { nothingOpenUntil }) }] }, NOW);

describe('teams', () => {
  it('show distance, opening, hours today, phone, map and check date', () => {
    const said = say('vi', [{ team: 't1', km: 3, open: { type: 'open', at: Date.parse('2026-12-01T11:30:00+07:00') } }, { team: 't1', km: 0, open: { type: 'closed', at: Date.parse('2026-12-02T07:30:00+07:00') } }]);
    for (const part of ['1. Công an xã Một', 'khoảng 3 km', 'đến 11:30', '7:30–11:30', 'Rất gần đây', '7:30 ngày mai', '1/11/2026']) expect(said.text).toContain(part);
    expect(said.open).toContainEqual({ type: 'phone', label: 'Gọi Công an xã Một', phone: '0990000001' });
    expect(said.open.some((item) => item.type === 'url' && item.url.includes('query=1,2'))).toBe(true);
  });

  it('say when nothing is open', () => {
    expect(say('en', [{ team: 't1', open: { type: 'closed' } }], Date.parse('2026-12-07T07:30:00+07:00')).text).toContain('7:30 on Monday, 7 December 2026');
  });

  it('say honestly that nothing is verified where no team is known', () => {
    const { text, open } = say('vi', []);
    for (const part of ['Công an xã Hai', 'chưa', 'UBND xã Hai (cũ)', '1900 0368', '113']) expect(text).toContain(part);
    expect(open).toEqual([]);
  });
});
