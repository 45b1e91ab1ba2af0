// The platform misbehaves in every way the fake Telegram knows, one send in ten; it repeats and shuffles its events; it refuses our token.
// Real processes with the real Telegram channel.
import { afterEach, expect, it } from 'vitest';
import { seeded } from '../bot/fakes.ts';
import type { Fault } from '../channels/fakes/server.ts';
import { fakeTelegram, type TelegramFake } from '../channels/fakes/telegram.ts';
import { startRedis } from '../store/redis-server.ts';
import { figure, LONG, SEED } from './figures.ts';
import { type BotProcess, check, type Diary, type Platform, settled, startBot, startPlatform } from './rig.ts';

const CHATS = 50;
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function rig(processes: number, more: { readonly telegram?: TelegramFake; readonly sendMs?: number } = {}): Promise<{ platform: Platform; bots: BotProcess[] }> {
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
  const platform = await startPlatform();
  closing.push(redis.stop, platform.close);
  const { telegram, sendMs } = more;
  const to = telegram ? `${telegram.url}/bot${telegram.token}` : platform.port;
  const bots = await Promise.all(Array.from({ length: processes }, () => startBot({ platform: to, redis: redis.url, ...(sendMs === undefined ? {} : { sendMs }) })));
  closing.push(...bots.map((bot) => bot.kill));
  return { platform, bots };
}
const diaryOf = (telegram: TelegramFake): { diary: Diary } => ({ diary: new Map(Array.from({ length: CHATS }, (_, chat) => [`${chat}`, telegram.sent(chat).map(({ text }) => ({ bytes: text }))])) });

/** Every way to fail there is but a revoked token and a citizen who left. The last five leave open what happened. */
const FAULTS: readonly Fault[] = [
  { type: 'flood', retryAfter: 2 }, { type: 'refuse', code: 503 }, { type: 'refuse', code: 500 }, { type: 'html', status: 502 }, { type: 'reset-before' },
  { type: 'html', status: 504, accepted: true }, { type: 'garbage' }, { type: 'half' }, { type: 'reset-after' }, { type: 'slow', ms: 1500 },
];
const IN_DOUBT = new Set<Fault['type']>(['html', 'garbage', 'half', 'reset-after', 'slow', 'hang']);

it('S9 S10 one send in ten fails, all kinds: nothing lost, order kept, no retry before its time, repeats only after doubt', { timeout: 400_000 }, async () => {
  const random = seeded(SEED + 9);
  const telegram = await fakeTelegram();
  closing.push(telegram.close);
  telegram.plan((method) => (method === 'sendMessage' && random() < 0.1 ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined));
  const { platform, bots } = await rig(1, { telegram, sendMs: 1000 });
  const events = LONG ? 10_000 : 500;
  await platform.feed([bots[0]!.port], CHATS, events, 120);
  const end = performance.now() + 60_000;
  while (performance.now() < end && check(diaryOf(telegram), CHATS, events).lost > 0) await wait(500);
  const verdict = check(diaryOf(telegram), CHATS, events);
  const sends = telegram.calls.filter(({ method }) => method === 'sendMessage');
  const doubts = sends.filter(({ fault }) => fault && IN_DOUBT.has(fault)).length;
  const early = earlyRetries(sends);
  figure('S9 S10 platform faults', { ...verdict, sends: sends.length, faults: sends.filter(({ fault }) => fault).length, inDoubt: doubts, earlyRetries: early });
  expect(verdict).toMatchObject({ lost: 0, differing: 0, disordered: 0, drift: 0 });
  expect(verdict.repeats).toBeLessThanOrEqual(doubts);
  expect(early).toBe(0);
  expect(sends.filter(({ refusal }) => refusal)).toEqual([]);
});

/** Sends to a chat before its retry_after was over. */
function earlyRetries(sends: TelegramFake['calls']): number {
  let early = 0;
  const notBefore = new Map<string, number>();
  for (const { at, body, fault } of sends) {
    const chat = String((body as { chat_id: number }).chat_id);
    // The clock of Redis and ours differ by rounding.
    if (at < (notBefore.get(chat) ?? 0) - 20) early++;
    if (fault === 'flood') notBefore.set(chat, at + 2000);
  }
  return early;
}

it('S11 every event comes one to five times, at once and later, to two processes: one effect', { timeout: 120_000 }, async () => {
  const random = seeded(SEED + 11);
  const { platform, bots } = await rig(2);
  const events = LONG ? 3000 : 500;
  const late: Promise<void>[] = [];
  let copies = 0;
  const send = async (n: number): Promise<void> => {
    for (let tries = 0; (await platform.post(bots[Math.floor(random() * 2)]!.port, { address: `${n % CHATS}`, id: `${n}`, body: { type: 'text', text: `e${n}` } })) !== '200'; tries++) await wait(50 + 20 * Math.min(tries, 10));
  };
  for (let first = 0; first < events; first += CHATS) {
    await Promise.all(
      Array.from({ length: CHATS }, async (_, chat) => {
        const times = 1 + Math.floor(random() * 5);
        copies += times - 1;
        const again = Math.floor(random() * times);
        for (let i = 0; i < again; i++) late.push(wait(500 + random() * 3000).then(() => send(first + chat)));
        await Promise.all(Array.from({ length: times - again }, () => send(first + chat)));
      }),
    );
  }
  await Promise.all(late);
  await settled(platform, CHATS, events, 10_000);
  await wait(300);
  const verdict = check(platform, CHATS, events);
  figure('S11 duplicates', { ...verdict, copies });
  expect(copies).toBeGreaterThan(events);
  expect(verdict).toMatchObject({ lost: 0, differing: 0, disordered: 0, drift: 0, repeats: 0 });
});

it('S12 events in any order within ten seconds: each is taken once, as it came', { timeout: 120_000 }, async () => {
  const random = seeded(SEED + 12);
  const { platform, bots } = await rig(2);
  const perChat = 20;
  const now = Date.now();
  await Promise.all(
    Array.from({ length: CHATS }, async (_, chat) => {
      const order = Array.from({ length: perChat }, (_, i) => ({ n: i, key: i + random() * 10 })).sort((a, b) => a.key - b.key);
      // The oldest comes last, after all that is newer.
      const [oldest] = order.splice(order.findIndex(({ n }) => n === 0), 1);
      for (const { n } of [...order, oldest!]) {
        const event = { address: `${chat}`, id: `${chat}-${n}`, at: now + n * 500, body: { type: 'text', text: `e${n}` } };
        while ((await platform.post(bots[Math.floor(random() * 2)]!.port, event)) !== '200') await wait(50);
      }
    }),
  );
  const all = (): string[][] => Array.from({ length: CHATS }, (_, chat) => (platform.diary.get(`${chat}`) ?? []).map(({ bytes }) => bytes));
  for (let i = 0; i < 100 && all().some((list) => list.length < perChat); i++) await wait(50);
  const inOrder = Array.from({ length: perChat }, (_, i) => i + 1).join();
  const lost = all().map((list) => perChat - new Set(list.map((bytes) => bytes.split(' ')[0])).size).reduce((sum, one) => sum + one);
  const disordered = all().filter((list) => list.map((bytes) => bytes.split(' ')[1]).join() !== inOrder).length;
  figure('S12 out of order', { events: CHATS * perChat, lost, chatsDisordered: disordered });
  expect([lost, disordered]).toEqual([0, 0]);
});

it.runIf(LONG)('S25 a refused token: at most twelve tries a minute, intake goes on, all is sent once it is accepted', { timeout: 120_000 }, async () => {
  const telegram = await fakeTelegram();
  closing.push(telegram.close);
  telegram.plan(() => ({ type: 'refuse', code: 401 }));
  const { platform, bots } = await rig(1, { telegram });
  const events = 200;
  await platform.feed([bots[0]!.port], CHATS, events, 100);
  const first = telegram.calls.length;
  const seconds = LONG ? 30 : 10;
  await wait(seconds * 1000);
  const perMinute = ((telegram.calls.length - first) * 60) / seconds;
  telegram.plan(undefined);
  const began = performance.now();
  while (performance.now() - began < 60_000 && check(diaryOf(telegram), CHATS, events).lost > 0) await wait(200);
  const verdict = check(diaryOf(telegram), CHATS, events);
  figure('S25 refused token', { ...verdict, callsPerMinute: perMinute, backMs: performance.now() - began });
  expect(perMinute).toBeLessThanOrEqual(12);
  expect(verdict).toMatchObject({ lost: 0, differing: 0, disordered: 0, drift: 0, repeats: 0 });
});
