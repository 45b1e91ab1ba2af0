// Six seconds a channel of what `npm run fuzz` does for hours: mutated bodies at the webhooks change nothing but counters.
import { describe, expect, it } from 'vitest';
import { fuzz, FUZZED } from './fuzz.ts';

describe('mutated webhook bodies', () => {
  it.each(FUZZED)('%s: no 5xx, nothing unhandled, nothing taken unsigned', async (name) => {
    const { fives, unhandled, unsigned, bodies, forged, events, turns } = await fuzz(name, { count: 1_000_000, seed: 20261125, seconds: 6 });
    expect({ fives, unhandled, unsigned }).toEqual({ fives: 0, unhandled: 0, unsigned: 0 });
    // The run was one: bodies came in, some were events, some were forged, some went through the guide.
    for (const count of [bodies, forged, events, turns]) expect(count).toBeGreaterThan(10);
  }, 60_000);
});
