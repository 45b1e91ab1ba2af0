// Short codes: random enough, readable however they are typed, never confused with a phone number or ordinary words.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrom, newCode, readCode, showCode, typedCode } from '../../src/links/code.ts';

describe('a short code', () => {
  it('has ten characters and all of its fifty bits move', () => {
    const codes = Array.from({ length: 4000 }, () => newCode());
    expect(new Set(codes).size).toBe(4000);
    for (let place = 0; place < 10; place += 1) expect(new Set(codes.map((code) => code[place])).size).toBe(32);
    for (const code of codes) expect(readCode(code)).toBe(code);
  });

  it('is read however people write it', () => {
    const code = 'K7Q2M01WXZ';
    for (const typed of ['K7Q2M01WXZ', 'k7q2m01wxz', 'K7Q2M-01WXZ', 'k7q2m 01wxz', 'K7Q2MOIWXZ', 'k7q2m-olwxz', ' k 7 q 2 m 0 1 w x z ', 'K7Q2M–01WXZ']) expect(readCode(typed), typed).toBe(code);
    expect(showCode(code)).toBe('K7Q2M-01WXZ');
  });

  it('survives any mixture of case, separators and confusions', () => {
    const bytes = fc.uint8Array({ minLength: 7, maxLength: 7 }).map((seven) => codeFrom(seven)).filter((code) => readCode(code) === code);
    fc.assert(
      fc.property(bytes, fc.infiniteStream(fc.nat(5)), (code, noise) => {
        const swap: Record<string, string[]> = { 0: ['0', 'o', 'O'], 1: ['1', 'i', 'L', 'l', 'I'] };
        const typed = [...code].map((c) => {
          const n = noise.next().value ?? 0;
          const written = swap[c]?.[n % (swap[c]?.length ?? 1)] ?? (n % 2 ? c.toLowerCase() : c);
          return written + (n === 5 ? '-' : n === 4 ? ' ' : '');
        }).join('');
        fc.pre(typed.length <= 24);
        expect(readCode(typed)).toBe(code);
      }),
      { numRuns: 500 },
    );
  });

  it('is never a phone number, an ID number, a code of digits or everyday words', () => {
    for (const text of ['0912345678', '0912 345 678', '1900 0368', '099204001234', '099204001', '1234567890', 'khong duoc', 'cam on ban', 'toi bi ket', 'VNeID', 'menu', 'CH Play', 'Xong rồi', 'sai mat khau']) expect(typedCode(text)?.sure ?? false, text).toBe(false);
    for (const digits of ['0912345678', '1234567890', '19 0000 0368']) expect(readCode(digits), digits).toBeUndefined();
  });

  it('is heard as a whole message, with or without the word', () => {
    for (const text of ['K7Q2M-01WXZ', 'k7q2m01wxz', 'mã K7Q2M-01WXZ', 'Ma: k7q2m 01wxz', 'code K7Q2M01WXZ']) expect(typedCode(text), text).toEqual({ code: 'K7Q2M01WXZ', sure: true });
    for (const text of ['tôi có mã K7Q2M-01WXZ', 'K7Q2M-01WXZ giúp tôi', 'K7Q2M-01WX', 'K7Q2M-01WXZZ']) expect(typedCode(text), text).toBeUndefined();
  });
});
