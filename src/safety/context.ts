// The words around a place of a text: a bounded window before and after it, folded, with sentence marks as words of their own.
// Promises: the cost per place is constant, however long the words are. Refuses: to say what the words mean (announce.ts, public-names.ts).
import type { Token, View } from './view.ts';

/** Kinds of things that are masked. The notice to the citizen names them. */
export type SecretType = 'cccd' | 'cmnd' | 'passport' | 'phone' | 'otp' | 'password' | 'passcode' | 'bank_account' | 'bank_card' | 'plate' | 'email';

/** ":" "=" "%" "," stand as words, ";" stands for the end of a sentence. `before` and `after` hold the same words between spaces. */
export type Context = { readonly words: readonly string[]; readonly before: string; readonly after: string };

const WORDS_BEFORE = 10;
const WORDS_AFTER = 8;
/** Longer words say nothing here; cut, so that a text without spaces costs no more than others. */
const LONGEST_WORD = 24;

export function contextOf(view: View, start: number, end: number): Context {
  const { tokens } = view;
  const pieces = piecesOf(view);
  const at = firstTokenFrom(tokens, start);
  const words: string[] = [];
  for (let i = Math.max(0, at - WORDS_BEFORE); i < at; i++) push(words, pieces, i, i < at - 1 ? undefined : markIn(view.text.slice(tokens[i]?.end, start)));
  const glued = tokens[at];
  if (glued !== undefined && glued.start < start) words.push(view.text.slice(Math.max(glued.start, start - LONGEST_WORD), start));
  const behind: string[] = [];
  const next = firstTokenFrom(tokens, end);
  const tail = tokens[next - 1];
  const split = tail !== undefined && tail.end > end && tail.start < end;
  if (split) behind.push(view.text.slice(end, Math.min(tail.end, end + LONGEST_WORD)));
  const mark = markIn(view.text.slice(split ? tail.end : end, tokens[next]?.start));
  if (mark !== '') behind.push(mark);
  for (let i = next; i < Math.min(tokens.length, next + WORDS_AFTER); i++) push(behind, pieces, i);
  return { words, get before() { return spaced(words); }, get after() { return spaced(behind); } };
}

/** The word of each token and the mark behind it; worked out once for a text. */
type Pieces = { readonly words: readonly string[]; readonly marks: readonly string[] };
const PIECES = new WeakMap<View, Pieces>();

function piecesOf(view: View): Pieces {
  let pieces = PIECES.get(view);
  if (pieces === undefined) {
    const { tokens } = view;
    pieces = { words: tokens.map(wordOf), marks: tokens.map((token, at) => markIn(view.text.slice(token.end, tokens[at + 1]?.start))) };
    PIECES.set(view, pieces);
  }
  return pieces;
}

function push(words: string[], pieces: Pieces, at: number, behind = pieces.marks[at] ?? ''): void {
  words.push(pieces.words[at] ?? '');
  if (behind !== '') words.push(behind);
}

/** Words between single spaces, with one at both ends. */
export function spaced(words: readonly string[]): string {
  return words.length === 0 ? ' ' : ` ${words.join(' ')} `;
}

/** "mà" is not "mã", "giả" and "gia" are not "giá", "bản" the version is not "bạn": accents decide where they are typed. */
function wordOf(token: Token): string {
  const meant = ACCENT_DECIDES.get(token.text);
  const text = token.text.length > LONGEST_WORD ? token.text.slice(0, LONGEST_WORD) : token.text;
  return meant === undefined || token.form === token.text || meant.includes(token.form) ? text : `${text}_`;
}
const ACCENT_DECIDES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ma', ['mã', 'ma']], ['gia', ['giá']], ['phi', ['phí']], ['ban', ['bản', 'bàn']], ['dong', ['đồng', 'đóng', 'đ']], ['bien', ['biển', 'biên']], ['thue', ['thuế']],
  ['tra', ['trả']], ['mat', ['mất', 'mật']], ['to', ['tổ']], ['do', ['độ', 'đô']], ['thu', ['thứ', 'thu', 'thư']], ['hem', ['hẻm']], ['ap', ['ấp']], ['nha', ['nhà']],
  ['phong', ['phòng']], ['lo', ['lô']], ['dau', ['đầu', 'đâu']], ['tien', ['tiền']], ['le', ['lệ', 'lẻ']], ['can', ['căn', 'căn']], ['ho', ['hộ', 'hồ']], ['dan', ['dân']],
  ['het', ['hết']], ['loi', ['lỗi']], ['khau', ['khẩu']], ['pho', ['phố']], ['cong', ['công']], ['duoi', ['dưới']], ['the', ['thẻ', 'the']], ['em', ['em']], ['ngan', ['ngàn']], ['doi', ['đội']], ['hoi', ['hồi']], ['cot', ['cột']], ['gan', ['gần']], ['cau', ['câu']], ['cu', ['củ', 'cũ']],
]);

function markIn(between: string): string {
  if (between === ' ' || between === '') return '';
  if (/[.!?;\n](?:\s|$)|\n/.test(between)) return ';';
  if (between.includes(':')) return ':';
  if (between.includes('=')) return '=';
  if (between.includes('%')) return '%';
  if (between.includes(',')) return ',';
  return '';
}

function firstTokenFrom(tokens: readonly Token[], position: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? 0) < position && (tokens[middle]?.end ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
