// What every webhook does before it looks at an event: authentic, small, shallow, JSON.
// Promises: constant-time comparison, no parse of unauthenticated bytes (but an empty probe), linear time, never throws.
import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { Accept, ChannelName, HookAnswer, Incoming } from '../ports.ts';

/** Real bodies are under 10 kB; larger ones are refused (reliability.md T4). */
export const MAX_BODY = 256 * 1024;
export const MAX_DEPTH = 32;

export const answer = (status: number, body = ''): HookAnswer => ({ status, ...(body === '' ? {} : { headers: { 'content-type': 'application/json' }, body }) });
export const later = (retryAfterMs: number): HookAnswer => ({ status: 503, headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } });

/** Compares a header with the secrets that are valid now (two during a rotation), in time that does not depend on either. */
export function secretCheck(secrets: readonly string[]): (given: string | undefined) => boolean {
  if (secrets.length === 0) throw new Error('a webhook needs a secret');
  const longest = Math.max(...secrets.map((secret) => Buffer.byteLength(secret)));
  if (longest > SECRET_BYTES) throw new Error(`a webhook secret has at most ${SECRET_BYTES} bytes`);
  const size = Math.ceil(longest / 64) * 64 + 2;
  const expected = secrets.map((secret) => {
    if (secret.length < 8) throw new Error('a webhook secret needs at least 8 characters');
    return padded(secret, Buffer.alloc(size));
  });
  const room = Buffer.alloc(size);
  return (given) => {
    padded(given ?? '', room);
    let equal = false;
    for (const one of expected) equal = timingSafeEqual(one, room) || equal;
    return equal && given !== undefined;
  };
}

/** Telegram allows 256 characters, the others fewer. */
const SECRET_BYTES = 512;
/** Always the same length, so that a comparison takes always the same time; the true length stands behind. */
function padded(secret: string, room: Buffer): Buffer {
  room.fill(0);
  room.write(secret, 0, room.length - 2, 'utf8');
  room.writeUInt16BE(Math.min(Buffer.byteLength(secret), 0xffff), room.length - 2);
  return room;
}

export type Read = { readonly type: 'json'; readonly value: unknown } | { readonly type: 'refused'; readonly status: 400 | 413 };

/** Authentic bytes → JSON value, refused when too large, too deep or no JSON. The parser itself does not recurse. */
export function readJson(body: Uint8Array): Read {
  if (body.length > MAX_BODY) return { type: 'refused', status: 413 };
  try {
    const text = textOf(body);
    const value: unknown = JSON.parse(text);
    return mayBeDeep(text) && tooDeep(value, MAX_DEPTH) ? { type: 'refused', status: 400 } : { type: 'json', value };
  } catch {
    return { type: 'refused', status: 400 };
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });
/** What begins with the byte order mark or is no UTF-8 is left to the decoder: it strips the one and refuses the other. */
const textOf = (body: Uint8Array): string => (Buffer.isBuffer(body) && body[0] !== 0xef && isUtf8(body) ? body.toString('utf8') : decoder.decode(body));

/** What opens fewer lists and objects than are allowed inside each other cannot be too deep; those in texts count, too. */
function mayBeDeep(text: string): boolean {
  let opened = 0;
  for (const opens of ['{', '[']) for (let at = text.indexOf(opens); at >= 0; at = text.indexOf(opens, at + 1)) if (++opened > MAX_DEPTH) return true;
  return false;
}

function tooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  // Of an array as well the names are its places.
  for (const name in value) {
    const one = (value as Record<string, unknown>)[name];
    if (typeof one === 'object' && one !== null && tooDeep(one, left - 1)) return true;
  }
  return false;
}

/** Hands events over one after the other; the answer to give when one could not be committed, else undefined. */
export function acceptAll(accept: Accept, channel: ChannelName, incoming: readonly Incoming[]): Promise<number | undefined> {
  return incoming.length === 1 ? acceptOne(accept, channel, incoming[0]!) : acceptInTurn(accept, channel, incoming);
}

async function acceptInTurn(accept: Accept, channel: ChannelName, incoming: readonly Incoming[]): Promise<number | undefined> {
  for (const one of incoming) {
    const waitMs = await acceptOne(accept, channel, one);
    if (waitMs !== undefined) return waitMs;
  }
  return undefined;
}

/** A fault inside the turn counts as "not committed": the platform brings the event again. */
async function acceptOne(accept: Accept, channel: ChannelName, one: Incoming): Promise<number | undefined> {
  try {
    const accepted = await accept(channel, one);
    return accepted.type === 'unavailable' ? accepted.retryAfterMs : undefined;
  } catch {
    return 1000;
  }
}
