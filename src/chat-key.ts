// Keys derived from APP_SECRET, and the name under which a chat is stored.
// Promises: the stored name does not lead back to a person without the secret; every purpose has its own key.
// Refuses: secrets shorter than 32 characters.
import { createHmac, hkdfSync } from 'node:crypto';

export type Purpose = 'cookie' | 'chat' | 'link' | 'token';

/** 32 bytes for one purpose. Knowing one tells nothing about the others or the secret. */
export function deriveKey(appSecret: string, purpose: Purpose): Buffer {
  if (appSecret.length < 32) throw new Error('APP_SECRET must have at least 32 characters');
  return Buffer.from(hkdfSync('sha256', appSecret, 'vneid-helper', purpose, 32));
}

/** (channel, address) → 16 URL-safe characters: the first 12 bytes of an HMAC. Remembers the latest chats, an HMAC costs µs. */
export function chatKeys(appSecret: string, remember = 10_000): (channel: string, address: string) => string {
  const secret = deriveKey(appSecret, 'chat');
  const known = new Map<string, string>();
  return (channel, address) => {
    const name = `${channel}:${address}`;
    const had = known.get(name);
    if (had !== undefined) return had;
    const key = createHmac('sha256', secret).update(name).digest().subarray(0, 12).toString('base64url');
    if (known.size >= remember) known.clear();
    known.set(name, key);
    return key;
  };
}
