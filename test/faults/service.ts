// The whole service as operators run it (src/cli/start.ts in a process of its own), with fake platforms beside it and everything it writes
// in one folder: data, logs, temporary files. Promises: nothing of the test process is in it. Refuses the network beyond loopback.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, ask, chat, cookieOf, newId } from '../http/ask.ts';
import { fakeTelegram, type TelegramFake } from '../channels/fakes/telegram.ts';
import { fakeZaloBot, type ZaloBotFake } from '../channels/fakes/zalo-bot.ts';
import { fakeZaloOa, oaSignature, type ZaloOaFake } from '../channels/fakes/zalo-oa.ts';
import { freePort } from '../store/redis-server.ts';

export const ROOT = join(import.meta.dirname, '../..');
/** What stands behind `node` in `npm start`. */
export const START = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }).scripts.start.split(' ').slice(1);
export const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export type Platforms = { readonly telegram: TelegramFake; readonly zaloBot: ZaloBotFake; readonly zaloOa: ZaloOaFake; close(): Promise<void> };
export type Hooked = 'telegram' | 'zalo-bot' | 'zalo-oa';
export type Service = {
  readonly url: string;
  /** Everything the process wrote lies here. */
  readonly folder: string;
  readonly dataDir: string;
  readonly platforms: Platforms;
  readonly secrets: { readonly app: string; readonly telegramHook: string; readonly zaloBotHook: string; readonly metrics: string };
  /** Standard output and error so far. */
  logs(): string;
  running(): boolean;
  signal(name: NodeJS.Signals): void;
  /** One event of a platform, signed as it signs. Returns the status. */
  deliver(channel: Hooked, event: Record<string, unknown>): Promise<number>;
  stop(): Promise<number | null>;
  /** kill -9, no farewell. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Store, content and places are there. */
  ready(): Promise<void>;
  /** Ends it and removes the folder. */
  close(): Promise<void>;
};

export async function startPlatforms(tokens: { readonly telegram?: string; readonly zaloBot?: string; readonly zaloOa?: { access: string; refresh: string } } = {}): Promise<Platforms> {
  const [telegram, zaloBot, zaloOa] = await Promise.all([
    fakeTelegram(tokens.telegram === undefined ? {} : { token: tokens.telegram }),
    fakeZaloBot(tokens.zaloBot === undefined ? {} : { token: tokens.zaloBot }),
    fakeZaloOa(tokens.zaloOa === undefined ? {} : { pair: tokens.zaloOa }),
  ]);
  return { telegram, zaloBot, zaloOa, close: async () => void (await Promise.all([telegram.close(), zaloBot.close(), zaloOa.close()])) };
}

export async function startService(options: { readonly env?: Readonly<Record<string, string>>; readonly platforms?: Platforms; readonly secrets?: Partial<Service['secrets']>; readonly preload?: string; readonly until?: 'ready' | 'listening' } = {}): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'vneid-service-'));
  const dataDir = join(folder, 'data');
  mkdirSync(join(folder, 'tmp'));
  const platforms = options.platforms ?? (await startPlatforms());
  const port = await freePort();
  const secrets = { app: 'app-secret-of-this-test-0123456789abcdef', telegramHook: 'telegram-hook-secret-of-this-test', zaloBotHook: 'zalo-bot-hook-secret-of-this-test', metrics: 'metrics-token-of-this-test', ...options.secrets };
  const env = {
    PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: join(folder, 'tmp'), TZ: 'UTC', NODE_ENV: 'production',
    PORT: String(port), DATA_DIR: dataDir, APP_SECRET: secrets.app, METRICS_TOKEN: secrets.metrics, RATE_CHAT: 'off', RATE_ADDRESS: 'off',
    TELEGRAM_BOT_TOKEN: platforms.telegram.token, TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: secrets.telegramHook, TELEGRAM_API_ROOT: platforms.telegram.url,
    ZALO_BOT_TOKEN: platforms.zaloBot.token, ZALO_BOT_MODE: 'webhook', ZALO_BOT_WEBHOOK_SECRET: secrets.zaloBotHook, ZALO_BOT_API_ROOT: platforms.zaloBot.url,
    ZALO_OA_APP_ID: platforms.zaloOa.app.id, ZALO_OA_APP_SECRET: platforms.zaloOa.app.secret, ZALO_OA_SECRET_KEY: platforms.zaloOa.app.oaKey,
    ZALO_OA_ACCESS_TOKEN: platforms.zaloOa.pair.access, ZALO_OA_REFRESH_TOKEN: platforms.zaloOa.pair.refresh, ZALO_OA_API_ROOT: platforms.zaloOa.url, ZALO_OAUTH_ROOT: platforms.zaloOa.url,
    ...options.env,
  };
  const url = `http://127.0.0.1:${port}`;
  const log = join(folder, 'log');
  const logs = (): string => readFileSync(log, 'utf8');
  let child: ChildProcess;
  let ended: Promise<number | null>;

  async function start(): Promise<void> {
    const out = openSync(log, 'a');
    child = spawn(process.execPath, [...(options.preload === undefined ? [] : ['--import', options.preload]), ...START], { cwd: ROOT, env, stdio: ['ignore', out, out] });
    ended = new Promise((done) => child.once('exit', done));
    closeSync(out);
    await (options.until === 'listening' ? answers('/healthz', () => true) : ready());
  }
  const ready = (): Promise<void> => answers('/readyz', (text) => {
    const state = JSON.parse(text) as { ready?: boolean; places?: boolean };
    return state.ready === true && state.places === true;
  });
  async function answers(path: string, fits: (text: string) => boolean): Promise<void> {
    for (let i = 0; i < 600; i++) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the service ended at its start:\n${logs()}`);
      if (await ask(url + path).then(({ text }) => fits(text), () => false)) return;
      await wait(50);
    }
    throw new Error(`the service was not there within 30 s:\n${logs()}`);
  }
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    if (running()) child.kill(signal);
    return ended;
  };

  let update = 700_000_000;
  const service: Service = {
    url, folder, dataDir, platforms, secrets, logs, running, start, ready,
    signal: (name) => void child.kill(name),
    deliver: (channel, event) => deliver(url, secrets, platforms, channel, channel === 'telegram' ? { update_id: (update += 1), ...event } : event),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    async close() {
      await end('SIGKILL');
      if (!options.platforms) await platforms.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await start();
  return service;
}

async function deliver(url: string, secrets: Service['secrets'], platforms: Platforms, channel: Hooked, event: Record<string, unknown>): Promise<number> {
  const body = JSON.stringify(event);
  const time = String(event['timestamp'] ?? Date.now());
  const headers: Record<Hooked, Record<string, string>> = {
    telegram: { 'x-telegram-bot-api-secret-token': secrets.telegramHook },
    'zalo-bot': { 'x-bot-api-secret-token': secrets.zaloBotHook },
    'zalo-oa': { 'x-zevent-signature': oaSignature(platforms.zaloOa.app.id, Buffer.from(body), time, platforms.zaloOa.app.oaKey), 'x-zevent-timestamp': time },
  };
  return (await ask(`${url}/hooks/${channel}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers[channel] }, body })).status;
}

export type Browser = {
  /** The visitor id of the cookie: the chat's address in the store. */
  id(): string;
  say(text: string): Promise<Answer>;
  press(choice: string): Promise<Answer>;
  event(event: object): Promise<Answer>;
  /** Presses the choice of this label under the last answer that offered it. */
  choose(label: string): Promise<Answer>;
};

/** A visitor of the web chat. */
export function browser(url: string): Browser {
  let cookie = '';
  let after = 0;
  let offered: { label: string; code: string }[] = [];
  let heard = '';
  const event = async (what: object): Promise<Answer> => {
    const answer = await chat(url, { clientId: `${newId()}-${process.pid}`, event: what, after }, cookie === '' ? {} : { cookie });
    heard = `${answer.status} ${answer.text.slice(0, 300)}`;
    if (answer.headers['set-cookie']) cookie = cookieOf(answer);
    if (answer.status === 200) {
      const { messages, last } = answer.json() as unknown as { messages: { said: { choices: { label: string; code: string }[] } }[]; last: number };
      after = last;
      const now = messages.flatMap(({ said }) => said.choices);
      if (now.length > 0) offered = now;
    }
    return answer;
  };
  return {
    id: () => cookie.split('=')[1]?.split('.')[0] ?? '',
    event,
    say: (text) => event({ type: 'text', text }),
    press: (choice) => event({ type: 'choice', choice }),
    choose(label) {
      const found = offered.find((one) => one.label === label);
      if (!found) throw new Error(`“${label}” is not offered; offered: ${offered.map((one) => one.label).join(' | ')}; last answer ${heard}`);
      return event({ type: 'choice', choice: found.code });
    },
  };
}
