// A duty that only one process may do at a time (polling a token): taken by a role with an expiry, renewed while the work runs.
// Promises: the work is told to end before the role can pass to another process; a stop gives the role back at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelRecords, Log } from './wiring.ts';

export type Duty = {
  readonly records: Pick<ChannelRecords, 'role'>;
  readonly role: string;
  readonly log: Log;
  /** Runs until the signal aborts; when it throws it is started again after a pause. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly ttlMs?: number;
};

/** After a kill -9 another process takes over within this time. */
export const DUTY_MS = 9000;

export function onDuty({ records, role, log, work, ttlMs = DUTY_MS }: Duty): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      if (await take(records, role, ttlMs)) await serve();
      await pause(ttlMs / 3, stopping.signal);
    }
  })();

  async function serve(): Promise<void> {
    log('duty.taken', { role });
    const over = new AbortController();
    const signal = AbortSignal.any([stopping.signal, over.signal]);
    let heldUntil = performance.now() + ttlMs;
    const renewal = (async () => {
      for (;;) {
        await pause(ttlMs / 3, signal);
        if (signal.aborted) return;
        const asked = performance.now();
        // A store that hangs must not keep us past the end of the role.
        const kept = await Promise.race([take(records, role, ttlMs), pause(Math.max(1, heldUntil - asked - ttlMs / 6), signal).then(() => undefined)]);
        if (kept) heldUntil = asked + ttlMs;
        else if (kept === false || performance.now() > heldUntil - ttlMs / 3) return over.abort();
      }
    })();
    try {
      while (!signal.aborted) {
        await work(signal).catch(() => log('duty.fault', { role }));
        await pause(1000, signal);
      }
    } finally {
      over.abort();
      await renewal;
      // One millisecond from now the role is anybody's.
      if (stopping.signal.aborted) await take(records, role, 1);
      log('duty.left', { role });
    }
  }

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Undefined: the store did not answer. */
async function take(records: Pick<ChannelRecords, 'role'>, role: string, ttlMs: number): Promise<boolean | undefined> {
  try {
    return await records.role(role, ttlMs);
  } catch {
    return undefined;
  }
}

/** Waits, or returns early when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // aborted: the caller looks at the signal
  }
}
