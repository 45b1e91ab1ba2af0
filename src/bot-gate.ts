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

const SHED = Promise.resolve<Accepted>({ type: 'shed' });
const BUSY = Promise.resolve<Accepted>({ type: 'unavailable', retryAfterMs: 1000 });

export function createGate(maxTurns: number, perMinute: number | undefined): Gate {
  const tails = new Map<string, { last: Promise<void> | undefined; waiting: number }>();
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
    pass(key, run, own = false) {
      const over = own ? 'no' : overLimit(key);
      if (over === 'again') return SHED;
      const waits = tails.get(key);
      if (waits && waits.waiting >= WAITING_PER_CHAT) return perMinute === undefined ? BUSY : SHED;
      if (running >= maxTurns) return BUSY;
      const tail = waits ?? { last: undefined, waiting: 0 };
      if (!waits) tails.set(key, tail);
      running++;
      tail.waiting++;
      const mine = tail.last ? tail.last.then(() => run(over === 'first')) : run(over === 'first');
      const ended = (): void => {
        running--;
        tail.waiting--;
        if (tail.waiting === 0) tails.delete(key);
      };
      tail.last = mine.then(ended, ended);
      return mine;
    },
    async empty(until) {
      while (running > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 10));
    },
  };
}
