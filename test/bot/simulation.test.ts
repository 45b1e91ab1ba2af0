// The drain in virtual time against a misbehaving platform, a store that loses replies and a bot that is killed again and again.
// Workload and checker are apart: the platform writes a diary, the checker reads it afterwards.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Bot, createBot } from '../../src/bot.ts';
import type { SendOutcome } from '../../src/ports.ts';
import { type Store, StoreAway } from '../../src/store-port.ts';
import { chatKeys } from '../../src/chat-key.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { countingTurn, fakeChannel, SECRET, seeded, tempDir, text } from './fakes.ts';

type Entry =
  | { type: 'attempt'; address: string; bytes: string; life: number; at: number }
  | { type: 'end'; address: string; bytes: string; life: number; outcome: SendOutcome['type'] }
  | { type: 'delivered'; address: string; bytes: string }
  | { type: 'crash' };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const SEEDS = process.env['SIMULATION_SEEDS']?.split(',').map(Number) ?? [1, 2, 3, 4, 5, 6];

it.each(SEEDS)('nothing lost, first deliveries in order, repeats only after crashes or unknown outcomes: seed %i', { timeout: 60_000 }, async (seed) => {
  const random = seeded(seed);
  const diary: Entry[] = [];
  const dir = tempDir();
  let life = 0;
  const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

  const channel = (mine: number) => fakeChannel(async (bytes, address): Promise<SendOutcome> => {
    diary.push({ type: 'attempt', address, bytes, life: mine, at: performance.now() });
    const end = (outcome: SendOutcome): SendOutcome => {
      diary.push({ type: 'end', address, bytes, life: mine, outcome: outcome.type });
      return outcome;
    };
    const deliver = () => diary.push({ type: 'delivered', address, bytes });
    const fate = random();
    await wait(5 + random() * 40);
    if (fate < 0.05) return end({ type: 'throttled', waitMs: 500 + random() * 20_000 });
    if (fate < 0.1) return end({ type: 'unreachable', code: 'ECONNREFUSED' });
    if (fate < 0.14) {
      if (random() < 0.5) deliver();
      return end({ type: 'unknown', code: 'ECONNRESET' });
    }
    if (fate < 0.18) {
      await wait(random() * 7900);
    } else if (fate < 0.2) {
      // Beyond the hard limit: the socket is destroyed, the message may still arrive.
      await wait(8000);
      if (random() < 0.5) deliver();
      return end({ type: 'unknown', code: 'ETIMEDOUT' });
    }
    deliver();
    await wait(random() * 20);
    return end({ type: 'accepted' });
  }, { repeatsAfterUnknown: 200 });

  /** The store as a process sees it: it can lose replies, and a dead process sees nothing any more. */
  function lossy(store: Store, mine: number): Store {
    const call = <A extends unknown[], R>(f: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
      const never = new Promise<never>(() => {});
      if (life !== mine) return never;
      const fate = random();
      if (fate < 0.02) throw new StoreAway('not reached');
      const answer = await f(...args);
      await wait(1);
      if (life !== mine) return never;
      if (fate < 0.04) throw new StoreAway('reply lost');
      return answer;
    };
    return { ...store, update: call(store.update), sent: call(store.sent), claim: call(store.claim), due: call(store.due) };
  }

  let current!: { bot: Bot; close(): Promise<void>; store: Store };
  const boot = () => {
    const mine = life;
    const { store, records } = openEmbedded({ dir });
    const bot = createBot({ store: lossy(store, mine), records, channels: [channel(mine)], turn: countingTurn, notice: () => [], appSecret: SECRET });
    current = { bot, close: store.close, store };
    bot.start();
  };
  boot();

  // Workload: a platform that keeps an event until it is acknowledged, chat by chat in order.
  const chats = ['a', 'b', 'c', 'd', 'e'];
  const perChat = 40;
  let open = chats.length;
  for (const address of chats) {
    void (async () => {
      for (let i = 0; i < perChat; i++) {
        const words = random() < 0.3 ? `two${i}` : `one${i}`;
        for (;;) {
          const mine = life;
          const answer = await Promise.race([current.bot.accept('telegram', text(address, `${i}`, words)), died(mine)]);
          if (answer && answer.type !== 'unavailable') break;
          await wait(50 + random() * 500);
        }
        await wait(random() * 3000);
      }
      open--;
    })();
  }
  async function died(mine: number): Promise<undefined> {
    while (life === mine) await wait(10);
    return undefined;
  }
  const until = performance.now() + 3600_000;
  let nextCrash = performance.now() + 2000;
  let quiet = 0;
  while (performance.now() < until && quiet < 400) {
    await vi.advanceTimersByTimeAsync(100);
    if (open > 0 && performance.now() > nextCrash) {
      life++;
      diary.push({ type: 'crash' });
      await current.close();
      boot();
      nextCrash = performance.now() + 300 + random() * 6000;
    }
    if (open === 0) {
      const left = await current.store.due(true);
      quiet = left.length === 0 ? quiet + 1 : 0;
    }
  }
  expect(open).toBe(0);

  // Checker.
  const keys = chatKeys(SECRET);
  for (const address of chats) {
    let session: string | undefined;
    await current.store.update({ key: keys('telegram', address), address: '', leaseMs: 12_000 }, { id: 'look' }, (s) => ({ session: (session = s) ?? '', messages: [] }));
    expect(session).toBe(`${perChat}`);
    const mine = diary.filter((e) => e.type === 'crash' || e.address === address);
    const firsts = [...new Set(mine.flatMap((e) => (e.type === 'delivered' ? [e.bytes] : [])))];
    const counts = firsts.map((bytes) => Number(/ (\d+)/.exec(bytes)![1]));
    expect(new Set(counts).size).toBe(perChat);
    expect(firsts).toEqual([...firsts].sort((x, y) => rank(x) - rank(y)));
    // Two-part answers came whole; and nobody was told two different things for one event.
    const parts = new Map<number, string[]>();
    for (const bytes of firsts) parts.set(Number(/ (\d+)/.exec(bytes)![1]), [...(parts.get(Number(/ (\d+)/.exec(bytes)![1])) ?? []), bytes]);
    for (const list of parts.values()) expect(list.length).toBe(list[0]!.startsWith('two') ? 2 : 1);
    // Every repeat has its reason, and one process never sends two at once.
    const excuse = new Map<string, boolean>();
    const inFlight = new Map<number, number>();
    for (const e of mine) {
      if (e.type === 'crash') for (const bytes of excuse.keys()) excuse.set(bytes, true);
      if (e.type === 'attempt') {
        expect(excuse.get(e.bytes), `${e.bytes} repeated without reason`).not.toBe(false);
        excuse.set(e.bytes, false);
        inFlight.set(e.life, (inFlight.get(e.life) ?? 0) + 1);
        expect(inFlight.get(e.life)).toBe(1);
      }
      if (e.type === 'end') {
        inFlight.set(e.life, inFlight.get(e.life)! - 1);
        if (e.outcome !== 'accepted') excuse.set(e.bytes, true);
      }
    }
  }
  await current.close();
  rmSync(dir, { recursive: true });
});

/** Position a message should have: its event's number, then its part. */
function rank(bytes: string): number {
  const [, n, part] = / (\d+)(?: (b))?/.exec(bytes)!;
  return Number(n) + (part ? 0.5 : 0);
}
