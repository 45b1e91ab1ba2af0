// The erasure drill: people talk to a real service over its web chat, half of them type /xoa, then every byte on the disk is searched.
// What marks a person: a commune of their own in the session, a number of their own in a text. Promises: the search is proved by finding
// everybody before; an old event sent again brings nobody back. Refuses: to touch any store but its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dynamicId } from '../engine/guide.ts';
import { shortId } from '../flow/ids.ts';
import { readGazetteerData } from '../places-data.ts';
import { createGazetteer } from '../places/gazetteer.ts';

export type ErasureDrill = {
  readonly store: 'redis' | 'embedded';
  readonly people: number;
  readonly erased: number;
  /** Erased people found on the disk: before they asked, after, after the rewrite, after old events came again. */
  readonly foundBefore: number;
  readonly foundAfter: number;
  readonly foundAfterRewrite: number;
  readonly foundAfterRedelivery: number;
  /** Of those who did not ask: still whole. */
  readonly othersWhole: number;
  /** Numbers from people's texts, anywhere, at any time. */
  readonly secrets: number;
  readonly slowestErasureMs: number;
  readonly rewriteMs: number;
  readonly bytes: number;
  readonly faults: readonly string[];
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const AT_ONCE = 8;

export async function drillErasure({ people, store, say }: { readonly people: number; readonly store: 'redis' | 'embedded'; readonly say: (line: string) => void }): Promise<ErasureDrill> {
  const folder = mkdtempSync(join(tmpdir(), 'erasure-drill-'));
  const disk = join(folder, 'disk');
  const children: ChildProcess[] = [];
  try {
    mkdirSync(join(disk, 'redis'), { recursive: true });
    const redis = store === 'redis' ? await startRedis(join(disk, 'redis'), children) : undefined;
    const url = await startService(disk, redis, children);
    const communes = [...createGazetteer(readGazetteerData()).communes.keys()].slice(0, people);
    const persons = communes.map((commune, i) => ({ ...visitor(url), commune, secret: `0990${String(10_000_000 + i * 7919).padStart(8, '0')}`, erases: i % 2 === 0 }));
    const erasing = persons.filter(({ erases }) => erases);
    const others = persons.filter(({ erases }) => !erases);

    say(`${people} people talk to the service (${store}) …`);
    await each(persons, async (person) => {
      await person.post('hello', { type: 'hello' });
      await person.post('consent', button(shortId('start/consent/agree')));
      await person.post('secret', { type: 'text', text: `căn cước của tôi ${person.secret}` });
      await person.post('place', button(dynamicId('place', person.commune)));
    });
    const before = search(disk);
    say(`${erasing.length} of them type /xoa …`);
    let slowest = 0;
    await each(erasing, async (person) => {
      const began = performance.now();
      await person.post('erase', { type: 'text', text: '/xoa' });
      slowest = Math.max(slowest, performance.now() - began);
    });
    const after = search(disk);
    say(redis ? 'BGREWRITEAOF …' : 'nothing to rewrite …');
    const began = performance.now();
    if (redis) await rewrite(redis);
    const rewriteMs = Math.round(performance.now() - began);
    const rewritten = search(disk);
    // What a platform would bring again within 25 hours: the very same events.
    await each(erasing, async (person) => {
      await person.post('place', button(dynamicId('place', person.commune)));
      await person.post('consent', button(shortId('start/consent/agree')));
    });
    const again = search(disk);
    const count = (found: Found, whose: typeof persons): number => whose.filter(({ commune }) => found.communes.has(commune)).length;
    const all = [before, after, rewritten, again];
    const secrets = persons.filter(({ secret }) => all.some(({ numbers }) => numbers.has(secret))).length;
    const figures = {
      store, people, erased: erasing.length,
      foundBefore: count(before, erasing), foundAfter: count(after, erasing), foundAfterRewrite: count(rewritten, erasing), foundAfterRedelivery: count(again, erasing),
      othersWhole: count(again, others), secrets, slowestErasureMs: Math.round(slowest), rewriteMs, bytes: again.bytes,
    };
    return { ...figures, faults: faultsOf(figures, others.length) };
  } finally {
    await Promise.all(children.reverse().map(end));
    rmSync(folder, { recursive: true, force: true });
  }
}

function faultsOf(f: Omit<ErasureDrill, 'faults'>, others: number): string[] {
  const faults: string[] = [];
  if (f.foundBefore !== f.erased) faults.push(`the search found only ${f.foundBefore} of ${f.erased} people before they asked: it proves nothing`);
  // Redis keeps what it was told in its log until the rewrite; the embedded store has nothing to wait for.
  if (f.store === 'embedded' && f.foundAfter > 0) faults.push(`${f.foundAfter} erased people stand in the files right after they asked`);
  if (f.foundAfterRewrite > 0) faults.push(`${f.foundAfterRewrite} erased people stand in the files after the rewrite`);
  if (f.foundAfterRedelivery > 0) faults.push(`${f.foundAfterRedelivery} erased people came back with an old event`);
  if (f.othersWhole !== others) faults.push(`${others - f.othersWhole} people who did not ask have lost their session`);
  if (f.secrets > 0) faults.push(`${f.secrets} numbers from texts stand in the files`);
  return faults;
}

type Found = { readonly communes: ReadonlySet<string>; readonly numbers: ReadonlySet<string>; readonly bytes: number };
/** Everything on the disk, read as bytes: communes of sessions and twelve-digit numbers. */
function search(folder: string): Found {
  const communes = new Set<string>();
  const numbers = new Set<string>();
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // The checked content is ours and full of numbers of laws.
    if (!entry.isFile() || entry.parentPath.endsWith('/cache')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
    bytes += text.length;
    for (const [, code = ''] of text.matchAll(/"c":"(\d{5})"/g)) communes.add(code);
    for (const [number] of text.matchAll(/(?<!\d)\d{12}(?!\d)/g)) numbers.add(number);
  }
  return { communes, numbers, bytes };
}

const button = (id: string): object => ({ type: 'choice', choice: `v1:${id}AAA` });

/** A browser: the same name of an event is the same event, however often it is posted. */
function visitor(url: string): { post(name: string, event: object): Promise<void> } {
  const self = randomBytes(6).toString('hex');
  let cookie = '';
  return {
    async post(name, event) {
      const answer = await fetch(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url, ...(cookie === '' ? {} : { cookie }) }, body: JSON.stringify({ clientId: `${name}-${self}`, event, after: 0 }) });
      await answer.text();
      if (answer.status !== 200) throw new Error(`the web chat answered ${answer.status}`);
      cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    },
  };
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

/** As src/ops/redis.conf, but the rewritten file is not compressed: it has to be readable to be searched. */
async function startRedis(dir: string, children: ChildProcess[]): Promise<number> {
  const port = await freePort();
  children.push(spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--rdbcompression', 'no', '--slowlog-max-len', '0', '--loglevel', 'warning'], { stdio: 'ignore' }));
  await until('redis-server', async () => (await tell(port, 'PING')).startsWith('+PONG'));
  return port;
}

async function rewrite(port: number): Promise<void> {
  await tell(port, 'BGREWRITEAOF');
  await until('the rewrite', async () => {
    const info = await tell(port, 'INFO persistence');
    return info.includes('aof_rewrite_in_progress:0') && info.includes('aof_rewrite_scheduled:0');
  });
}

async function startService(disk: string, redis: number | undefined, children: ChildProcess[]): Promise<string> {
  const port = await freePort();
  const log = openSync(join(disk, 'log'), 'a');
  const env = {
    PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', PORT: String(port), DATA_DIR: join(disk, 'data'), RATE_CHAT: 'off', RATE_ADDRESS: 'off',
    ...(redis === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${redis}`, APP_SECRET: randomBytes(32).toString('base64url') }),
  };
  children.push(spawn(process.execPath, ['src/cli/start.ts'], { cwd: ROOT, env, stdio: ['ignore', log, log] }));
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await until('the service', async () => {
    const state = (await (await fetch(`${url}/readyz`)).json()) as { readonly ready: boolean; readonly places?: boolean };
    return state.ready && state.places === true;
  });
  return url;
}

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await done().catch(() => false)) return;
    await wait(50);
  }
  throw new Error(`${what} did not come within 30 s`);
}

/** One inline command of the Redis protocol and the first part of its answer. */
function tell(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
