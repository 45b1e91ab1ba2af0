// A duty that only one process may do at a time (polling a token): taken by a role with an expiry, renewed while the work runs.
// Promises: the work is told to end before the role can pass to another process; a stop gives the role back at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '../store-port.ts';
import type { ChannelRecords, Log } from './wiring.ts';

export type Duty = {
  readonly records: Pick<ChannelRecords, 'role'>;
  readonly role: string;
  readonly log: Log;
  /** Runs until the signal aborts; when it throws it is started again after a pause. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly ttlMs?: number;
};

/** After a kill -9 another process takes over within this time and a third of it. */
export const DUTY_MS = 9000;

export function onDuty({ records, role: name, log, work, ttlMs = DUTY_MS }: Duty): { stop(): Promise<void> } {
  const role = records.role(name, ttlMs);
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const held = await hold(role);
      if (held && held !== AWAY) await serve(held.deadline);
      await pause(ttlMs / 3, stopping.signal);
    }
  })();

  async function serve(firstDeadline: number): Promise<void> {
    log('duty.taken', { role: name });
    const over = new AbortController();
    const signal = AbortSignal.any([stopping.signal, over.signal]);
    const renewal = renew(role, firstDeadline, ttlMs, signal).then(() => over.abort());
    while (!signal.aborted) {
      await work(signal).catch(() => log('duty.fault', { role: name }));
      await pause(1000, signal);
    }
    await renewal;
    if (stopping.signal.aborted) await role.release().catch(() => undefined);
    log('duty.left', { role: name });
  }

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Returns when the role is lost, or a sixth of it before it could be, however long the store takes to answer. */
async function renew(role: Role, deadline: number, ttlMs: number, signal: AbortSignal): Promise<void> {
  let until = deadline;
  const left = (): number => until - performance.now() - ttlMs / 6;
  while (!signal.aborted && left() > 0) {
    await pause(Math.min(ttlMs / 3, left()), signal);
    const kept = await Promise.race([hold(role), pause(Math.max(0, left()), signal).then(() => AWAY)]);
    if (kept === undefined) return;
    if (kept !== AWAY) until = kept.deadline;
  }
}

/** The store did not answer: the role may still be ours until its end. */
const AWAY = { deadline: Number.NaN };

/** Undefined: another process has it. */
async function hold(role: Role): Promise<{ readonly deadline: number } | undefined> {
  try {
    return await role.hold();
  } catch {
    return AWAY;
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
