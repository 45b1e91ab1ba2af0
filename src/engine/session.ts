// What the engine knows of a chat between two turns: closed values only, no free text, no identity.
// Promises: a terse codec (a full journey fits in a few hundred bytes); a stored text that is not ours decodes to undefined.
import { z } from 'zod';
import { LANGS, VOICES } from '../flow/schema.ts';
import type { Lang, Voice } from '../flow/schema.ts';

/** Where the citizen is. Lower frames are callers; `then`: where to go on when the called flow returns (default: the same step). */
export type Frame = { readonly flow: string; readonly step: string; readonly then?: string };
export type Address = 'neutral' | 'bac' | 'anh' | 'chi';
export type Consent = 'unknown' | 'yes' | 'no';

export type Session = {
  /** Number of the newest revision this session has met. */
  readonly revision: number;
  readonly lang?: Lang;
  readonly voice: Voice;
  readonly address: Address;
  readonly consent: Consent;
  /** Never empty once something was said; the last frame is the current step. */
  readonly stack: readonly Frame[];
  readonly slots: Readonly<Record<string, string>>;
  /** Ids of the choices made, oldest first, one per step (the newest wins). The id of a choice names its step. */
  readonly outcomes: readonly string[];
  /** Ids of steps one can go back to, oldest first. */
  readonly history: readonly string[];
  /** Counts turns, modulo 65,536: an old button is recognised by it. */
  readonly turn: number;
  /** Misunderstandings in a row. */
  readonly misses: number;
  /** Codes of offers that are not choices of the step (places found, "did you mean"): typed numbers refer to them. */
  readonly pending: readonly string[];
  readonly commune?: string;
  readonly campaign?: string;
  /** Milestones already counted: each counts once a chat. */
  readonly reached?: readonly string[];
  readonly wake?: { readonly at: number; readonly to: string };
  /** Day (days since the epoch, Vietnamese time) on which a text of this chat was last kept for review. */
  readonly keptDay?: number;
  /** Id of the last operator's notice this chat has seen. */
  readonly banner?: string;
  /** How many digits the last message ended with, and when: a secret told in two pieces is caught. Never the digits. */
  readonly carry?: { readonly digits: number; readonly at: number };
};

export const NEW_SESSION: Session = { revision: 0, voice: 'plain', address: 'neutral', consent: 'unknown', stack: [], slots: {}, outcomes: [], history: [], turn: 0, misses: 0, pending: [] };

/** Caps that keep a record small however long the talk gets. */
export const SESSION_LIMITS = { stack: 5, outcomes: 48, history: 16, pending: 8 } as const;

const CONSENTS = ['unknown', 'yes', 'no'] as const;
const ADDRESSES = ['neutral', 'bac', 'anh', 'chi'] as const;
const index = (max: number) => z.int().min(-1).max(max);
const stored = z.tuple([
  z.literal(1),
  z.int().min(0),
  index(LANGS.length - 1),
  index(VOICES.length - 1),
  index(3),
  index(2),
  z.array(z.string().max(160)).max(SESSION_LIMITS.stack),
  z.string().max(800),
  z.string().max(8 * SESSION_LIMITS.outcomes),
  z.string().max(8 * SESSION_LIMITS.history),
  z.int().min(0).max(65_535),
  z.int().min(0).max(9),
  z.string().max(800),
  z.strictObject({ c: z.string().optional(), g: z.string().optional(), w: z.tuple([z.number(), z.string()]).optional(), k: z.int().optional(), b: z.string().optional(), d: z.tuple([z.int(), z.number()]).optional(), m: z.string().max(120).optional() }).optional(),
]);

export function encodeSession(s: Session): string {
  const extra: Record<string, unknown> = {};
  if (s.commune !== undefined) extra['c'] = s.commune;
  if (s.campaign !== undefined) extra['g'] = s.campaign;
  if (s.reached !== undefined && s.reached.length > 0) extra['m'] = s.reached.join(',');
  if (s.wake !== undefined) extra['w'] = [s.wake.at, s.wake.to];
  if (s.keptDay !== undefined) extra['k'] = s.keptDay;
  if (s.banner !== undefined) extra['b'] = s.banner;
  if (s.carry !== undefined) extra['d'] = [s.carry.digits, s.carry.at];
  const row: unknown[] = [
    1,
    s.revision,
    s.lang === undefined ? -1 : LANGS.indexOf(s.lang),
    VOICES.indexOf(s.voice),
    ADDRESSES.indexOf(s.address),
    CONSENTS.indexOf(s.consent),
    s.stack.map((f) => (f.then === undefined ? `${f.flow}/${f.step}` : `${f.flow}/${f.step}>${f.then}`)),
    Object.entries(s.slots).map(([slot, value]) => `${slot}:${value}`).join(','),
    s.outcomes.join(''),
    s.history.join(''),
    s.turn,
    s.misses,
    s.pending.join(','),
  ];
  if (Object.keys(extra).length > 0) row.push(extra);
  return JSON.stringify(row);
}

export function decodeSession(text: string): Session | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = stored.safeParse(raw);
  if (!parsed.success) return undefined;
  const [, revision, lang, voice, address, consent, stack, slots, outcomes, history, turn, misses, pending, extra] = parsed.data;
  const known = LANGS[lang];
  return {
    revision,
    ...(known === undefined ? {} : { lang: known }),
    voice: VOICES[voice] ?? 'plain',
    address: ADDRESSES[address] ?? 'neutral',
    consent: CONSENTS[consent] ?? 'unknown',
    stack: stack.flatMap(frameOf),
    slots: Object.fromEntries(slots === '' ? [] : slots.split(',').map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)])),
    outcomes: eights(outcomes),
    history: eights(history),
    turn,
    misses,
    pending: pending === '' ? [] : pending.split(','),
    ...(extra?.c === undefined ? {} : { commune: extra.c }),
    ...(extra?.g === undefined ? {} : { campaign: extra.g }),
    ...(extra?.m === undefined ? {} : { reached: extra.m.split(',') }),
    ...(extra?.w === undefined ? {} : { wake: { at: extra.w[0], to: extra.w[1] } }),
    ...(extra?.k === undefined ? {} : { keptDay: extra.k }),
    ...(extra?.b === undefined ? {} : { banner: extra.b }),
    ...(extra?.d === undefined ? {} : { carry: { digits: extra.d[0], at: extra.d[1] } }),
  };
}

function frameOf(text: string): Frame[] {
  const [name = '', then] = text.split('>');
  const slash = name.indexOf('/');
  if (slash <= 0) return [];
  const frame = { flow: name.slice(0, slash), step: name.slice(slash + 1) };
  return [then === undefined ? frame : { ...frame, then }];
}

function eights(text: string): string[] {
  const out: string[] = [];
  for (let i = 0; i + 8 <= text.length; i += 8) out.push(text.slice(i, i + 8));
  return out;
}
