// Keys derived from APP_SECRET, and the name under which a chat is stored.
// Promises: the stored name does not lead back to a person without the secret; every purpose has its own key.
// Refuses: secrets shorter than 32 characters.
import { hash, hkdfSync } from 'node:crypto';

export type Purpose = 'cookie' | 'chat' | 'link' | 'token';

/** 32 bytes for one purpose. Knowing one tells nothing about the others or the secret. */
export function deriveKey(appSecret: string, purpose: Purpose): Buffer {
  if (appSecret.length < 32) throw new Error('APP_SECRET must have at least 32 characters');
  return Buffer.from(hkdfSync('sha256', appSecret, 'vneid-helper', purpose, 32));
}

/** (channel, address) → 16 URL-safe characters: the first 12 bytes of an HMAC. Remembers the latest chats. */
export function chatKeys(appSecret: string, remember = 10_000): (channel: string, address: string) => string {
  const mac = hmac(deriveKey(appSecret, 'chat'));
  const known = new Map<string, string>();
  return (channel, address) => {
    const name = `${channel}:${address}`;
    const had = known.get(name);
    if (had !== undefined) return had;
    const key = mac(name).toString('base64url', 0, 12);
    if (known.size >= remember) known.clear();
    known.set(name, key);
    return key;
  };
}

const BLOCK = 64;
/** HMAC-SHA-256 (RFC 2104) with one key, from two plain hashes: an Hmac object is a tenth of a new chat's first turn. test/chat-key.test.ts compares it with node's. */
function hmac(key: Uint8Array): (text: string) => Buffer {
  const pad = (byte: number) => Buffer.alloc(BLOCK, byte).map((one, i) => one ^ (key[i] ?? 0));
  const [inner, outer] = [pad(0x36), pad(0x5c)];
  return (text) => hash('sha256', Buffer.concat([outer, hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')]), 'buffer');
}
