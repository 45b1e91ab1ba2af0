// Zalo Bot may never bring an event again: what could not be committed is kept here and offered again for ten minutes.
// Promises: one chat's events stay in order; at most 200 are kept; what is given up or lost at a stop is counted in the log.
import { pause } from '../duty.ts';
import type { Log } from '../wiring.ts';
import type { Intake } from './intake.ts';
import type { ZaloBotUpdate } from './parse.ts';

export type Keeper = {
  /** Resolves with the outcome of the first try: undefined when committed, else the time after which it is tried again. */
  offer(update: ZaloBotUpdate): Promise<number | undefined>;
  full(): boolean;
  /** Resolves when nothing is kept any more; after the signal's abort at once. */
  empty(): Promise<void>;
};

const KEEP_MS = 600_000;
const KEEP_EVENTS = 200;

export function openKeeper(intake: Intake, log: Log, signal: AbortSignal): Keeper {
  /** The last event of each chat that is not committed yet: the next one waits for it. */
  const chains = new Map<string, Promise<void>>();
  let kept = 0;

  async function insist(update: ZaloBotUpdate, firstWaitMs: number): Promise<void> {
    const until = performance.now() + KEEP_MS;
    for (let waitMs: number | undefined = firstWaitMs; waitMs !== undefined; waitMs = await intake.commit(update)) {
      if (signal.aborted || performance.now() > until) return log('zalo-bot.lost', { count: update.incoming.length });
      await pause(waitMs, signal);
    }
  }

  return {
    offer(update) {
      const chat = update.incoming[0]?.address ?? '';
      const first = (chains.get(chat) ?? Promise.resolve()).then(() => intake.commit(update));
      const whole = first.then((waitMs) => (waitMs === undefined ? undefined : insist(update, waitMs)));
      kept += 1;
      chains.set(chat, whole);
      void whole.finally(() => {
        kept -= 1;
        if (chains.get(chat) === whole) chains.delete(chat);
      });
      return first;
    },
    full: () => kept >= KEEP_EVENTS,
    empty: async () => void (await Promise.all(chains.values())),
  };
}
