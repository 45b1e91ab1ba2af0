// Text as typed → tokens as meant: cleaned, abbreviations and dialect spelled out, glued words split, slips mended.
// Promises: pure, linear in the length (at most MAX_CHARS are read), same input same tokens. Refuses: to change what a known word says.
import { MARKERS } from '../safety/markers.ts';
import { clean, fold, hasAccents, modernTones, wordsOf } from '../text.ts';
import { SHORT, SHORT_ACCENTED, SPOKEN } from './tables.ts';
import { mend, type Vocabulary } from './mend.ts';

/** One word: as meant with its accents, and folded. `mended` words are guesses and weigh less. */
export type Token = { readonly typed: string; readonly folded: string; readonly mended: boolean };
export type Normal = { readonly tokens: readonly Token[]; readonly accented: boolean; readonly lang: 'vi' | 'en' };

/** A story is understood from its beginning and its end; 600 characters is five times the longest ordinary message. */
const MAX_CHARS = 600;
const HALF = MAX_CHARS / 2;

/** `memo` keeps words already read. */
export function normalise(raw: string, vocabulary?: Vocabulary, lang?: 'vi' | 'en', memo?: Memo): Normal {
  const text = PLAIN.test(raw) && raw.length <= MAX_CHARS ? raw.toLowerCase() : readable(raw);
  const accented = NOT_ASCII.test(text) && hasAccents(text);
  const spoken = guessLang(text, accented, lang);
  const way = `${spoken}${accented ? '1' : '0'}`;
  const tokens: Token[] = [];
  const shaped = SHAPED.test(text) ? shapes(text) : text;
  const words = shaped.includes('#') ? (shaped.match(WORD) ?? []) : wordsOf(shaped);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    // Spelled letters first ("v n e i d"): alone they are abbreviations of something else.
    const spelled = spoken === 'vi' && word.length <= SPELLED_MAX ? spelledAt(words, i, memo) : undefined;
    if (spelled) {
      tokens.push(...spelled.meaning);
      i += spelled.words.length - 1;
      continue;
    }
    const key = way + word;
    const known = memo?.tokens.get(key);
    const read = known ?? wordTokens(word, vocabulary, accented, spoken === 'vi');
    if (memo && !known) remember(memo, key, read);
    for (const token of read) tokens.push(token);
  }
  return { tokens: spoken === 'en' ? tokens : joinSpoken(tokens), accented, lang: spoken };
}

/** `only`: no word is kept but those the phrases know themselves; nothing that only a citizen typed. */
export type Memo = { readonly tokens: Map<string, readonly Token[]>; readonly folds: Map<string, string>; readonly only?: Vocabulary };
export const createMemo = (only?: Vocabulary): Memo => ({ tokens: new Map(), folds: new Map(), ...(only ? { only } : {}) });
/** Every word of the phrases in all its spellings, several times. */
const KEPT = 20_000;

function remember({ tokens, only }: Memo, key: string, read: readonly Token[]): void {
  if (only && (tokens.size >= KEPT || !read.every(({ folded, mended }) => !mended && only.has(folded)))) return;
  tokens.set(key, read);
}

const NOT_ASCII = /[^\0-\x7f]/;

/** Nothing to clean: composed letters, digits and ordinary marks. */
const PLAIN = /^[a-zA-Z0-9\u00c0-\u01b0\u1ea0-\u1ef9 .,?!:;"'()/[\]%-]*$/;
/** Without a digit, a dot or a bracket there are no numbers, addresses or markers. */
const SHAPED = /[\d.[@]/;

function readable(raw: string): string {
  const cut = raw.length > MAX_CHARS * 2 ? `${raw.slice(0, MAX_CHARS)} ${raw.slice(-MAX_CHARS)}` : raw;
  const cleaned = clean(cut).normalize('NFKC').toLowerCase();
  return cleaned.length > MAX_CHARS ? `${cleaned.slice(0, HALF)} ${cleaned.slice(-HALF)}` : cleaned;
}

function wordTokens(typed: string, vocabulary: Vocabulary | undefined, accented: boolean, vi: boolean): Token[] {
  if (typed.startsWith('#')) return [{ typed, folded: typed, mended: false }];
  const word = modernTones(typed);
  const tokens: Token[] = [];
  if (!vi) push(tokens, squeeze(word), vocabulary, false);
  else for (const part of LETTERS_DIGITS.test(word) && !Object.hasOwn(SHORT, word) ? word.split(BORDER) : [word]) push(tokens, part, vocabulary, accented, true);
  return tokens;
}

const WORD = /#[a-z]+|[\p{L}\p{N}]+/gu;
/** "muc2", "t7", "15so": the border between a word and a number. */
const LETTERS_DIGITS = /^(?:\p{L}{2,}\d{1,2}|\d{1,4}\p{L}{2,})$/u;
const BORDER = /(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/u;

/** What redaction leaves in place of a value. A phone number, a plate and an address may be a stranger's. */
const MARKER = new RegExp(Object.values(MARKERS).map((marker) => marker.toLowerCase().replace(/[[\]]/g, '\\$&')).join('|'), 'g');
const OPEN_MARKERS: ReadonlyMap<string, string> = new Map([
  [MARKERS.phone.toLowerCase(), ' #phone '],
  [MARKERS.plate.toLowerCase(), ' #plate '],
  [MARKERS.email.toLowerCase(), ' #email '],
]);

/** Numbers and addresses by their shape: what they say does not matter, that they are there does. Order matters. */
function shapes(text: string): string {
  return text
    .replace(/(?:https?:\/\/|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|info|xyz|top|vip|cc|vn|me|ly|site|online|app|apk|shop|link|club|icu|live)\b\S*/g, (all) => (/(?:^|[/.])(?:vneid|dinhdanhdientu|dichvucong)(?:\.bocongan)?\.gov\.vn/.test(all) ? ' #site vneid ' : ' #url '))
    .replace(MARKER, (marker) => (OPEN_MARKERS.get(marker) ?? ' #secret '))
    .replace(/\b1900[\s.]*0368\b/g, ' tổng đài #hotline ')
    .replace(/(?<![\d])(?:\+?84|0)[\s.-]?\d(?:[\s.-]?\d){7,8}(?!\d)/g, ' #phone ')
    .replace(/(?<!\d)\d(?:[\s.-]?\d){11}(?!\d)/g, ' #id ')
    .replace(/(?<!\d)\d(?:[\s.-]?\d){8,18}(?!\d)/g, ' #long ')
    .replace(/(?<![\d.,])\d{6}(?![\d.,])/g, ' #code ')
    .replace(/\b(?=\S*[a-z])(?=\S*\d)(?=\S*[@!#$^*_%&])\S{6,}/g, ' #secret ')
    .replace(/\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b/g, ' #date ')
    .replace(/\b(?:19[3-9]\d|20[0-3]\d)\b/g, ' #year ')
    .replace(/\b\d{1,3}(?:[.,]\d{3})+(?:\s*(?:đ|vnd|vnđ|đồng|k))?(?![\p{L}\d])|\b\d+\s*(?:triệu|trieu|tr|củ|nghìn|ngàn|k|đồng|tỷ|vnđ|vnd)(?![\p{L}\d])/gu, ' #money tiền ');
}

function push(tokens: Token[], word: string, vocabulary: Vocabulary | undefined, accented: boolean, vi = false): void {
  const long = vi ? expandShort(word, accented) : undefined;
  if (long !== undefined) {
    for (const part of long.split(' ')) add(tokens, part, false);
    return;
  }
  const short = squeeze(word);
  const again = vi && short !== word ? expandShort(short, accented) : undefined;
  if (again !== undefined) {
    for (const part of again.split(' ')) add(tokens, part, false);
    return;
  }
  const folded = fold(short);
  if (!vocabulary || vocabulary.has(folded) || /\d/.test(folded)) return add(tokens, short, false);
  const mended = mend(folded, vocabulary, vi);
  if (mended.length === 0) return add(tokens, short, false);
  for (const part of mended) add(tokens, part, true);
}

function add(tokens: Token[], typed: string, mended: boolean): void {
  const ascii = !NOT_ASCII.test(typed);
  tokens.push({ typed: ascii ? typed : modernTones(typed), folded: ascii ? typed : fold(typed), mended });
}

const own = (record: Readonly<Record<string, string>>, key: string): string | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

function expandShort(word: string, accented: boolean): string | undefined {
  return own(SHORT, word) ?? (accented ? own(SHORT_ACCENTED, word) : undefined);
}

/** "quáaaa" → "quá", "koooo" → "ko": three and more of a letter are one. */
const squeeze = (word: string): string => (TWICE.test(word) ? word.replace(/(\p{L})\1{2,}/gu, '$1').replace(/([\u00e0-\u1ef9])([aeiouy])\2+$/u, '$1') : word);
const TWICE = /(.)\1/u;

type Spoken = { readonly words: readonly string[]; readonly meaning: readonly Token[] };
const spokenByFirst: ReadonlyMap<string, readonly Spoken[]> = (() => {
  const map = new Map<string, Spoken[]>();
  for (const [key, meaning] of Object.entries(SPOKEN)) {
    const words = key.split(' ');
    const tokens = meaning.split(' ').map((typed) => ({ typed, folded: fold(typed), mended: false }));
    const first = words[0] ?? '';
    map.set(first, [...(map.get(first) ?? []), { words, meaning: tokens }]);
  }
  for (const list of map.values()) list.sort((a, b) => b.words.length - a.words.length);
  return map;
})();

/** First parts of spelled names are short: "v", "vi", "vien", "ô", "kiu". */
const SPELLED_MAX = 4;

function spelledAt(words: readonly string[], at: number, memo: Memo | undefined): Spoken | undefined {
  const list = spokenByFirst.get(folded(words[at] ?? '', memo));
  return list?.find((one) => one.words.length > 1 && one.words.every((word, k) => fold(words[at + k] ?? '') === word));
}

function folded(word: string, memo: Memo | undefined): string {
  if (!NOT_ASCII.test(word)) return word;
  const known = memo?.folds.get(word);
  if (known !== undefined) return known;
  const made = fold(word);
  if (memo && !memo.only) memo.folds.set(word, made);
  return made;
}

/** "vi en ai đi" → "vneid": the longest known wording at each place. */
function joinSpoken(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i];
    if (!token) break;
    const found = spokenByFirst.get(token.folded)?.find(({ words }) => words.every((word, k) => tokens[i + k]?.folded === word));
    if (found) {
      out.push(...found.meaning);
      i += found.words.length;
    } else {
      out.push(token);
      i++;
    }
  }
  return out;
}

const ENGLISH = new Set(
  'the is are am do does did i my you your me we he she it they what how where when why which who can could should would will to for of in on at with from an and or not no have has had need want please hello hi thanks help this that if was were been be by account phone password register activate card police number code app lost forgot get cannot'.split(' '),
);
/** Also common Vietnamese when unaccented; they do not speak for English. */
const BOTH = new Set('an on do me to no can i app hi the he am in at it you we my card phone code password help thanks hello or be'.split(' '));

function guessLang(text: string, accented: boolean, hint: 'vi' | 'en' | undefined): 'vi' | 'en' {
  if (accented) return 'vi';
  const words = text.match(/[a-z']+/g) ?? [];
  let sure = 0;
  let any = 0;
  for (const word of words) {
    const bare = word.replace(/'.*/, '');
    if (!ENGLISH.has(bare)) continue;
    any++;
    if (!BOTH.has(bare)) sure++;
  }
  if (sure >= 2 || (sure >= 1 && any * 3 >= words.length)) return 'en';
  if (any > 0 && any * 2 >= words.length) return hint === 'vi' && sure === 0 ? 'vi' : 'en';
  return hint === 'en' && any > 0 ? 'en' : 'vi';
}
