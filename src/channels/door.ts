// What every webhook does before it looks at an event: authentic, small, shallow, JSON.
// Promises: constant-time comparison, no parse of unauthenticated bytes (but an empty probe), linear time, never throws.
import { hash, timingSafeEqual } from 'node:crypto';
import type { Accept, ChannelName, HookAnswer, Incoming } from '../ports.ts';

/** Real bodies are under 10 kB; larger ones are refused (reliability.md T4). */
export const MAX_BODY = 256 * 1024;
export const MAX_DEPTH = 32;

export const answer = (status: number, body = ''): HookAnswer => ({ status, ...(body === '' ? {} : { headers: { 'content-type': 'application/json' }, body }) });
export const later = (retryAfterMs: number): HookAnswer => ({ status: 503, headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } });

/** Compares a header with the secrets that are valid now (two during a rotation), in time that does not depend on either. */
export function secretCheck(secrets: readonly string[]): (given: string | undefined) => boolean {
  const digests = secrets.map((secret) => {
    if (secret.length < 8) throw new Error('a webhook secret needs at least 8 characters');
    return hash('sha256', secret, 'buffer');
  });
  if (digests.length === 0) throw new Error('a webhook needs a secret');
  return (given) => {
    const digest = hash('sha256', given ?? '', 'buffer');
    let equal = false;
    for (const expected of digests) equal = timingSafeEqual(expected, digest) || equal;
    return equal && given !== undefined;
  };
}

export type Read = { readonly type: 'json'; readonly value: unknown } | { readonly type: 'refused'; readonly status: 400 | 413 };

/** Authentic bytes → JSON value, refused when too large, too deep or no JSON. */
export function readJson(body: Uint8Array): Read {
  if (body.length > MAX_BODY) return { type: 'refused', status: 413 };
  if (tooDeep(body)) return { type: 'refused', status: 400 };
  try {
    return { type: 'json', value: JSON.parse(decoder.decode(body)) };
  } catch {
    return { type: 'refused', status: 400 };
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function tooDeep(body: Uint8Array): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i];
    if (quoted) {
      if (byte === 0x5c) i += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

/** Hands events over one after the other; the answer to give when one could not be committed, else undefined. */
export async function acceptAll(accept: Accept, channel: ChannelName, incoming: readonly Incoming[]): Promise<number | undefined> {
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
