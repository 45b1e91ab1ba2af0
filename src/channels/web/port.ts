// What the web chat needs from the shell, and the one way of reading through it.
// Promises: a browser gets every message after the last one it saw, also when the store went back in time.
import type { Said } from '../../engine/message.ts';
import type { Lang } from '../../flow/schema.ts';
import type { Accepted, RawBody } from '../../ports.ts';
import { readWeb } from './render.ts';

/** What the shell gives the web chat. `address` is the visitor id; the bytes are what `renderWeb` made. */
export type WebPort = {
  /** Resolves after the commit. */
  accept(address: string, event: { readonly id: string; readonly body: RawBody }): Promise<Accepted>;
  /** Messages after `after`, in order; all that are kept when the record does not know that seq (it began anew). Rejects when the store is away. */
  since(address: string, after: number): Promise<readonly { readonly seq: number; readonly bytes: string }[]>;
  /** Calls `wake` after each commit for this address, whichever process did it. Returns how to stop. */
  subscribe(address: string, wake: () => void): () => void;
  /** What to say when the store is away: static help with phone numbers and links. */
  help(lang: Lang): readonly Said[];
};

export type News = { readonly last: number; readonly messages: readonly { readonly seq: number; readonly said: Said }[]; readonly reset?: true };

/** A browser that saw more than the store knows met a store that went back or forgot: it gets everything and starts its screen anew. */
export async function readSince(port: WebPort, address: string, after: number): Promise<News> {
  const found = await port.since(address, after);
  const messages = found.flatMap(({ seq, bytes }) => {
    const said = readWeb(bytes);
    return said === undefined ? [] : [{ seq, said }];
  });
  const first = found[0]?.seq ?? Infinity;
  return { last: found.at(-1)?.seq ?? after, messages, ...(first <= after ? { reset: true } : {}) };
}
