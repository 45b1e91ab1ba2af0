// What drills stand on: a throw-away Redis, a real service of its own, people who talk to it over the web chat, all in one folder.
// Promises: every process is ended and every file removed, however the drill ends. Refuses: to touch any store but its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { shortId } from '../flow/ids.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const AT_ONCE = 8;

export type Service = { readonly url: string; end(): Promise<void> };
export type Redis = { readonly port: number; end(): Promise<void> };
export type Rig = {
  readonly folder: string;
  /** As src/ops/redis.conf, but a rewritten file is not compressed: it has to be readable to be searched. */
  redis(dir: string): Promise<Redis>;
  /** Without Redis on the embedded store in `data`. Its log lies beside `data`. */
  service(data: string, redis?: Redis): Promise<Service>;
};

/** Runs the drill in a folder of its own. */
export async function onRig<T>(drill: (rig: Rig) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'drill-'));
  const children: ChildProcess[] = [];
  const secret = randomBytes(32).toString('base64url');
  const begin = (command: string, args: readonly string[], options: Parameters<typeof spawn>[2]): (() => Promise<void>) => {
    const child = spawn(command, args, options);
    children.push(child);
    return () => end(child);
  };
  try {
    return await drill({
      folder,
      async redis(dir) {
        const port = await freePort();
        mkdirSync(dir, { recursive: true });
        const stop = begin('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--rdbcompression', 'no', '--slowlog-max-len', '0', '--loglevel', 'warning'], { stdio: 'ignore' });
        await until('redis-server', async () => (await tell(port, 'PING')).startsWith('+PONG'));
        return { port, end: stop };
      },
      async service(data, redis) {
        const port = await freePort();
        mkdirSync(data, { recursive: true });
        const log = openSync(`${data}.log`, 'a');
        const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', PORT: String(port), DATA_DIR: data, RATE_CHAT: 'off', RATE_ADDRESS: 'off', ...(redis === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${redis.port}`, APP_SECRET: secret }) };
        const stop = begin(process.execPath, ['src/cli/start.ts'], { cwd: ROOT, env, stdio: ['ignore', log, log] });
        closeSync(log);
        const url = `http://127.0.0.1:${port}`;
        await until('the service', async () => {
          const state = (await (await fetch(`${url}/readyz`)).json()) as { readonly ready: boolean; readonly places?: boolean };
          return state.ready && state.places === true;
        });
        return { url, end: stop };
      },
    });
  } finally {
    await Promise.all(children.reverse().map(end));
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Visitor = {
  /** The same name of an event is the same event, however often it is posted. Returns the number of the last message. */
  post(name: string, event?: object): Promise<number>;
  /** Goes on at another address of the same service. */
  move(url: string): void;
};

/** A browser. */
export function visitor(url: string): Visitor {
  const self = randomBytes(6).toString('hex');
  let at = url;
  let cookie = '';
  return {
    move: (to) => void (at = to),
    async post(name, event) {
      const answer = await fetch(`${at}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', origin: at, ...(cookie === '' ? {} : { cookie }) }, body: JSON.stringify({ ...(event === undefined ? {} : { clientId: `${name}-${self}`, event }), after: 0 }) });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`the web chat answered ${answer.status}`);
      cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      return (JSON.parse(text) as { last: number }).last;
    },
  };
}

export const button = (id: string): object => ({ type: 'choice', choice: `v1:${id}AAA` });
export const AGREE = button(shortId('start/consent/agree'));

/** Some at a time. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

export async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await done().catch(() => false)) return;
    await wait(50);
  }
  throw new Error(`${what} did not come within 30 s`);
}

/** One inline command of the Redis protocol and the first part of its answer. */
export function tell(port: number, command: string): Promise<string> {
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
