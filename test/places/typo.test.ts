import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTypoIndex, slip } from '../../src/places/typo.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'n', 'h', 't', 'o', '1'), minLength: 3, maxLength: 9 });

describe('names one slip away', () => {
  it('agrees with the plain loop over all names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 60 }), word, (names, typed) => {
        const plain = names.flatMap((name, i) => ((slip(typed, name) ?? 0) > 0 ? [i] : []));
        const found = createTypoIndex(names).find(typed).map((f) => f.name);
        expect(found.toSorted((a, b) => a - b)).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });

  it('knows a slip from two', () => {
    expect(slip('minhngco', 'minhngoc')).toBeGreaterThan(0);
    expect(slip('thahkhoi', 'thachkhoi')).toBeGreaterThan(0);
    expect(slip('labgha', 'langha')).toBeGreaterThan(0);
    expect(slip('labgga', 'langha')).toBeUndefined();
    expect(slip('phuong12', 'phuong13')).toBeUndefined();
  });
});
