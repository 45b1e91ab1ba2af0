// Real bot processes, a real Redis, kill -9 at random. The slice that runs with every test; FAULTS_EVENTS and FAULTS_KILLS make it longer.
// What it cannot show: a power cut (the page cache survives a kill).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { seeded } from '../bot/fakes.ts';
import { figure, LONG as FULL, SEED } from './figures.ts';
import { startRedis } from '../store/redis-server.ts';
import { type BotProcess, check, type Platform, settled, startBot, startPlatform } from './rig.ts';

const EVENTS = Number(process.env['FAULTS_EVENTS'] ?? 500);
const KILLS = Number(process.env['FAULTS_KILLS'] ?? 8);
const CHATS = 50;
const RATE = 60;
/** The two judged scenarios have full length, the others a fifth of it. */
const SOME = FULL ? Math.ceil(EVENTS / 5) : EVENTS;
const SOME_KILLS = FULL ? Math.ceil(KILLS / 5) : KILLS;
const LONG = 60_000 + EVENTS * 40;
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

async function rig(processes: number, misbehave?: Parameters<typeof startPlatform>[0]) {
  const platform = await startPlatform(misbehave);
  closing.push(platform.close);
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
  closing.push(redis.stop);
  const bots: BotProcess[] = [];
  for (let i = 0; i < processes; i++) {
    const bot = await startBot({ platform: platform.port, redis: redis.url });
    closing.push(bot.kill);
    bots.push(bot);
  }
  return { platform, redis, bots };
}

function report(what: string, platform: Platform, kills: number, events = EVENTS): ReturnType<typeof check> {
  const verdict = check(platform, CHATS, events);
  figure(what, { kills, ...verdict, slowestWebhookMs: platform.slowest, answers: Object.fromEntries(platform.answers) });
  expect(verdict).toMatchObject({ lost: 0, differing: 0, disordered: 0, drift: 0 });
  return verdict;
}

describe('kill -9', () => {
  it('bot or Redis, one process: nothing lost, nothing different, no drift', { timeout: LONG }, async () => {
    const random = seeded(SEED);
    const { platform, redis, bots } = await rig(1);
    const feeding = platform.feed(bots.map((b) => b.port), CHATS, EVENTS, RATE);
    const spacing = (EVENTS / RATE) * 1000 / (KILLS + 1);
    for (let k = 0; k < KILLS; k++) {
      await wait(spacing * (0.5 + random() * 0.8));
      if (random() < 0.5) {
        await bots[0]!.kill();
        bots[0]!.start();
      } else {
        await redis.kill();
        await wait(random() * 400);
        await redis.start();
      }
    }
    await feeding;
    await settled(platform, CHATS, EVENTS, 30_000);
    const { repeats } = report('S1 S14 one process, bot or Redis killed', platform, KILLS);
    // At most what was in flight at each kill: 60/s × 20 ms ≈ 1.2; the figure to stay under is 40 for 200 kills.
    expect(repeats).toBeLessThanOrEqual(KILLS * 4);
    expect(bots[0]!.stderr()).toBe('');
  });

  it('two processes on one stream: the same; a dead process is followed within 13 s', { timeout: LONG }, async () => {
    const random = seeded(SEED + 1);
    const { platform, bots } = await rig(2);
    const feeding = platform.feed(bots.map((b) => b.port), CHATS, EVENTS, RATE);
    const kills = Math.max(2, KILLS / 2);
    for (let k = 0; k < kills; k++) {
      await wait(((EVENTS / RATE) * 1000 / (kills + 1)) * (0.5 + random() * 0.8));
      const bot = bots[k % 2]!;
      await bot.kill();
      // The last one stays dead: the other takes its leases over.
      if (k < kills - 1) bot.start();
    }
    await feeding;
    await settled(platform, CHATS, EVENTS, 14_000);
    const { repeats } = report('S13 S14 two processes', platform, kills);
    expect(repeats).toBeLessThanOrEqual(kills * 4);
  });

  it('the embedded store keeps the same promise for one process', { timeout: LONG }, async () => {
    const random = seeded(SEED + 2);
    const platform = await startPlatform();
    closing.push(platform.close);
    const dir = mkdtempSync(join(tmpdir(), 'vneid-faults-'));
    closing.push(() => rmSync(dir, { recursive: true, force: true }));
    const bot = await startBot({ platform: platform.port, dir });
    closing.push(bot.kill);
    const feeding = platform.feed([bot.port], CHATS, SOME, RATE);
    for (let k = 0; k < SOME_KILLS; k++) {
      await wait(((SOME / RATE) * 1000 / (SOME_KILLS + 1)) * (0.5 + random() * 0.8));
      await bot.kill();
      bot.start();
    }
    await feeding;
    await settled(platform, CHATS, SOME, 30_000);
    report('S14 embedded store', platform, SOME_KILLS, SOME);
    expect(bot.stderr()).toBe('');
  });
});

it('two processes without faults: no repeat at all', { timeout: LONG }, async () => {
  const { platform, bots } = await rig(2);
  await platform.feed(bots.map((b) => b.port), CHATS, SOME, RATE * 4);
  await settled(platform, CHATS, SOME, 5000);
  expect(report('S13 two quiet processes', platform, 0, SOME).repeats).toBe(0);
});

it.runIf(FULL)('a platform that fails one send in ten: nothing lost, order kept, repeats only where the outcome was unknown', { timeout: LONG }, async () => {
  const random = seeded(SEED + 3);
  let unknown = 0;
  const { platform, bots } = await rig(1, () => {
    const fate = random();
    if (fate < 0.04) return '429';
    if (fate >= 0.1) return 'ok';
    unknown++;
    return fate < 0.07 ? '500' : 'cut';
  });
  await platform.feed(bots.map((b) => b.port), CHATS, SOME, RATE * 2);
  await settled(platform, CHATS, SOME, 30_000);
  const { repeats } = report('S9 S10 raw faults', platform, 0, SOME);
  expect(repeats).toBeLessThanOrEqual(unknown);
});

it.runIf(FULL)('SIGTERM restarts under load: every event taken, nothing repeated, exit 0', { timeout: LONG }, async () => {
  const { platform, bots } = await rig(1);
  const feeding = platform.feed(bots.map((b) => b.port), CHATS, SOME, RATE);
  const ends = [];
  for (let k = 0; k < 3; k++) {
    await wait((SOME / RATE) * 1000 / 4);
    ends.push(await bots[0]!.end());
    bots[0]!.start();
  }
  await feeding;
  await settled(platform, CHATS, SOME, 10_000);
  expect(report('S15 restarts of one process', platform, 0, SOME).repeats).toBe(0);
  expect(ends.map((end) => end.code)).toEqual([0, 0, 0]);
  expect(Math.max(...ends.map((end) => end.ms))).toBeLessThan(10_000);
});
