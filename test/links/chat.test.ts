// Codes in a conversation: how they reach the turn, what consent makes of a campaign, what is counted and how often.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { guideTurn } from '../../src/bot-guide.ts';
import { codeOf } from '../../src/cli/talk.ts';
import type { Guide } from '../../src/engine/guide.ts';
import { decodeSession } from '../../src/engine/session.ts';
import { readCode, showCode } from '../../src/links/code.ts';
import { resolveLinks } from '../../src/links/resolve.ts';
import { sharedLinks } from '../../src/links/share.ts';
import { createShortLinks, type ShortLink } from '../../src/links/short-links.ts';
import type { Incoming, RawBody, TurnResult } from '../../src/ports.ts';
import { StoreAway } from '../../src/store-port.ts';
import { smallGuide } from '../engine/tools.ts';
import { SMALL } from '../flow/small.ts';
import { DAY, KEY, testStore } from './store.ts';

const ui = { vi: readFileSync(new URL('../../locales/vi/ui.yaml', import.meta.url), 'utf8'), en: readFileSync(new URL('../../locales/en/ui.yaml', import.meta.url), 'utf8') };
const AT = Date.UTC(2026, 10, 24, 18); // already the 25th in Việt Nam
const CODE = 'K7Q2M01WXZ';
const link: ShortLink = { code: CODE, to: 'journey/google', lang: 'vi', campaign: 'cho-xuan' };
const LINK: RawBody = { type: 'link', code: CODE, to: link.to, campaign: 'cho-xuan' };

async function resolved(body: RawBody, find = async (code: string) => (code === CODE ? link : undefined)): Promise<RawBody | string> {
  let seen: Incoming | undefined;
  const answer = await resolveLinks(async (_channel, incoming) => ((seen = incoming), { type: 'committed' }), find)('web', { address: 'a', id: 'i', body });
  return seen?.body ?? answer.type;
}

/** A chat that adds up what the store would add up. */
function chat(guide: Guide = smallGuide(ui)) {
  const turn = guideTurn(() => guide, () => {});
  const counted: Record<string, number> = {};
  let session = '';
  let last: TurnResult | undefined;
  const act = (what: string | RawBody): TurnResult => {
    const choice = typeof what === 'string' && what.startsWith('!') ? codeOf(what.slice(1), last?.said ?? []) : undefined;
    if (typeof what === 'string' && what.startsWith('!') && choice === undefined) throw new Error(`${what} is not offered: ${JSON.stringify(last?.said)}`);
    const body: RawBody = typeof what !== 'string' ? what : choice !== undefined ? { type: 'choice', choice } : { type: 'text', text: what };
    last = turn(session, { address: 'a', id: String(Math.random()), body }, { now: AT, version: 1, channel: 'web', limits: {} as never });
    session = last.session;
    for (const [name, n] of Object.entries(last.increments ?? {})) counted[name] = (counted[name] ?? 0) + n;
    return last;
  };
  return { all: (...steps: (string | RawBody)[]) => steps.map(act).at(-1) as TurnResult, counted, session: () => decodeSession(session), stored: () => session };
}
const keys = (result: TurnResult): string[] => result.said.map(({ key }) => key);

describe('a code that arrives in a chat', () => {
  it('becomes its step and campaign, from /start, ?c= or typed', async () => {
    const found = { type: 'link', code: CODE, to: 'journey/google', campaign: 'cho-xuan' };
    expect(await resolved({ type: 'link', code: CODE })).toEqual(found);
    for (const text of ['K7Q2M-01WXZ', 'k7q2moiwxz', 'k7q2m 01wxz', 'mã K7Q2M 01WXZ']) expect(await resolved({ type: 'text', text }), text).toEqual(found);
  });

  it('leaves everything else as it came', async () => {
    for (const body of [{ type: 'text', text: 'không nhận được mã' }, { type: 'text', text: '0912345678' }, { type: 'link', code: 'otp_answer' }, { type: 'link', code: 'x', to: 'otp/answer' }, { type: 'hello' }] as RawBody[]) expect(await resolved(body)).toEqual(body);
  });

  it('is looked up for codes only, so that no other text leaves the process', async () => {
    const asked: string[] = [];
    const find = async (code: string) => (asked.push(code), undefined);
    for (const text of ['mật khẩu của tôi là 123', 'Nguyễn Văn A', '099204001234', 'tôi muốn kích hoạt', '0912 345 678', 'x'.repeat(5000)]) await resolved({ type: 'text', text }, find);
    expect(asked).toEqual([]);
  });

  it('unknown: says so kindly and goes on', async () => {
    expect(await resolved({ type: 'text', text: 'K7Q2M-01WXY' })).toEqual({ type: 'link', code: 'K7Q2M01WXY' });
    const talk = chat();
    expect(keys(talk.all({ type: 'link', code: 'K7Q2M01WXY' }))).toEqual(['ui/link-unknown', 'start/language']);
    expect(keys(chat().all({ type: 'link', code: 'no_such-step' }))).toEqual(['start/language']);
  });

  it('that could be a secret goes the way of every text', async () => {
    for (const text of ['mã 1A2B3C4D5E', 'K7Q2M-01WXY']) expect(await resolved({ type: 'text', text }), text).toMatchObject({ type: 'link' });
    for (const text of ['mật khẩu: Abc1234567', 'Matkhau123', 'C1234567']) expect(await resolved({ type: 'text', text }), text).toEqual({ type: 'text', text });
  });

  it('waits while the store is away', async () => {
    const away = async () => Promise.reject(new StoreAway('away'));
    expect(await resolved({ type: 'link', code: CODE }, away)).toBe('unavailable');
    expect(await resolved({ type: 'text', text: 'K7Q2M-01WXZ' }, away)).toBe('unavailable');
    expect(await resolved({ type: 'text', text: 'chào' }, away)).toEqual({ type: 'text', text: 'chào' });
  });
});

describe('a campaign', () => {
  it('is not remembered before consent; the offer goes with the step', () => {
    const talk = chat();
    expect(keys(talk.all(LINK))).toEqual(['ui/link-welcome', 'ui/link-join', 'journey/google']);
    expect(talk.session()?.campaign).toBeUndefined();
    talk.all('!done');
    expect(talk.stored()).not.toContain('cho-xuan');
    expect(talk.counted).toEqual({});
  });

  it('counts "started" once when consent is given on its step, by button, number or words', () => {
    for (const words of ['!join', 'Đồng ý nhớ và đếm']) {
      const talk = chat();
      expect(keys(talk.all(LINK, words))).toEqual(['ui/joined', 'journey/google']);
      expect(talk.session()).toMatchObject({ consent: 'yes', campaign: 'cho-xuan', reached: ['started'] });
      talk.all('!done', LINK, LINK);
      expect(talk.counted).toEqual({ 'board/cho-xuan.2026-11-25.-.started': 1 });
    }
  });

  it('is kept at once by who has agreed before, and not asked again of who refused', () => {
    const agreed = chat();
    agreed.all({ type: 'hello' }, '!vi', '!agree');
    expect(keys(agreed.all(LINK))).not.toContain('ui/link-join');
    expect(agreed.counted).toEqual({ 'board/cho-xuan.2026-11-25.-.started': 1 });
    const refused = chat();
    refused.all({ type: 'hello' }, '!vi', '!refuse');
    expect(keys(refused.all(LINK))).not.toContain('ui/link-join');
    expect(refused.counted).toEqual({});
  });

  it('counts a milestone once a chat, with the day in Việt Nam and the commune picked', () => {
    const talk = chat();
    talk.all(LINK, '!join', '!done', '!done', 'Ở xã Một', '!next', 'menu', '!guide', '!none', 'gặp người', 'gặp người');
    expect(talk.counted).toEqual({ 'board/cho-xuan.2026-11-25.-.started': 1, 'board/cho-xuan.2026-11-25.00001.activated': 1, 'board/cho-xuan.2026-11-25.00001.needs-help': 1 });
    expect(talk.all('dulieu').said[0]?.text).toMatch(/Mốc.*cần người giúp/);
  });

  it('stays the first one, and is gone with "next person" and "delete my data"', () => {
    const talk = chat();
    talk.all(LINK, '!join', { ...LINK, campaign: 'cho-ha' });
    expect(talk.session()?.campaign).toBe('cho-xuan');
    expect(Object.keys(talk.counted)).toEqual(['board/cho-xuan.2026-11-25.-.started']);
    talk.all('người tiếp theo');
    expect(talk.session()).not.toHaveProperty('campaign');
    expect(talk.session()).not.toHaveProperty('reached');
    talk.all(LINK, 'xóa dữ liệu');
    expect(talk.stored()).toBe('');
  });

  it('is not joined by a button of an older step', () => {
    const talk = chat();
    const first = talk.all(LINK);
    const old = codeOf('join', first.said) ?? '';
    talk.all('!done');
    expect(keys(talk.all({ type: 'choice', choice: old }))).toEqual(['ui/old-button']);
    expect(talk.session()?.consent).toBe('unknown');
  });
});

describe('what citizens share', () => {
  const guide = smallGuide(ui, { 'flows/otp.yaml': `${SMALL['flows/otp.yaml']}aliases: { before: answer }\n` });
  const { records, clock, now, close } = testStore();
  const short = createShortLinks(records, KEY, now);
  const shared = sharedLinks(records, short, now);
  afterAll(close);

  it('is one stored code a step and language, the same for everybody and in every process', async () => {
    expect(shared.codeOf('vi', 'otp', 'answer')).toBeUndefined();
    await Promise.all([shared.load(guide.content), sharedLinks(records, short, now).load(guide.content)]);
    const code = shared.codeOf('vi', 'otp', 'answer') ?? '';
    expect(readCode(code)).toBe(code);
    expect(await short.find(code)).toEqual({ code, to: 'otp/answer', lang: 'vi' });
    expect(shared.codeOf('en', 'otp', 'answer')).not.toBe(code);
    expect(await sharedLinks(records, short, now).ensure('vi', 'otp', 'answer')).toBe(code);
    const stored = (await records.list('share/')).length;
    await shared.load(guide.content);
    expect((await records.list('share/')).length).toBe(stored);
  });

  it('still leads somewhere after a step was renamed, and never to unlisted steps', async () => {
    const old = await shared.ensure('vi', 'otp', 'before');
    expect((await short.find(old))?.to).toBe('otp/before');
    expect(keys(chat(guide).all({ type: 'link', code: 'X', to: 'otp/before' }))).toContain('otp/answer');
    expect(shared.codeOf('vi', 'menu', 'main')).toBeUndefined();
  });

  it('can be revoked and grows old: another code takes its place, the old one leads on for two years', async () => {
    const first = await shared.ensure('vi', 'otp', 'answer');
    expect(await shared.revoke(first)).toBe(true);
    expect(await shared.revoke(first)).toBe(false);
    expect(shared.codeOf('vi', 'otp', 'answer')).toBeUndefined();
    await shared.load(guide.content);
    const second = shared.codeOf('vi', 'otp', 'answer') ?? '';
    expect(second).not.toBe(first);
    clock.at += 181 * DAY;
    await shared.load(guide.content);
    expect(shared.codeOf('vi', 'otp', 'answer')).not.toBe(second);
    clock.at += 400 * DAY;
    for (const code of [first, second]) expect((await short.find(code))?.to).toBe('otp/answer');
  });

  it('stands as a link in the text to forward, within 500 characters', async () => {
    const code = await shared.ensure('vi', 'journey', 'google');
    const address = (lang: 'vi' | 'en', flow: string, step: string) => (lang === 'vi' && `${flow}/${step}` === 'journey/google' ? `https://vneid.example/s/${code}` : undefined);
    const talk = chat({ ...guide, tools: { ...guide.tools, address } });
    const text = talk.all(LINK, 'chiase').said[0]?.text ?? '';
    expect(text).toContain(address('vi', 'journey', 'google'));
    expect(text.length).toBeLessThan(600);
    expect(showCode(CODE)).toBe('K7Q2M-01WXZ');
  });
});
