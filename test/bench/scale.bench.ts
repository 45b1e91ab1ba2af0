// Does a turn cost the same in a large country? `node test/bench/scale.bench.ts [STORED CONVERSATIONS] [REPETITIONS]`, about five minutes.
// Pairs within one run, against the small case: 1,000 against 1,000,000 stored conversations, 10 flows against 1,000, the 9th to 16th turn against
// the 57th to 64th, one process against 2 and 4 without sticky routing. Bytes after 8 turns and after the complete journey of the shipped guide.
// The large store is filled with copies of records that real conversations left (same bytes, other keys), not driven one by one.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { recordKey } from '../../src/store/keys.ts';
import { type Bot, commandsOf, copyContent, install, median, root, SECRET, startBot, startPlatform, startStore } from './speed/bots.ts';
import type { Order, Ran } from './speed/platform.ts';
import { AGAIN, JOURNEY, TURNS } from './speed/script.ts';

const STORED = Number(process.argv[2] ?? 1_000_000);
const REPETITIONS = Number(process.argv[3] ?? 5);
const CHATS = 500;
/** How far a ratio may be from 1. */
const NEAR = 0.15;

install();
const platform = await startPlatform(20);
const small = await startStore();
const large = await startStore();
const work = mkdtempSync(join(tmpdir(), 'bench-scale-'));
let from = 100_000_000;

type Cost = { readonly cpu: number; readonly ran: Ran };
async function cost(bots: readonly Bot[], more: Partial<Order> = {}): Promise<Cost> {
  const used = async (): Promise<number> => (await Promise.all(bots.map((bot) => bot.meter()))).reduce((sum, { cpu }) => sum + cpu, 0);
  const before = await used();
  const ran = await platform.run({ script: TURNS, ports: bots.map(({ port }) => port), path: '/hooks/telegram', secret: SECRET, from: (from += 1_000_000), chats: CHATS, inFlight: 64, ...more });
  if (ran.wrong > 0) throw new Error(`${ran.wrong} wrong answers: ${ran.samples.join(' · ')}`);
  return { cpu: (((await used()) - before) / ran.turns) * 1000, ran };
}
const judge = (what: string, value: number, low: number, high: number, unit = ''): void => {
  const fine = value >= low && value <= high;
  process.stdout.write(`${fine ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(unit === '' ? 2 : 0)}${unit} (promised ${low > 0 ? `${low}–` : '≤ '}${high}${unit})\n`);
  if (!fine) process.exitCode = 1;
};
/** Medians of pairs measured one right after the other; the first pair only warms up. */
async function compare(what: string, one: () => Promise<number>, other: () => Promise<number>, low = 1 - NEAR): Promise<void> {
  const ratios: number[] = [];
  for (let r = -1; r < REPETITIONS; r++) {
    const [a, b] = [await one(), await other()];
    if (r >= 0) ratios.push(b / a);
  }
  judge(`CPU of a turn, ${what}`, median(ratios), low, 1 + NEAR);
}

try {
  // Bytes.
  const plain = await startBot('ours', small.url, platform.apiRoot);
  // The short links that exist before the first citizen comes belong to nobody's conversation.
  const own = await bytesBefore(small.admin);
  await cost([plain], { chats: 1000 });
  await settle();
  const eight = await bytesOf(small.admin, 1000, own);
  judge('bytes of a conversation after 8 turns', eight.each, 0, 400, ' B');
  const journey = small.admin.duplicate({ db: 1 });
  const shipped = await startBot('ours', `${small.url}/1`, platform.apiRoot, { content: root });
  const links = await bytesBefore(journey);
  const whole = await platform.run({ script: JOURNEY, ports: [shipped.port], path: '/hooks/telegram', secret: SECRET, from: (from += 1_000_000), chats: 200, inFlight: 64 });
  if (whole.wrong > 0) throw new Error(`the journey went wrong ${whole.wrong} times: ${whole.samples.join(' · ')}`);
  await settle();
  judge(`bytes of a conversation after the complete journey (${JOURNEY.length} turns)`, (await bytesOf(journey, 200, links)).each, 0, 900, ' B');
  journey.disconnect();
  await shipped.stop();

  // A country's worth of conversations.
  const began = await used(large.admin);
  await fill(large.admin, eight.samples, STORED);
  process.stdout.write(`      ${STORED.toLocaleString('en')} conversations take ${(((await used(large.admin)) - began) / STORED).toFixed(0)} B each of Redis' memory, hash table and all\n`);
  const beside = await startBot('ours', large.url, platform.apiRoot);
  await compare(`${STORED.toLocaleString('en')} stored conversations against 1,000`, async () => (await cost([plain])).cpu, async () => (await cost([beside])).cpu);
  const [few, many] = [await talk(plain, small.admin), await talk(beside, large.admin)];
  judge('commands of a turn, the same comparison', many.commands / few.commands, 1 - 0.03, 1.03);
  judge('bytes of a turn to and from Redis, the same comparison', many.bytes / few.bytes, 1 - 0.03, 1.03);
  await beside.stop();

  // A long conversation.
  const blocks = { early: 0, late: 0 };
  await compare('the 57th to 64th turn against the 9th to 16th', async () => {
    const same = { from: (from += 1_000_000) };
    await cost([plain], same);
    blocks.early = (await cost([plain], { ...same, script: AGAIN, goesOn: true })).cpu;
    for (let i = 0; i < 5; i++) await cost([plain], { ...same, script: AGAIN, goesOn: true });
    blocks.late = (await cost([plain], { ...same, script: AGAIN, goesOn: true })).cpu;
    return blocks.early;
  }, async () => blocks.late, 0);

  // A large guide.
  const content = join(work, 'content');
  copyContent(content);
  growContent(content, 1000);
  const wide = await startBot('ours', small.url, platform.apiRoot, { content });
  await compare('1,000 flows more against the 10 of the bench', async () => (await cost([plain])).cpu, async () => (await cost([wide])).cpu, 0);
  await wide.stop();

  // More processes; each turn goes to any of them.
  const others = [await startBot('ours', small.url, platform.apiRoot), await startBot('ours', small.url, platform.apiRoot), await startBot('ours', small.url, platform.apiRoot)];
  await cost([plain, ...others]);
  await compare('2 processes against 1', async () => (await cost([plain])).cpu, async () => (await cost([plain, others[0]!])).cpu, 0);
  await compare('4 processes against 1', async () => (await cost([plain])).cpu, async () => (await cost([plain, ...others])).cpu, 0);
  for (const bot of [plain, ...others]) await bot.stop();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
  await platform.stop();
  await small.stop();
  await large.stop();
}
// Bots that are left end with us.
process.exit();

async function talk(bot: Bot, admin: Redis): Promise<{ readonly commands: number; readonly bytes: number }> {
  const before = await commandsOf(admin);
  const { ran } = await cost([bot]);
  const after = await commandsOf(admin);
  const rise = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return { commands: ['evalsha', 'zadd', 'set'].reduce((sum, name) => sum + rise(name), 0) / ran.turns, bytes: (rise('total_net_input_bytes') + rise('total_net_output_bytes')) / ran.turns };
}

async function used(admin: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await admin.info('memory'))![1]);
}

/** MEMORY USAGE of all keys (the key included) by chat, but for what was there before, and some of the records. */
async function bytesOf(admin: Redis, chats: number, before = 0): Promise<{ readonly each: number; readonly samples: readonly Buffer[] }> {
  const keys = await admin.keys('*');
  const sizes = await Promise.all(keys.map((key) => admin.memory('USAGE', key)));
  const records = keys.filter((key) => /^\{\d+\}[\w-]{16}$/.test(key));
  return { each: (sizes.reduce<number>((sum, size) => sum + Number(size), 0) - before) / chats, samples: await Promise.all(records.slice(0, 500).map((key) => admin.getBuffer(key) as Promise<Buffer>)) };
}

/** Short links are made in the background after the start. */
async function bytesBefore(admin: Redis): Promise<number> {
  for (let size = -1; size !== (await admin.dbsize()); await new Promise((done) => setTimeout(done, 7000))) size = await admin.dbsize();
  return (await bytesOf(admin, 1)).each;
}

async function fill(admin: Redis, samples: readonly Buffer[], count: number): Promise<void> {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const key = (n: number): string => Array.from({ length: 16 }, (_, i) => ALPHABET[Math.floor(Math.abs(Math.sin(n * 16 + i) * 1e6)) % 64]).join('');
  const until = Math.floor(Date.now() / 1000) + 30 * 86_400;
  for (let done = 0; done < count; done += 5000) {
    const batch = admin.pipeline();
    for (let i = done; i < Math.min(done + 5000, count); i++) batch.set(recordKey(key(i)), samples[i % samples.length]!, 'EXAT', until);
    await batch.exec();
    process.stderr.write(`\rstored ${Math.min(done + 5000, count)} of ${count}   `);
  }
  process.stderr.write('\n');
}

/** Flows nobody opens, each with words in both languages and two sentences to be understood by. */
function growContent(folder: string, count: number): void {
  for (const lang of ['vi', 'en']) mkdirSync(join(folder, 'locales', lang), { recursive: true });
  const syllables = readFileSync(join(folder, 'locales/vi/ui.yaml'), 'utf8').match(/\p{L}{2,}/gu) ?? [];
  const word = (n: number): string => syllables[n % syllables.length]!.toLowerCase();
  for (let n = 0; n < count; n++) {
    const id = `more-${n}`;
    writeFileSync(join(folder, 'flows', `${id}.yaml`), 'start: answer\nsteps:\n  answer:\n    facts: [B1]\n    choices:\n      - { id: back, to: "@return" }\n      - { id: person, to: hotline-contact/person }\n');
    writeFileSync(join(folder, 'locales/vi', `${id}.yaml`), `title: Việc số ${n}\nsteps:\n  answer:\n    say: Gọi tổng đài để hỏi việc này.\n    choices: { back: Quay lại, person: Gặp người thật }\n`);
    writeFileSync(join(folder, 'locales/en', `${id}.yaml`), `title: Matter ${n}\nsteps:\n  answer:\n    say: Call the hotline about this.\n    choices: { back: Go back, person: Talk to a person }\n`);
    writeFileSync(join(folder, 'locales/vi', `${id}.phrases.txt`), `${[1, 7, 13, 29].map((k) => word(n * k + k)).join(' ')}\n${[3, 11, 17].map((k) => word(n * k + 2 * k)).join(' ')}\n`);
    writeFileSync(join(folder, 'locales/en', `${id}.phrases.txt`), `matter number ${n}\n`);
  }
}

function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, 13_500));
}
