// What the engine knows of a chat between two turns: closed values only, no free text, no identity.
// Promises: a terse codec (a full journey fits in a few hundred bytes); a stored text that is not ours decodes to undefined.
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
/** Commune, campaign, wake (at, to), kept day, banner, carried digits (count, at), milestones. */
type Extra = { readonly c?: string; readonly g?: string; readonly w?: readonly [number, string]; readonly k?: number; readonly b?: string; readonly d?: readonly [number, number]; readonly m?: string };
type Stored = readonly [1, number, number, number, number, number, readonly string[], string, string, string, number, number, string, Extra?];

const isInt = (value: unknown, min: number, max: number): boolean => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
const isText = (value: unknown, max: number): boolean => typeof value === 'string' && value.length <= max;
const isPair = (value: unknown, first: 'int' | 'number', second: 'string' | 'number'): boolean =>
  Array.isArray(value) && value.length === 2 && (first === 'int' ? Number.isSafeInteger(value[0]) : typeof value[0] === 'number') && typeof value[1] === second;

/** Read at every turn, so by hand; the schema it stands for is the oracle in test/engine/session.test.ts. */
function isStored(row: unknown): row is Stored {
  return (
    Array.isArray(row) && (row.length === 13 || row.length === 14) && row[0] === 1 && isInt(row[1], 0, Number.MAX_SAFE_INTEGER) &&
    isInt(row[2], -1, LANGS.length - 1) && isInt(row[3], -1, VOICES.length - 1) && isInt(row[4], -1, 3) && isInt(row[5], -1, 2) &&
    Array.isArray(row[6]) && row[6].length <= SESSION_LIMITS.stack && row[6].every((frame) => isText(frame, 160)) &&
    isText(row[7], 800) && isText(row[8], 8 * SESSION_LIMITS.outcomes) && isText(row[9], 8 * SESSION_LIMITS.history) &&
    isInt(row[10], 0, 65_535) && isInt(row[11], 0, 9) && isText(row[12], 800) && (row.length === 13 || isExtra(row[13]))
  );
}

function isExtra(extra: unknown): boolean {
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) return false;
  for (const [name, value] of Object.entries(extra)) {
    if (name === 'c' || name === 'g' || name === 'b') {
      if (typeof value !== 'string') return false;
    } else if (name === 'm') {
      if (!isText(value, 120)) return false;
    } else if (name === 'k') {
      if (!Number.isSafeInteger(value)) return false;
    } else if (name === 'w') {
      if (!isPair(value, 'number', 'string')) return false;
    } else if (name !== 'd' || !isPair(value, 'int', 'number')) return false;
  }
  return true;
}

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
  if (!isStored(raw)) return undefined;
  const [, revision, lang, voice, address, consent, stack, slots, outcomes, history, turn, misses, pending, extra] = raw;
  // Built field by field: this is every turn's first work.
  const session: { -readonly [K in keyof Session]: Session[K] } = {
    revision,
    voice: VOICES[voice] ?? 'plain',
    address: ADDRESSES[address] ?? 'neutral',
    consent: CONSENTS[consent] ?? 'unknown',
    stack: stack.flatMap(frameOf),
    slots: slotsOf(slots),
    outcomes: eights(outcomes),
    history: eights(history),
    turn,
    misses,
    pending: pending === '' ? [] : pending.split(','),
  };
  const known = LANGS[lang];
  if (known !== undefined) session.lang = known;
  if (extra === undefined) return session;
  if (extra.c !== undefined) session.commune = extra.c;
  if (extra.g !== undefined) session.campaign = extra.g;
  if (extra.m !== undefined) session.reached = extra.m.split(',');
  if (extra.w !== undefined) session.wake = { at: extra.w[0], to: extra.w[1] };
  if (extra.k !== undefined) session.keptDay = extra.k;
  if (extra.b !== undefined) session.banner = extra.b;
  if (extra.d !== undefined) session.carry = { digits: extra.d[0], at: extra.d[1] };
  return session;
}

/** Object.fromEntries defines: no name reaches the prototype. */
const slotsOf = (text: string): Record<string, string> => Object.fromEntries(text === '' ? [] : text.split(',').map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]));

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
