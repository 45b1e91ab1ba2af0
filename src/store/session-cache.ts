// Sessions this process saw last, so that a turn needs one round trip. Promises: bounded; a wrong entry costs a repeat, never a wrong
// commit, because the version is compared in the store. Refuses: to be the truth.
export type Known = { readonly version: number; readonly session: string };
export type SessionCache = { get(key: string): Known | undefined; set(key: string, known: Known): void };

/** Keeps at least `chats` latest and at most twice as many: two generations, no list to maintain per use. */
export function sessionCache(chats: number): SessionCache {
  let young = new Map<string, Known>();
  let old = new Map<string, Known>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, known) {
      if (young.size >= chats) {
        old = young;
        young = new Map();
      }
      young.set(key, known);
    },
  };
}
