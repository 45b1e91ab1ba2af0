// `npm run fuzz`: mutated webhook bodies against each channel's door, signed as the platform would, every tenth one forged.
// Figures: processes that ended, answers ≥ 500, faults nobody caught, events taken from unsigned bodies. All of them must be 0.
// Options: --count 1000000 (per channel), --seed 20261124, --channel telegram|zalo-bot|zalo-oa.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openGuide } from '../../src/cli/open-guide.ts';
import { OWN_CONTENT } from '../../src/config.ts';
import { openTelegram } from '../../src/channels/telegram/open.ts';
import type { Opened } from '../../src/channels/wiring.ts';
import { openZaloBot } from '../../src/channels/zalo-bot/open.ts';
import { openZaloOa } from '../../src/channels/zalo-oa/open.ts';
import type { Accept, HookRequest } from '../../src/ports.ts';
import { turn } from '../../src/turn.ts';
import { mutations } from './contract/mutate.ts';
import { bytes, memoryRecords } from './contract/platform.ts';
import { fakeTelegram, telegramUpdate } from './fakes/telegram.ts';
import { fakeZaloBot, zaloBotEvent } from './fakes/zalo-bot.ts';
import { oaSignature, zaloOaEvent } from './fakes/zalo-oa.ts';

export const FUZZED = ['telegram', 'zalo-bot', 'zalo-oa'] as const;
export type Fuzzed = (typeof FUZZED)[number];
export type Figures = {
  readonly bodies: number;
  readonly forged: number;
  /** Events that reached the turn. */
  readonly events: number;
  /** Of these, run through the guide. */
  readonly turns: number;
  readonly fives: number;
  readonly unhandled: number;
  readonly unsigned: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
};
export type FuzzOptions = { readonly count: number; readonly seed: number; /** Stops earlier. */ readonly seconds?: number; readonly progress?: (done: number) => void };

const FORGED_EVERY = 10;
/** The guide's turn takes longer than all the rest: it hears a part of what comes in. */
const TURN_EVERY = 25;
/** Never within a run: pressed buttons would be marked by calls to the platform. */
const NEVER_MS = 2_000_000_000;
const SECRET = 'bi-mat-webhook-de-thu-nghiem-01';
const APP = '1122334455667788990';
const KEY = 'OaBiMatThuNghiem123';

export async function fuzz(name: Fuzzed, options: FuzzOptions): Promise<Figures> {
  const guide = await openGuide(OWN_CONTENT);
  const statuses: Record<string, number> = {};
  const found = { bodies: 0, forged: 0, events: 0, turns: 0, fives: 0, unhandled: 0, unsigned: 0 };
  let forging = false;
  const accept: Accept = async (_channel, { body }) => {
    if (forging) found.unsigned += 1;
    found.events += 1;
    if (found.events % TURN_EVERY === 0) {
      found.turns += 1;
      turn(guide, '', body, Date.now());
    }
    return { type: 'committed' };
  };
  const unhandled = (): void => void (found.unhandled += 1);
  process.on('unhandledRejection', unhandled).on('uncaughtException', unhandled);
  const door = await open(name, (channel, incoming) => accept(channel, incoming).catch((error: unknown) => (unhandled(), Promise.reject(error))));
  const began = performance.now();
  try {
    for (const mutated of mutations(door.seeds, options.count, options.seed)) {
      forging = found.bodies % FORGED_EVERY === FORGED_EVERY - 1;
      if (forging) found.forged += 1;
      const request = door.request(bytes(mutated), forging);
      found.bodies += 1;
      try {
        const { status } = (await door.opened.hook?.handle(request)) ?? { status: 599 };
        const kind = `${forging ? 'forged ' : ''}${status}`;
        statuses[kind] = (statuses[kind] ?? 0) + 1;
        if (status >= 500) found.fives += 1;
      } catch {
        found.unhandled += 1;
      }
      if (found.bodies % 1000 !== 0) continue;
      // Timers and sockets get their turn.
      await new Promise((resolve) => setImmediate(resolve));
      if (found.bodies % 10_000 === 0) options.progress?.(found.bodies);
      if (options.seconds !== undefined && performance.now() - began > options.seconds * 1000) break;
    }
  } finally {
    await door.stop();
    process.off('unhandledRejection', unhandled).off('uncaughtException', unhandled);
  }
  return { ...found, statuses, seconds: (performance.now() - began) / 1000 };
}

type Door = { readonly opened: Opened; readonly seeds: readonly unknown[]; request(body: Uint8Array, forged: boolean): HookRequest; stop(): Promise<void> };

async function open(name: Fuzzed, accept: Accept): Promise<Door> {
  const log = (): void => undefined;
  const records = memoryRecords().as('fuzz');
  const groupHint = () => ({ text: 'Mời nhắn riêng.', label: 'Nhắn riêng' });
  const at = (headers: Record<string, string>, body: Uint8Array): HookRequest => ({ headers: { 'content-type': 'application/json', ...headers }, body, at: Date.now() });
  switch (name) {
    case 'telegram': {
      const fake = await fakeTelegram();
      const opened = openTelegram({ token: fake.token, apiRoot: fake.url, mode: 'webhook', secrets: [SECRET], commands: { vi: [], en: [] }, groupHint, accept, log, records, markAfterMs: NEVER_MS });
      const numbered = (update: object): object => ({ update_id: 500_000_001, ...update });
      return {
        opened,
        seeds: [...[telegramUpdate.text(7, 'làm mức 2 cần mang gì'), telegramUpdate.text(7, '/start activate-steps_code'), telegramUpdate.press(7, 'v1:AbCdEfGh001'), telegramUpdate.location(7, 10.5, 106.5), telegramUpdate.photo(7, 'cái này là gì')].map(numbered), numbered({ my_chat_member: { chat: { id: 7, type: 'private' }, new_chat_member: { status: 'kicked' } } }), numbered({ message: { message_id: 3, date: 1795312800, chat: { id: -9, type: 'group' }, from: { id: 7, is_bot: false, first_name: 'S' }, text: '/menu', entities: [{ type: 'bot_command', offset: 0, length: 5 }] } })],
        request: (body, forged) => at({ 'x-telegram-bot-api-secret-token': forged ? `${SECRET}x` : SECRET }, body),
        stop: () => stopAll(opened, fake),
      };
    }
    case 'zalo-bot': {
      const fake = await fakeZaloBot();
      const opened = openZaloBot({ token: fake.token, apiRoot: fake.url, mode: 'webhook', secrets: [SECRET], groupHint, quotaNotice: 'Hết lượt.', personKey: () => 'k', accept, log, records });
      return {
        opened,
        seeds: [zaloBotEvent.text('7', 'lam muc 2 can mang gi'), { ok: true, result: zaloBotEvent.text('7', '1') }, zaloBotEvent.photo('7', { caption: 'gì đây' }), zaloBotEvent.kind('7', 'message.unsupported.received'), zaloBotEvent.kind('7', 'message.sticker.received', { sticker: 'x' })],
        request: (body, forged) => at(forged ? {} : { 'x-bot-api-secret-token': SECRET }, body),
        stop: () => stopAll(opened, fake),
      };
    }
    case 'zalo-oa': {
      const opened = openZaloOa({ appId: APP, appSecret: 'khong-dung-den', secrets: [KEY], tokenKey: new Uint8Array(32).fill(7), accept, log, records, apiRoot: 'http://127.0.0.1:9', oauthRoot: 'http://127.0.0.1:9' });
      return {
        opened,
        seeds: [zaloOaEvent.text('7', 'làm mức 2 cần mang gì'), zaloOaEvent.text('7', '#v1:AbCdEfGh001'), zaloOaEvent.location('7', 10.5, 106.5), zaloOaEvent.image('7', 'gì đây'), zaloOaEvent.follow('7'), zaloOaEvent.follow('7', 'unfollow'), zaloOaEvent.kind('7', 'user_send_link', { message: { msg_id: '5', text: 'x', attachments: [{ type: 'link', payload: { url: 'https://a.example.vn' } }] } })],
        request(body, forged) {
          const time = String(Date.now());
          return at({ 'x-zevent-timestamp': time, 'x-zevent-signature': oaSignature(APP, body, time, forged ? 'khoa-khac-hoan-toan' : KEY) }, body);
        },
        stop: () => opened.stop(),
      };
    }
  }
}

async function stopAll(opened: Opened, fake: { close(): Promise<void> }): Promise<void> {
  await opened.stop();
  await fake.close();
}

const file = fileURLToPath(import.meta.url);
if (process.argv[1] === file) {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '20261124' }, channel: { type: 'string' }, inside: { type: 'string' } } });
  const options = { count: Number(values.count), seed: Number(values.seed) };
  if (values.inside !== undefined) {
    const figures = await fuzz(values.inside as Fuzzed, { ...options, progress: (done) => process.send?.({ done }) });
    process.send?.({ figures });
    process.disconnect?.();
  } else {
    let faults = 0;
    for (const name of FUZZED) if (values.channel === undefined || values.channel === name) faults += await child(name, options.count, options.seed);
    process.exitCode = faults === 0 ? 0 : 1;
  }
}

/** A process of its own: one that ends early is a figure, not the end of the run. Returns the number of faults. */
function child(name: Fuzzed, count: number, seed: number): Promise<number> {
  return new Promise((resolve) => {
    const process_ = fork(file, ['--inside', name, '--count', String(count), '--seed', String(seed)]);
    let figures: Figures | undefined;
    process_.on('message', (message: { done?: number; figures?: Figures }) => {
      figures = message.figures ?? figures;
      if (message.done !== undefined && message.done % Math.max(10_000, Math.round(count / 10)) === 0) process.stdout.write(`${name}: ${message.done} of ${count}\n`);
    });
    process_.on('exit', (code, signal) => {
      const exits = figures && code === 0 ? 0 : 1;
      const { fives = 0, unhandled = 0, unsigned = 0 } = figures ?? {};
      process.stdout.write(`${name}: exits ${exits}${exits ? ` (${signal ?? code})` : ''}, 5xx ${fives}, unhandled ${unhandled}, accepted unsigned ${unsigned}\n`);
      if (figures) process.stdout.write(`  ${figures.bodies} bodies (${figures.forged} forged), ${figures.events} events, ${figures.turns} turns, ${Math.round(figures.bodies / figures.seconds)} a second; ${JSON.stringify(figures.statuses)}\n`);
      resolve(exits + fives + unhandled + unsigned);
    });
  });
}
