// Who may take a turn now. Promises: events of one chat run one after another in the order they came; a chat that floods is shed
// alone, hearing so once; too many turns at once are refused, not piled up. Refuses: to remember anything beyond a minute.
import type { Accepted } from './ports.ts';

export type Gate = {
  /** `flood`: this event is over the limit and the first that is told so. Our own timers are not limited. */
  pass(key: string, run: (flood: boolean) => Promise<Accepted>, own?: boolean): Promise<Accepted>;
  /** Waits for running turns, at most until a time of performance.now(). */
  empty(until: number): Promise<void>;
};

/** Events of one chat waiting for the one before; a person cannot fill this. */
const WAITING_PER_CHAT = 30;

export function createGate(maxTurns: number, perMinute: number | undefined): Gate {
  const tails = new Map<string, { last: Promise<unknown>; waiting: number }>();
  const buckets = new Map<string, { level: number; at: number; told: boolean }>();
  let running = 0;

  function overLimit(key: string): 'no' | 'first' | 'again' {
    if (perMinute === undefined) return 'no';
    const now = performance.now();
    let bucket = buckets.get(key);
    if (!bucket) {
      // Forgetting everyone is a burst of grace for all, harmless; it bounds memory at a few MB.
      if (buckets.size > 50_000) buckets.clear();
      buckets.set(key, (bucket = { level: 0, at: now, told: false }));
    }
    bucket.level = Math.max(0, bucket.level - ((now - bucket.at) * perMinute) / 60_000);
    bucket.at = now;
    if (bucket.level < 1) bucket.told = false;
    if (bucket.level + 1 <= perMinute) {
      bucket.level += 1;
      return 'no';
    }
    if (bucket.told) return 'again';
    bucket.told = true;
    return 'first';
  }

  return {
    async pass(key, run, own = false) {
      const over = own ? 'no' : overLimit(key);
      if (over === 'again') return { type: 'shed' };
      let tail = tails.get(key);
      if (tail && tail.waiting >= WAITING_PER_CHAT) return perMinute === undefined ? { type: 'unavailable', retryAfterMs: 1000 } : { type: 'shed' };
      if (running >= maxTurns) return { type: 'unavailable', retryAfterMs: 1000 };
      running++;
      if (!tail) tails.set(key, (tail = { last: Promise.resolve(), waiting: 0 }));
      tail.waiting++;
      const mine = tail.waiting === 1 ? run(over === 'first') : tail.last.then(() => run(over === 'first'));
      tail.last = mine.catch(() => {});
      try {
        return await mine;
      } finally {
        running--;
        tail.waiting--;
        if (tail.waiting === 0) tails.delete(key);
      }
    },
    async empty(until) {
      while (running > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 10));
    },
  };
}
