// Personal sign-in links and the cookie they become: id (128 bits), end of validity, HMAC of both.
// Promises: checked in constant time before any look into the store; a link is no cookie and a cookie no link; both end.
// Refuses: anything changed by one bit. Revocation is the volunteer record's affair.
import { mac, sameBytes } from './keys.ts';

/** A phone stays signed in this long; then the personal link is opened again. */
export const COOKIE_MS = 7 * 86_400_000;
const ID = 16;
const TIME = 6;
const MAC = 16;

export function sealSignIn(key: Uint8Array, use: 'sign-in' | 'cookie', id: string, until: number): string {
  const body = Buffer.alloc(ID + TIME);
  Buffer.from(id, 'base64url').copy(body);
  body.writeUIntBE(until, ID, TIME);
  return Buffer.concat([body, mac(key, use, body).subarray(0, MAC)]).toString('base64url');
}

export function openSignIn(key: Uint8Array, use: 'sign-in' | 'cookie', token: string, now: number): { readonly id: string; readonly until: number } | undefined {
  // 38 bytes are 51 characters; the last one has spare bits that must be zero, or one link would have four spellings.
  const bytes = Buffer.from(token.length === 51 ? token : '', 'base64url');
  const body = Buffer.alloc(ID + TIME);
  bytes.copy(body);
  const good = sameBytes(mac(key, use, body).subarray(0, MAC), Buffer.concat([bytes.subarray(ID + TIME), Buffer.alloc(MAC)]).subarray(0, MAC));
  const until = body.readUIntBE(ID, TIME);
  if (!good || bytes.toString('base64url') !== token || now >= until) return undefined;
  return { id: body.subarray(0, ID).toString('base64url'), until };
}
