// What a turn costs, against a naive floor, telegraf and grammY, in one run: `node test/bench/speed.bench.ts [REPETITIONS] [API DELAY ms]`.
// Real redis-server, real processes (src/cli/start.ts for ours, every guarantee on), a fake Bot API and 1,000 citizens with 64 turns under way in a
// process of their own; bots pinned to one core, everything else to another. Repetitions alternate; figures are medians, ratios are medians of pairs
// to the floor of the same repetition. CPU is process.cpuUsage of the bot. Other work on the machine slows all alike: trust the ratios.
// Last figures, 27 November 2026, two cores, other work beside it: CPU × the floor 1.00 (1.01–1.02 in paired runs of the same hour; 1.39 that morning), telegraf 1.8 (1.9–2.1 earlier), grammY 4.1;
// floor 0.27 s per 1,000 turns; ours × telegraf 0.57; p99 1.42 × the floor's; round trips before the reply 1; 392 bytes after 8 turns; wrong of 1,600 double taps: ours 0, floor 1,548, telegraf 1,590,
// grammY 489. Promised are 1.0, half of telegraf and the floor's p99. What is left: the typed question costs 0.35 ms, a fifth of all eight turns, and the citizens of the bench ask it at the same time.
import { commandsOf, type Bot, install, type Kind, median, relay, SECRET, startBot, startPlatform, startStore } from './speed/bots.ts';
import { PRESSES, TURNS } from './speed/script.ts';
import type { Order, Ran } from './speed/platform.ts';

const REPETITIONS = Number(process.argv[2] ?? 7);
const DELAY = Number(process.argv[3] ?? 20);
const KINDS = ['ours', 'floor', 'telegraf', 'grammy'] as const satisfies readonly Kind[];
const NAMES: Record<Kind, string> = { ours: 'this project', floor: 'naive floor', telegraf: 'telegraf 4.16', grammy: 'grammY conv.' };
const CHATS = 1000;
/** Functions are compiled for good at their three thousandth call (V8), and one of the eight turns is a typed question. */
const WARM_UPS = 4;

install();
const store = await startStore();
const platform = await startPlatform(DELAY);
let from = 100_000_000;
const order = (bot: Pick<Bot, 'port'>, more: Partial<Order> = {}): Order => ({ script: TURNS, ports: [bot.port], path: '/hooks/telegram', secret: SECRET, from: (from += 1_000_000), chats: CHATS, inFlight: 64, ...more });
type Measured = { readonly cpu: number; readonly rate: number; readonly p50: number; readonly p99: number; readonly rss: number; readonly ran: Ran };
const measured: Record<Kind, Measured[]> = { ours: [], floor: [], telegraf: [], grammy: [] };
const bots: Bot[] = [];
for (const [db, kind] of KINDS.entries()) bots.push(await startBot(kind, `${store.url}/${db}`, platform.apiRoot));

for (let r = -WARM_UPS; r < REPETITIONS; r++) {
  for (const bot of bots) {
    const before = await bot.meter();
    const ran = await platform.run(order(bot));
    const after = await bot.meter();
    if (ran.wrong > 0) process.stdout.write(`  ${NAMES[bot.kind]}: ${ran.wrong} turns answered wrongly, for example ${ran.samples[0]}\n`);
    if (r >= 0) measured[bot.kind].push({ cpu: ((after.cpu - before.cpu) / ran.turns) * 1000, rate: ran.turns / ran.seconds, p50: ran.p50, p99: ran.p99, rss: after.rss / 1e6, ran });
  }
  process.stderr.write(`\rrepetition ${r + WARM_UPS + 1} of ${REPETITIONS + WARM_UPS}   `);
}
process.stderr.write('\n');

const of = (kind: Kind, pick: (one: Measured) => number): number => median(measured[kind].map(pick));
const pairs = (kind: Kind, to: Kind, pick: (one: Measured) => number): number => median(measured[kind].map((one, i) => pick(one) / pick(measured[to][i]!)));
const cpu = (one: Measured): number => one.cpu;
process.stdout.write(`\n${REPETITIONS} repetitions of ${CHATS * TURNS.length} turns each, 64 under way, API delay ${DELAY} ms\n`);
process.stdout.write(`${''.padEnd(15)}CPU s/1,000   × floor   turns/s   p50 ms   p99 ms   RSS MB\n`);
for (const kind of KINDS) process.stdout.write(`${NAMES[kind].padEnd(15)}${of(kind, cpu).toFixed(3).padStart(11)}${pairs(kind, 'floor', cpu).toFixed(2).padStart(10)}${of(kind, (m) => m.rate).toFixed(0).padStart(10)}${of(kind, (m) => m.p50).toFixed(1).padStart(9)}${of(kind, (m) => m.p99).toFixed(1).padStart(9)}${of(kind, (m) => m.rss).toFixed(0).padStart(9)}\n`);

// One turn after the other, each chat resting in between: how often a turn speaks to Redis, seen by a relay in between.
process.stdout.write(`\n${''.padEnd(15)}round trips: before the reply   in all   bytes sent   commands a turn (inside scripts too)\n`);
const trips: Partial<Record<Kind, number>> = {};
for (const [db, kind] of KINDS.entries()) {
  const between = await relay(store.port);
  const bot = await startBot(kind, `redis://127.0.0.1:${between.port}/${db + 4}`, platform.apiRoot);
  await platform.run(order(bot, { chats: 64 }));
  await settle();
  const [from, commands] = [between.said.length, await commandsOf(store.admin)];
  const ran = await platform.run(order(bot, { chats: 8, inFlight: 1, restMs: 4 * DELAY + 20 }));
  const after = await commandsOf(store.admin);
  const said = between.said.slice(from).filter(({ bytes }) => bytes > 0);
  const within = ran.windows.map(([began, replied]) => said.filter(({ at }) => at > began && at < replied).length);
  trips[kind] = median(within);
  const idle = /info|_bytes|zrange|ping|zscore|zrem|select|script|client|hello|role/;
  const names = [...after].filter(([name]) => !idle.test(name)).map(([name, n]) => [name, (n - (commands.get(name) ?? 0)) / ran.turns] as const).filter(([, n]) => n > 0.1);
  process.stdout.write(`${NAMES[kind].padEnd(15)}${trips[kind].toFixed(0).padStart(29)}${(said.length / ran.turns).toFixed(1).padStart(9)}${(said.reduce((sum, { bytes }) => sum + bytes, 0) / ran.turns).toFixed(0).padStart(13)}   ${names.map(([name, n]) => `${name} ${n.toFixed(1)}`).join(', ')}\n`);
  await bot.stop();
  between.close();
}

// What a conversation leaves in Redis: MEMORY USAGE of everything in an own database (the key included), after all hints were looked at.
// The short links that exist before the first citizen comes belong to nobody's conversation.
process.stdout.write('\nbytes of a conversation in Redis:');
let bytes = 0;
for (const [db, kind] of KINDS.entries()) {
  const bot = await startBot(kind, `${store.url}/${db + 8}`, platform.apiRoot);
  // They are made in the background after the start.
  await new Promise((done) => setTimeout(done, 8000));
  const before = await bytesOf(db + 8);
  // The last turn of the others deletes what they kept; theirs is measured before it.
  await platform.run(order(bot, { script: kind === 'ours' ? TURNS : TURNS.slice(0, -1) }));
  if (kind === 'ours') await settle();
  const each = ((await bytesOf(db + 8)) - before) / CHATS;
  if (kind === 'ours') bytes = each;
  process.stdout.write(` ${NAMES[kind]} ${each.toFixed(0)} ·`);
  await bot.stop();
}
process.stdout.write(' ours after 8 turns, the others after 7\n');

// A second tap within 120 ms, each time in a new chat, then the next button: right when every answer is the one that belongs to what was pressed.
const taps: Partial<Record<Kind, number>> = {};
for (const bot of bots) {
  let wrong = 0;
  for (const at of PRESSES.slice(0, 4)) wrong += (await platform.run(order(bot, { chats: 400, tapAt: at }))).wrong;
  taps[bot.kind] = wrong;
}
process.stdout.write(`wrong after 1,600 double taps: ${KINDS.map((kind) => `${NAMES[kind]} ${taps[kind]}`).join(' · ')}\n\n`);

const ratio = pairs('ours', 'floor', cpu);
const toTelegraf = pairs('ours', 'telegraf', cpu);
const slower = pairs('ours', 'floor', (one) => one.p99);
const judge = (what: string, value: number, limit: number, digits = 2): void => {
  process.stdout.write(`${value <= limit ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(digits)} (promised ≤ ${limit})\n`);
  if (value > limit) process.exitCode = 1;
};
judge('CPU of a turn, × the floor', ratio, 1);
judge("CPU of a turn, × telegraf's default", toTelegraf, 0.5);
judge('p99 to the reply, × the floor', slower, 1);
judge('round trips to Redis before the reply', trips.ours ?? Infinity, 1, 0);
judge('bytes of a conversation after 8 turns', bytes, 400, 0);
judge('double taps answered wrongly', taps.ours ?? Infinity, 0, 0);

for (const bot of bots) await bot.stop();
await platform.stop();
await store.stop();

/** Hints are looked at after a lease (12 s) at the latest. */
function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, 13_500));
}

async function bytesOf(db: number): Promise<number> {
  const admin = store.admin.duplicate({ db });
  // A key may come twice while Redis enlarges its table.
  const keys = new Set<string>();
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, found] = await admin.scan(cursor, 'COUNT', 1000);
    cursor = next;
    for (const key of found) keys.add(key);
  }
  const sizes = await Promise.all([...keys].map((key) => admin.memory('USAGE', key)));
  admin.disconnect();
  return sizes.reduce<number>((sum, size) => sum + Number(size), 0);
}
