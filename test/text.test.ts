// Hostile Unicode: whatever comes in, what goes on is NFC, visible, bounded and the same as its clean twin.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, splitAt, truncate } from '../src/text.ts';

const INVISIBLE = ['\u00ad', '\u034f', '\u061c', '\u200b', '\u200c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2060', '\u2066', '\u2069', '\u3164', '\ufeff', '\ufff9', '\u{e0041}'];
const CONTROL = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((char) => /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(char));

describe('clean', () => {
  it('takes away control, bidi and zero-width characters wherever they stand', () => {
    for (const char of [...INVISIBLE, ...CONTROL]) expect(clean(`${char}mã${char} o${char}tp${char}`), `U+${char.codePointAt(0)?.toString(16)}`).toBe('mã otp');
  });

  it('keeps at most eight marks on a base, and Vietnamese whole in either form', () => {
    expect(clean(`a${'\u0301'.repeat(500)}b`).normalize('NFD').match(/\p{M}/gu)).toHaveLength(8);
    const text = 'Nguyễn Thị Hoàng Yến ở Đắk Lắk: thẻ căn cước, kích hoạt, mượn';
    expect(clean(text)).toBe(text);
    expect(clean(text.normalize('NFD'))).toBe(text);
  });

  it('keeps emoji that are glued, and line breaks; other white space becomes a space', () => {
    expect(clean('👨‍👩‍👧 và 👵🏽')).toBe('👨‍👩‍👧 và 👵🏽');
    expect(clean('một\r\nhai\u2028ba\u00a0bốn\tnăm')).toBe('một\nhai\nba bốn năm');
    expect(clean('a\u200db')).toBe('ab');
  });

  it('gives well-formed NFC for any string, and the same again', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const once = clean(text);
      expect(once.isWellFormed()).toBe(true);
      expect(once.normalize('NFC')).toBe(once);
      expect(clean(once)).toBe(once);
    }), { numRuns: 2000 });
  });

  it('is linear on hostile input', () => {
    const time = (text: string): number => {
      const began = performance.now();
      clean(text);
      return performance.now() - began;
    };
    for (const unit of ['\u0301', 'a\u0301', '\u200d', '\u202e', '\ud800', '👨‍']) {
      time(unit.repeat(20_000));
      // Twentyfold input may take at most a hundredfold time: a square would take four hundred.
      expect(time(unit.repeat(400_000 / unit.length))).toBeLessThan(100 * Math.max(2, time(unit.repeat(20_000 / unit.length))));
    }
  });
});

describe('cutting', () => {
  it('never splits a surrogate pair or a letter with its marks, and stays under the limit', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 10, max: 80 }), (text, limit) => {
      for (const part of [...splitAt(text, limit), truncate(text, limit)]) {
        expect(part.length).toBeLessThanOrEqual(limit);
        expect(part.isWellFormed()).toBe(true);
      }
    }), { numRuns: 500 });
  });
});
