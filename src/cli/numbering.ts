// Revision numbers: kept in the store so that all processes agree; a content that becomes current gets the next number.
import type { Numbering } from '../guide-box.ts';
import type { Records } from '../store-port.ts';

const NAME = 'guide/revision';

export function numbering(records: Records): Numbering {
  return async (hash) => {
    for (let tries = 0; tries < 20; tries += 1) {
      const known = await records.get(NAME);
      const [number, current] = known ? known.value.split(' ') : ['0', ''];
      if (current === hash) return Number(number);
      const next = Number(number) + 1;
      if ((await records.put(NAME, known?.version ?? 0, `${next} ${hash}`)) !== undefined) return next;
    }
    throw new Error('the revision number could not be settled with the other processes');
  };
}
