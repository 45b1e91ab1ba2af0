// "1", "số một", "câu 2", "cái đầu", "2.", "option 3", "1 và 3" → the numbers of the choices meant.
// Promises: only when the whole text says nothing else. Refuses: numbers inside a sentence ("mức 2", "7 ngày").
import { fold, hasAccents } from '../text.ts';

const WORDS: Readonly<Record<string, number | 'last'>> = {
  mot: 1, nhat: 1, dau: 1, 'dau tien': 1, hai: 2, ba: 3, bon: 4, tu: 4, nam: 5, lam: 5, sau: 6, bay: 7, tam: 8, chin: 9, muoi: 10, cuoi: 'last', 'cuoi cung': 'last', chot: 'last',
  one: 1, first: 1, two: 2, second: 2, three: 3, third: 3, four: 4, fourth: 4, five: 5, fifth: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, last: 'last',
};
const NAMES = Object.keys(WORDS).sort((a, b) => b.length - a.length).join('|');
/** Folded "muc" is "mục" (item) and "mức" (level): with accents only "mục" is an item, see below. */
const HEAD = '(?:(?:chon|lay|bam|nhan|toi chon|em chon|con chon|bac chon|minh chon|chac la|la|the|a|da|choose|pick|option|number|no|choice|answer|so|cau|muc|cai|y|nut|dong|phuong an|lua chon|o|thu|dap an|cach|truong hop)[ .:#]*)*';
const TAIL = '(?: (?:a|nhe|nha|di|nghe|ay|do|nay|kia|ban oi|ad|one|please|option))*';
const ONE = `(?:\\d{1,2}|${NAMES})`;
const WHOLE = new RegExp(`^[ (#]*${HEAD}(${ONE})[ .):!]*${TAIL}$`);
const MANY = new RegExp(`^[ (#]*${HEAD}(${ONE}(?:(?: ?[,+&/] ?| va | voi | and | or | hoac | hay )${HEAD}${ONE})+)[ .)!]*${TAIL}$`);

export function numbersMeant(said: string): readonly (number | 'last')[] {
  if (/mức|năm tháng/.test(said)) return [];
  const text = fold(said).replace(/\s+/g, ' ').trim();
  // A bare number word is an ordinary word too ("ba" is a father, "năm" a year): as digits, alone, or with a head.
  const single = WHOLE.exec(text);
  if (single?.[1] !== undefined) return plausible(said, text) ? [value(single[1])] : [];
  const many = MANY.exec(text);
  if (many?.[1] === undefined) return [];
  return (many[1].match(new RegExp(`(?<![a-z\\d])${ONE}(?![a-z\\d])`, 'g')) ?? []).map(value);
}

const value = (word: string): number | 'last' => (/^\d+$/.test(word) ? Number(word) : (WORDS[word] ?? 0));

const ACCENTED_NUMBERS = /(?:^|[\s(])(?:\d{1,2}|một|nhất|đầu|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|cuối|chót)(?![\p{L}])/u;
/** Where accents were typed they have to be those of a number: "bà", "sau", "bay" are none. */
const plausible = (said: string, text: string): boolean => !hasAccents(said) || ACCENTED_NUMBERS.test(said) || /\d/.test(text);
