// Where one number ends and the next begins in a row of digit groups ("0912 345 678 0987 654 321").
// Promises: the cut with the best total of known shapes; each group is weighed with at most 24 before it, so the time is linear.
// Refuses: to look at words, except those of banks and a plus sign right before the row.
import type { Group } from './digits.ts';
import type { View } from './view.ts';

/** Cuts a row of joined groups into numbers so that known shapes come out whole: best total score, each cut costs. */
export function cutChain(view: View, chain: readonly Group[]): (readonly Group[])[] {
  if (chain.length === 1 || isOneRow(view, chain)) return [chain];
  const row = rowOf(view, chain);
  const best: number[] = [0];
  const cut: number[] = [0];
  for (let end = 1; end <= chain.length; end++) {
    let top = -Infinity;
    let body = true;
    for (let start = end - 1; start >= 0 && end - start <= GROUPS_AT_MOST; start--) {
      if (within(row.offset, start, end) > LONGEST && start < end - 1) break;
      body &&= start >= end - 2 || row.sizes[start] === row.sizes[start + 1];
      const score = (best[start] ?? 0) + scoreOf(row, start, end, body) - 1.5;
      if (score > top) {
        top = score;
        cut[end] = start;
      }
    }
    best[end] = top;
  }
  const parts: (readonly Group[])[] = [];
  for (let end = chain.length; end > 0; end = cut[end] ?? 0) parts.push(chain.slice(cut[end] ?? 0, end));
  return parts.reverse();
}

/** A card has 16 or 19 digits, an account up to 19; nothing longer is one number. */
const LONGEST = 19;
const GROUPS_AT_MOST = 24;

/** A chain laid out for quick scoring: all digits in one string, the size of each group, and running counts, so that any part is judged without walking through it. */
type Row = {
  readonly digits: string;
  readonly offset: readonly number[];
  readonly sizes: readonly number[];
  /** How each gap looks: "," "/" "." or " " for all others. */
  readonly gaps: readonly string[];
  readonly chain: readonly Group[];
  readonly least: number;
  readonly dates: readonly number[];
  readonly spoken: readonly number[];
  readonly loose: readonly number[];
  readonly years: readonly number[];
  /** Groups of three behind a dot or comma, as thousands are written. */
  readonly threes: readonly number[];
};

function rowOf(view: View, chain: readonly Group[]): Row {
  const offset = [0];
  const gaps = chain.map((group, at) => gapOf(view.text.slice(group.end, chain[at + 1]?.start ?? group.end), group.spoken && chain[at + 1]?.spoken === true));
  const counted = (what: (group: Group, at: number) => boolean): number[] => {
    const counts = [0];
    chain.forEach((group, at) => counts.push((counts[at] ?? 0) + (what(group, at) ? 1 : 0)));
    return counts;
  };
  chain.forEach((group, at) => offset.push((offset[at] ?? 0) + group.digits.length));
  const sizes = chain.map((group) => group.digits.length);
  return {
    digits: chain.map((group) => group.digits).join(''), offset, sizes, gaps, chain,
    least: sizes.reduce((least, size) => Math.min(least, size)),
    dates: counted((group) => group.date), spoken: counted((group) => group.spoken), loose: counted((group) => group.loose),
    years: counted((group) => group.digits.length === 4 && /^(?:19|20)/.test(group.digits)),
    threes: counted((group, at) => group.digits.length === 3 && (gaps[at - 1] === '.' || gaps[at - 1] === ',')),
  };
}

function gapOf(gap: string, bothSpoken: boolean): string {
  if (gap === '/' || gap === '.') return gap;
  return gap.includes(',') && !bothSpoken ? ',' : ' ';
}

const within = (counts: readonly number[], start: number, end: number): number => (counts[end] ?? 0) - (counts[start] ?? 0);

/** Accounts and foreign phones are written in any grouping: after words for a bank or a plus the row is one number, unless a known shape stands in it. */
function isOneRow(view: View, chain: readonly Group[]): boolean {
  const digits = chain.reduce((sum, group) => sum + group.digits.length, 0);
  if (digits < 6 || digits > LONGEST || chain.some((group) => group.date || group.slashed || group.loose || shapeScore(group.digits, 0, group.digits.length, true) >= 9)) return false;
  const start = chain[0]?.start ?? 0;
  // A leading + is the international form of a phone number (E.164: at most 15 digits).
  if (/(?<!\d)\+$/.test(view.text.slice(Math.max(0, start - 2), start)) && digits >= 8 && digits <= 15) return true;
  return /(?:stk|tai khoan|\btk|chuyen khoan|\bck|bank|ngan hang|bidv|\bacb|\bvcb|\bvib|\bmsb)(?: (?:la|so|qua|vao|toi|den|cua|em|minh|me|bo|chi|anh|moi|cu|nay|nhan|tien|luong|huu)){0,4}\s?[:=]?\s{0,2}$/.test(view.text.slice(Math.max(0, start - 32), start));
}

/** `body`: all groups but the last have one size. */
function scoreOf(row: Row, start: number, end: number, body: boolean): number {
  const count = end - start;
  const marked = within(row.dates, start, end);
  if (marked > 0) return marked === count ? 8 : -9;
  const size = within(row.offset, start, end);
  const first = row.sizes[start] ?? 0;
  const last = row.sizes[end - 1] ?? 0;
  if (count > 1) {
    // An amount written with thousands is one; years side by side are none.
    if (last === 3 && first <= 3 && within(row.threes, start + 1, end) === count - 1 && row.chain[end - 1]?.digits === '000' && row.chain[start]?.digits.startsWith('0') === false) return 8;
    if (within(row.years, start, end) === count) return -9;
    if (within(row.loose, start + 1, end) > 0) {
      const from = row.offset[start] ?? 0;
      if (size === 16 && /[2-6]/.test(row.digits.charAt(from)) && hasLuhn(row.digits.slice(from, from + size))) return 15;
      const shape = shapeScore(row.digits, from, size, false);
      return shape >= 11 && !(size === 16 && shape < 16) ? shape - 1 : -9;
    }
  }
  const shape = shapeScore(row.digits, row.offset[start] ?? 0, size, body && last === first, count === 2 && first === 1);
  // Words and figures are mixed in one number only when nothing else fits ("0 chín 9 một …").
  const words = within(row.spoken, start, end);
  const mixed = words > 0 && words < count;
  if (mixed && shape > 0) return shape - 3;
  const whole = start === 0 && end === row.chain.length;
  if (count > 1 && row.gaps[start] === ',') return shape >= 9 ? shape : -9;
  if (count > 1 && row.gaps[start] === '/') return shape >= 11 ? shape : whole ? 3 : 0;
  if (shape > 0) return shape;
  if (count === 1) return 1;
  return mixed ? (size >= 6 ? 1.2 : 0.2) : shapeless(row, start, size, first, whole, body && last <= first);
}

/** Rows of no known shape: people write them in even groups, or it is the whole row. */
function shapeless(row: Row, start: number, size: number, first: number, whole: boolean, even: boolean): number {
  if (even && whole) return 3 + 0.6 * size;
  if (even && size >= 4) return 3;
  // A digit too many or too few is a slip of the pen: the row is still one number.
  if (size >= 9 && size <= 13 && row.digits.charAt(row.offset[start] ?? 0) === '0') return 6;
  if (whole && size >= 9 && size <= LONGEST && row.least >= 2) return 6;
  if (whole && size >= 6 && first >= 3) return 3.5;
  return size >= 6 ? 1.2 : 0.2;
}

/** How sure a row of digits is one number of a known kind. `level`: all groups have one length; `single`: a one-digit group before another. */
export function shapeScore(all: string, from: number, size: number, level: boolean, single = false): number {
  const digit = (at: number): number => all.charCodeAt(from + at) - 48;
  const mobile = (at: number): boolean => MOBILE[digit(at)] === true;
  const begins = (head: string): boolean => all.startsWith(head, from);
  switch (size) {
    case 6:
      return level ? 4 : 0;
    case 7:
      return single ? 7 : 0;
    case 8:
      return isHotlineHead(digit) ? 9 : 0;
    case 9:
      return level ? 6 : 0;
    case 10:
      if (digit(0) === 0) return mobile(1) ? 11 : begins('069') ? 9 : 0;
      return isHotlineHead(digit) ? 9 : 0;
    case 11:
      if (digit(0) === 8) return digit(1) === 4 && mobile(2) ? 11 : 0;
      return digit(0) === 0 && (digit(1) === 2 || (digit(1) === 1 && OLD_MOBILE[digit(2)] === true)) ? 9 : 0;
    case 12:
      if (digit(0) !== 0) return begins('840') && mobile(3) ? 11 : 0;
      return digit(3) <= 3 && !begins('000') ? 14 : 11;
    case 13:
      return begins('0084') ? 11 : 0;
    case 16:
      if (begins('9704')) return 16;
      if (!level && digit(0) !== 4 && digit(0) !== 5) return 0;
      return /^(?:(?:19|20)\d\d){4}/.test(all.slice(from, from + 16)) ? 0 : 14;
    case 19:
      return begins('9704') ? 16 : 0;
    default:
      return 0;
  }
}

/** The check digit of payment cards (ISO/IEC 7812-1, annex B). */
export function hasLuhn(digits: string): boolean {
  const sum = [...digits].reduce((total, digit, at) => {
    const value = Number(digit) * ((digits.length - at) % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Second digits of mobile numbers (03, 05, 07, 08, 09) and third ones of those before 2018 (012, 016, 018, 019). */
const MOBILE: readonly boolean[] = Array.from({ length: 10 }, (_, digit) => [3, 5, 7, 8, 9].includes(digit));
const OLD_MOBILE: readonly boolean[] = Array.from({ length: 10 }, (_, digit) => [2, 6, 8, 9].includes(digit));

/** 1800 and 1900. */
function isHotlineHead(digit: (at: number) => number): boolean {
  return digit(0) === 1 && digit(1) >= 8 && digit(2) === 0 && digit(3) === 0;
}
