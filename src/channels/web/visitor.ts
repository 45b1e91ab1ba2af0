// Who is talking: a random visitor id inside a signed, expiring token. The id alone opens nothing.
// Promises: constant-time comparison, no state on the server. Refuses tokens that are altered, expired or signed with another key.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 30 days: a citizen comes back after the card has been made (7 to 15 working days) and finds the conversation. */
const LIFE_MS = 30 * 86_400_000;
const TOKEN = /^([A-Za-z0-9_-]{22})\.([0-9a-z]{6,9})\.([A-Za-z0-9_-]{43})$/;

export type Visitor = { readonly id: string; /** Less than half of its life is left: send a new token along. */ readonly stale: boolean };

export function issueToken(key: Uint8Array, now: number, id = randomBytes(16).toString('base64url')): { readonly token: string; readonly id: string; readonly maxAge: number } {
  const body = `${id}.${Math.floor((now + LIFE_MS) / 1000).toString(36)}`;
  return { token: `${body}.${mac(key, body).toString('base64url')}`, id, maxAge: LIFE_MS / 1000 };
}

export function readToken(key: Uint8Array, now: number, token: string | undefined): Visitor | undefined {
  const [, id, until, signature] = TOKEN.exec(token ?? '') ?? [];
  if (id === undefined || until === undefined || signature === undefined) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const expected = mac(key, `${id}.${until}`);
  // The last character of 43 carries spare bits: only the canonical spelling counts, so a token has one form.
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || given.toString('base64url') !== signature) return undefined;
  const left = parseInt(until, 36) * 1000 - now;
  return left > 0 ? { id, stale: left < LIFE_MS / 2 } : undefined;
}

const mac = (key: Uint8Array, body: string): Buffer => createHmac('sha256', key).update(`web visitor\n${body}`).digest();
