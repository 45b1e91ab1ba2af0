// Official or not: a pasted link, a message with links, an app name, a phone number or a sender name.
// Promises: pure, opens nothing; the worst find decides; official only by exact match with flows/official-links.yaml. Refuses: to say "safe".
import { fold } from '../text.ts';
import { findCandidates, HIDDEN } from './link-find.ts';
import { judgeCandidate } from './link-judge.ts';
import { MARKERS } from './markers.ts';
import type { OfficialList } from './official-list.ts';
import { verdict, worst } from './verdict.ts';
import type { LinkVerdict } from './verdict.ts';

export { parseOfficialLinks } from './official-list.ts';
export type { OfficialList } from './official-list.ts';
export { WHY_CODES } from './verdict.ts';
export type { LinkVerdict, WhyCode } from './verdict.ts';

/** Links first; without any, the app, number or sender the text names. */
export function judge(text: string, list: OfficialList): LinkVerdict {
  const links = judgeLinks(text, list);
  if (links.why !== 'nothing_found') return links;
  return judgeApp(text, list) ?? judgePhone(text, list) ?? judgeSender(text, list) ?? links;
}

/** Links only. A text without one is unknown. */
export function judgeLinks(text: string, list: OfficialList): LinkVerdict {
  if (PROSE.test(text)) return verdict('nothing_found', 'none', '');
  const part = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  const verdicts = findCandidates(part).map((candidate) => judgeCandidate(candidate, part, list));
  const found = worst(verdicts);
  if (found === undefined) return verdict('nothing_found', 'none', '');
  if (found.label !== 'official') return found;
  // Turning the reading direction can make one address look like another, wherever it stands; an unread rest may hold a worse link.
  if (/[\u202A-\u202E\u2066-\u2069]/.test(part)) return verdict('hidden_characters', 'link', found.found);
  return text.length > LONGEST ? verdict('odd_form', 'link', found.found) : found;
}

/** Nothing but letters, digits and marks that no address can do with: most messages, told at a glance. */
const PROSE = /^[\p{L}\p{M}0-9 \n,!?'"-]*$/u;

/** Longer than any message of a channel. */
const LONGEST = 16_384;

/** "VNeID Pro" is not the app: the Ministry has one, named VNeID. A name alone proves nothing, so it is never official. */
function judgeApp(text: string, list: OfficialList): LinkVerdict | undefined {
  const said = plain(text);
  const name = plain(list.app.name).trim();
  const at = said.indexOf(` ${name}`);
  if (at < 0) return undefined;
  for (const word of list.app.impostorWords) {
    const impostor = ` ${name}${/^\d|^v\d/.test(word) ? '[ .-]?' : '[ .-]'}(?:ban |phien ban )?${plain(word).trim().replace(/ /g, '[ .-]')} `;
    const isName = new RegExp(impostor).test(said);
    if (isName && (said.trim().split(' ').length <= 5 || / (?:app|ung dung|phan mem|cai|tai|ten la|ten) (?:\S+ ){0,3}vneid/.test(said)) && !ORDINARY.test(said)) {
      return verdict('impostor_app', 'app', `${list.app.name} ${word}`);
    }
  }
  return said.trim() === name || new RegExp(`^ (?:app|ung dung|phan mem) ${name} $`).test(said) ? verdict('app_name_only', 'app', list.app.name) : undefined;
}

/** "kích hoạt VNeID mức 2", "VNeID cập nhật thế nào" speak about the app, they do not name another. */
const ORDINARY = / (?:lam sao|the nao|nhu nao|o dau|khi nao|bao gio|bao lau|tai sao|vi sao|khong duoc|ko duoc|bi loi|huong dan|cach) /;

function judgePhone(text: string, list: OfficialList): LinkVerdict | undefined {
  const said = plain(text);
  const claims = / (?:cong an|canh sat|can bo|bo cong an|csgt|dieu tra|vien kiem sat|vneid|tong dai vien) /.test(said);
  const asks = / (?:otp|ma|link|duong dan|cai|tai|app|tien|phi|chuyen khoan|kich hoat|cap nhat|dong bo|zalo|ket ban|quet|mat khau|xac minh|xac nhan) /.test(said);
  if (text.includes(MARKERS.phone)) return verdict(claims && asks ? 'police_from_mobile' : 'personal_phone', 'phone', '');
  const numbers = [...text.replace(HIDDEN, '').normalize('NFKC').matchAll(/(?<![\p{L}\d])\+?\d[\d .()-]{1,22}\d(?![\p{L}\d])/gu)].map((match) => match[0]);
  const verdicts = numbers.flatMap((number): LinkVerdict[] => {
    const digits = number.replace(/\D/g, '');
    if (!number.startsWith('+') && list.phones.some((one) => one.number === digits)) return aboutNumber(said, digits) ? [verdict('official_phone', 'phone', digits)] : [];
    if (/^(?:84|0084|0)[35789]\d{8}$/.test(digits)) return [verdict(claims && asks ? 'police_from_mobile' : 'personal_phone', 'phone', '')];
    if (/^(?:1[89]00\d{4,6}|0\d{9,10}|84\d{9,10})$/.test(digits) || (number.startsWith('+') && digits.length >= 8)) return [verdict('unlisted_phone', 'phone', /^1[89]00/.test(digits) ? digits : '')];
    return [];
  });
  return worst(verdicts);
}

/** Short numbers occur in many sentences; they are judged when the text is little more than the number or speaks of calling. */
function aboutNumber(said: string, digits: string): boolean {
  return digits.length >= 8 || said.trim().split(' ').length <= 4 || / (?:so|goi|tong dai|hotline|dau so|nhan tin|sdt|dien thoai) /.test(said);
}

function judgeSender(text: string, list: OfficialList): LinkVerdict | undefined {
  const said = plain(text);
  if (!/ (?:tin nhan|sms|nguoi gui|brandname|dau tin|gui tu|ten gui|tu dau so|nhan tu|sender) /.test(said)) return undefined;
  const name = list.senders.names.find((one) => said.includes(` ${plain(one).trim()} `));
  return name === undefined ? undefined : verdict('sender_name', 'sender', name);
}

/** Folded words between single spaces. */
function plain(text: string): string {
  return ` ${(fold(text.replace(HIDDEN, '')).match(/[a-z0-9+]+/g) ?? []).join(' ')} `;
}
