// Finds numbers in a text however they are written: grouped by spaces, dots or hyphens, broken over lines, with letters for digits, read in words.
// Promises: every run of digits belongs to exactly one number; linear time (a number is at most 24 groups). Refuses: to name what a number is (classify.ts).
import type { Token, View } from './view.ts';
import { cutChain, shapeScore } from './number-cut.ts';
import { SCALE_WORDS, wordDigits } from './number-words.ts';

/** One number of the text. Indices are of the view. */
export type NumberRun = {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** Lengths of the groups as written, e.g. [4, 3, 3]. */
  readonly groups: readonly number[];
  readonly gap: '' | ' ' | '.' | '-' | ',' | '/' | '\n';
  /** Letters glued before or after: "cccd079…", "300k". */
  readonly prefix: string;
  readonly suffix: string;
  /** The letters before are, or begin with, capitals, as codes have them. */
  readonly capitals: boolean;
  /** Letters stand for digits (o for 0), so only a full shape counts. */
  readonly weak: boolean;
  readonly spoken: boolean;
  /** Stands beside a slash or colon and is no long number: date, law, house, time. */
  readonly slashed: boolean;
  /** Part of a date, a span of years or a pair of coordinates. */
  readonly date: boolean;
};

/** `loose`: joined to the group before it only if both together have the full shape of a known kind. */
export type Group = { start: number; end: number; digits: string; prefix: string; suffix: string; weak: boolean; spoken: boolean; slashed: boolean; date: boolean; loose: boolean };

export function numbersOf(view: View): NumberRun[] {
  const groups = groupsOf(view);
  const runs: NumberRun[] = [];
  for (let first = 0; first < groups.length; ) {
    let last = first;
    for (let next = groups[last + 1]; next !== undefined; next = groups[last + 1]) {
      const joint = jointOf(view, groups[last], next);
      if (joint === undefined) break;
      next.loose = joint === 'loose';
      last++;
    }
    for (const part of cutChain(view, groups.slice(first, last + 1))) runs.push(runOf(view, part));
    first = last + 1;
  }
  return runs.filter((run) => !(run.weak && isWord(view.text.slice(run.start, run.end), run.digits.length)));
}

/** A lone "o" is no number, and "i5" or "2l" is none unless it is part of a long one. */
function isWord(written: string, size: number): boolean {
  return !/\d/.test(written) || (/[a-np-z]/.test(written) && size < 9 && written.length < 6);
}

function groupsOf(view: View): Group[] {
  const written = /\d/.test(view.text);
  const dates = written ? [...dateRanges(view.text), ...coordinates(view.text)].sort((a, b) => a.start - b.start) : [];
  let date = 0;
  const groups: Group[] = [];
  let before: Group | undefined;
  const tokens = written ? view.tokens.flatMap(ungluedIn) : view.tokens;
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    const close = before !== undefined && before.end + 3 >= token.start ? before : undefined;
    const row = (close !== undefined && !close.spoken) || (next !== undefined && next.start - token.end <= 3 && /^[\doil]*\d[\doil]*$/.test(next.text));
    const group = groupOf(token, next, close?.spoken === true, view.accents, row);
    if (group === undefined) {
      if (close?.spoken === true && SCALE_WORDS.has(token.text)) markAmount(groups);
      before = undefined;
      return;
    }
    while ((dates[date]?.end ?? Infinity) <= token.start) date++;
    group.date = (dates[date]?.start ?? Infinity) <= token.start && token.end <= (dates[date]?.end ?? 0);
    group.slashed = !group.spoken && isSlashed(view.text, group);
    groups.push(group);
    before = group;
  });
  return groups;
}

/** "cccd017205001983sdt0358114027": long numbers told without a space are looked at one by one. */
function ungluedIn(token: Token): readonly Token[] {
  if (NAMED_INSIDE.test(token.text)) return piecesOf(token, token.text.split(NAMED_INSIDE));
  if (token.text.length < 14 || !/^(?=.*\d{9})(?:[a-z]*\d{4,19}){2,}[a-z]*$/.test(token.text)) return [token];
  return piecesOf(token, token.text.match(/[a-z]*\d+(?:[a-z]+$)?/g) ?? []);
}

/** Between a number and the name of the next one. */
const NAMED_INSIDE = /(?<=\d)(?=(?:sdt|dt|tel|phone|zalo|cccd|cmnd|cmt|stk|tk|otp|pin|mk|pass)\d{3})/;

function piecesOf(token: Token, texts: readonly string[]): readonly Token[] {
  let start = token.start;
  return texts.map((text) => {
    const piece = { ...token, text, form: text, start, end: start + text.length };
    start = piece.end;
    return piece;
  });
}

/** `row`: digits stand right before or after, so that a short word of digits and look-alikes is probably a part of them. */
function groupOf(token: Token, next: Token | undefined, afterWord: boolean, accents: boolean, row: boolean): Group | undefined {
  const group = (digits: string, more: Partial<Group> = {}): Group => ({
    start: token.start, end: token.end, digits, prefix: '', suffix: '', weak: false, spoken: false, slashed: false, date: false, loose: false, ...more,
  });
  const { text } = token;
  if (/^\d+$/.test(text)) return group(text);
  if (!/\d/.test(text)) {
    if (text === 'o') return group('0', { weak: true });
    const digits = wordDigits(token, afterWord, next, accents);
    return digits === undefined ? undefined : group(digits, { spoken: true });
  }
  const plain = looksLikeDigits(text, row);
  if (plain !== undefined) return group(plain, { weak: true });
  // An "o" at the end is a zero only if nothing else follows: "9704…ok" ends before the word.
  const parts = /^([a-z]*)(\d(?:[\do]*\d)?o*(?![a-z])|\d(?:[\do]*\d)?)([a-z]*)$/.exec(text);
  if (parts === null) return undefined;
  const [, prefix = '', body = '', suffix = ''] = parts;
  const digits = body.replace(/o/g, '0');
  return group(digits, { prefix, suffix, start: token.start + prefix.length, end: token.end - suffix.length, weak: body.includes('o') });
}

/** o, l and i among digits anywhere; s, b, z (as a scanner misreads 5, 8, 2) only in a word as long as a phone or ID number. */
function looksLikeDigits(text: string, row: boolean): string | undefined {
  const count = text.replace(/\D/g, '').length;
  const usual = /^[\do]+$/.test(text) ? text.length >= 2 : /^[\doil]+$/.test(text) && (row ? text.length >= 3 && count > 0 : text.length >= 6 && count * 2 >= text.length);
  const scanned = /^[\do][\doilsbzq]+$/.test(text) && count * 3 >= (text.length === 12 ? 1.2 : text.length === 6 ? 1.5 : 2) * text.length && (/^(?:9|10|12|16)$/.test(String(text.length)) || (text.length === 6 && count >= 3) || (row && /^(?:3|4)$/.test(String(text.length))));
  if (!usual && !scanned) return undefined;
  return text.replace(/[oq]/g, '0').replace(/[il]/g, '1').replace(/s/g, '5').replace(/b/g, '8').replace(/z/g, '2');
}

function markAmount(groups: Group[]): void {
  for (let at = groups.length - 1; at >= 0 && groups[at]?.spoken === true; at--) {
    const group = groups[at];
    if (group !== undefined) group.slashed = true;
    const previous = groups[at - 1];
    if (group === undefined || previous === undefined || group.start - previous.end > 3) break;
  }
}

/** How two groups hang together: as people write one number, or only so that a full shape may span them. */
function jointOf(view: View, left: Group | undefined, right: Group): 'tight' | 'loose' | undefined {
  if (left === undefined || left.suffix !== '' || right.prefix !== '' || left.date !== right.date || right.start - left.end > 20) return undefined;
  const gap = view.text.slice(left.end, right.start);
  if (isAmount(view, left, right, gap)) return undefined;
  return isTight(view, left, right, gap) ? 'tight' : LOOSE.test(gap) ? 'loose' : undefined;
}

/** Signs of any kind, or words with which people read out the next part. */
const LOOSE = /^(?:[^a-z0-9]{1,6}|[\s,.;]*(?:(?:roi|toi|xong|tiep|den|ke|tiep theo|va|then|and|gach|cham|phay|cach|ngang|dash|dot|space|a|nha|con lai)[\s,.;:]*){1,3})$/;

/** "210987654 5 trieu", "3182 4 lan", "2000000-4000000": an amount beside a number, or two amounts. */
function isAmount(view: View, left: Group, right: Group, gap: string): boolean {
  if (left.digits.length >= 6 && right.digits.length <= 3 && /^\s?(?:trieu|tr|k|nghin|ngan|dong|d|vnd|ty|ti|cu)(?![a-z0-9])/.test(view.text.slice(right.end, right.end + 8))) return true;
  if (left.digits.length >= 3 && right.digits.length <= 2 && /^\s?(?:lan|phut|giay|gio|ngay|tuan|thang|nguoi)(?![a-z0-9])/.test(view.text.slice(right.end, right.end + 8))) return true;
  return /[-\u2013~]/.test(gap) && [left, right].every((group) => /^[1-9]\d{1,4}0{3,}$/.test(group.digits));
}

function isTight(view: View, left: Group, right: Group, gap: string): boolean {
  if (gap.length > 5) return false;
  if (left.spoken !== right.spoken && (left.spoken ? right : left).digits.length > 2) return false;
  if (left.spoken || right.spoken) return /^[\s,.-]{1,3}$/.test(gap);
  if (gap === '/') return true;
  if (left.slashed || right.slashed) return false;
  if (/^, ?$/.test(gap)) return left.digits.length <= 4 && right.digits.length <= 4;
  if (gap.includes('(') && ((!/^(?:00)?84$/.test(left.digits) && view.text.charAt(left.start - 1) !== '+') || view.text.charAt(right.end) !== ')')) return false;
  return /^(?:\s{1,4}|\s?[.\-_*~\u2022\u00b7]{1,3}\s{0,2}|\s?[()]\s?|\)[.-]|\s\(|\)\s?)$/.test(gap);
}

function isSlashed(text: string, group: Group): boolean {
  const before = text.charAt(group.start - 1);
  const after = text.charAt(group.end);
  if (before === '/' && group.prefix === '') return true;
  if (after === '/' && group.suffix === '') return true;
  const clock = (char: string, beyond: string): boolean => char === ':' && /\d/.test(beyond);
  return group.digits.length <= 2 && (clock(after, text.charAt(group.end + 1)) || clock(before, text.charAt(group.start - 2)));
}

/** 23/11/2026, 5-9-21, 2026.11.23, 2022-2023, with real days and months, not inside a longer row of groups. */
function dateRanges(text: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const match of text.matchAll(/(?<![\d][./-]?)(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![./-]?\d)/g)) {
    const [all, first = '', , month = '', third = ''] = match;
    const year = first.length === 4 ? first : third;
    const day = first.length === 4 ? third : first;
    if (day.length > 2 || (year.length !== 2 && !/^(?:19|20)\d\d$/.test(year))) continue;
    if (Number(day) < 1 || Number(day) > 31 || Number(month) < 1 || Number(month) > 12) continue;
    ranges.push({ start: match.index, end: match.index + all.length });
  }
  for (const match of text.matchAll(/(?<![\d.,-])(?:19|20)\d\d\s?-\s?(?:19|20)\d\d(?![\d.,]?\d|-)/g)) ranges.push({ start: match.index, end: match.index + match[0].length });
  return ranges;
}

/** "10.7731, 106.7032": a place on the map, two numbers with at least three decimals. */
function coordinates(text: string): { start: number; end: number }[] {
  return [...text.matchAll(/(?<![\d.,])-?\d{1,3}\.\d{3,8}\s?[,;]\s?-?\d{1,3}\.\d{3,8}(?![\d.])/g)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

function runOf(view: View, groups: readonly Group[]): NumberRun {
  const first = groups[0];
  const last = groups.at(-1);
  if (first === undefined || last === undefined) throw new Error('a number has at least one group');
  const gapText = view.text.slice(first.end, groups[1]?.start ?? first.end);
  const gap = ([',', '/', '.', '-', '\n', ' '] as const).find((char) => gapText.includes(char)) ?? '';
  const digits = groups.map((group) => group.digits).join('');
  const slashShape = gap === '/' && shapeScore(digits, 0, digits.length, false) >= 11;
  return {
    start: first.start,
    end: last.end,
    digits,
    groups: groups.map((group) => group.digits.length),
    gap,
    prefix: first.prefix,
    suffix: last.suffix,
    capitals: /[A-Z]/.test(view.cased.slice(first.start - first.prefix.length, first.start)),
    weak: groups.some((group) => group.weak),
    spoken: groups.some((group) => group.spoken),
    slashed: !slashShape && groups.some((group) => group.slashed),
    date: groups.every((group) => group.date),
  };
}
