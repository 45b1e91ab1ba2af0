// Zalo Bot's own: both envelopes and their oddities, polling that consumes, groups, the month's quota, joining messages.
import { afterEach, describe, expect, it } from 'vitest';
import { openZaloBot, type ZaloBotSettings } from '../../../src/channels/zalo-bot/open.ts';
import { parseZaloBot } from '../../../src/channels/zalo-bot/parse.ts';
import { joinZaloBot } from '../../../src/channels/zalo-bot/render.ts';
import type { Opened } from '../../../src/channels/wiring.ts';
import type { Accepted } from '../../../src/ports.ts';
import { dumpOf } from '../contract/contract.ts';
import { bytes, choices, eventually, logBook, memoryRecords, recorder, said } from '../contract/platform.ts';
import { fakeZaloBot, type ZaloBotFake, zaloBotEvent } from '../fakes/zalo-bot.ts';

const CHAT = '7c1e04b95ad2f380e6b1';
const GROUP = 'g5d7f01c2b3a49e8860d';
const SECRET = 'bi-mat-webhook-thu-nghiem-01';
const NOTICE = 'Kênh này đã hết lượt trong tháng. Mời gọi 1900 0368.';
const open: Opened[] = [];
const fakes: ZaloBotFake[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  await Promise.all(fakes.splice(0).map((one) => one.close()));
});

async function bot(over: Partial<ZaloBotSettings> = {}) {
  const fake = await fakeZaloBot();
  fakes.push(fake);
  const { log, lines } = logBook();
  const { accept, got } = recorder();
  const records = memoryRecords();
  const opened = openZaloBot({
    token: fake.token,
    apiRoot: fake.url,
    mode: 'polling',
    groupHint: () => ({ text: 'Mời nhắn riêng.', label: 'Nhắn riêng' }),
    quotaNotice: NOTICE,
    link: 'https://zalo.me/3300112233445566778',
    personKey: (address) => address.slice(0, 6),
    accept,
    log,
    records: records.as('a'),
    pollSeconds: 1,
    hurry: 100,
    ...over,
  });
  open.push(opened);
  const send = async (text: string, to = CHAT) => {
    const outcomes = [];
    for (const request of opened.channel.render(said({ text }), to)) outcomes.push(await opened.channel.send(request, to));
    return outcomes.at(-1);
  };
  return { fake, opened, lines, got, records, send };
}

describe('zalo bot parse', () => {
  it('reads bare and wrapped events, milliseconds and seconds, numbers as ids', () => {
    const bare = zaloBotEvent.text(CHAT, 'Chào bot', { date: 1795312800, message_id: 12345 });
    const expected = [{ address: CHAT, id: 'm12345', at: 1795312800000, body: { type: 'text', text: 'Chào bot' } }];
    expect(parseZaloBot(bare, undefined).incoming).toEqual(expected);
    expect(parseZaloBot({ ok: true, result: bare }, undefined).incoming).toEqual(expected);
  });

  it('reads both photo fields, and the caption as words', () => {
    expect(parseZaloBot(zaloBotEvent.photo(CHAT, { caption: 'máy tôi hiện thế này' }), undefined).incoming.map(({ body }) => body)).toEqual([{ type: 'photo' }, { type: 'text', text: 'máy tôi hiện thế này' }]);
    expect(parseZaloBot(zaloBotEvent.kind(CHAT, 'message.image.received', { photo: 'https://x.example/1.jpg' }), undefined).incoming.map(({ body }) => body)).toEqual([{ type: 'photo' }]);
  });

  it('welcomes whoever sends what the platform hides: protected people, stickers, voices, new kinds', () => {
    for (const kind of ['unsupported', 'sticker', 'voice', 'location']) expect(parseZaloBot(zaloBotEvent.kind(CHAT, `message.${kind}.received`), undefined).incoming[0]?.body).toEqual({ type: 'hello', unread: true });
    expect(parseZaloBot(zaloBotEvent.text(CHAT, '/start'), undefined).incoming[0]?.body).toEqual({ type: 'hello' });
  });

  it('does not hear itself, whether marked or by its own id', () => {
    expect(parseZaloBot(zaloBotEvent.text(CHAT, 'x', { from: { id: '33', is_bot: true } }), undefined).incoming).toEqual([]);
    expect(parseZaloBot(zaloBotEvent.text(CHAT, 'x', { from: { id: '33' } }), '33').incoming).toEqual([]);
  });

  it('gives a group the hint only, and nothing for what it cannot see there', () => {
    const group = { chat: { id: GROUP, chat_type: 'GROUP' } };
    expect(parseZaloBot(zaloBotEvent.text('u1', '@Bot cài ở đâu?', group), undefined)).toEqual({ incoming: [], hint: GROUP });
    expect(parseZaloBot(zaloBotEvent.kind('u1', 'message.unsupported.received', group), undefined)).toEqual({ incoming: [] });
  });
});

describe('zalo bot polling', () => {
  it('takes a webhook away, treats 408 as nothing new, and keeps on', async () => {
    const { fake, opened, got, lines } = await bot({ pollSeconds: 0 });
    fake.webhook.url = 'https://cu.example.vn';
    opened.start();
    await eventually(() => fake.calls.filter(({ method }) => method === 'getUpdates').length > 5);
    expect(fake.webhook.url).toBe('');
    expect(lines.filter(([event]) => event === 'zalo-bot.poll')).toEqual([]);
    fake.push(zaloBotEvent.text(CHAT, 'a'));
    fake.push(zaloBotEvent.text(CHAT, 'b'));
    await eventually(() => got.length === 2);
    expect(got.map(({ body }) => body)).toEqual([{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }]);
  });

  it('survives HTML of the gateway, 401, 403, resets and half answers without showing the token', async () => {
    const { fake, opened, got, lines } = await bot();
    const faults = [{ type: 'html', status: 504 }, { type: 'html', status: 429 }, { type: 'refuse', code: 401 }, { type: 'refuse', code: 403 }, { type: 'garbage' }, { type: 'reset-before' }] as const;
    for (const fault of faults) fake.next(fault, 'getUpdates');
    opened.start();
    await eventually(() => lines.filter(([event]) => event === 'zalo-bot.poll').length === 6);
    fake.push(zaloBotEvent.text(CHAT, 'vẫn sống'));
    await eventually(() => got.length === 1);
    expect(lines.filter(([event]) => event === 'zalo-bot.poll').map(([, { code }]) => code)).toEqual(['http-504', 'http-429', '401', '403', 'http-200', 'ECONNRESET']);
    expect(dumpOf(lines)).not.toContain('canary');
  });

  it('offers what it read again until it is committed, in order, because nobody brings it again', async () => {
    let away = true;
    const { accept, got } = recorder((): Accepted => (away ? { type: 'unavailable', retryAfterMs: 20 } : { type: 'committed' }));
    const { fake, opened } = await bot({ accept });
    opened.start();
    fake.push(zaloBotEvent.text(CHAT, 'a'));
    fake.push(zaloBotEvent.text(CHAT, 'b'));
    await eventually(() => got.length > 3 && fake.pending() === 0);
    expect(new Set(got.map(({ id }) => id)).size).toBe(1);
    away = false;
    await eventually(() => new Set(got.map(({ id }) => id)).size === 2);
  });
});

describe('zalo bot webhook', () => {
  it('answers an empty probe, and the platform in its own words', async () => {
    const { opened } = await bot({ mode: 'webhook', secrets: [SECRET] });
    expect(await opened.hook?.handle({ headers: {}, body: bytes(''), at: 0 })).toEqual({ status: 200 });
    const answer = await opened.hook?.handle({ headers: { 'x-bot-api-secret-token': SECRET }, body: bytes(zaloBotEvent.text(CHAT, 'x')), at: 0 });
    expect(answer).toMatchObject({ status: 200, body: '{"message":"Success"}' });
  });

  it('registers itself and says when Zalo could not reach it', async () => {
    const { fake, opened, lines } = await bot({ mode: 'webhook', secrets: [SECRET], publicUrl: 'https://bot.example.vn' });
    fake.webhook.reachable = false;
    opened.start();
    await eventually(() => lines.some(([event]) => event === 'zalo-bot.webhook-unreachable'));
    expect(fake.webhook).toMatchObject({ url: 'https://bot.example.vn/hooks/zalo-bot', secret: SECRET });
    expect(lines.find(([event]) => event === 'zalo-bot.webhook-unreachable')?.[1]).toEqual({ outcome: 'webhook.http.403' });
  });

  it('keeps what it had to refuse with 503, because nobody promised to bring it again', async () => {
    let away = true;
    const { accept, got } = recorder((): Accepted => (away ? { type: 'unavailable', retryAfterMs: 30 } : { type: 'committed' }));
    const { opened } = await bot({ mode: 'webhook', secrets: [SECRET], accept });
    const post = (text: string) => opened.hook?.handle({ headers: { 'x-bot-api-secret-token': SECRET }, body: bytes(zaloBotEvent.text(CHAT, text)), at: 0 });
    expect((await post('a'))?.status).toBe(503);
    const second = post('b');
    away = false;
    expect((await second)?.status).toBe(200);
    const tries = got.length;
    expect(got.map(({ body }) => (body.type === 'text' ? body.text : ''))).toEqual([...Array.from({ length: tries - 1 }, () => 'a'), 'b']);
    expect(tries).toBeGreaterThan(2);
  });

  it('sends a group to the private chat once a minute', async () => {
    const { fake, opened, got } = await bot({ mode: 'webhook', secrets: [SECRET] });
    const request = () => ({ headers: { 'x-bot-api-secret-token': SECRET }, body: bytes(zaloBotEvent.text('u1', '@Bot giúp', { chat: { id: GROUP, chat_type: 'GROUP' } })), at: 0 });
    await opened.hook?.handle(request());
    await opened.hook?.handle(request());
    await eventually(() => fake.sent(GROUP).length === 1);
    expect(fake.sent(GROUP)[0]?.text).toBe('Mời nhắn riêng.\n\nNhắn riêng: https://zalo.me/3300112233445566778');
    expect(got).toEqual([]);
  });
});

describe('zalo bot quota', () => {
  const budget = { users: 5, messages: 100 };

  it('counts both directions for all processes, warns at 80 %, says near the end once where else to go', async () => {
    const { fake, send, lines, opened } = await bot({ budget, mode: 'webhook', secrets: [SECRET] });
    for (let i = 0; i < 78; i += 1) await send(`tin ${i}`);
    for (let i = 0; i < 2; i += 1) await opened.hook?.handle({ headers: { 'x-bot-api-secret-token': SECRET }, body: bytes(zaloBotEvent.text(CHAT, 'x')), at: 0 });
    await eventually(() => lines.some(([event]) => event === 'zalo-bot.quota'), 4000);
    expect(lines.find(([event]) => event === 'zalo-bot.quota')?.[1]).toMatchObject({ used: 80, limit: 100, percent: 80 });
    for (let i = 0; i < 17; i += 1) await send(`thêm ${i}`);
    expect(await send('quá')).toEqual({ type: 'accepted' });
    expect(fake.sent(CHAT).at(-1)?.text).toBe(NOTICE);
    expect(await send('nữa')).toEqual({ type: 'rejected', code: 'quota' });
    await send('người khác', 'khac');
    expect(fake.sent('khac').map(({ text }) => text)).toEqual([NOTICE]);
  });

  it('backs off longer and longer when the platform says the quota is gone', async () => {
    const { fake, send, lines } = await bot();
    fake.quota = 1;
    expect(await send('một')).toEqual({ type: 'accepted' });
    expect([await send('hai'), await send('ba'), await send('bốn')]).toEqual([
      { type: 'throttled', waitMs: 60_000 },
      { type: 'throttled', waitMs: 300_000 },
      { type: 'throttled', waitMs: 1_800_000 },
    ]);
    expect(lines.filter(([event]) => event === 'zalo-bot.quota-refused')).toHaveLength(3);
  });

  it('starts a new month at midnight in Việt Nam', async () => {
    let now = Date.parse('2026-11-30T16:59:00Z');
    const { send, records } = await bot({ budget, now: () => now });
    await send('cũ');
    await eventually(() => records.counters.get('zalo-bot-quota/2026-11') === 1, 4000);
    now += 120_000;
    await send('mới');
    await eventually(() => records.counters.get('zalo-bot-quota/2026-12') === 1, 4000);
  });

  it('counts people by a hidden key and says when the plan is nearly full', async () => {
    const { opened, records, lines } = await bot({ budget, mode: 'webhook', secrets: [SECRET] });
    for (const chat of ['aaaaaa1', 'bbbbbb2', 'cccccc3', 'dddddd4', 'dddddd4']) await opened.hook?.handle({ headers: { 'x-bot-api-secret-token': SECRET }, body: bytes(zaloBotEvent.text(chat, 'x')), at: 0 });
    await eventually(() => lines.some(([event]) => event === 'zalo-bot.people'));
    expect(lines.filter(([event]) => event === 'zalo-bot.people').map(([, fields]) => fields)).toEqual([{ used: 4, limit: 5 }]);
    expect([...records.values.keys()]).toEqual(['zalo-bot-person/aaaaaa', 'zalo-bot-person/bbbbbb', 'zalo-bot-person/cccccc', 'zalo-bot-person/dddddd']);
  });
});

describe('zalo bot joining', () => {
  it('makes one message of a turn where it fits, never two menus, never over the limit', async () => {
    const { opened } = await bot();
    const render = (over: Parameters<typeof said>[0]) => opened.channel.render(said(over), CHAT);
    const two = joinZaloBot([...render({ text: 'Đã ghi nhận.' }), ...render({ text: 'Bước tiếp theo?', choices: choices(2) })]);
    expect(two.map((one) => (JSON.parse(one.slice(12)) as { text: string }).text)).toEqual(['Đã ghi nhận.\n\nBước tiếp theo?\n\n1. Lựa chọn số 1\n2. Lựa chọn số 2']);
    expect(joinZaloBot([...render({ choices: choices(2) }), ...render({ choices: choices(3) })])).toHaveLength(2);
    const long = [...render({ text: 'ệ'.repeat(500) }), ...render({ text: 'ộ'.repeat(500) })];
    expect(joinZaloBot(long)).toEqual(long);
    expect(joinZaloBot([])).toEqual([]);
  });
});
