// The quick ways through text.ts agree with the plain ones, kept here, on random Vietnamese, hostile and mixed input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, fold, hasAccents, modernTones } from '../src/text.ts';

const plainFold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
const plainAccents = (text: string): boolean => /[đĐ]|\p{L}\p{M}/u.test(text.normalize('NFD'));
const TONES = '\u0300\u0301\u0303\u0309\u0323';
const OLD = new RegExp(`(o)([${TONES}])([ae])(?!\\p{L})|(u)([${TONES}])(y)(?!\\p{L})`, 'giu');
const plainTones = (text: string): string => text.normalize('NFD').replace(OLD, (all, o, t1, ae, u, t2, y) => (o ? `${o}${ae}${t1}` : u ? `${u}${y}${t2}` : all)).normalize('NFC');

const vietnamese = fc.string({ unit: fc.constantFrom(...'aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵÒÓỤĐY ae.,?0123\n'), maxLength: 40 });
const latin = fc.string({ unit: fc.integer({ min: 0, max: 0x1eff }).map((unit) => String.fromCharCode(unit)), maxLength: 12 });
const anything = fc.oneof(vietnamese, latin, fc.string({ unit: 'binary', maxLength: 20 }), vietnamese.map((text) => text.normalize('NFD')));
const check = (property: (text: string) => void): void => fc.assert(fc.property(anything, (text) => void property(text)), { numRuns: 5000 });

describe('text', () => {
  it('folds as plainly as before', () => check((text) => expect(fold(text)).toBe(plainFold(text))));
  it('finds the same accents', () => check((text) => expect(hasAccents(text)).toBe(plainAccents(text))));
  it('moves tone marks alike', () => check((text) => expect(modernTones(text)).toBe(plainTones(text))));
  it('leaves tidy text alone and cleans for good', () => {
    check((text) => expect(clean(clean(text))).toBe(clean(text)));
    fc.assert(fc.property(vietnamese, (text) => void expect(clean(text)).toBe(text.normalize('NFC'))));
  });
  it('knows every letter by itself', () => {
    for (let unit = 0; unit < 0x3000; unit += 1) {
      const one = String.fromCharCode(unit);
      expect([unit, fold(one), fold(`a${one}b`), hasAccents(one), hasAccents(`a${one}`), modernTones(one)]).toEqual([unit, plainFold(one), plainFold(`a${one}b`), plainAccents(one), plainAccents(`a${one}`), plainTones(one)]);
    }
  });
});
