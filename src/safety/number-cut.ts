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
    for (let start = end - 1; start >= 0 && end - start <= GROUPS_AT_MOST; start--) {
      if ((row.offset[end] ?? 0) - (row.offset[start] ?? 0) > LONGEST && start < end - 1) break;
      const score = (best[start] ?? 0) + scoreOf(row, start, end) - 1.5;
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

/** A chain laid out for quick scoring: all digits in one string, where each group begins, how each gap looks, how many groups so far are words, how many hang loosely on the one before. */
type Row = { readonly digits: string; readonly offset: readonly number[]; readonly gaps: readonly string[]; readonly chain: readonly Group[]; readonly dates: boolean; readonly spoken: readonly number[]; readonly loose: readonly number[] };

function rowOf(view: View, chain: readonly Group[]): Row {
  const offset = [0];
  const spoken = [0];
  const loose = [0];
  const gaps: string[] = [];
  chain.forEach((group, at) => {
    spoken.push((spoken[at] ?? 0) + (group.spoken ? 1 : 0));
    loose.push((loose[at] ?? 0) + (group.loose ? 1 : 0));
    offset.push((offset[at] ?? 0) + group.digits.length);
    const gap = view.text.slice(group.end, chain[at + 1]?.start ?? group.end);
    gaps.push(gap === '/' || gap === '.' ? gap : gap.includes(',') && !(group.spoken && chain[at + 1]?.spoken === true) ? ',' : ' ');
  });
  return { digits: chain.map((group) => group.digits).join(''), offset, gaps, chain, dates: chain.some((group) => group.date), spoken, loose };
}

/** Accounts and foreign phones are written in any grouping: after words for a bank or a plus the row is one number, unless a known shape stands in it. */
function isOneRow(view: View, chain: readonly Group[]): boolean {
  const digits = chain.reduce((sum, group) => sum + group.digits.length, 0);
  if (digits < 6 || digits > LONGEST || chain.some((group) => group.date || group.slashed || group.loose || shapeScore(group.digits, 0, group.digits.length, true) >= 9)) return false;
  const start = chain[0]?.start ?? 0;
  // A leading + is the international form of a phone number (E.164: at most 15 digits).
  if (/(?<!\d)\+$/.test(view.text.slice(Math.max(0, start - 2), start)) && digits >= 8 && digits <= 15) return true;
  return /(?:stk|tai khoan|\btk|chuyen khoan|\bck|bank|ngan hang|bidv|\bacb|\bvcb|\bvib|\bmsb)(?: (?:la|so|qua|vao|toi|den|cua|em|minh|me|bo|chi|anh|moi|cu|nay)){0,3}\s?[:=]?\s{0,2}$/.test(view.text.slice(Math.max(0, start - 32), start));
}

function scoreOf(row: Row, start: number, end: number): number {
  if (row.dates) {
    const marked = row.chain.slice(start, end).filter((group) => group.date).length;
    if (marked > 0) return marked === end - start ? 8 : -9;
  }
  const size = (row.offset[end] ?? 0) - (row.offset[start] ?? 0);
  const plain = end - start > 1 ? plainRow(row.chain, start, end, row.gaps) : undefined;
  if (plain !== undefined) return plain === 'amount' ? 8 : -9;
  if ((row.loose[end] ?? 0) > (row.loose[start + 1] ?? 0)) {
    const shape = shapeScore(row.digits, row.offset[start] ?? 0, size, false);
    return shape >= 11 && !(size === 16 && shape < 16) ? shape - 1 : -9;
  }
  const first = sizeAt(row, start);
  let even = true;
  let level = true;
  for (let at = start + 1; at < end; at++) {
    if (sizeAt(row, at) !== first) {
      level = false;
      if (at < end - 1 || sizeAt(row, at) > first) even = false;
    }
  }
  const shape = shapeScore(row.digits, row.offset[start] ?? 0, size, level, end - start === 2 && first === 1);
  // Words and figures are mixed in one number only when nothing else fits ("0 chín 9 một …").
  const words = (row.spoken[end] ?? 0) - (row.spoken[start] ?? 0);
  const mixed = words > 0 && words < end - start;
  if (mixed && shape > 0) return shape - 3;
  if (end - start > 1 && row.gaps[start] === ',') return shape >= 9 ? shape : -9;
  const whole = start === 0 && end === row.chain.length;
  if (end - start > 1 && row.gaps[start] === '/') return shape >= 11 ? shape : whole ? 3 : 0;
  if (shape > 0) return shape;
  if (end - start === 1) return 1;
  if (even && whole && !mixed) return 3 + 0.6 * size;
  if (even && size >= 4 && !mixed) return 3;
  // A digit too many or too few is a slip of the pen: the row is still one number.
  if (size >= 9 && size <= 13 && row.digits.charAt(row.offset[start] ?? 0) === '0' && !mixed) return 6;
  if (whole && size >= 9 && size <= LONGEST && !mixed && row.chain.every((group) => group.digits.length >= 2)) return 6;
  if (whole && size >= 7 && !mixed && first >= 3) return 3.5;
  return size >= 6 ? 1.2 : 0.2;
}

/** Groups that are no parts of one number: an amount written with thousands, or years side by side. */
function plainRow(chain: readonly Group[], start: number, end: number, gaps: readonly string[]): 'amount' | 'years' | undefined {
  const first = chain[start]?.digits ?? '';
  if (first.length <= 3 && !first.startsWith('0') && chain[end - 1]?.digits === '000') {
    let even = true;
    for (let at = start + 1; at < end; at++) if (chain[at]?.digits.length !== 3 || !/^[.,]$/.test(gaps[at - 1] ?? '')) even = false;
    if (even) return 'amount';
  }
  for (let at = start; at < end; at++) if (!/^(?:19|20)\d\d$/.test(chain[at]?.digits ?? '')) return undefined;
  return 'years';
}

function sizeAt(row: Row, at: number): number {
  return (row.offset[at + 1] ?? 0) - (row.offset[at] ?? 0);
}

/** How sure a row of digits is one number of a known kind. `level`: all groups have one length; `single`: a one-digit group before another. */
export function shapeScore(all: string, from: number, size: number, level: boolean, single = false): number {
  const is = (pattern: RegExp): boolean => pattern.test(all.slice(from, from + size));
  switch (size) {
    case 6:
      return level ? 4 : 0;
    case 7:
      return single ? 7 : 0;
    case 8:
      return is(/^1[89]00/) ? 9 : 0;
    case 9:
      return level ? 6 : 0;
    case 10:
      return is(/^0[35789]/) ? 11 : is(/^069|^1[89]00/) ? 9 : 0;
    case 11:
      return is(/^84[35789]/) ? 11 : is(/^0(?:2|1[2689])/) ? 9 : 0;
    case 12:
      return is(/^0(?!00)\d\d[0-3]/) ? 14 : is(/^0|^840[35789]/) ? 11 : 0;
    case 13:
      return is(/^0084/) ? 11 : 0;
    case 16:
      return is(/^9704/) ? 16 : is(/^(?:(?:19|20)\d\d){4}$/) ? 0 : level || is(/^[45]/) ? 14 : 0;
    case 19:
      return is(/^9704/) ? 16 : 0;
    default:
      return 0;
  }
}
