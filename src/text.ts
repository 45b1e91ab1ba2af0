// Text as people type it: cleaning hostile Unicode, folding Vietnamese accents, words, splitting at a limit.
// Promises: pure, linear time, never throws, never splits a grapheme. Refuses: to guess meaning (see understand/).

/** Zero-width, bidi and other invisible format characters. ZWJ (200D) is handled apart: it glues emoji. */
const INVISIBLE =
  // oxlint-disable-next-line no-misleading-character-class -- single characters are meant, also combining ones
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFC\u{1D173}-\u{1D17A}\u{E0000}-\u{E007F}]/gu;
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
const LONE_ZWJ = /(?<!\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?)\u200D|\u200D(?!\p{Extended_Pictographic})/gu;
/** Vietnamese needs two marks on a base; UAX #15 calls 30 stream-safe; eight is generous and kills zalgo. */
const MARKS_OVER_LIMIT = /(\p{M}{8})\p{M}+/gu;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Composed Latin letters, digits, marks and line breaks: there is nothing to clean. */
const TIDY = /^[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u1e00-\u1eff]*$/;

/** Makes any string safe to handle: NFC, no control, bidi or zero-width characters, at most 8 marks on a base. Keeps line breaks. */
export function clean(raw: string): string {
  if (TIDY.test(raw)) return raw;
  return raw
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .replace(LONE_ZWJ, '')
    .replace(MARKS_OVER_LIMIT, '$1')
    .normalize('NFC')
    .replace(/[\t\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ');
}

/** Lower case, no accents, đ → d, full-width → ASCII. The form in which text typed with and without accents meets. */
export function fold(text: string): string {
  let folded = '';
  for (let i = 0; i < text.length; i += 1) {
    const one = FOLDED[text.charCodeAt(i)];
    if (one === undefined) return foldAny(text);
    folded += one;
  }
  return folded;
}

const foldAny = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();

/** By code unit, for Latin letters and combining marks: they fold each for itself, so a sentence is one look-up a letter. */
const FOLDED: readonly (string | undefined)[] = (() => {
  const table: (string | undefined)[] = [];
  for (let unit = 0; unit < 0x1f00; unit += 1) table.push(unit < 0x250 || unit >= 0x1e00 ? foldAny(String.fromCharCode(unit)) : unit >= 0x300 && unit < 0x370 ? '' : undefined);
  return table;
})();

/** True when the text carries at least one Vietnamese accent or đ: the writer types accents. */
export function hasAccents(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const accented = ACCENTED[text.charCodeAt(i)];
    if (accented === undefined) return hasAny(text);
    // A combining mark after it would not change that a letter carries one.
    if (accented) return true;
  }
  return false;
}

function hasAny(text: string): boolean {
  return /[đĐ]|\p{L}\p{M}/u.test(text.normalize('NFD'));
}

/** By code unit, for composed Latin letters. */
const ACCENTED: readonly (boolean | undefined)[] = Array.from({ length: 0x1f00 }, (_, unit) => (unit < 0x250 || unit >= 0x1e00 ? hasAny(String.fromCharCode(unit)) : undefined));

/** The words of a text: runs of letters and digits, in order, as typed (NFC). */
export const words = (text: string): string[] => wordsOf(text.normalize('NFC'));

/** The same, of a text as it is. */
export function wordsOf(text: string): string[] {
  const found: string[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i += 1) {
    const inside = IN_WORD[text.charCodeAt(i)];
    if (inside === undefined) return text.match(/[\p{L}\p{N}]+/gu) ?? [];
    if (inside && start < 0) start = i;
    else if (!inside && start >= 0) {
      found.push(text.slice(start, i));
      start = -1;
    }
  }
  if (start >= 0) found.push(text.slice(start));
  return found;
}

/** By code unit: a letter or digit. Beyond, the whole text is left to the pattern. */
const IN_WORD: readonly (boolean | undefined)[] = Array.from({ length: 0x1f00 }, (_, unit) => /[\p{L}\p{N}]/u.test(String.fromCharCode(unit)));

const TONES = '\u0300\u0301\u0303\u0309\u0323';
const OLD_TONE_PLACE = new RegExp(`(o)([${TONES}])([ae])(?!\\p{L})|(u)([${TONES}])(y)(?!\\p{L})`, 'giu');

/** All composed letters that begin with one of these. */
const based = (bases: string): string => Array.from({ length: 0x1f00 }, (_, unit) => String.fromCharCode(unit)).filter((one) => TIDY.test(one) && bases.includes(one.normalize('NFD').charAt(0))).join('');
const OLD_TONE = new RegExp(`[òóỏõọÒÓỎÕỌ][${based('aeAE')}]|[ùúủũụÙÚỦŨỤ][${based('yY')}]`);

/** Puts tone marks where the newer spelling has them (hòa → hoà, thúy → thuý), so that both spellings compare equal. NFC in, NFC out. */
export function modernTones(text: string): string {
  if (TIDY.test(text) && !OLD_TONE.test(text)) return text;
  return text
    .normalize('NFD')
    .replace(OLD_TONE_PLACE, (all, o, t1, ae, u, t2, y) => (o ? `${o}${ae}${t1}` : u ? `${u}${y}${t2}` : all))
    .normalize('NFC');
}

const graphemes = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/**
 * Splits a text into parts of at most `limit` UTF-16 units, at the best place there is: blank line, line, sentence, space, grapheme.
 * Joining the parts loses only white space at the cuts. A single grapheme longer than the limit is dropped.
 */
export function splitAt(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = bestCut(rest, limit);
    const head = rest.slice(0, cut).trimEnd();
    if (head !== '') parts.push(head);
    rest = rest.slice(Math.max(cut, 1)).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

/** The largest good cut position ≤ limit; never inside a grapheme, and in the last half of the window when at a boundary. */
function bestCut(text: string, limit: number): number {
  const window = text.slice(0, limit + 1);
  for (const boundary of ['\n\n', '\n', '. ', '! ', '? ', ' ']) {
    const at = window.lastIndexOf(boundary);
    if (at > limit / 2) return at + (boundary.length > 1 && boundary !== '\n\n' ? 1 : 0);
  }
  let cut = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit) break;
    cut = index + segment.length;
  }
  return cut === 0 ? firstGrapheme(text) : cut;
}

/** A first grapheme over the limit cannot be sent at all: it is skipped whole. */
function firstGrapheme(text: string): number {
  for (const { segment } of graphemes.segment(text)) return segment.length;
  return text.length;
}

/** The first `limit` UTF-16 units without splitting a grapheme, with an ellipsis when something was cut. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let cut = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > limit - 1) break;
    cut = index + segment.length;
  }
  return `${text.slice(0, cut).trimEnd()}…`;
}
