// Starts what the bench compares: processes pinned to one core, a Redis and the platform on the other; and asks them what they used.
// Promises: everything started here is ended by its own handle; nothing leaves loopback.
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { freePort, startRedis } from '../../store/redis-server.ts';
import type { Order, Ran } from './platform.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const BENCH_CONTENT = join(here, '../content');
export const SECRET = 'bench_secret_0123456789';
const TOKEN = '800000001:AAbench-token_for_the_fake';
/** With which `npm start` runs the service. */
const START_FLAGS = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }).scripts.start.split(' ').filter((word) => word.startsWith('--'));
export type Kind = 'ours' | 'floor' | 'telegraf' | 'grammy';

const cores = (() => {
  try {
    return execFileSync('taskset', ['-pc', String(process.pid)]).toString().split(': ')[1]!.trim().split(',').flatMap((part) => {
      const [from, to = from] = part.split('-').map(Number);
      return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
    });
  } catch {
    return [];
  }
})();
/** Pins a started process; without taskset or a second core nothing happens. */
export function pin(pid: number | undefined, side: 'bot' | 'rest'): void {
  if (cores.length < 2 || pid === undefined) return;
  try {
    execFileSync('taskset', ['-apc', String(side === 'bot' ? cores[0] : cores[1]), String(pid)], { stdio: 'ignore' });
  } catch {}
}

/** The packages of the other bots are not among the project's own. */
export function install(): void {
  const bench = join(here, '..');
  if (existsSync(join(bench, 'node_modules/grammy'))) return;
  process.stdout.write('installing what the bot is compared with (grammy, undici) into test/bench/node_modules …\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: bench, stdio: 'inherit' });
}

export type Bot = { readonly kind: Kind; readonly port: number; meter(): Promise<{ readonly cpu: number; readonly rss: number }>; stop(): Promise<void> };

export async function startBot(kind: Kind, redisUrl: string, apiRoot: string, options: { readonly content?: string; readonly env?: Readonly<Record<string, string>>; readonly args?: readonly string[]; readonly unpinned?: boolean } = {}): Promise<Bot> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'bench-data-'));
  const file = kind === 'ours' ? join(root, 'src/cli/start.ts') : join(here, `${kind}.mjs`);
  const env = {
    PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', PORT: String(port), REDIS_URL: redisUrl, DATA_DIR: data, CONTENT_DIR: options.content ?? BENCH_CONTENT,
    APP_SECRET: 'a secret that only this bench knows, 32+', RATE_CHAT: 'off', RATE_ADDRESS: 'off', INSTANCE: `bench:${port}`,
    TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: SECRET, TELEGRAM_API_ROOT: apiRoot, ...options.env,
  };
  const child = fork(file, { env: env as NodeJS.ProcessEnv, execArgv: ['--import', join(here, 'meter.mjs'), ...(kind === 'ours' ? START_FLAGS : []), ...(options.args ?? [])], stdio: ['ignore', process.env['BENCH_LOG'] ? 'inherit' : 'ignore', 'inherit', 'ipc'] });
  if (!options.unpinned) pin(child.pid, 'bot');
  await until(() => (kind === 'ours' ? ready(port) : listens(port)), child, `${kind} did not start`);
  return {
    kind,
    port,
    meter: () =>
      new Promise((done) => {
        child.once('message', ({ cpu, rss }: { cpu: NodeJS.CpuUsage; rss: number }) => done({ cpu: (cpu.user + cpu.system) / 1e6, rss }));
        child.send('meter');
      }),
    async stop() {
      await end(child);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(force);
}
async function until(test: () => Promise<boolean>, child: ChildProcess, why: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) break;
    if (await test()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(why);
}
const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), done(true)));
    socket.on('error', () => done(false));
  });
/** Store, content and places are there; the phrases have been learned. */
const ready = async (port: number): Promise<boolean> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return answer.ok && ((await answer.json()) as { places?: boolean }).places !== false;
  } catch {
    return false;
  }
};

export type Platform = { readonly apiRoot: string; run(order: Order): Promise<Ran>; stop(): Promise<void> };
export async function startPlatform(delayMs: number): Promise<Platform> {
  const child = fork(join(here, 'platform.ts'), { env: { ...process.env, API_DELAY_MS: String(delayMs) }, execArgv: [] });
  pin(child.pid, 'rest');
  const answer = (): Promise<Record<string, unknown>> => new Promise((done) => child.once('message', (message) => done(message as Record<string, unknown>)));
  const { apiPort } = await answer();
  return {
    apiRoot: `http://127.0.0.1:${Number(apiPort)}`,
    async run(order) {
      const answered = answer();
      child.send(order);
      const { ran, failed } = await answered;
      if (failed !== undefined) throw new Error(String(failed));
      return ran as Ran;
    },
    stop: () => end(child),
  };
}

export async function startStore(): Promise<{ readonly url: string; readonly port: number; readonly admin: Redis; stop(): Promise<void> }> {
  const server = await startRedis();
  const admin = new Redis(server.url);
  pin(Number(/process_id:(\d+)/.exec(await admin.info('server'))![1]), 'rest');
  return {
    url: server.url,
    port: server.port,
    admin,
    async stop() {
      admin.disconnect();
      await server.stop();
    },
  };
}

/** What commands a server has carried out so far, and the bytes it read and wrote. */
export async function commandsOf(admin: Redis): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const match of (await admin.info('commandstats')).matchAll(/cmdstat_(\S+?):calls=(\d+)/g)) counts.set(match[1]!, Number(match[2]));
  const stats = await admin.info('stats');
  for (const name of ['total_net_input_bytes', 'total_net_output_bytes']) counts.set(name, Number(new RegExp(`${name}:(\\d+)`).exec(stats)![1]));
  return counts;
}

/** A relay in front of a port that notes when the client speaks and how much it says. Times are comparable between processes. */
export async function relay(port: number): Promise<{ readonly port: number; readonly said: readonly { readonly at: number; readonly bytes: number }[]; close(): void }> {
  const said: { at: number; bytes: number }[] = [];
  const server = createServer((client) => {
    const far = connect(port, '127.0.0.1');
    client.on('data', (chunk) => {
      said.push({ at: performance.timeOrigin + performance.now(), bytes: chunk.length });
      far.write(chunk);
    });
    far.on('data', (chunk) => client.write(chunk));
    for (const [one, other] of [[client, far], [far, client]] as const) {
      one.setNoDelay(true);
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, said, close: () => void server.close() };
}

export const copyContent = (to: string): void => cpSync(BENCH_CONTENT, to, { recursive: true, dereference: true });
export const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
