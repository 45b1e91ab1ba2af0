// The bot's single promises, each on the embedded store in virtual time.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BotOptions } from '../../src/bot-shell.ts';
import { settle } from '../../src/bot-drain.ts';
import { createPauses } from '../../src/bot-pause.ts';
import type { Aside, Limits, SendOutcome } from '../../src/ports.ts';
import { StoreAway } from '../../src/store-port.ts';
import { countingTurn, fakeChannel, openBot, tempDir, text } from './fakes.ts';

const closing: (() => Promise<void> | void)[] = [];
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  vi.useRealTimers();
});

function setUp(outcome: (bytes: string, n: number) => SendOutcome | Promise<SendOutcome> = () => ({ type: 'accepted' }), limits: Partial<Limits> = {}, over: Partial<BotOptions> = {}) {
  const sent: { bytes: string; at: number }[] = [];
  const asides: Aside[] = [];
  const channel = {
    ...fakeChannel(async (bytes) => {
      sent.push({ bytes, at: performance.now() });
      return outcome(bytes, sent.length);
    }, limits),
    aside: async (aside: Aside) => void asides.push(aside),
  };
  const dir = tempDir();
  const opened = openBot(dir, channel, over);
  closing.push(opened.close, () => rmSync(dir, { recursive: true }));
  return { ...opened, sent, asides, bytes: () => sent.map((one) => one.bytes) };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const accepted: SendOutcome = { type: 'accepted' };
const never = () => new Promise<SendOutcome>(() => {});

describe('accept', () => {
  it('answers after the commit, not after the send, and the same event once', async () => {
    const { bot, bytes } = setUp(never);
    expect(await bot.accept('telegram', text('1', 'a', 'hi'))).toEqual({ type: 'committed' });
    expect(await bot.accept('telegram', text('1', 'a', 'hi'))).toEqual({ type: 'seen' });
    expect(bytes()).toEqual(['hi 1']);
  });

  it('runs the events of one chat in the order they came', async () => {
    const { bot, bytes } = setUp();
    await Promise.all(Array.from({ length: 20 }, (_, i) => bot.accept('telegram', text('1', `${i}`, `e${i}`))));
    await pass(100);
    expect(bytes()).toEqual(Array.from({ length: 20 }, (_, i) => `e${i} ${i + 1}`));
  });

  it('answers a callback and deletes a message without waiting for either', async () => {
    const { bot, asides } = setUp(() => accepted, {}, { turn: (s, i) => ({ ...countingTurn(s, i), asides: [{ type: 'delete-incoming', messageId: '7' }] }) });
    await bot.accept('telegram', { ...text('1', 'a', 'x'), callbackId: 'cb' });
    expect(asides).toEqual([{ type: 'delete-incoming', messageId: '7' }, { type: 'answer-callback', callbackId: 'cb' }]);
    await bot.accept('telegram', { ...text('1', 'a', 'x'), callbackId: 'cb' });
    expect(asides.slice(2)).toEqual([{ type: 'answer-callback', callbackId: 'cb' }]);
  });

  it('sheds a flooding chat alone, telling it once', async () => {
    const { bot, bytes } = setUp(undefined, {}, { rateChat: 10 });
    const answers = [];
    for (let i = 0; i < 40; i++) answers.push((await bot.accept('telegram', text('loud', `${i}`, 'x'))).type);
    expect(answers).toEqual([...Array<string>(11).fill('committed'), ...Array<string>(29).fill('shed')]);
    expect((await bot.accept('telegram', text('quiet', '1', 'y'))).type).toBe('committed');
    await pass(100);
    expect(bytes().filter((b) => b === 'notice flood')).toHaveLength(1);
    await pass(30_000);
    expect((await bot.accept('telegram', text('loud', 'later', 'x'))).type).toBe('committed');
  });

  it('refuses more turns at once than it can hold', async () => {
    let free = () => {};
    const gate = new Promise<void>((done) => (free = done));
    const made = setUp();
    const bot = setUp(undefined, {}, { maxTurns: 3, store: { ...made.store, update: (c, h, f) => gate.then(() => made.store.update(c, h, f)) } }).bot;
    const some = Array.from({ length: 5 }, (_, i) => bot.accept('telegram', text(`${i}`, '1', 'x')));
    expect(await some[4]).toEqual({ type: 'unavailable', retryAfterMs: 1000 });
    free();
    expect((await Promise.all(some)).map((one) => one.type)).toEqual(['committed', 'committed', 'committed', 'unavailable', 'unavailable']);
  });
});

describe('a turn that throws', () => {
  const poison = { turn: () => { throw new Error('boom'); } };
  it('is tried three times by the platform, then set aside with a notice; the chat goes on', async () => {
    let broken = true;
    const { bot, bytes, facts } = setUp(undefined, {}, { turn: (s, i) => (broken && i.id === 'bad' ? poison.turn() : countingTurn(s, i)) });
    await bot.accept('telegram', text('1', 'good', 'x'));
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push((await bot.accept('telegram', text('1', 'bad', 'y'))).type);
    expect(answers).toEqual(['unavailable', 'unavailable', 'committed', 'seen']);
    broken = false;
    await bot.accept('telegram', text('1', 'next', 'z'));
    await pass(100);
    expect(bytes()).toEqual(['x 1', 'notice poison', 'z 2']);
    expect(facts.filter((f) => f.type === 'threw').length).toBe(3);
  });

  it('is tried three times at once where nothing comes again by itself', async () => {
    const { bot, bytes } = setUp(undefined, { redelivers: false }, poison);
    expect((await bot.accept('telegram', text('1', 'bad', 'y'))).type).toBe('committed');
    await pass(10);
    expect(bytes()).toEqual(['notice poison']);
  });

  it('is not counted when it only says "not now"', async () => {
    const { bot, facts } = setUp(undefined, {}, { turn: () => { throw new StoreAway('newer revision', 1500); } });
    for (let i = 0; i < 5; i++) expect(await bot.accept('telegram', text('1', 'x', 'y'))).toEqual({ type: 'unavailable', retryAfterMs: 1500 });
    expect(facts.some((f) => f.type === 'threw' || f.type === 'static-help')).toBe(false);
  });

  it('in a timer: set aside without a word', async () => {
    const wake = (s: string | undefined, i: Parameters<typeof countingTurn>[1], now: number) =>
      i.body.type === 'timer' ? poison.turn() : { ...countingTurn(s, i), wakeAt: now + 1000 };
    const { bot, bytes, facts, store } = setUp(undefined, {}, { turn: (s, i, c) => wake(s, i, c.now) });
    bot.start();
    await bot.accept('telegram', text('1', 'a', 'x'));
    await pass(60_000);
    expect(bytes()).toEqual(['x 1']);
    expect(facts.filter((f) => f.type === 'threw')).toHaveLength(3);
    expect(await store.due(true)).toEqual([]);
    await bot.stop();
  });
});

describe('with the store away', () => {
  it('says so, sends the static help once per chat and outage, and the real answer later', async () => {
    const made = setUp();
    let gone = false;
    const store = { ...made.store, ready: () => !gone, update: async (...args: Parameters<typeof made.store.update>) => {
      if (gone) throw new StoreAway('gone');
      return made.store.update(...args);
    } };
    const { bot, bytes } = setUp(undefined, {}, { store });
    for (const outage of [1, 2]) {
      gone = true;
      // A short absence is nobody's business.
      for (let i = 0; i < 3; i++) expect((await bot.accept('telegram', text('1', `${outage}`, 'x'))).type).toBe('unavailable');
      await pass(5000);
      for (let i = 0; i < 3; i++) expect((await bot.accept('telegram', text('1', `${outage}`, 'x'))).type).toBe('unavailable');
      gone = false;
      expect((await bot.accept('telegram', text('1', `${outage}`, 'x'))).type).toBe('committed');
      await pass(10);
    }
    expect(bytes()).toEqual(['notice away', 'x 1', 'notice away', 'x 2']);
  });
});

describe('sending', () => {
  it('waits as long as the platform said, this chat only', async () => {
    const { bot, sent } = setUp((_, n) => (n === 1 ? { type: 'throttled', waitMs: 7300 } : accepted));
    bot.start();
    await bot.accept('telegram', text('1', 'a', 'x'));
    await pass(100);
    await bot.accept('telegram', text('2', 'a', 'other'));
    await bot.accept('telegram', text('1', 'b', 'y'));
    await pass(20_000);
    expect(sent.map((one) => one.bytes)).toEqual(['x 1', 'other 1', 'x 1', 'y 2']);
    expect(sent[2]!.at - sent[0]!.at).toBeGreaterThanOrEqual(7300);
    expect(sent[2]!.at - sent[0]!.at).toBeLessThan(8400);
    await bot.stop();
  });

  it.each([0, 1, 5])('repeats an unknown send %i times at most, then goes on', async (repeatsAfterUnknown) => {
    const { bot, bytes, facts } = setUp((b) => (b === 'x 1' ? { type: 'unknown', code: 'ECONNRESET' } : accepted), { repeatsAfterUnknown });
    bot.start();
    await bot.accept('telegram', text('1', 'a', 'x'));
    await bot.accept('telegram', text('1', 'b', 'y'));
    await pass(600_000);
    expect(bytes()).toEqual([...Array<string>(repeatsAfterUnknown + 1).fill('x 1'), 'y 2']);
    expect(facts.filter((f) => f.type === 'sent' && f.outcome === 'gave-up')).toHaveLength(1);
    await bot.stop();
  });

  it('a send without end is unknown after the hard limit; nothing is sent meanwhile', async () => {
    const { bot, sent } = setUp((_, n) => (n === 1 ? never() : accepted));
    bot.start();
    await bot.accept('telegram', text('1', 'a', 'x'));
    await bot.accept('telegram', text('1', 'b', 'y'));
    await pass(30_000);
    expect(sent.map((one) => one.bytes)).toEqual(['x 1', 'x 1', 'y 2']);
    expect(sent[1]!.at - sent[0]!.at).toBeGreaterThanOrEqual(8500);
    await bot.stop();
  });

  it('a final refusal drops that message, a block all of the chat', async () => {
    const { bot, bytes } = setUp((b) => (b.startsWith('bad') ? { type: 'rejected', code: '400' } : b.startsWith('gone') ? { type: 'blocked', code: '403' } : accepted));
    await bot.accept('telegram', text('1', 'a', 'bad'));
    await bot.accept('telegram', text('1', 'b', 'x'));
    await pass(10);
    await Promise.all([bot.accept('telegram', text('2', 'a', 'gone')), bot.accept('telegram', text('2', 'b', 'x'))]);
    await pass(10);
    expect(bytes()).toEqual(['bad 1', 'x 2', 'gone 1']);
  });

  it('waits for one of few senders only while its lease lasts, and comes again', async () => {
    const { bot, sent } = setUp((_, n) => (n === 1 ? never() : accepted), {}, { maxSends: 1 });
    bot.start();
    await bot.accept('telegram', text('1', 'a', 'x'));
    for (const chat of ['2', '3']) await bot.accept('telegram', text(chat, 'a', chat));
    await pass(3000);
    expect(sent).toHaveLength(1);
    await pass(10_000);
    expect(sent.map((one) => one.bytes).sort()).toEqual(['2 1', '3 1', 'x 1', 'x 1']);
    await bot.stop();
  });

  it('with our token refused, asks at most twelve times a minute, whatever the number of chats, and loses nothing', async () => {
    let refused = true;
    const { bot, sent } = setUp(() => (refused ? { type: 'misconfigured', code: '401' } : accepted));
    bot.start();
    await bot.accept('telegram', text('0', 'a', 'x'));
    for (let i = 1; i < 30; i++) await bot.accept('telegram', text(`${i}`, 'a', 'x'));
    const before = sent.length;
    await pass(60_000);
    expect(sent.length - before).toBeLessThanOrEqual(12);
    expect(sent.length - before).toBeGreaterThan(3);
    refused = false;
    await pass(60_000 * 6);
    await bot.stop();
    expect(sent.length - before).toBeGreaterThanOrEqual(30);
  });

  it('what is a day old is given up, counted', async () => {
    const { bot, facts, store, bytes } = setUp((b) => (b === 'x 1' ? { type: 'unreachable', code: 'ENOTFOUND' } : accepted));
    bot.start();
    await bot.accept('telegram', text('1', 'a', 'x'));
    await pass(25 * 3600_000);
    expect(facts.flatMap((f) => (f.type === 'dropped' ? [f.count] : []))).toEqual([1]);
    await bot.accept('telegram', text('1', 'b', 'y'));
    await pass(20_000);
    expect(bytes().at(-1)).toBe('y 2');
    expect(await store.due(true)).toEqual([]);
    await bot.stop();
  });
});

describe('timers and stopping', () => {
  it('fires a timer within a second of its time, once', async () => {
    const { bot, sent } = setUp(undefined, {}, { turn: (s, i, c) => ({ ...countingTurn(s, i), ...(i.body.type === 'timer' ? {} : { wakeAt: c.now + 90_000 }) }) });
    bot.start();
    await bot.accept('telegram', text('1', 'a', 'x'));
    await pass(200_000);
    expect(sent.map((one) => one.bytes)).toEqual(['x 1', 'timer 2']);
    expect(sent[1]!.at - sent[0]!.at).toBeGreaterThanOrEqual(90_000);
    expect(sent[1]!.at - sent[0]!.at).toBeLessThan(91_000);
    await bot.stop();
  });

  it('stop refuses events, ends sends under way and all that is unsent', async () => {
    const { bot, bytes } = setUp(() => new Promise((done) => setTimeout(() => done(accepted), 500)));
    bot.start();
    for (let i = 0; i < 5; i++) await bot.accept('telegram', text('1', `${i}`, `e${i}`));
    const stopped = bot.stop();
    expect((await bot.accept('telegram', text('1', 'late', 'x'))).type).toBe('unavailable');
    await pass(3000);
    await stopped;
    expect(bytes()).toEqual(['e0 1', 'e1 2', 'e2 3', 'e3 4', 'e4 5']);
  });

  it('stop ends within its time even when the platform hangs', async () => {
    const { bot } = setUp(never);
    await bot.accept('telegram', text('1', 'a', 'x'));
    let ended = false;
    void bot.stop(10_000).then(() => (ended = true));
    await pass(10_100);
    expect(ended).toBe(true);
  });
});

it('an outcome means what the limits say', () => {
  const limits = { repeatsAfterUnknown: 1 };
  const wait = (fails: number) => {
    const how = settle({ type: 'unreachable', code: '' }, { unknowns: 0, fails }, limits, () => 0.5);
    return how.type === 'wait' ? how.waitMs : -1;
  };
  expect([0, 1, 2, 3, 20].map(wait)).toEqual([1000, 2000, 4000, 8000, 300_000]);
  expect(settle({ type: 'unknown', code: '' }, { unknowns: 0, fails: 0 }, limits).type).toBe('wait');
  expect(settle({ type: 'unknown', code: '' }, { unknowns: 1, fails: 0 }, limits)).toEqual({ type: 'drop' });
});

it('a pause ends with the first success, and not with one chat being throttled away', async () => {
  const pauses = createPauses();
  for (let i = 0; i < 8; i++) pauses.tell('telegram', 'unreachable');
  expect(pauses.ask('telegram')).toBeGreaterThan(0);
  expect(pauses.ask('zalo-oa')).toBe(0);
  await pass(5001);
  expect(pauses.ask('telegram')).toBe(0);
  expect(pauses.ask('telegram')).toBeGreaterThan(0);
  pauses.tell('telegram', 'accepted');
  expect(pauses.ask('telegram')).toBe(0);
});
