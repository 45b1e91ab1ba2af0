// Texts nobody understood: kept redacted, without any chat reference, sealed, for 30 days; readable only when three people wrote alike.
// Promises: the reader sees clusters of at least three similar texts; single texts stay sealed from `npm run unmatched`.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './chat-key.ts';
import type { Redacted } from './safety/redact.ts';
import type { Records } from './store-port.ts';
import { fold, words } from './text.ts';

export const KEEP_MS = 30 * 86_400_000;
export const ENOUGH = 3;
/** Longer texts are stories: they help nobody to add a phrase and tell too much. */
const MAX_CHARS = 160;
/** Shared words (of the smaller text) that make two texts alike. */
const ALIKE = 0.6;

export function unmatchedKeeper(records: Records, appSecret: string): (text: Redacted) => Promise<void> {
  const key = deriveKey(appSecret, 'token');
  return async (text) => {
    if (text.length > MAX_CHARS || words(text).length < 2) return;
    await records.put(`unmatched/${randomBytes(12).toString('base64url')}`, 0, seal(key, text), KEEP_MS);
  };
}

export async function readUnmatched(records: Records, appSecret: string): Promise<string[][]> {
  const key = deriveKey(appSecret, 'token');
  const texts = (await records.list('unmatched/')).flatMap(({ value }) => open(key, value) ?? []);
  return cluster(texts).filter((group) => group.length >= ENOUGH);
}

/** Groups of similar texts, largest first. Plain and quadratic: some hundreds of texts a month. */
export function cluster(texts: readonly string[]): string[][] {
  const groups: { readonly texts: string[]; readonly words: ReadonlySet<string> }[] = [];
  for (const text of texts) {
    const own = new Set(words(fold(text)));
    const group = groups.find((one) => {
      const shared = [...own].filter((word) => one.words.has(word)).length;
      return shared / Math.max(1, Math.min(own.size, one.words.size)) >= ALIKE && shared >= 2;
    });
    if (group) group.texts.push(text);
    else groups.push({ texts: [text], words: own });
  }
  return groups.map((group) => group.texts).sort((a, b) => b.length - a.length);
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function open(key: Buffer, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < 29) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
