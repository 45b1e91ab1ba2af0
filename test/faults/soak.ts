// `npm run soak [-- MINUTES]`: 30 minutes of everything at once, by one seed: two processes, kill -9, SIGTERM, Redis killed and frozen, lost
// replies of the platform, duplicates, jumping clocks. Afterwards all invariants are checked; one line of figures.
// Promises: ends by itself, stays on loopback, 60 events a second. The faults end five seconds before the feeding does.
import { seeded } from '../bot/fakes.ts';
import { startRedis } from '../store/redis-server.ts';
import { SEED } from './figures.ts';
import { check, type Manner, settled, startBot, startPlatform } from './rig.ts';

const minutes = Math.min(Number(process.argv[2] ?? 30), 120);
const CHATS = 50;
const RATE = 60;
const events = Math.ceil(minutes * 60 * RATE);
const random = seeded(SEED + 26);
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
let calm = false;
const manners = new Map<Manner, number>();
const platform = await startPlatform(() => {
  const fate = calm ? 1 : random();
  const how: Manner = fate < 0.01 ? '429' : fate < 0.02 ? '500' : fate < 0.03 ? 'cut' : fate < 0.035 ? 1500 : 'ok';
  manners.set(how, (manners.get(how) ?? 0) + 1);
  return how;
});
const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
const bots = await Promise.all([0, 1].map(() => startBot({ platform: platform.port, redis: redis.url })));
const done: Record<string, number> = {};
const faults: readonly (readonly [string, () => Promise<void>])[] = [
  ['kill', async () => { const bot = any(); await bot.kill(); await wait(random() * 500); bot.start(); }],
  ['sigterm', async () => { const bot = any(); await bot.end(); bot.start(); }],
  ['redis-kill', async () => { await redis.kill(); await wait(random() * 1000); await redis.start(); }],
  ['redis-freeze', async () => { redis.signal('SIGSTOP'); await wait(200 + random() * 3000); redis.signal('SIGCONT'); }],
  ['bot-freeze', async () => { const bot = any(); bot.signal('SIGSTOP'); await wait(random() * 2000); bot.signal('SIGCONT'); }],
  ['clock', async () => any().order({ clock: [3600_000, -3600_000, 86_400_000, 0][Math.floor(random() * 4)]! })],
  ['block', async () => any().order({ block: 100 + random() * 400 })],
  ['duplicate', async () => { for (let i = 0; i < 20; i++) await platform.post(any().port, platform.event(Math.floor(random() * fed()))); }],
];
const any = (): (typeof bots)[number] => bots[Math.floor(random() * bots.length)]!;
const began = performance.now();
/** What was surely taken, so that saying it again is a repetition. */
const fed = (): number => Math.max(1, Math.floor(((performance.now() - began) / 1000 - 30) * RATE));
process.stdout.write(`soak: seed ${SEED}, ${minutes} minutes, ${events} events\n`);
const feeding = platform.feed(bots.map(({ port }) => port), CHATS, events, RATE);
const end = began + (events / RATE) * 1000 - 5000;
let lastLine = began;
let mostMb = 0;
while (performance.now() < end) {
  const [name, run] = faults[Math.floor(random() * faults.length)]!;
  if (name === 'duplicate' && performance.now() - began < 40_000) continue;
  await run();
  done[name] = (done[name] ?? 0) + 1;
  await wait(500 + random() * 2500);
  for (const bot of bots) mostMb = Math.max(mostMb, rssOrZero(bot));
  if (performance.now() - lastLine > 30_000) {
    lastLine = performance.now();
    process.stdout.write(`${Math.round((performance.now() - began) / 1000)} s, ${platform.answers.get('200') ?? 0} taken, faults ${JSON.stringify(done)}\n`);
  }
}
calm = true;
for (const bot of bots) bot.order({ clock: 0 });
await feeding;
const ended = performance.now();
await settled(platform, CHATS, events, 60_000);
const verdict = check(platform, CHATS, events);
const stderr = bots.map((bot) => bot.stderr()).join('');
process.stdout.write(`soak: seed ${SEED}, ${JSON.stringify(verdict)}, settled ${Math.round(performance.now() - ended)} ms after the end, slowest webhook ${Math.round(platform.slowest)} ms, most memory ${Math.round(mostMb)} MB, faults ${JSON.stringify(done)}, platform ${JSON.stringify(Object.fromEntries(manners))}\n${stderr}`);
for (const bot of bots) await bot.kill();
await redis.stop();
await platform.close();
process.exit(verdict.lost + verdict.differing + verdict.disordered + verdict.drift > 0 || stderr !== '' ? 1 : 0);

function rssOrZero(bot: (typeof bots)[number]): number {
  try {
    return bot.rss().now;
  } catch {
    return 0;
  }
}
