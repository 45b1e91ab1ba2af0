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

/** Makes any string safe to handle: NFC, no control, bidi or zero-width characters, at most 8 marks on a base. Keeps line breaks. */
export function clean(raw: string): string {
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
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/** True when the text carries at least one Vietnamese accent or đ: the writer types accents. */
export function hasAccents(text: string): boolean {
  return /[đĐ]|\p{L}\p{M}/u.test(text.normalize('NFD'));
}

/** The words of a text: runs of letters and digits, in order, as typed (NFC). */
export function words(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
}

const TONES = '\u0300\u0301\u0303\u0309\u0323';
const OLD_TONE_PLACE = new RegExp(`(o)([${TONES}])([ae])(?!\\p{L})|(u)([${TONES}])(y)(?!\\p{L})`, 'giu');

/** Puts tone marks where the newer spelling has them (hòa → hoà, thúy → thuý), so that both spellings compare equal. NFC in, NFC out. */
export function modernTones(text: string): string {
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
