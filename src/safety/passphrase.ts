// Passwords of several words: in quotes, a name and a year, a line of a song without accents, the name of somebody.
// Promises: only right behind words that announce and present a password. Refuses: to go beyond the clause.
import { isDirect, passwordTold, VALUE_FOLLOWS } from './announce.ts';
import type { Found } from './codes.ts';
import { contextOf } from './context.ts';
import { isKnown, lookOf } from './password-look.ts';
import type { Token, View } from './view.ts';

export function passphrases(view: View): Found[] {
  return [...quoted(view), ...presented(view), ...wordsAndNumber(view)];
}

/** Several words in quotes right after the announcement: mật khẩu là "yeu con 2 dua". */
function quoted(view: View): Found[] {
  return [...view.cased.matchAll(/["“‘«`]([^"“”‘’«»`\n]{4,48})["”’»`]/g)].flatMap((match): Found[] => {
    const inside = match[1] ?? '';
    const start = match.index + 1;
    const end = start + inside.length;
    const context = contextOf(view, start, end);
    const told = passwordTold(context.words);
    if (told === undefined || !isDirect(told.between) || !/\s/.test(inside.trim()) || RULE.test(inside)) return [];
    const mixed = /\d/.test(inside) || /[@#$%^&*_]/.test(inside);
    return mixed || (VALUE_FOLLOWS.test(context.before) && tokensIn(view, start, end).every((token) => token.form === token.text)) ? [{ start, end, type: 'password' }] : [];
  });
}

/** What forms say about passwords; no password. */
const RULE = /(?:mat khau|password|ky tu|chu so|chu hoa|character|digit)/i;

/** Behind "là", a colon or "thành": the words of the clause, when they do not read as speech. */
function presented(view: View): Found[] {
  return [...view.text.matchAll(/(?<![a-z0-9])(?:la|thanh|is|to)\s{1,2}(?=\S)|[:=]\s{1,2}(?=\S)/g)].flatMap((match): Found[] => {
    const start = match.index + match[0].length;
    const clause = CLAUSE.exec(view.text.slice(start, start + 80))?.[0] ?? '';
    if (!/\s/.test(clause) || RULE.test(clause)) return [];
    const told = passwordTold(contextOf(view, start, start).words);
    if (told === undefined || told.distance > 8 || told.between.includes(';')) return [];
    const spoken = SPEECH.exec(clause)?.index ?? clause.length;
    const tokens = tokensIn(view, start, start + spoken);
    const found = nameAndNumber(view, tokens) ?? withoutAccents(view, tokensIn(view, start, start + clause.length)) ?? somebody(view, tokens);
    return found === undefined ? [] : [{ ...found, type: 'password' }];
  });
}

/** Up to a sign that ends it. */
const CLAUSE = /^[^\n()?";]{0,64}?(?=[.,!]?(?:\s*[\n()?";]|[.,!] | [-\u2013\u2014] |$))/;
/** Words with which the writer goes on to speak. */
const SPEECH = / (?:ma|nhung|sao|bi|bao|khong|ko|duoc|dc|roi|nha|nhe|em|toi|tui|hay|hoac|but|and) /;

/** "mk: thuy tien 88", "mat khau cu hoa hong 123": one to three words without accents and a number, straight behind the announcement. */
function wordsAndNumber(view: View): Found[] {
  return [...view.text.matchAll(/(?:mat ?khau|mk|pass|password)(?: (?:cu|moi|cua|em|toi|minh|vneid)){0,2}(?: la|\s?[:=]| la\s?[:=])? ((?:[a-z]{2,7} ){1,3}\d{2,4})(?![a-z0-9]|[.,/-]\d)/g)].flatMap((match): Found[] => {
    const value = match[1] ?? '';
    const start = match.index + match[0].length - value.length;
    const end = start + value.length;
    const tokens = tokensIn(view, start, end);
    const next = view.tokens.find((token) => token.start >= end);
    if (SPEAKS.test(value) || isCount(next) || tokens.some((token) => token.form !== token.text || isKnown(token.text))) return [];
    const told = passwordTold(contextOf(view, start, end).words);
    return told !== undefined && isDirect(told.between) ? [{ start, end, type: 'password' }] : [];
  });
}

/** Words with which a sentence about a password goes on. */
const SPEAKS = /(?<![a-z])(?:sai|dung|phai|it|nhieu|toi|gom|co|tu|khong|ko|nhap|hoi|bao|quen|la|bi|em|thi|va|den|tren|duoi|cho|nao|may|gi|hay|voi|lan|so|nam|ngay|sinh|hon|mat|otp|must|has|have|is|at|least|than|for|of|in)(?![a-z])/;

type Range = { readonly start: number; readonly end: number };

/** "Lan 1952", "Hue 1968 TetMT", "Cà phê sữa 2 đá": begins with a capital and has a number in it. */
function nameAndNumber(view: View, tokens: readonly Token[]): Range | undefined {
  const [first] = tokens;
  if (first === undefined || tokens.length > 6 || !isCapital(view, first) || isKnown(first.text)) return undefined;
  const number = tokens.findIndex((token, at) => at > 0 && /\d/.test(token.text) && !isCount(tokens[at + 1]));
  if (number < 0 || lookOf(tokens.slice(0, number + 1).map((token) => token.text).join(''), false) === 'speech') return undefined;
  let last = number;
  for (let at = number; at < tokens.length; at++) if (isCapital(view, tokens[at]) || /\d/.test(tokens[at]?.text ?? '')) last = at;
  if (tokens[last]?.text.length === 1 && last + 1 < tokens.length) last++;
  return { start: first.start, end: tokens[last]?.end ?? first.end };
}

/** In a text with accents: four words or more without any, one of them a syllable that has an accent in every Vietnamese word, or a number. */
function withoutAccents(view: View, tokens: readonly Token[]): Range | undefined {
  if (!view.accents) return undefined;
  let size = 0;
  while (size < tokens.length && tokens[size]?.form === tokens[size]?.text && !isKnown(tokens[size]?.text ?? '')) size++;
  const run = tokens.slice(0, size);
  const last = run.at(-1);
  if (last === undefined || size < 4 || isCount(tokens[size])) return undefined;
  return run.some((token) => /[aeiouy](?:ch|[cpt])$/.test(token.text) || /^\d+$/.test(token.text)) || size >= 7 ? { start: run[0]?.start ?? 0, end: last.end } : undefined;
}

/** "là tên con chó Mực Già": the capitals behind the word for a name. */
function somebody(view: View, tokens: readonly Token[]): Range | undefined {
  const name = tokens.findIndex((token) => token.text === 'ten');
  if (name < 0 || name > 2) return undefined;
  const from = tokens.findIndex((token, at) => at > name && isCapital(view, token));
  if (from < 0 || from > name + 5) return undefined;
  let to = from;
  while (to + 1 < tokens.length && isCapital(view, tokens[to + 1])) to++;
  return isKnown(tokens[from]?.text ?? '') ? undefined : { start: tokens[from]?.start ?? 0, end: tokens[to]?.end ?? 0 };
}

function isCapital(view: View, token: Token | undefined): boolean {
  return token !== undefined && /[A-Z]/.test(view.cased.charAt(token.start));
}

function isCount(next: Token | undefined): boolean {
  return next !== undefined && /^(?:so|ky|ki|chu|lan|phut|giay|ngay|thang|nam|tuoi|chars?|characters?|digits?|buoc)$/.test(next.text);
}

function tokensIn(view: View, start: number, end: number): Token[] {
  return view.tokens.filter((token) => token.start >= start && token.end <= end);
}
