// Revision numbers: kept in the store so that all processes agree; a content that becomes current gets the next number.
// Promises: a store that is only just being reached, or restarts, is waited for; after 30 s the caller hears that it is away.
import { setTimeout as wait } from 'node:timers/promises';
import type { Numbering } from '../guide-box.ts';
import { type Records, StoreAway } from '../store-port.ts';

const NAME = 'guide/revision';
const PATIENCE_MS = 30_000;
const AGAIN_MS = 100;

export function numbering(records: Records, patienceMs = PATIENCE_MS): Numbering {
  return async (hash) => {
    const until = performance.now() + patienceMs;
    for (let tries = 0; tries < 20; ) {
      try {
        const known = await records.get(NAME);
        const [number, current] = known ? known.value.split(' ') : ['0', ''];
        if (current === hash) return Number(number);
        const next = Number(number) + 1;
        if ((await records.put(NAME, known?.version ?? 0, `${next} ${hash}`)) !== undefined) return next;
        tries += 1;
      } catch (error) {
        if (!(error instanceof StoreAway) || performance.now() > until) throw error;
        await wait(AGAIN_MS);
      }
    }
    throw new Error('the revision number could not be settled with the other processes');
  };
}
