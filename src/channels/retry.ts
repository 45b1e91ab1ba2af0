// Work that must succeed some time (register a webhook, learn one's own name): tried until it does, with growing pauses.
import { ChannelError, type Fault } from './errors.ts';
import { pause } from './duty.ts';
import type { Log } from './wiring.ts';

/** Returns when the work succeeded or the signal aborted. */
export async function untilDone(event: string, step: string, log: Log, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (signal.aborted) return;
      const fault = faultOf(error);
      log(event, { what: step, outcome: fault.type, tries: failures, ...codeOf(fault) });
      await pause(fault.type === 'throttled' ? fault.waitMs : Math.min(60_000, 500 * 2 ** failures), signal);
    }
  }
}

/** What is not a ChannelError is an answer nobody could read. */
export const faultOf = (error: unknown): Fault => (error instanceof ChannelError ? error.fault : { type: 'unknown', code: 'bad-answer' });
export const codeOf = (fault: Fault): { code?: string } => ('code' in fault ? { code: fault.code } : {});
