// What a message speaks of, whatever word it uses: "rớt", "thất lạc" and "bị giật" are one loss, "mệ" and "ngoại" are kin, "12 tuổi" is a child.
// Promises: pure, linear; names begin with `@`, in the order of the text, the longest wording wins. Refuses: to read a bare spelling that is another word as often.
import { fold, modernTones } from '../text.ts';
import { ABROAD, CONCEPTS, PLACES } from './concept-table.ts';
import type { Token } from './normal.ts';

export function conceptsIn(tokens: readonly Token[], accented: boolean): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i < tokens.length; ) {
    const counted = byNumber(tokens, i);
    if (counted) {
      found.push(counted.name);
      i += counted.length;
      continue;
    }
    const hit = BY_FIRST.get(tokens[i]?.folded ?? '')?.find((one) => fits(one, tokens, i, accented));
    if (hit) found.push(hit.name);
    i += hit?.words.length ?? 1;
  }
  return found;
}

type Wording = { readonly name: string; readonly words: readonly Token[]; /** Counts only with its accents: bare it is another word. */ readonly strict: boolean };

/** Accents that were typed have to agree ("vô" is not "vỡ"); a word typed bare may be any of its spellings. */
function fits({ words, strict }: Wording, tokens: readonly Token[], at: number, accented: boolean): boolean {
  if (strict && !accented) return false;
  for (let k = 0; k < words.length; k++) {
    const token = tokens[at + k];
    const word = words[k];
    if (!token || !word || token.folded !== word.folded) return false;
    if (accented && token.typed !== word.typed && (strict || token.typed !== token.folded)) return false;
  }
  return true;
}

/** Below this somebody needs a parent, from there on a helper; a school year of a child. */
const ADULT = 14;
const OLD = 60;
const CHILD_GRADE = 9;

/** "12 tuổi", "8t", "lớp 3", "20 ngày": what a number says about somebody, or a span of time. */
function byNumber(tokens: readonly Token[], at: number): { readonly name: string; readonly length: number } | undefined {
  const first = tokens[at]?.folded ?? '';
  const second = tokens[at + 1]?.folded ?? '';
  if (first === 'lop' && DIGITS.test(second)) return { name: Number(second) < CHILD_GRADE ? '@child' : '@age', length: 2 };
  const short = AGE.exec(first);
  if (short) return { name: ofAge(Number(short[1])), length: 1 };
  if (!DIGITS.test(first)) return undefined;
  if (YEARS.has(second)) return { name: ofAge(Number(first)), length: 2 };
  return SPANS.has(second) ? { name: '@span', length: 2 } : undefined;
}

const ofAge = (years: number): string => (years < ADULT ? '@child' : years >= OLD ? '@elder' : '@age');
const DIGITS = /^\d{1,3}$/;
const AGE = /^(\d{1,2})t$/;
const YEARS = new Set(['tuoi', 'years', 'year']);
const SPANS = new Set(['ngay', 'tuan', 'thang', 'nam', 'bua', 'hom', 'days', 'weeks', 'months']);

const BY_FIRST: ReadonlyMap<string, readonly Wording[]> = (() => {
  const map = new Map<string, Wording[]>();
  const put = (key: string, name: string) => {
    const strict = key.endsWith('!');
    const words = modernTones(strict ? key.slice(0, -1) : key)
      .split(' ')
      .map((typed): Token => ({ typed, folded: fold(typed), mended: false }));
    const first = words[0]?.folded ?? '';
    map.set(first, [...(map.get(first) ?? []), { name: `@${name}`, words, strict }]);
  };
  for (const [name, keys] of CONCEPTS) for (const key of keys) put(key, name);
  for (const key of PLACES) put(key, 'place');
  for (const key of ABROAD) {
    put(key, 'abroad');
    put(`người ${key}`, 'foreigner');
  }
  for (const list of map.values()) list.sort((a, b) => b.words.length - a.words.length);
  return map;
})();
