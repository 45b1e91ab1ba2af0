// A pushing channel whose platform misbehaves by a seed, a pure turn that counts, and a bot on the embedded store.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bot, createBot } from '../../src/bot.ts';
import { type BotOptions, type Fact } from '../../src/bot-shell.ts';
import type { Incoming, Limits, PushChannel, SendOutcome, TurnResult } from '../../src/ports.ts';
import type { Said } from '../../src/engine/message.ts';
import { openEmbedded } from '../../src/store/embedded.ts';

export const SECRET = 'x'.repeat(32);
export const LIMITS: Limits = {
  text: 4096, buttons: 8, buttonLabel: 64, buttonData: 64, pictures: 'none', location: 'none', deletesIncoming: true, typing: false,
  sendMs: 8000, repeatsAfterUnknown: 5, intakeAtMostOnce: false, redelivers: true,
};

export const said = (text: string): Said => ({ key: 'k', lang: 'vi', text, choices: [], open: [] });
/** The session counts events; each event is answered by its text and the count, `two …` by two messages. */
export function countingTurn(session: string | undefined, incoming: Incoming): TurnResult {
  const n = Number(session ?? '0') + 1;
  const text = incoming.body.type === 'text' ? incoming.body.text : incoming.body.type;
  return { session: `${n}`, said: text.startsWith('two') ? [said(`${text} ${n} a`), said(`${text} ${n} b`)] : [said(`${text} ${n}`)], ttlMs: 30 * 24 * 3600_000 };
}
export const text = (address: string, id: string, words: string): Incoming => ({ address, id, body: { type: 'text', text: words } });

export type Sent = { readonly address: string; readonly bytes: string };
export function fakeChannel(send: (bytes: string, address: string) => Promise<SendOutcome>, limits: Partial<Limits> = {}): PushChannel {
  return { name: 'telegram', limits: { ...LIMITS, ...limits }, render: (one) => [one.text], send };
}

export const tempDir = (): string => mkdtempSync(join(tmpdir(), 'vneid-bot-'));

/** A bot with everything observed; `over` replaces parts. */
export function openBot(dir: string, channel: PushChannel, over: Partial<BotOptions> = {}): { bot: Bot; facts: Fact[]; close(): Promise<void> } & ReturnType<typeof openEmbedded> {
  const opened = openEmbedded({ dir });
  const facts: Fact[] = [];
  const bot = createBot({
    ...opened, channels: [channel], turn: countingTurn, notice: (why) => [said(`notice ${why}`)], appSecret: SECRET, observe: (fact) => facts.push(fact), ...over,
  });
  return { ...opened, bot, facts, close: () => opened.store.close() };
}

/** Small, fast, seeded; good enough to place faults. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
