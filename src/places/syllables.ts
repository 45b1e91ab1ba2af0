// How place names are compared: a folded key that finds, and per syllable a shape that tells accents apart.
// Promises: hòa = hoà, tatthang = Tất Thắng, Telex left-overs (thanhf, huwng) are read as the accents they stand for. Pure, linear.
// Refuses: to judge meaning; markers, levels and ranking live in mentions.ts and find.ts.
import { clean, fold } from '../text.ts';

/** One word or number of a text. `shape`: letters with their quality marks, then the tone as a Telex letter; equal to `key` when nothing is accented. */
export type Syllable = {
  readonly key: string;
  readonly shape: string;
  /** Reading of Telex left-overs, when there is one. */
  readonly telex?: { readonly key: string; readonly shape: string };
  /** A comma, slash, dash, bracket or line break stands before it. */
  readonly fresh: boolean;
  /** Written like `pHưng`: small letters, then a capital. */
  readonly camel: boolean;
  /** A full stop follows directly (`x.`, `tp.`). */
  readonly dotted: boolean;
};

const WORD = /\p{L}[\p{L}\p{M}]*|\p{N}+/gu;

export function syllables(text: string, limit: number): Syllable[] {
  const safe = clean(text).slice(0, 2000);
  const found: Syllable[] = [];
  let end = 0;
  for (const match of safe.matchAll(WORD)) {
    if (found.length === limit) break;
    const between = safe.slice(end, match.index);
    end = match.index + match[0].length;
    found.push(syllable(match[0], /[,;:/()\n|–—]|\s-|-\s|\.\s*$/.test(between), safe[end] === '.'));
  }
  return found;
}

function syllable(word: string, fresh: boolean, dotted: boolean): Syllable {
  if (/^\p{N}/u.test(word)) {
    const digits = fold(word).replace(/^0+(?=.)/, '');
    return { key: digits, shape: digits, fresh, dotted, camel: false };
  }
  const { key, shape } = form(word);
  const telex = shape === key ? unTelex(key) : unTelexTail(shape, key);
  return { key, shape, fresh, dotted, camel: /^\p{Ll}+\p{Lu}/u.test(word), ...(telex ? { telex } : {}) };
}

const cache = new Map<string, { key: string; shape: string }>();
const TONES = new Map([['\u0300', 'f'], ['\u0301', 's'], ['\u0309', 'r'], ['\u0303', 'x'], ['\u0323', 'j']]);

/** Key and shape of one word. Words of names repeat, so the results are kept (bounded). */
export function form(word: string): { readonly key: string; readonly shape: string } {
  const known = cache.get(word);
  if (known) return known;
  const key = fold(word);
  let letters = '';
  let tones = '';
  for (const char of word.toLowerCase().normalize('NFD')) {
    const tone = TONES.get(char);
    if (tone) tones += tone;
    else letters += char;
  }
  const made = { key, shape: letters.normalize('NFC') + tones };
  if (cache.size < 8000) cache.set(word, made);
  return made;
}

const QUALITY: readonly (readonly [RegExp, string])[] = [[/dd/g, 'đ'], [/uow/g, 'ươ'], [/aa/g, 'â'], [/ee/g, 'ê'], [/oo/g, 'ô'], [/aw/g, 'ă'], [/ow/g, 'ơ'], [/uw|w/g, 'ư']];

/** `huwng` → hưng, `ngojc` → ngọc: after the first vowel no Vietnamese syllable has s, f, r, x, j, w or z. */
function unTelex(key: string): { key: string; shape: string } | undefined {
  const vowel = key.search(/[aeiouyw]/);
  if (vowel < 0 || key.length < 3) return undefined;
  let tone = '';
  let body = key.slice(vowel).replace(/[sfrxj]/g, (t) => {
    tone = t;
    return '';
  });
  // the second vowel of a pair typed at the end of the syllable: `ngoco` for ngôc
  body = body.replace(/^([aeo])([^aeiouy]+)\1$/, '$1$1$2');
  let letters = key.slice(0, vowel) + body;
  for (const [typed, letter] of QUALITY) letters = letters.replace(typed, letter);
  const read = fold(letters);
  return read === key && letters === key ? undefined : { key: read, shape: letters + tone };
}

/** `thườngf`: an accented word with one Telex letter left over. */
function unTelexTail(shape: string, key: string): { key: string; shape: string } | undefined {
  if (!/[sfrxj]$/.test(key) || key.length < 4) return undefined;
  const tail = key.slice(-1);
  return { key: key.slice(0, -1), shape: shape.replace(new RegExp(`${tail}([sfrxj]*)$`), '$1') };
}

/** A name as the index keeps it. */
export type NameForm = { readonly key: string; readonly shapes: readonly string[] };

export function nameForm(name: string): NameForm {
  const forms = (name.match(WORD) ?? []).map((word) => (/^\p{N}/u.test(word) ? { key: word.replace(/^0+(?=.)/, ''), shape: word.replace(/^0+(?=.)/, '') } : form(word)));
  return { key: forms.map((f) => f.key).join(''), shapes: forms.map((f) => f.shape) };
}

/** How typed accents differ from the name's: words without the accents they should have, and words with other accents. */
export function accentGap(typed: readonly { readonly key: string; readonly shape: string }[], shapes: readonly string[]): { readonly missing: number; readonly wrong: number } {
  if (typed.length !== shapes.length) return joinedGap(typed.map((t) => t.shape), typed.map((t) => t.key).join(''), shapes);
  let missing = 0;
  let wrong = 0;
  typed.forEach((word, i) => {
    if (word.shape === shapes[i]) return;
    if (word.shape === word.key) missing += 1;
    else wrong += 1;
  });
  return { missing, wrong };
}

function joinedGap(typed: readonly string[], key: string, shapes: readonly string[]): { missing: number; wrong: number } {
  if (typed.join('') === key) return { missing: shapes.join('') === key ? 0 : 1, wrong: 0 };
  const flat = (list: readonly string[]): string => [...list.join('')].sort().join('');
  return flat(typed) === flat(shapes) ? { missing: 0, wrong: 0 } : { missing: 0, wrong: 1 };
}

/** How many accent marks differ between two spellings whose letters differ as well. */
export function markGap(typed: readonly { readonly shape: string }[], shapes: readonly string[]): number {
  const a = marks(typed.map((t) => t.shape));
  const b = marks(shapes);
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      common += 1;
      i += 1;
      j += 1;
    } else if ((a[i] ?? '') < (b[j] ?? '')) i += 1;
    else j += 1;
  }
  return Math.max(a.length, b.length) - common;
}

/** Marks on the letters, đ, and the tone letter at the end, sorted. */
function marks(shapes: readonly string[]): string[] {
  return shapes.length === 1 ? marksOf(shapes[0] ?? '') : shapes.flatMap(marksOf).toSorted();
}

const markCache = new Map<string, string[]>();

function marksOf(shape: string): string[] {
  const known = markCache.get(shape);
  if (known) return known;
  const made = (shape.normalize('NFD').match(/\p{M}|đ|(?<=.)[sfrxj]$/gu) ?? []).toSorted();
  if (markCache.size < 8000) markCache.set(shape, made);
  return made;
}
