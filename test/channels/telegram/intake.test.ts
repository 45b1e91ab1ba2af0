// Telegram's polling and webhook in motion: offsets, conflicts, two processes, callbacks, groups, registration.
import { afterEach, describe, expect, it } from 'vitest';
import { openTelegram, type TelegramSettings } from '../../../src/channels/telegram/open.ts';
import type { Opened } from '../../../src/channels/wiring.ts';
import type { Accepted } from '../../../src/ports.ts';
import { dumpOf } from '../contract/contract.ts';
import { bytes, eventually, logBook, memoryRecords, recorder } from '../contract/platform.ts';
import { fakeTelegram, type TelegramFake, telegramUpdate } from '../fakes/telegram.ts';

const CHAT = 900000001;
const SECRET = 'TgBiMatThuNghiem_01';
const open: Opened[] = [];
const fakes: TelegramFake[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  await Promise.all(fakes.splice(0).map((one) => one.close()));
});

async function fakeOne(): Promise<TelegramFake> {
  const fake = await fakeTelegram();
  fakes.push(fake);
  return fake;
}

function bot(fake: TelegramFake, over: Partial<TelegramSettings> = {}): { opened: Opened; lines: ReturnType<typeof logBook>['lines'] } {
  const { log, lines } = logBook();
  const opened = openTelegram({
    token: fake.token,
    apiRoot: fake.url,
    mode: 'polling',
    commands: { vi: [{ command: 'menu', description: 'Mục lục' }], en: [{ command: 'menu', description: 'Menu' }] },
    groupHint: (lang) => ({ text: lang === 'vi' ? 'Mời nhắn riêng.' : 'Please write to me in private.', label: 'Nhắn riêng' }),
    accept: recorder().accept,
    records: memoryRecords().as('a'),
    log,
    pollSeconds: 1,
    hurry: 50,
    markAfterMs: 20,
    ...over,
  });
  open.push(opened);
  return { opened, lines };
}
const polls = (fake: TelegramFake) => fake.calls.filter(({ method }) => method === 'getUpdates');

describe('telegram polling', () => {
  it('moves the offset only past what was committed, keeps a chat in order, and asks again for the rest', async () => {
    const fake = await fakeOne();
    let away = true;
    const { accept, got } = recorder((): Accepted => (away && got.at(-1)?.address === '2' ? { type: 'unavailable', retryAfterMs: 60 } : { type: 'committed' }));
    const first = fake.push(telegramUpdate.text(1, 'a'));
    fake.push(telegramUpdate.text(2, 'b'));
    fake.push(telegramUpdate.text(2, 'c'));
    fake.push(telegramUpdate.text(1, 'd'));
    bot(fake, { accept }).opened.start();
    await eventually(() => polls(fake).length >= 3);
    expect(polls(fake)[1]?.body).toMatchObject({ offset: first + 1 });
    expect(got.filter(({ address }) => address === '2').every(({ body }) => body.type === 'text' && body.text === 'b')).toBe(true);
    away = false;
    await eventually(() => fake.pending() === 0);
    const ids = [...new Set(got.filter(({ address }) => address === '2').map(({ body }) => (body.type === 'text' ? body.text : '')))];
    expect(ids).toEqual(['b', 'c']);
  });

  it('survives 5xx, HTML, half JSON, resets, floods, 401 and a stranger polling the same token', async () => {
    const fake = await fakeOne();
    const { accept, got } = recorder();
    const faults = [
      { type: 'html', status: 502 },
      { type: 'html', status: 200 },
      { type: 'garbage' },
      { type: 'reset-before' },
      { type: 'flood', retryAfter: 1 },
      { type: 'refuse', code: 401, text: 'Unauthorized' },
      { type: 'refuse', code: 409, text: 'Conflict: terminated by other getUpdates request' },
      { type: 'refuse', code: 500, text: 'Internal Server Error' },
    ] as const;
    for (const fault of faults) fake.next(fault, 'getUpdates');
    fake.push(telegramUpdate.text(CHAT, 'vẫn sống'));
    const { opened, lines } = bot(fake, { accept });
    opened.start();
    await eventually(() => got.length === 1, 8000);
    const reported = lines.filter(([event]) => event === 'telegram.poll').map(([, fields]) => fields['code'] ?? fields['outcome']);
    expect(reported).toEqual(expect.arrayContaining(['502', 'bad-answer', 'throttled', '401', '409', '500']));
    expect(dumpOf(lines)).not.toContain('canary');
  });

  it('takes a set webhook away when it is told to poll', async () => {
    const fake = await fakeOne();
    fake.webhook.url = 'https://cu.example.vn/hook';
    const { accept, got } = recorder();
    fake.push(telegramUpdate.text(CHAT, 'x'));
    bot(fake, { accept }).opened.start();
    await eventually(() => got.length === 1);
    expect(fake.webhook.url).toBe('');
  });

  it('lets one of two processes poll; the other takes over when it is gone', async () => {
    const fake = await fakeOne();
    const records = memoryRecords();
    const [a, b] = [recorder(), recorder()];
    bot(fake, { accept: a.accept, records: records.as('a'), dutyMs: 300 }).opened.start();
    await eventually(() => polls(fake).length > 0);
    const other = bot(fake, { accept: b.accept, records: records.as('b'), dutyMs: 300 });
    other.opened.start();
    for (let i = 0; i < 5; i += 1) {
      fake.push(telegramUpdate.text(CHAT, `${i}`));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await eventually(() => a.got.length === 5);
    expect(b.got).toEqual([]);
    await open[0]?.stop();
    fake.push(telegramUpdate.text(CHAT, 'sau'));
    await eventually(() => b.got.length > 0);
    expect(b.got.at(-1)?.body).toEqual({ type: 'text', text: 'sau' });
  });

  it('stops polling before its role can pass when the store no longer answers', async () => {
    const fake = await fakeOne();
    const records = memoryRecords().as('a');
    let frozen = false;
    let deadline = 0;
    const frozenRole = (name: string, ttlMs: number): ReturnType<typeof records.role> => {
      const role = records.role(name, ttlMs);
      const hold = async () => {
        const held = await role.hold();
        deadline = held?.deadline ?? 0;
        return held;
      };
      return { ...role, hold: () => (frozen ? new Promise(() => undefined) : hold()) };
    };
    let left = Number.POSITIVE_INFINITY;
    const log = (event: string): void => void (event === 'duty.left' && (left = performance.now()));
    bot(fake, { records: { role: frozenRole }, dutyMs: 1200, log }).opened.start();
    await eventually(() => polls(fake).length > 0);
    frozen = true;
    await eventually(() => left < Number.POSITIVE_INFINITY);
    expect(left).toBeLessThan(deadline);
  });

  it('hears repeated and shuffled updates with the same ids and moves on', async () => {
    const fake = await fakeOne();
    const { accept, got } = recorder();
    fake.misorder({ repeat: 3, shuffle: true });
    bot(fake, { accept }).opened.start();
    for (const text of ['a', 'b', 'c', 'd']) {
      fake.push(telegramUpdate.text(CHAT, text));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await eventually(() => fake.pending() === 0 && new Set(got.map(({ id }) => id)).size === 4);
  });

  it('answers a pressed button while the turn still runs', async () => {
    const fake = await fakeOne();
    let commit: (answer: Accepted) => void = () => undefined;
    const { accept } = recorder(() => new Promise((resolve) => (commit = resolve)));
    fake.push(telegramUpdate.press(CHAT, 'v1:AbCdEfGh001'));
    bot(fake, { accept }).opened.start();
    await eventually(() => fake.calls.some(({ method, accepted }) => method === 'answerCallbackQuery' && accepted));
    expect(fake.pending()).toBe(1);
    commit({ type: 'committed' });
  });
});

describe('telegram webhook', () => {
  const hooked = async (over: Partial<TelegramSettings> = {}) => {
    const fake = await fakeOne();
    const one = bot(fake, { mode: 'webhook', secrets: [SECRET, 'TgBiMatCu_0000'], publicUrl: 'https://bot.example.vn', ...over });
    const post = async (body: Record<string, unknown>, secret = SECRET) =>
      one.opened.hook?.handle({ headers: { 'x-telegram-bot-api-secret-token': secret }, body: bytes({ update_id: 9, ...body }), at: 0 });
    return { fake, post, ...one };
  };

  it('registers itself and its commands in both languages, however often that fails first', async () => {
    const { fake, opened } = await hooked();
    fake.next({ type: 'html', status: 502 }, 'getMe');
    fake.next({ type: 'flood', retryAfter: 1 }, 'setWebhook');
    opened.start();
    await eventually(() => fake.calls.filter(({ method, accepted }) => method === 'setMyCommands' && accepted).length === 3);
    expect(fake.webhook).toEqual({ url: 'https://bot.example.vn/hooks/telegram', secret: SECRET });
    expect(fake.calls.filter(({ method }) => method === 'setMyCommands').map(({ body }) => (body as { language_code?: string }).language_code)).toEqual([undefined, 'vi', 'en']);
    expect(polls(fake)).toEqual([]);
  });

  it('answers the press in its own answer, takes both secrets of a rotation, marks the choice afterwards', async () => {
    const { fake, post } = await hooked();
    const keyboard = { inline_keyboard: [[{ text: 'Android', callback_data: 'v1:AbCdEfGh001' }]] };
    const answer = await post(telegramUpdate.press(CHAT, 'v1:AbCdEfGh001', { reply_markup: keyboard }), 'TgBiMatCu_0000');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ method: 'answerCallbackQuery' });
    expect(fake.calls).toEqual([]);
    await eventually(() => fake.calls.some(({ method, accepted }) => method === 'editMessageReplyMarkup' && accepted));
  });

  it('leaves a press unanswered that was not committed, so that it comes again', async () => {
    const { post } = await hooked({ accept: async () => ({ type: 'unavailable', retryAfterMs: 500 }) });
    expect(await post(telegramUpdate.press(CHAT, 'v1:AbCdEfGh001'))).toEqual({ status: 503, headers: { 'retry-after': '1' } });
  });

  it('sends a group to the private chat, once a minute, in the language of who asked', async () => {
    const { accept, got } = recorder();
    const { fake, post, opened } = await hooked({ accept });
    opened.start();
    await eventually(() => fake.calls.some(({ method }) => method === 'setMyCommands'));
    const asked = telegramUpdate.text(CHAT, '/start@vi_du_vneid_bot') as { message: Record<string, unknown> };
    const group = { message: { ...asked.message, chat: { id: -1009, title: 'Tổ', type: 'supergroup' }, from: { id: CHAT, is_bot: false, language_code: 'en-GB' } } };
    const hint = JSON.parse((await post(group))?.body ?? '') as { text: string; chat_id: number; reply_markup: { inline_keyboard: { url: string }[][] } };
    expect(hint).toMatchObject({ method: 'sendMessage', chat_id: -1009, text: 'Please write to me in private.' });
    expect(hint.reply_markup.inline_keyboard[0]?.[0]?.url).toBe('https://t.me/vi_du_vneid_bot?start=hi');
    expect(await post(group)).toEqual({ status: 200 });
    expect(got).toEqual([]);
  });

  it('tells the shell who blocked the bot', async () => {
    const gone: string[] = [];
    const { post } = await hooked({ left: (address) => gone.push(address) });
    await post({ my_chat_member: { chat: { id: CHAT, type: 'private' }, new_chat_member: { status: 'kicked' } } });
    expect(gone).toEqual([String(CHAT)]);
  });

  it('refuses to open without a secret or with a short one', async () => {
    const fake = await fakeOne();
    expect(() => bot(fake, { mode: 'webhook', secrets: [] })).toThrow('secret');
    expect(() => bot(fake, { mode: 'webhook', secrets: ['ngan'] })).toThrow('characters');
  });
});
