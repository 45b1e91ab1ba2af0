// The stored form of a session: what comes back is what went in, and the hand-written check refuses exactly what the schema refuses.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeSession, encodeSession, NEW_SESSION, type Session, SESSION_LIMITS } from '../../src/engine/session.ts';
import { LANGS, VOICES } from '../../src/flow/schema.ts';

const index = (max: number) => z.int().min(-1).max(max);
/** The oracle. */
const stored = z.tuple([
  z.literal(1), z.int().min(0), index(LANGS.length - 1), index(VOICES.length - 1), index(3), index(2),
  z.array(z.string().max(160)).max(SESSION_LIMITS.stack), z.string().max(800), z.string().max(8 * SESSION_LIMITS.outcomes), z.string().max(8 * SESSION_LIMITS.history),
  z.int().min(0).max(65_535), z.int().min(0).max(9), z.string().max(800),
  z.strictObject({ c: z.string().optional(), g: z.string().optional(), w: z.tuple([z.number(), z.string()]).optional(), k: z.int().optional(), b: z.string().optional(), d: z.tuple([z.int(), z.number()]).optional(), m: z.string().max(120).optional() }).optional(),
]);

const FULL: Session = {
  ...NEW_SESSION, revision: 7, lang: 'vi', voice: 'elder', address: 'bac', consent: 'yes', stack: [{ flow: 'journey', step: 'phone', then: 'stage' }, { flow: 'otp', step: 'answer' }],
  slots: { phone: 'android', sim: 'own' }, outcomes: ['AbCdEfGh', 'IjKlMnOp'], history: ['QrStUvWx'], turn: 65_535, misses: 2, pending: ['f:otp', '+j:xy'],
  commune: '00001', campaign: 'c1', reached: ['started'], wake: { at: 1_800_000_000_000, to: 'journey/visit' }, keptDay: 20_000, banner: 'b1', carry: { digits: 6, at: 1_800_000_000_000 },
};

describe('a stored session', () => {
  it('comes back as it was', () => {
    expect(decodeSession(encodeSession(FULL))).toEqual(FULL);
    expect(decodeSession(encodeSession(NEW_SESSION))).toEqual(NEW_SESSION);
  });

  it('is refused exactly when the schema refuses it', () => {
    const odd = fc.oneof(fc.constantFrom<unknown>(null, -2, -1, 0, 1, 2, 3, 4, 9, 10, 1.5, 65_536, 2 ** 53, '', 'x', 'x'.repeat(161), 'x'.repeat(801), true, [], {}, ['a', 1], [1, 'a'], [1, 2], [1.5, 2], [1, 2, 3], { c: 'a' }, { c: 1 }, { z: 1 }, { w: [1, 'a'] }, { d: [1, 1.5] }, { k: 1.5 }, { m: 'x'.repeat(121) }, ['a'.repeat(161)], Array(6).fill('a')), fc.jsonValue());
    const good = JSON.parse(encodeSession(FULL)) as unknown[];
    const rows = fc.tuple(fc.array(fc.tuple(fc.nat(14), odd), { maxLength: 2 }), fc.integer({ min: 11, max: 15 }), fc.record({ c: odd, g: odd, w: odd, k: odd, b: odd, d: odd, m: odd }, { requiredKeys: [] })).map(([changes, length, extra]) => {
      const row: unknown[] = [...good.slice(0, 13), Object.keys(extra).length > 0 ? extra : good[13]];
      for (const [at, value] of changes) row[at] = value;
      return length === 14 || changes.length > 0 ? row : row.slice(0, length);
    });
    let kept = 0;
    fc.assert(
      fc.property(fc.oneof(rows, fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        const accepted = stored.safeParse(JSON.parse(text)).success;
        if (accepted) kept++;
        expect([text, decodeSession(text) !== undefined]).toEqual([text, accepted]);
      }),
      { numRuns: 10_000 },
    );
    expect(kept).toBeGreaterThan(200);
  });
});
