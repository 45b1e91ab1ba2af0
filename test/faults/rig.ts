// Workload and diary of the fault tests: a platform that keeps every event until it is acknowledged and writes down what it is sent.
// It never judges; check() reads the diary afterwards.
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, createServer, request } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { freePort } from '../store/redis-server.ts';
import type { BotOrder, BotSettings } from './bot-process.ts';

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** chat → what it was sent, in order of arrival. */
export type Diary = ReadonlyMap<string, readonly { readonly bytes: string }[]>;
export type Platform = {
  readonly port: number;
  /** chat → what it was sent, in order of arrival, with the time. */
  readonly diary: Map<string, { readonly bytes: string; readonly at: number; readonly from: string }[]>;
  /** Answers to events, by kind. */
  readonly answers: Map<string, number>;
  /** Longest answer of a webhook, ms. */
  slowest: number;
  feed(targets: readonly number[], chats: number, events: number, perSecond: number): Promise<void>;
  /** The n-th event as it was fed, to say it again. */
  event(n: number): Parameters<Platform['post']>[1];
  /** One event to one process, once. The status, or how the line broke. */
  post(port: number, event: { readonly address: string; readonly id: string; readonly at?: number; readonly body: object }): Promise<string>;
  close(): Promise<void>;
};

/** Where the platform takes a message: when it has read it (harsh: all 20 ms before the answer are doubt), or just before it answers
 *  a caller that is still there. Real platforms lie between. */
const TAKES_LATE = process.env['FAULTS_TAKES'] === 'late';
/** How long the platform takes to answer, ms. */
const DELAY_MS = Number(process.env['FAULTS_DELAY'] ?? 20);

/** `hang`: took the message and never answers; a number: answers well, after so many ms. */
export type Manner = 'ok' | '429' | '500' | 'cut' | 'hang' | number;

/** `misbehave`: returns how to answer a send, for faults of the platform itself. */
export async function startPlatform(misbehave: (chat: string, bytes: string) => Manner = () => 'ok'): Promise<Platform> {
  const diary: Platform['diary'] = new Map();
  const answers: Platform['answers'] = new Map();
  const server = createServer((incoming, answer) => {
    let bytes = '';
    incoming.on('data', (data) => (bytes += data));
    incoming.on('end', () => {
      const chat = String(incoming.headers['x-chat']);
      const how = misbehave(chat, bytes);
      // A 5xx or a cut line says nothing about what happened: here the message arrived.
      const take = (): void => {
        if (how === '429') return;
        const list = diary.get(chat) ?? [];
        diary.set(chat, list);
        list.push({ bytes, at: performance.now(), from: String(incoming.headers['x-from']) });
      };
      if (!TAKES_LATE) take();
      setTimeout(() => {
        if (TAKES_LATE) {
          if (incoming.socket.destroyed) return;
          take();
        }
        if (how === 'hang') return;
        if (how === 'cut') return incoming.socket.destroy();
        answer.statusCode = how === '429' || how === '500' ? Number(how) : 200;
        if (how === '429') answer.setHeader('retry-after', '1');
        answer.end('{}');
      }, typeof how === 'number' ? how : DELAY_MS);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const platform: Platform = {
    port: (server.address() as AddressInfo).port,
    diary,
    answers,
    slowest: 0,
    post,
    event: () => {
      throw new Error('nothing was fed');
    },
    async feed(targets, chats, events, perSecond) {
      const began = performance.now();
      // The platform's own time goes along: by it an event older than the 64 remembered ids is known to be old.
      const epoch = Date.now();
      platform.event = (n) => ({ address: `${n % chats}`, id: `${n}`, at: epoch + Math.round((n * 1000) / perSecond), body: { type: 'text', text: `e${n}` } });
      let next = 0;
      let turn = 0;
      // Events of one chat one after the other, as Telegram does; the pace is that of all together.
      const queues = Array.from({ length: chats }, () => Promise.resolve());
      while (next < events) {
        const n = next++;
        const chat = n % chats;
        queues[chat] = queues[chat]!.then(async () => {
          for (let tries = 0; ; tries++) {
            const at = performance.now();
            const status = await post(targets[turn++ % targets.length]!, platform.event(n));
            platform.slowest = Math.max(platform.slowest, performance.now() - at);
            answers.set(status, (answers.get(status) ?? 0) + 1);
            if (status === '200') return;
            await wait(100 + 50 * Math.min(tries, 8));
          }
        });
        const due = began + (next * 1000) / perSecond;
        if (due > performance.now()) await wait(due - performance.now());
      }
      await Promise.all(queues);
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  function post(port: number, body: unknown): Promise<string> {
    return new Promise((done) => {
      const text = JSON.stringify(body);
      const call = request({ host: '127.0.0.1', port, method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(text) } }, (answer) => {
        answer.resume();
        answer.on('end', () => done(String(answer.statusCode)));
        answer.on('error', () => done('cut'));
      });
      call.setTimeout(10_000, () => call.destroy());
      call.on('error', () => done('refused'));
      call.end(text);
    });
  }
  return platform;
}

export type BotProcess = {
  readonly port: number;
  kill(): Promise<void>;
  end(): Promise<{ code: number | null; ms: number }>;
  /** Again, with other settings if wished. */
  start(over?: Partial<BotSettings>): void;
  /** Resolves when it takes connections. */
  up(): Promise<void>;
  /** Resolves when it dies by itself. */
  dead(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  order(what: BotOrder): void;
  readonly stderr: () => string;
  /** Resident memory now and at its highest, MB. */
  rss(): { readonly now: number; readonly most: number };
};

export async function startBot(settings: Omit<BotSettings, 'port'>): Promise<BotProcess> {
  const port = await freePort();
  let child: ChildProcess;
  let stderr = '';
  const start = (over: Partial<BotSettings> = {}): void => {
    child = spawn(process.execPath, [join(import.meta.dirname, 'bot-process.ts'), JSON.stringify({ ...settings, ...over, port })], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    child.stderr!.on('data', (data) => (stderr += data));
  };
  start();
  const over = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const dead = (): Promise<void> => new Promise((done) => (over() ? done() : child.once('exit', () => done())));
  const exit = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!over()) child.kill(signal);
    await dead();
    return child.exitCode;
  };
  return {
    port,
    start,
    dead,
    async up() {
      while (!(await connects(port))) await wait(20);
    },
    kill: () => exit('SIGKILL').then(() => {}),
    async end() {
      const began = performance.now();
      const code = await exit('SIGTERM');
      return { code, ms: performance.now() - began };
    },
    signal: (name) => void child.kill(name),
    order: (what) => void (child.connected && child.send(what, () => {})),
    stderr: () => stderr,
    rss: () => rssOf(child.pid!),
  };
}

const connects = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });

export function rssOf(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: mb('VmRSS'), most: mb('VmHWM') };
}

export type Verdict = { readonly events: number; readonly lost: number; readonly differing: number; readonly disordered: number; readonly drift: number; readonly repeats: number };

/** Reads the diary: every event answered, by one text, in order, and counted once. */
export function check(platform: { readonly diary: Diary }, chats: number, events: number): Verdict {
  let lost = 0;
  let differing = 0;
  let disordered = 0;
  let drift = 0;
  let repeats = 0;
  for (let chat = 0; chat < chats; chat++) {
    const sent = (platform.diary.get(`${chat}`) ?? []).filter((one) => one.bytes !== 'notice away');
    const firsts = [...new Set(sent.map((one) => one.bytes))];
    repeats += sent.length - firsts.length;
    const expected = Array.from({ length: Math.ceil((events - chat) / chats) }, (_, i) => `e${chat + i * chats}`);
    const byEvent = new Map<string, string[]>();
    for (const bytes of firsts) byEvent.set(bytes.split(' ')[0]!, [...(byEvent.get(bytes.split(' ')[0]!) ?? []), bytes]);
    expected.forEach((event, i) => {
      const texts = byEvent.get(event) ?? [];
      if (texts.length === 0) lost++;
      if (texts.length > 1) differing++;
      if (texts.length === 1 && texts[0] !== `${event} ${i + 1}`) drift++;
    });
    const order = firsts.map((bytes) => Number(bytes.split(' ')[1]));
    for (let i = 1; i < order.length; i++) if (order[i]! < order[i - 1]!) disordered++;
  }
  return { events, lost, differing, disordered, drift, repeats };
}

/** Waits until every event is answered, at most `ms`. */
export async function settled(platform: { readonly diary: Diary }, chats: number, events: number, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end && check(platform, chats, events).lost > 0) await wait(100);
}
