// Web messages as stored bytes: small, whole, and never a fault when read back.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STORED_BYTES } from '../../../src/channels/web/limits.ts';
import { readWeb, renderWeb } from '../../../src/channels/web/render.ts';
import type { Said } from '../../../src/engine/message.ts';

const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const said = fc.record({
  key: fc.constant('flow/step'),
  lang: fc.constantFrom('vi' as const, 'en' as const),
  text: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3000 }), fc.lorem({ mode: 'sentences', maxCount: 60 })),
  choices: fc.array(fc.record({ label, code: fc.stringMatching(/^v1:[A-Za-z0-9_-]{11}$/) }), { maxLength: 30 }),
  open: fc.array(fc.record({ type: fc.constant('copy' as const), label, text: label }), { maxLength: 3 }),
  picture: fc.option(fc.record({ id: fc.constant('phone-otp'), alt: label }), { nil: undefined }),
  askLocation: fc.option(label, { nil: undefined }),
});
const bare = (text: string): string => text.replace(/\s+/g, '');
/** Graphemes too long for any part are dropped by the splitter; the generator is kept from making them. */
const tame = (text: string): boolean => [...new Intl.Segmenter('vi').segment(text)].every(({ segment }) => segment.length <= 8);

describe('a web message as stored', () => {
  it('stays under 2 kB a part and loses no choice, link, picture or word', () => {
    fc.assert(
      fc.property(said, (raw) => {
        fc.pre(tame(raw.text));
        const one = JSON.parse(JSON.stringify(raw)) as Said;
        const parts = renderWeb(one);
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(STORED_BYTES);
        const back = parts.map((part) => readWeb(part)!);
        expect(back.flatMap((part) => part.choices)).toEqual(one.choices);
        expect(back.flatMap((part) => part.open)).toEqual(one.open);
        expect(back.filter((part) => part.picture).length).toBe(one.picture ? 1 : 0);
        expect(back.filter((part) => part.askLocation).length).toBe(one.askLocation ? 1 : 0);
        expect(bare(back.map((part) => part.text).join(''))).toBe(bare(one.text));
      }),
      { numRuns: 200 },
    );
  });

  it('is one part when it is small', () => {
    const small: Said = { key: 'a/b', lang: 'vi', text: 'Chào bác', choices: [{ label: 'Có', code: 'v1:x' }], open: [] };
    expect(renderWeb(small)).toEqual([JSON.stringify(small)]);
  });

  it('reads anything without throwing, and foreign bytes as nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readWeb(text)));
    expect(readWeb('{"key":"a","lang":"fr","text":"x","choices":[],"open":[]}')).toBeUndefined();
  });
});
