// Redaction: what a citizen must not have told us is gone before anything else sees the text, and the question can still be understood.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProbe } from '../../src/cli/probe-redact.ts';
import { CARRY_MS, literal, redact } from '../../src/safety/redact.ts';
import type { DigitCarry } from '../../src/safety/redact.ts';
import { scrub } from '../../src/safety/scrub.ts';
import { CANARIES } from './canaries.ts';
import { FORMS, publicMessage, randomFrom, secretMessage, VALUES } from './generate.ts';
import { HOSTILE } from './hostile.ts';
import { readMarked } from './marked.ts';
import { readLines, scoreRedaction } from './score.ts';
import type { Labelled } from './score.ts';

const spansOf = (text: string) => redact(text).spans;

/** Tests of this file do thousands of runs; a busy machine gets time, the promises are about results. */
const PATIENCE = 120_000;

describe('on labelled messages', () => {
  it.each([['the development set', readLines<Labelled>('sensitive.jsonl')], ['the first hand-written set', readMarked('handwritten.txt')], ['the second hand-written set', readMarked('handwritten-2.txt')], ['the third hand-written set', readMarked('handwritten-3.txt')], ['the fourth hand-written set', readMarked('handwritten-4.txt')], ['the fifth hand-written set', readMarked('handwritten-5.txt')], ['the sixth hand-written set', readMarked('handwritten-6.txt')], ['the eighth hand-written set', readMarked('handwritten-8.txt')]])('%s', (_name, rows) => {
    const score = scoreRedaction(rows, spansOf);
    expect(score.recall).toBeGreaterThanOrEqual(0.97);
    expect(score.clean).toBeGreaterThanOrEqual(0.96);
    expect(score.falseAlarms).toBeLessThanOrEqual(0.05);
    expect(score.recallOf['cccd']).toBe(1);
    expect(score.recallOf['bank_card']).toBe(1);
    expect(score.recallOf['otp']).toBeGreaterThanOrEqual(0.95);
    expect(score.recallOf['password']).toBeGreaterThanOrEqual(0.95);
  });

  // Sets by another hand, harder than the development set (passwords told as sentences, plates read aloud, numbers misread by a scanner).
  // First runs (recall / clean / false alarms): the first .909 / .883 / .081, the second .973 / .974 / .009, the third, harder than all, .939 / .921 / .019, the seventh by hand .957 / .952 / 0. The floors keep what was reached since.
  it.each([['the blind set', readLines<Labelled>('blind.jsonl'), 0.99], ['the second blind set', readLines<Labelled>('blind-2.jsonl'), 0.99], ['the third blind set', readLines<Labelled>('blind-3.jsonl'), 0.965], ['the fourth blind set, never looked at before its first run', readLines<Labelled>('blind-4.jsonl'), 0.98], ['the seventh hand-written set', readMarked('handwritten-7.txt'), 0.99]])('%s', (_name, rows, floor) => {
    const score = scoreRedaction(rows, spansOf);
    expect(score.recall, score.missed.join('\n')).toBeGreaterThanOrEqual(floor);
    expect(score.clean).toBeGreaterThanOrEqual(floor);
    expect(score.falseAlarms, score.alarms.join('\n')).toBeLessThanOrEqual(0.0125);
    expect(score.recallOf['cccd']).toBe(1);
    expect(score.recallOf['bank_card']).toBe(1);
  });

  it('generated messages in every way of writing', () => {
    const random = randomFrom(7);
    const types = Object.keys(VALUES);
    const rows = Array.from({ length: 1500 }, (_, at) => secretMessage(random, types[at % types.length] ?? 'cccd', Math.floor(at / types.length) % FORMS.length, `g${at}`));
    const score = scoreRedaction([...rows, ...Array.from({ length: 500 }, (_, at) => publicMessage(random, `n${at}`))], spansOf);
    expect(score.clean, score.missed.join('\n')).toBeGreaterThanOrEqual(0.97);
    expect(score.falseAlarms, score.alarms.join('\n')).toBeLessThanOrEqual(0.05);
  });

  it('nor when they are glued to what stands before and after', () => {
    const digits = (size: number) => fc.array(fc.nat(9), { minLength: size, maxLength: size }).map((all) => all.join(''));
    const value = fc.oneof(fc.tuple(fc.constantFrom('001', '019', '036', '052', '079', '096'), fc.constantFrom('0', '1', '2', '3'), digits(8)).map((parts) => parts.join('')), digits(12).map((rest) => `9704${rest}`));
    const before = fc.constantFrom('', 'cccd', 'ko', 'ạ', 'a', 'x', 'ok', 'vneid', '#', '(', '{"cccd":"', 'số:', 'dạ ');
    const after = fc.constantFrom('', 'ạ', 'nha', 'ok', 'anh', 'sdt0912345678', '/1', '/0912345678', '"}', ')', ' k', '👍');
    fc.assert(
      fc.property(before, value, fc.constantFrom(1, 3, 4, 6, 16), fc.constantFrom(' ', '.', '-', '\u00a0', '\n'), after, (head, number, size, gap, tail) => {
        const shown = number.match(new RegExp(`.{1,${size}}`, 'g'))?.join(gap) ?? number;
        const { spans } = redact(`${head}${shown}${tail}`);
        const bare = [...shown].filter((char, at) => /\d/.test(char) && !spans.some(({ start, end }) => start <= head.length + at && head.length + at < end));
        expect(bare, `${head}${shown}${tail}`).toEqual([]);
      }),
      { numRuns: 4000 },
    );
  });

  it('ID and card numbers in digits are never missed, whatever words stand around', () => {
    const frame = fc.array(fc.constantFrom('mã', 'lỗi', 'phí', 'hotline', 'số', 'nghị định', 'phường', 'năm', 'otp', 'mk', 'gọi', 'đơn', 'là', 'của em', 'ạ', ':', ',', 'https://evil.example/x', '1900 0368'), { maxLength: 4 });
    const value = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 99 }), fc.nat(3), fc.nat(99_999_999)).map(([province, sex, rest]) => `${String(province).padStart(3, '0')}${sex}${String(rest).padStart(8, '0')}`),
      fc.nat(999_999_999_999).map((rest) => `9704${String(rest).padStart(12, '0')}`),
    );
    fc.assert(fc.property(frame, value, fc.constantFrom(1, 3, 4, 16), fc.constantFrom(' ', '.', '-', '\u00a0', '\n'), frame, (before, number, size, gap, after) => {
      const shown = number.match(new RegExp(`.{1,${size}}`, 'g'))?.join(gap) ?? number;
      const text = [...before, shown, ...after].join(' ');
      const start = text.indexOf(shown);
      const { spans } = redact(text);
      const bare = [...shown].some((char, at) => /\d/.test(char) && !spans.some((span) => span.start <= start + at && start + at < span.end));
      if (bare) throw new Error(JSON.stringify(text));
    }), { numRuns: 2000 });
  }, PATIENCE);
});

describe('what is left', () => {
  it('reads like the question', () => {
    expect(redact('Đây là số điện thoại 0912 345 678 và OTP 556677, xác nhận giùm').text).toBe('Đây là số điện thoại [số điện thoại] và OTP [mã OTP], xác nhận giùm');
  });

  it('keeps a link with a false front, so that it can be judged', () => {
    for (const text of ['https://vneid.gov.vn@evil.example/', 'https://apps.apple.com/vn/app/vneid/id1582750372', 'http://3232235777/', 'https://tuoitre.vn/vneid-20260302140239.htm']) expect(redact(text).text).toBe(text);
  });

  it('has nothing more to hide', () => {
    for (const row of [...readLines<Labelled>('sensitive.jsonl'), ...readMarked('handwritten.txt'), ...readMarked('handwritten-2.txt')]) {
      const { text } = redact(row.text);
      expect(redact(text).spans, text).toEqual([]);
    }
  });

  it('answers the probe with the id as it came', async () => {
    const probe = await createProbe();
    expect(probe({ id: 3, text: 'otp 123456' })).toEqual({ id: 3, text: 'otp [mã OTP]', spans: [{ start: 4, end: 10, type: 'otp' }] });
  });
});

describe('a number told in two messages', () => {
  const tell = (...messages: readonly string[]) => {
    let carry: DigitCarry | undefined;
    return messages.map((message, at) => {
      const out = redact(message, { carry, at: at * 20_000 });
      carry = out.carry;
      return out;
    });
  };

  it.each([
    ['079099', '001234'],
    ['cccd em là 099088', '001234'],
    ['099', '088001234'],
    ['0990', '88001234'],
    ['099088001', '234 đó ạ'],
    ['số em 0912', '345678'],
    ['0912 345', '678'],
    ['9704 1234', '5678 9012'],
    ['9704 1234 5678', '9012'],
    ['501', '429'],
    ['0990', '8800', '1234'],
  ])('%s + %s', (...messages) => {
    const last = tell(...messages).at(-1);
    expect(last?.spans.length).toBeGreaterThan(0);
    expect(last?.text).not.toMatch(/\d/);
  });

  it.each([
    ['gọi 1900', '0368 được không'],
    ['lỗi 401', '12 lần rồi'],
    ['nhà có 5 người', '2 trẻ em'],
    ['1', '2'],
    ['ngày 05/09/2021', '12 giờ'],
    ['cccd 099088001234', '156 là số gì'],
  ])('leaves %s + %s', (...messages) => {
    const last = tell(...messages).at(-1);
    expect(last?.text).toBe(messages.at(-1));
  });

  it('is forgotten after a minute and is never more than a count and a time', () => {
    const first = redact('cccd em 099088', { at: 1000 });
    expect(first.carry).toEqual({ digits: 6, at: 1000 });
    expect(redact('001234', { carry: first.carry, at: 1000 + CARRY_MS }).spans).toHaveLength(1);
    expect(redact('12', { carry: { digits: 10, at: 0 }, at: CARRY_MS }).spans).toHaveLength(1);
    expect(redact('12', { carry: { digits: 10, at: 0 }, at: CARRY_MS + 1 }).spans).toHaveLength(0);
    expect(redact('12', { carry: { digits: 10, at: 5000 }, at: 0 }).spans).toHaveLength(0);
    expect(redact('cccd em 099088').carry).toBeUndefined();
  });
});

describe('any text', () => {
  it('spans are in order, inside the text, apart, and start and end on whole characters', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('099088001234', 'otp ', 'mật khẩu ', 'không chín ', '0912 345 678', '😀', '\ud83d', 'e\u0301', '@gmail.com', ' ', '\n', 'mk:', 'A1@'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const raw = pieces.join('');
      const { spans } = redact(raw);
      let at = 0;
      for (const span of spans) {
        if (span.start < at || span.end <= span.start || span.end > raw.length) throw new Error(JSON.stringify({ raw, spans }));
        const cuts = (place: number) => /[\ud800-\udbff]/.test(raw.charAt(place - 1)) && /[\udc00-\udfff]/.test(raw.charAt(place));
        if (cuts(span.start) || cuts(span.end)) throw new Error(JSON.stringify({ raw, spans }));
        at = span.end;
      }
    }), { numRuns: 2000 });
  }, PATIENCE);

  it('hostile texts of 4,096 characters stay far from stalling the process', () => {
    // The figure promised (under 50 ms) is measured by test/bench/safety.bench.ts; here a runaway pattern would take seconds.
    for (const [name, text] of HOSTILE) {
      const start = performance.now();
      redact(text);
      expect(performance.now() - start, name).toBeLessThan(1500);
    }
  }, PATIENCE);
});

describe('planted secrets', () => {
  it('there are fifty kinds, and none leaves through redaction or the log filter', () => {
    expect(new Set(CANARIES.map((canary) => canary.kind)).size).toBe(50);
    const random = randomFrom(50);
    for (let round = 0; round < 20; round++) {
      for (const canary of CANARIES) {
        const { text, needles } = canary.make(random);
        const out = canary.via === 'message' ? redact(text).text : scrub(text, [needles[0] ?? '']);
        for (const needle of needles) expect(out.includes(needle), `${canary.kind}: ${text} -> ${out}`).toBe(false);
        if (canary.via === 'message') expect(needles.some((needle) => text.includes(needle)), canary.kind).toBe(true);
      }
    }
  });
});

describe('redacted text as a type', () => {
  it('accepts only literals of the program beside what was redacted', () => {
    const text: string = 'from outside';
    // @ts-expect-error a variable of type string must not become redacted text
    literal(text);
    expect(literal('started')).toBe('started');
  });
});
