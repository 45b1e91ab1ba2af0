// A text as the detectors see it: folded to plain lower-case characters, each one knowing where it stood in the input.
// Promises: linear time, no exception on any string; look-alike forms (full-width, NFD, other scripts' digits, zero-width) meet in one spelling.
// Refuses: to decide what is a secret (see classify.ts).

import { FOLDED_MARKER } from './markers.ts';

/** `text`, `cased` have one character per entry of `from`/`to` (UTF-16 indices of the input, end exclusive). */
export type View = {
  readonly raw: string;
  readonly text: string;
  readonly cased: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly tokens: readonly Token[];
  /** True when the writer types Vietnamese accents. */
  readonly accents: boolean;
};

/** A run of letters and digits; `form` is the NFC lower-case spelling with accents. Indices are of the view. */
export type Token = { readonly text: string; readonly form: string; readonly start: number; readonly end: number };

// Format characters that show nothing. Same idea as text.ts, per code point because positions must be kept.
// oxlint-disable-next-line no-misleading-character-class -- single code points that join or vary others are listed on purpose
const INVISIBLE = /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E007F}]/u;
const MARK = /\p{M}/u;
const MARKS = /\p{M}/gu;
const DIGIT = /\p{Nd}/u;
/** Letters of other scripts that look like a Latin o. */
const ROUND = /[\u043E\u041E\u03BF\u039F\u0585\u0555\u2C9F\u2C9E]/;

export function viewOf(raw: string): View {
  let text = '';
  let cased = '';
  let accents = false;
  const from: number[] = [];
  const to: number[] = [];
  for (let at = 0; at < raw.length; ) {
    const code = raw.codePointAt(at) ?? 0;
    const next = at + (code > 0xffff ? 2 : 1);
    if (code < 0x80) {
      const char = raw.charAt(at);
      cased += char;
      text += code >= 65 && code <= 90 ? char.toLowerCase() : char;
      from.push(at);
      to.push(next);
      at = next;
      continue;
    }
    const letter = LETTERS[code];
    if (letter !== undefined) {
      accents = true;
      cased += letter;
      text += letter.toLowerCase();
      from.push(at);
      to.push(next);
      at = next;
      continue;
    }
    const char = String.fromCodePoint(code);
    at = next;
    if (INVISIBLE.test(char)) continue;
    if (MARK.test(char)) {
      if (to.length > 0) to[to.length - 1] = next;
      if (code >= 0x300 && code <= 0x36f) accents = true;
      continue;
    }
    const plain = plainOf(char, code);
    if (plain !== char && /[A-Za-z]/.test(plain) && code < 0x2000) accents = true;
    for (const one of plain.length === 0 ? ' ' : plain) {
      for (let unit = 0; unit < one.length; unit++) {
        from.push(next - char.length);
        to.push(next);
      }
      const lower = one.toLowerCase();
      cased += one;
      text += lower.length === one.length ? lower : one;
    }
  }
  return { raw, text, cased, from, to, tokens: tokensOf(raw, text, from, to), accents };
}

/** The part of the input behind view positions [start, end). */
export function sourceRange(view: View, start: number, end: number): { start: number; end: number } {
  return { start: view.from[start] ?? view.raw.length, end: view.to[end - 1] ?? view.raw.length };
}

function plainOf(char: string, code: number): string {
  if (code === 0x110) return 'D';
  if (code === 0x111) return 'd';
  if (ROUND.test(char)) return 'o';
  if (code === 0x2028 || code === 0x2029 || code === 0x85) return '\n';
  if (code >= 0x2010 && code <= 0x2015) return '-';
  if (code === 0x2212 || code === 0x2043) return '-';
  const plain = char.normalize('NFKD').replace(MARKS, '');
  if (!DIGIT.test(plain) || /^\p{ASCII}*$/u.test(plain)) return plain;
  return digitValue(plain.codePointAt(0) ?? 0);
}

/** By code unit: composed Latin letters that are one plain letter, as nearly all of Vietnamese is. */
const LETTERS: readonly (string | undefined)[] = Array.from({ length: 0x1f00 }, (_, unit) => {
  if (unit < 0xc0 || (unit >= 0x250 && unit < 0x1e00)) return undefined;
  const plain = plainOf(String.fromCharCode(unit), unit);
  return /^[A-Za-z]$/.test(plain) ? plain : undefined;
});

/** Decimal digits stand in rows of ten, so walking back to the start of the row gives the value (Unicode, general category Nd). */
function digitValue(code: number): string {
  let steps = 0;
  while (steps < 60 && DIGIT.test(String.fromCodePoint(code - steps - 1))) steps++;
  return String(steps % 10);
}

function tokensOf(raw: string, text: string, from: readonly number[], to: readonly number[]): Token[] {
  const tokens: Token[] = [];
  const markers = text.includes('[') ? [...text.matchAll(FOLDED_MARKER)].map((match) => ({ start: match.index, end: match.index + match[0].length })) : [];
  let marker = 0;
  for (let end = 0; end < text.length; ) {
    let start = end;
    while (start < text.length && !isPlain(text.charCodeAt(start))) start++;
    if (start === text.length) break;
    end = start + 1;
    while (end < text.length && isPlain(text.charCodeAt(end))) end++;
    while ((markers[marker]?.end ?? Infinity) <= start) marker++;
    if ((markers[marker]?.start ?? Infinity) < start) continue;
    const plain = text.slice(start, end);
    const written = raw.slice(from[start], to[end - 1]).toLowerCase();
    tokens.push({ text: plain, form: written === plain ? plain : written.normalize('NFC'), start, end });
  }
  return tokens;
}

/** a-z, 0-9. */
const isPlain = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57);
