// Token buckets by address: how often one place may knock. In memory, per process, bounded.
// Promises: an IPv6 /64 counts as one address; the table never grows past its cap (the longest idle go first). Refuses nothing by itself: callers decide.

export type Buckets = {
  /** Takes one token; the milliseconds until the next one when there is none, else `undefined`. */
  take(address: string, now: number): number | undefined;
  /** The same answer without taking. */
  wait(address: string, now: number): number | undefined;
};

/** The two doors of this server for one address: everything, and the chat. Each answers how long to wait, or `undefined` and counts. */
export type Doors = { read(address: string): number | undefined; knock(address: string): number | undefined };

/** Pages, pictures and files an address may ask for, as a multiple of its chat requests: a page is several files, a school one address. */
const READS = 5;

export function createDoors(rate: { readonly count: number; readonly seconds: number } | undefined): Doors {
  const knocks = rate && createBuckets((rate.count * 60) / rate.seconds, rate.count);
  const reads = rate && createBuckets((rate.count * READS * 60) / rate.seconds, rate.count * READS);
  return {
    // As for webhooks: without TRUST_PROXY everyone behind a local proxy shares its address.
    read: (address) => (isLocal(address) ? undefined : reads?.take(address, steady())),
    knock: (address) => knocks?.take(address, steady()),
  };
}

export function createBuckets(perMinute: number, burst: number, cap = 20_000): Buckets {
  // Insertion order is order of last use, so the first key is the longest idle one.
  const table = new Map<string, { tokens: number; at: number }>();
  const perMs = perMinute / 60_000;

  const level = (key: string, now: number): number => {
    const bucket = table.get(key);
    return bucket === undefined ? burst : Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
  };
  const wait = (address: string, now: number): number | undefined => {
    const tokens = level(block(address), now);
    return tokens >= 1 ? undefined : Math.ceil((1 - tokens) / perMs);
  };
  return {
    wait,
    take(address, now) {
      const waitMs = wait(address, now);
      if (waitMs !== undefined) return waitMs;
      const key = block(address);
      const tokens = level(key, now) - 1;
      table.delete(key);
      table.set(key, { tokens, at: now });
      if (table.size > cap) table.delete(table.keys().next().value!);
      return undefined;
    },
  };
}

/** One household or one server gets a /64 of IPv6, so its single addresses say nothing. */
export function block(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}

/** The address behind our proxy; only what our own proxy appended, the last entry, is believed. */
export function clientAddress(peer: string | undefined, forwarded: string | undefined, trustProxy: boolean): string {
  const last = trustProxy ? forwarded?.split(',').at(-1)?.trim() : undefined;
  return last || peer || 'unknown';
}

/** Addresses that cannot be a stranger's: a proxy or a test in front of us. */
export const isLocal = (address: string): boolean => /^(::ffff:)?127\.|^::1$/i.test(address);

/** Milliseconds that only go forward: a clock set back by a day must not shut anybody out for a day. */
export const steady = (): number => performance.now();

/** The value of Retry-After, at least a second. */
export const retryAfter = (waitMs: number): string => String(Math.max(1, Math.ceil(waitMs / 1000)));
