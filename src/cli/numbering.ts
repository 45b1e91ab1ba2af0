// Revision numbers: kept in the store so that all processes agree; a content that becomes current gets the next number.
// Promises: a store that is away is asked again until it answers. Refuses: to guess a number.
import { setTimeout as wait } from 'node:timers/promises';
import type { Numbering } from '../guide-box.ts';
import { type Records, StoreAway } from '../store-port.ts';

const NAME = 'guide/revision';
const AGAIN_MS = 100;

export function numbering(records: Records): Numbering {
  return async (hash) => {
    for (let tries = 0; tries < 20; ) {
      try {
        const known = await records.get(NAME);
        const [number, current] = known ? known.value.split(' ') : ['0', ''];
        if (current === hash) return Number(number);
        const next = Number(number) + 1;
        if ((await records.put(NAME, known?.version ?? 0, `${next} ${hash}`)) !== undefined) return next;
        tries += 1;
      } catch (error) {
        if (!(error instanceof StoreAway)) throw error;
        await wait(AGAIN_MS, undefined, { ref: false });
      }
    }
    throw new Error('the revision number could not be settled with the other processes');
  };
}
