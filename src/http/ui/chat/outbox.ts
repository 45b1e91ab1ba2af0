// Sends events one after another and keeps each until the server confirmed it. A repeat carries the same id, so nothing is done twice.
// Promises: order is kept; a cut or slow network only delays. Refuses to go on only when the server says the event itself is wrong.
import type { Said } from '../../../engine/message.ts';
import type { Lang } from '../../../flow/schema.ts';
import type { Outgoing } from './memory.ts';

export type Reply = { readonly last: number; readonly messages: readonly { readonly seq: number; readonly said: Said }[]; readonly reset?: boolean; readonly token?: string };
export type Trouble = 'network' | 'busy' | 'unavailable' | 'origin' | 'needs-https';

export type OutboxEvents = {
  /** The first event still waiting, if any. */
  next(): Outgoing | undefined;
  /** Everything the server needs beside the event. */
  context(): { readonly after: number; readonly lang: Lang; readonly token?: string | undefined; readonly frame: boolean };
  replied(sent: Outgoing | undefined, reply: Reply): void;
  rejected(sent: Outgoing): void;
  troubled(trouble: Trouble | undefined, help?: readonly Said[]): void;
};

/** Longest wait for one answer: on 2G a kilobyte takes seconds. */
const ANSWER_MS = 20_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

export function createOutbox(on: OutboxEvents) {
  const now = { running: false, stopped: false };
  let wake = () => {};

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => (clearTimeout(timer), resolve());
    });

  /** One exchange; `undefined` when done with this event, else the pause before the next try. */
  const exchange = async (sent: Outgoing | undefined, failures: number): Promise<number | undefined> => {
    const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.75 + Math.random() / 2);
    const { token, ...context } = on.context();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_MS);
    try {
      const response = await fetch('/chat', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ ...(sent === undefined ? {} : { clientId: sent.id, event: sent.body }), ...context }),
        signal: stop.signal,
      });
      const wait = Math.max(backoff, Number(response.headers.get('retry-after') ?? 0) * 1000);
      const body = (await response.json()) as Reply & { readonly error?: Trouble; readonly help?: readonly Said[] };
      if (response.ok) {
        on.troubled(undefined);
        on.replied(sent, body);
        return undefined;
      }
      if (response.status === 403) {
        now.stopped = true;
        on.troubled(body.error === 'needs-https' ? 'needs-https' : 'origin');
        return undefined;
      }
      if (response.status === 429 || response.status >= 500) {
        on.troubled(response.status === 429 ? 'busy' : 'unavailable', body.help);
        return wait;
      }
      if (sent !== undefined) on.rejected(sent);
      return undefined;
    } catch {
      on.troubled('network');
      return backoff;
    } finally {
      clearTimeout(timer);
    }
  };

  const run = async (askFirst: boolean) => {
    if (now.running || now.stopped) return wake();
    now.running = true;
    let ask = askFirst;
    let failures = 0;
    for (let sent = on.next(); !now.stopped && (ask || sent !== undefined); sent = on.next()) {
      const waitMs = await locked(() => exchange(sent, failures));
      if (waitMs === undefined) {
        ask = false;
        failures = 0;
      } else {
        failures += 1;
        await pause(waitMs);
      }
    }
    now.running = false;
  };

  return {
    /** Something was put in the queue, or the network is back. */
    flush: () => void run(false),
    /** Asks for messages not seen yet, also with an empty queue. */
    pull: () => run(true),
  };
}

/** Two tabs opening at once must not become two visitors: whoever is first gets the cookie, the other sends it along. */
function locked<T>(work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (locks === undefined) return work();
  // A frame on a browser that blocks other sites' storage gets no lock (SecurityError); it is one tab by itself then.
  return locks.request('chat', work).catch(work) as Promise<T>;
}
