// Values read out loud and typed as heard: "chữ bê, tám hai không …", "ba mươi a, một hai ba chấm bốn lăm", "hoa sen viết liền, a còng, chín chín", "sáu số tám".
// Promises: linear time; only behind words that announce a passport, a plate, a password or a code. Refuses: to mask number words without such an announcement (digits.ts does).
import { announcements, isDirect } from './announce.ts';
import type { Told } from './announce.ts';
import type { Found } from './codes.ts';
import { contextOf } from './context.ts';
import type { SecretType } from './context.ts';
import { wordDigits } from './number-words.ts';
import type { Token, View } from './view.ts';

type Heard = { readonly start: number; readonly end: number; readonly digits: number; readonly letters: number; readonly signs: number };

export function dictatedOf(view: View): Found[] {
  return [...spelt(view).flatMap((run): Found[] => named(view, run)), ...repeated(view)];
}

/** Letters as they are called at school and on the phone; without accents only those that are no usual word. */
const LETTER = /^(?:[a-z]|bê|bờ|xê|cờ|dê|dờ|đê|đờ|ép|phờ|giê|gờ|hát|hờ|ca|ka|lờ|mờ|nờ|pê|pờ|quy|rờ|ét|sờ|tê|tờ|vê|vờ|ích|xờ|dét)$/;
const LETTER_PLAIN = /^(?:[a-z]|be|xe|ce|de|ep|gie|hat|ca|ka|pe|quy|et|te|ve|ich)$/;
const SIGN = /^(?:cong|cham|than|gach|thang|sao|phay|tru|duoi|ngang)$/;
const MANNER = /^(?:chu|hoa|thuong|viet|lien|in|dau|so|hai|roi|toi|va|xong|luon|khong)$/;

/** Rows of at least four spelt elements, in order. */
function spelt(view: View): Heard[] {
  const runs: Heard[] = [];
  const { tokens } = view;
  for (let at = 0; at < tokens.length; at++) {
    let run: Heard | undefined;
    let last = at;
    for (let next = at; next < tokens.length && next - at < 40; next++) {
      const token = tokens[next];
      if (token === undefined || (next > at && !/^[\s,.:-]{1,3}$/.test(view.text.slice(tokens[next - 1]?.end, token.start)))) break;
      const kind = kindOf(token, tokens[next + 1], next > at, view.accents);
      if (kind === undefined) break;
      run = { start: run?.start ?? token.start, end: kind.counts ? token.end : (run?.end ?? token.end), digits: (run?.digits ?? 0) + kind.digits, letters: (run?.letters ?? 0) + kind.letters, signs: (run?.signs ?? 0) + kind.signs };
      last = next;
    }
    if (run !== undefined && last - at >= 3) runs.push(run);
    at = Math.max(at, last);
  }
  return runs;
}

/** `counts`: the run may end here; words of manner only link. */
function kindOf(token: Token, next: Token | undefined, inside: boolean, accents: boolean): { counts: boolean; digits: number; letters: number; signs: number } | undefined {
  if (/^\d{1,4}$/.test(token.text)) return { counts: true, digits: token.text.length, letters: 0, signs: 0 };
  const digits = wordDigits(token, inside, next, accents);
  if (digits !== undefined) return { counts: true, digits: digits.length, letters: 0, signs: 0 };
  if (SIGN.test(token.text)) return { counts: true, digits: 0, letters: 0, signs: 1 };
  if (accents ? LETTER.test(token.form) : LETTER_PLAIN.test(token.text)) return { counts: true, digits: 0, letters: 1, signs: 0 };
  return MANNER.test(token.text) ? { counts: false, digits: 0, letters: 0, signs: 0 } : undefined;
}

function named(view: View, run: Heard): Found[] {
  const { words } = contextOf(view, run.start, run.end);
  const told = announcements(words).find((one) => one.type === 'passport' || one.type === 'plate' || one.type === 'password');
  if (told === undefined) return [];
  if (told.type === 'passport') return run.letters >= 1 && run.digits >= 6 && isDirect(told.between) ? [{ start: run.start, end: run.end, type: 'passport' }] : [];
  if (told.type === 'plate') return run.letters >= 1 && run.digits >= 5 && isDirect(told.between) ? [{ start: run.start, end: run.end, type: 'plate' }] : [];
  if (run.signs === 0 || run.digits + run.letters < 2) return [];
  const start = afterPresenter(view, run, told);
  return start === undefined ? [] : [{ start, end: run.end, type: 'password' }];
}

/** A password may begin with whole words: from behind "là" or a colon, at most six words before the spelt part. */
function afterPresenter(view: View, run: Heard, told: Told): number | undefined {
  if (isDirect(told.between)) return run.start;
  const head = view.text.slice(Math.max(0, run.start - 48), run.start);
  let at: number | undefined;
  for (const match of head.matchAll(/(?:^|\s)(?:la|doc la|ghi|dat)\s|:\s?/g)) at = match.index + match[0].length;
  return at === undefined || head.slice(at).split(/\s+/).length > 7 ? undefined : run.start - head.length + at;
}

const REPEATED = /(?<![a-z0-9])(?:hai|ba|bon|nam|sau|bay|tam|chin|[2-9]) (?:so|con) (?:khong|mot|nam|sau|bay|tam|chin|[0-9])(?![a-z0-9])/g;
const CODES: readonly SecretType[] = ['otp', 'passcode', 'password'];

/** "sáu số tám" is 888888. */
function repeated(view: View): Found[] {
  return [...view.text.matchAll(REPEATED)].flatMap((match): Found[] => {
    const found = { start: match.index, end: match.index + match[0].length };
    const told = announcements(contextOf(view, found.start, found.end).words).find((one) => CODES.includes(one.type) && one.strong);
    return told !== undefined && (isDirect(told.between) || / (?:de|dat|la|xai|dung) $/.test(told.between)) ? [{ ...found, type: told.type }] : [];
  });
}
