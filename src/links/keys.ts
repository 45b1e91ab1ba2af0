// One HMAC for everything links sign or hide; each use has its own prefix, so no value of one use is good for another.
// Promises: the store's names do not lead back to a code, and a typed text never becomes part of a name.
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Use = 'short' | 'sign-in' | 'cookie' | 'command';

export const mac = (key: Uint8Array, use: Use, data: string | Uint8Array): Buffer => createHmac('sha256', key).update(`${use}:`).update(data).digest();

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
