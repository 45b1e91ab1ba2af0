// What readJson lets through: as deep as allowed and no deeper, JSON in UTF-8 with or without a byte order mark, nothing else.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BODY, MAX_DEPTH, readJson } from '../../src/channels/door.ts';

const read = (text: string) => readJson(Buffer.from(text));
const refused = (status: 400 | 413) => ({ type: 'refused', status });
const depth = (value: unknown): number => (typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0);

describe('the door', () => {
  it('takes what is as deep as allowed, whatever it is made of', () => {
    const layers = fc.array(fc.constantFrom(['[', ']'], ['[1,', ',{}]'], ['{"a":', '}'], ['{"x":[],"__proto__":', ',"y":0}']), { minLength: MAX_DEPTH - 3, maxLength: MAX_DEPTH + 2 });
    fc.assert(
      fc.property(layers, (list) => {
        const text = `${list.map(([open]) => open).join('')}1${list.toReversed().map(([, close]) => close).join('')}`;
        const value: unknown = JSON.parse(text);
        expect(read(text)).toEqual(depth(value) > MAX_DEPTH ? refused(400) : { type: 'json', value });
      }),
    );
  });

  it('reads JSON in UTF-8, from a Buffer or plain bytes, and strips a byte order mark', () => {
    for (const text of ['{"a":"ế 😀"}', '\ufeff{"a":"ế 😀"}', '{"a":"\\u1ebf \\ud83d\\ude00"}']) {
      expect(read(text)).toEqual({ type: 'json', value: { a: 'ế 😀' } });
      expect(readJson(new TextEncoder().encode(text))).toEqual({ type: 'json', value: { a: 'ế 😀' } });
    }
    expect(read('0')).toEqual({ type: 'json', value: 0 });
  });

  it('refuses what is no JSON, no UTF-8, too deep or too large', () => {
    for (const text of ['', '{', '\ufeff\ufeff{}', '['.repeat(100_000)]) expect(read(text)).toEqual(refused(400));
    for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc3, 0x22], [0xfe, 0xff, 0, 0x30]]) expect(readJson(Buffer.from(bytes))).toEqual(refused(400));
    expect(read('['.repeat(MAX_BODY / 2) + ']'.repeat(MAX_BODY / 2))).toEqual(refused(400));
    expect(read(' '.repeat(MAX_BODY) + '0')).toEqual(refused(413));
  });
});
