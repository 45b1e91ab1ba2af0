// Secrets that mix letters and digits: e-mail addresses, passports, number plates, machine-readable lines, and the zones of a text that are links.
// Promises: every pattern is bounded, so the whole scan is linear. Refuses: to read userinfo of a link as an e-mail address (links.ts needs it).
import { contextOf } from './context.ts';
import type { SecretType } from './context.ts';
import { isPublicLong } from './public-names.ts';
import type { View } from './view.ts';

export type Found = { readonly start: number; readonly end: number; readonly type: SecretType };

export function codesOf(view: View): Found[] {
  const addresses = AT_HINT.test(view.text) ? emails(view) : [];
  // All the others have digits.
  return DIGIT.test(view.text) ? [...addresses, ...machineReadable(view), ...passports(view), ...plates(view), ...accounts(view)] : addresses;
}

const DIGIT = /[0-9]/;
const AT_HINT = /@|[[(]\s?a|\sa(?:t| cong)\s/;

/** Where links stand; `path` is where the part after the host begins. */
export type LinkZone = { readonly start: number; readonly path: number; readonly end: number };

export function linkZones(view: View): LinkZone[] {
  const zones: LinkZone[] = [];
  if (!LINK_HINT.test(view.text)) return zones;
  for (const match of view.text.matchAll(/\S+/g)) {
    const chunk = match[0];
    const scheme = chunk.indexOf('://');
    const host = scheme >= 0 ? scheme + 3 : 0;
    if (scheme < 0 && !/^["'(<[]?(?:www\.|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.[a-z]{2,12}[/?#])/.test(chunk)) continue;
    const slash = chunk.slice(host).search(/[/?#]/);
    zones.push({ start: match.index, path: slash < 0 ? match.index + chunk.length : match.index + host + slash, end: match.index + chunk.length });
  }
  return zones;
}

const LINK_HINT = /[.:]/;

/** Case and file numbers of offices: "000.00.19.H26-250701-0012", "G22.99.99-250101-0001" (a letter and two digits name the office). */
export function caseNumbers(view: View): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  if (!DIGIT.test(view.text)) return found;
  for (const match of view.text.matchAll(/\S+/g)) {
    if (match[0].length <= 64 && /(?:^|[.-])[a-z]\d{2}(?:[.-]|$)/.test(match[0]) && (match[0].match(/[.\-/]/g)?.length ?? 0) >= 3) found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

const PROVIDER = /^\s{0,2}(?:gmail|gmai|gamil|yahoo|ymail|hotmail|outlook|icloud|proton|protonmail|zoho|live|msn|mail)(?:, ?com)?(?![a-z0-9])/;
const AT = /@|[[(]\s?(?:at|a|a cong)\s?[\])]|(?<=\s)(?:a cong|at|@)(?=\s)/g;
const DOMAIN = /^\s{0,2}[a-z0-9-]{1,63}(?:(?:\.|\s?\. ?| cham | dot | ?[[(]dot[\])] ?)[a-z0-9-]{1,63}){1,5}/;

function emails(view: View): Found[] {
  const found: Found[] = [];
  for (const match of view.text.matchAll(AT)) {
    const at = match.index;
    const after = at + match[0].length;
    const head = view.text.slice(Math.max(0, at - 140), at);
    const local = localStart(head);
    if (local === undefined || isUserinfo(head)) continue;
    const tail = view.text.slice(after, after + 200);
    const tight = match[0] === '@' && !/\s$/.test(head) && !/^\s/.test(tail);
    const domain = domainOf(tail, tight);
    if (domain === undefined) continue;
    const start = at - (head.length - local) - spokenBefore(head.slice(0, local), match[0], /\s$/.test(head));
    found.push({ start, end: after + domain, type: 'email' });
  }
  return found;
}

/** Where the part before the at sign begins: up to four pieces joined by "chấm", "dot" or a dot between spaces. */
function localStart(head: string): number | undefined {
  let at = head.length;
  while (at > head.length - 2 && /\s/.test(head.charAt(at - 1))) at--;
  let found: number | undefined;
  for (let pieces = 0; pieces < 4; pieces++) {
    let start = at;
    while (start > 0 && at - start < 64 && /[a-z0-9._%+'-]/.test(head.charAt(start - 1))) start--;
    while (start < at && !/[a-z0-9]/.test(head.charAt(start))) start++;
    if (start === at) break;
    found = start;
    const joint = / (?:cham|dot|\.) $/.exec(head.slice(Math.max(0, start - 6), start));
    if (joint === null) break;
    at = start - joint[0].length;
  }
  return found;
}

/** An address read out, or typed with spaces, begins with whole words: from behind the last "là", colon or word for mail, at most four of them. */
function spokenBefore(head: string, at: string, apart: boolean): number {
  if (!apart || !head.endsWith(' ')) return 0;
  const words = at.includes('cong') ? /(?:(?<![a-z])(?:la|mail|email|gmail|ghi)|:) ((?:[a-z0-9]+ ){1,4})$/ : /(?:(?<![a-z])la|:) ((?:[a-z0-9]+ ){1,2})$/;
  return words.exec(head)?.[1]?.length ?? 0;
}

/** Length of the domain after the at sign, or undefined. Loose spellings need a known provider or a usual ending. */
function domainOf(tail: string, tight: boolean): number | undefined {
  const plain = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.[a-z]{2,24}(?![a-z0-9])/.exec(tail);
  if (tight && plain !== null) return plain[0].length;
  const spelt = DOMAIN.exec(tail);
  if (spelt !== null && /(?:com|vn|net|org|edu|info|me|io|co)$/.test(trimmed(spelt[0]))) return trimmed(spelt[0]).length;
  if (spelt !== null) {
    const usual = /^\s{0,2}[a-z0-9-]{1,63}(?:\.| ?\. ?| cham | dot | ?[[(]dot[\])] ?)(?:[a-z0-9-]{1,63}(?:\.| ?\. ?| cham | dot ))?(?:com|vn|net|org|edu)(?![a-z0-9])/.exec(tail);
    if (usual !== null) return usual[0].length;
  }
  const provider = PROVIDER.exec(tail);
  return provider === null ? undefined : provider[0].length;
}

function trimmed(text: string): string {
  return text.trimEnd();
}

/** "https://vneid.gov.vn@evil.example" is a link with a false front, not an address. */
function isUserinfo(head: string): boolean {
  const chunk = head.slice(Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n')) + 1);
  const scheme = chunk.lastIndexOf('://');
  return scheme >= 0 && !/[/?#]/.test(chunk.slice(scheme + 3));
}

/** The lines of letters, digits and "<" at the back of an ID card (ICAO 9303 TD1) or at the foot of a passport page (TD3). */
function machineReadable(view: View): Found[] {
  const found: Found[] = [];
  for (const match of view.text.matchAll(/(?<![a-z0-9])idvnm[0-9o<]{9,30}/g)) found.push({ start: match.index, end: match.index + match[0].length, type: 'cccd' });
  for (const match of view.text.matchAll(/(?<![a-z0-9])[a-z][0-9o]{7,8}<?[0-9]vnm[0-9]{7}[mf<][0-9]{7}[0-9<]{0,16}/g)) {
    found.push({ start: match.index, end: match.index + match[0].length, type: 'passport' });
  }
  return found;
}

function passports(view: View): Found[] {
  const found: Found[] = [];
  const push = (match: RegExpExecArray | RegExpMatchArray, announcedOnly: boolean): void => {
    const start = match.index ?? 0;
    const end = start + match[0].length;
    const { words, before, after } = contextOf(view, start, end);
    const told = / (?:ho chieu|passport|pass port|pp|hc) (?:\S+ ){0,9}$/.test(before) || /^ (?:la |is )?(?:so )?(?:ho chieu|passport|hc) /.test(after);
    const fault = / (?:loi|error|code|ma loi|model|seri|serial|ma ho so|ma don|don hang|van don|ma giao dich|hoa don) (?:\S+ ){0,2}$/.test(before) || isPublicLong(words);
    if (told || (!announcedOnly && !fault)) found.push({ start, end, type: 'passport' });
  };
  for (const match of view.text.matchAll(/(?<![a-z0-9]|[a-z0-9][.-])[a-z][0-9o]{7,8}(?![a-z0-9]|[.-][a-z0-9])/g)) push(match, !/[0-9]{6}/.test(match[0]));
  // Glued to their word: "hochieuK2076418cap".
  for (const match of view.text.matchAll(/(?<=(?:hochieu|hochieuso|passport|passportno|hc))[a-z][0-9]{7,8}(?![0-9])/g)) found.push({ start: match.index, end: match.index + match[0].length, type: 'passport' });
  // "B 4874016": a capital letter and a space are enough for the letters our passports use.
  for (const match of view.text.matchAll(/(?<![a-z0-9])[a-z][ .-]{1,2}[0-9]{7,8}(?![a-z0-9])/g)) push(match, !/^[BCEKNP]/.test(view.cased.charAt(match.index)));
  for (const match of view.text.matchAll(/(?<![a-z0-9])[a-z] [0-9]{3} [0-9]{4}(?![a-z0-9])/g)) push(match, !/^[BCEKNP]/.test(view.cased.charAt(match.index)));
  for (const match of view.text.matchAll(/(?<![a-z0-9])[a-z][ .-]{0,2}(?:[0-9o][ .-]?){6,7}[0-9o](?![a-z0-9])/g)) push(match, true);
  for (const match of view.text.matchAll(/(?<![a-z0-9])(?:[a-z]{1,3}[0-9]{5,9}[a-z]?|[0-9]{2}[a-z]{2}[0-9]{5})(?![a-z0-9])/g)) push(match, true);
  return found;
}

/** Accounts with letters in them, only when announced: "711A12345678". */
function accounts(view: View): Found[] {
  return [...view.text.matchAll(/(?<![a-z0-9])(?:[0-9]{2,4}[a-z]{1,3}(?:[0-9]{6,14}|(?:[ .-][0-9]{3,4}){2,4})|[a-z]{2,8}[0-9]{8,14})(?![a-z0-9])/g)].flatMap((match): Found[] => {
    const found = { start: match.index, end: match.index + match[0].length, type: 'bank_account' as const };
    return / (?:stk|so tk|tk|tai khoan|account) (?:\S+ ){0,6}$/.test(contextOf(view, found.start, found.end).before) ? [found] : [];
  });
}

function plates(view: View): Found[] {
  const found: Found[] = [];
  const push = (match: RegExpMatchArray, announcedOnly: boolean): void => {
    const start = match.index ?? 0;
    const end = start + match[0].length;
    if (announcedOnly && !/ (?:bien|bien so|bks|bien kiem soat|bien xe|xe|xe may|o to|oto|ca vet|cavet|dang ky xe|dang kiem|plate) (?:\S+ ){0,6}$/.test(contextOf(view, start, end).before)) return;
    found.push({ start, end, type: 'plate' });
  };
  // Two digits of the province (11-99), a series of letters and perhaps a digit, then five or four digits (circular 79/2024).
  for (const match of view.text.matchAll(/(?<![a-z0-9.])[1-9][0-9][-.]?[a-z]{1,2}[0-9]?[-.\s]{0,3}[0-9]{3}[-. ]?[0-9]{2}(?![a-z0-9])/g)) push(match, false);
  for (const match of view.text.matchAll(/(?<![a-z0-9.])[1-9][0-9][-]?[a-z]{1,2}[0-9]?[-][0-9]{4}(?![a-z0-9])/g)) push(match, false);
  for (const match of view.text.matchAll(/(?<![a-z0-9.])[1-9][0-9o][-. ]{0,3}[a-z]{1,2}[0-9]?[-. /]{0,3}(?:[0-9o]{3}[-. ]{0,3}[0-9o]{2}|[0-9]{4})(?![a-z0-9])/g)) push(match, true);
  for (const match of view.text.matchAll(/(?<![a-z0-9.])[1-9][0-9]{1,2}[- ]?(?:ng|nn|qt)[- ]?[0-9]{3}[-. ]?[0-9]{2}(?![a-z0-9])/g)) push(match, false);
  // Written without a space behind its name, and perhaps before the next word.
  for (const match of view.text.matchAll(/(?<=(?:bien|bienso|bks|xe))[1-9][0-9][-.]?[a-z]{1,2}[0-9]?[-. ]{0,3}[0-9]{3}[-. ]?[0-9]{2}(?![0-9])/g)) push(match, false);
  for (const match of view.text.matchAll(/(?<![a-z0-9.])[a-z]{2}[-. ]?[0-9]{2}[-. ][0-9]{2}(?![a-z0-9])/g)) push(match, true);
  return found;
}
