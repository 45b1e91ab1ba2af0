// Digits read out in words, Vietnamese (with and without accents, chat spellings) and English.
// Promises: one word in, its digits out. Refuses: to guess; a word that is also an ordinary one counts only inside a row of such words (digits.ts).
import type { Token } from './view.ts';

/** Folded word → digit. */
const DIGIT_WORDS: ReadonlyMap<string, string> = new Map([
  ...pairs('0', 'khong ko kg hong hk zero oh nought'),
  ...pairs('1', 'mot mo one'),
  ...pairs('2', 'hai two'),
  ...pairs('3', 'ba three'),
  ...pairs('4', 'bon tu four'),
  ...pairs('5', 'nam lam nham five'),
  ...pairs('6', 'sau six'),
  ...pairs('7', 'bay seven'),
  ...pairs('8', 'tam eight'),
  ...pairs('9', 'chin nine'),
]);

/** Spellings that are, or may be, other words: "sâu" (deep), "làm" (to do); bare ones such as "sau" (after) only in a text with accents. */
const OTHER_WORDS = new Set([
  'sau', 'sâu', 'sấu', 'bay', 'bày', 'bây', 'bấy', 'bà', 'bá', 'bả', 'bã', 'tâm', 'tạm', 'tắm', 'tấm', 'tằm', 'nam', 'nấm', 'nắm', 'nằm', 'làm', 'lầm', 'lâm', 'lắm',
  'hại', 'hài', 'hái', 'hải', 'tự', 'từ', 'tử', 'tứ', 'tủ', 'mợ', 'mở', 'mơ', 'mỗ', 'mổ', 'bón', 'bọn', 'hồng', 'hông', 'hỏng', 'khống', 'hòng', 'họng',
]);

/** The digits a word stands for, `''` for a word that only links (mươi between digits), or undefined. */
export function wordDigits(token: Token, previous: boolean, next: Token | undefined, accents: boolean): string | undefined {
  if (token.form !== token.text && OTHER_WORDS.has(token.form)) return undefined;
  const nextIsDigit = next !== undefined && DIGIT_WORDS.has(next.text);
  // In a text with accents a bare "sau" or "bay" counts only beside another digit word.
  if (accents && OTHER_WORDS.has(token.form) && !previous && !nextIsDigit) return undefined;
  const digit = DIGIT_WORDS.get(token.text);
  if (digit !== undefined) return digit;
  if (token.text === 'muoi') {
    if (token.form === 'mười' || !previous) return nextIsDigit ? '1' : '10';
    return nextIsDigit ? '' : '0';
  }
  if (!previous) return undefined;
  if (token.text === 'linh' || token.text === 'le') return nextIsDigit ? '0' : undefined;
  if (token.text === 'double' || token.text === 'triple') return nextIsDigit ? '' : undefined;
  return undefined;
}

/** Words that turn a row of number words into an amount: hundred, thousand, million. */
export const SCALE_WORDS: ReadonlySet<string> = new Set(['tram', 'nghin', 'ngan', 'trieu', 'ty', 'ti', 'hundred', 'thousand', 'million', 'billion', 'ruoi', 'chuc']);

function pairs(digit: string, words: string): [string, string][] {
  return words.split(' ').map((word) => [word, digit]);
}
