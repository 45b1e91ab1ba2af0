// Passwords: what follows (or goes before) words that announce one and looks unlike speech.
// Promises: a value with digits or signs near such a word is found, a plain word only when it is tied to it. Refuses: to mask ordinary syllables.
import { announced, contextOf, isDirect } from './context.ts';
import type { Found, LinkZone } from './codes.ts';
import type { View } from './view.ts';

export function passwordsOf(view: View, zones: readonly LinkZone[]): Found[] {
  const found: Found[] = [];
  for (const chunk of chunksOf(view)) {
    if (zones.some((zone) => zone.start < chunk.end && chunk.start < zone.end && zone.path - zone.start > 0 && isLink(view, zone))) continue;
    const value = view.cased.slice(chunk.start, chunk.end);
    if (value.length < 4 || value.length > 64) continue;
    const look = lookOf(value, accented(view, chunk));
    if (look === 'speech') continue;
    if (look === 'certain' || isAnnounced(view, chunk, look)) found.push({ ...chunk, type: 'password' });
  }
  return [...found, ...quoted(view), ...spaced(view)];
}

/** mật khẩu: "Toi yeu VN1": between quotes a value may have spaces; a rule or a notice of the app that is quoted there speaks of itself. */
function quoted(view: View): Found[] {
  return [...view.text.matchAll(/(?<![a-z])(?:mat khau|matkhau|mk|pass|password)(?: (?:la|cua em|cua toi|moi|cu|is))?\s?[:=]?\s?["“]([^"“”\n]{4,40})["”]/g)].flatMap((match): Found[] => {
    const value = match[1] ?? '';
    const end = match.index + match[0].length - 1;
    return /\d/.test(value) && !/mat khau|ky tu|chu so|khong|sai|lan/.test(value) ? [{ start: end - value.length, end, type: 'password' }] : [];
  });
}

/** "mật khẩu cũ hoa hong 123 …": a few words and a number as one value; words of rules and of time speak of something else. */
function spaced(view: View): Found[] {
  return [...view.text.matchAll(/(?<![a-z])(?:mat khau|matkhau|mk|pass|password)(?: (?:cu|moi|la|is)){1,2} ((?:[a-z]{2,7} ){1,3}\d{2,6})(?= (?:moi|ma|roi|bi|sai|khong|ko|k|thi|nhung|vao|dang|app|nay)(?: |$)|[.,;]|$)/g)].flatMap((match): Found[] => {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    return /(?:^| )(?:sai|nhap|lan|dai|tu|den|it|nhat|phai|gom|co|toi|da|dat|doi|qua|hon|trong|sau|ngay|thang|nam|la|bi|khoa|du|tren|duoi|luc|hoi|khi|so|goi)(?: |$)/.test(value) ? [] : [{ start: end - value.length, end, type: 'password' }];
  });
}

type Chunk = { readonly start: number; readonly end: number };
/** certain: letters, digits and signs mixed; mixed: letters with digits or signs; weak, code: short or like a form's name; word: no syllable, but letters only. */
type Look = 'certain' | 'mixed' | 'weak' | 'code' | 'word' | 'speech';

const OPENING = /^["*'“”‘’«»(<[{:=>\-–,]+/;
const CLOSING = /(?:\*\*)?["'`“”‘’«»)>\]},.;:?…]*$/;

/** White-space separated pieces without quotes and sentence marks; "mk:abc1" and "pass=abc1" are cut after the sign. */
function* chunksOf(view: View): Generator<Chunk> {
  for (const match of view.text.matchAll(/\S+/g)) {
    // Longer than any password people type; also keeps the trimming below linear.
    if (match[0].length > 160) continue;
    let text = match[0];
    let start = match.index;
    const glued = /^(?:["'(]?)(?:mk|mkhau|matkhau|khau|pass|password|pw|pwd|ma|vneid|la|moi|cu)[:=]+(?=.)/.exec(text);
    if (glued !== null) {
      text = text.slice(glued[0].length);
      start += glued[0].length;
    }
    const opening = OPENING.exec(text)?.[0].length ?? 0;
    const closing = CLOSING.exec(text.slice(opening))?.[0].length ?? 0;
    if (opening + closing < text.length) yield { start: start + opening, end: start + text.length - closing };
  }
}

function lookOf(value: string, hasAccents: boolean): Look {
  const letters = /[A-Za-z]/.test(value);
  const digits = /\d/.test(value);
  const inside = value.slice(1, -1);
  const sign = /[@#$%^&*!_+=~]/.test(inside) || /[@#$%^&*~_]$/.test(value) || /^[#$%^&*!~]/.test(value);
  if (!letters) return digits && sign && value.length >= 6 && /[@#$^&!]/.test(value) ? 'mixed' : 'speech';
  if (isKnown(value)) return 'speech';
  if (digits && /[@#$%^&*!]/.test(inside) && /[A-Za-z]{2}/.test(value) && value.length >= 6 && !/^[@#]/.test(value) && !/[/\\]|:\/\//.test(value)) return 'certain';
  // "Matkhau1!": capital, small, digit and a sign at the end is what the app asks of a password and speech never has.
  if (digits && value.length >= 8 && /[@#$%^&*!_]$/.test(value) && /[A-Z]/.test(value) && /[a-z]{2}/.test(value) && /^[A-Za-z0-9]+.$/.test(value)) return 'certain';
  if (/^[A-Z][a-z]+_[A-Za-z]*\d{2,}$/.test(value) && value.length >= 8) return 'certain';
  if (digits && sign) return value.length >= 5 ? 'mixed' : 'speech';
  if (digits && value.length >= 5 && !isCodeWord(value) && /^[A-Za-z]{1,3}\d{1,4}[a-z]?$/.test(value)) return 'code';
  if (digits) return value.length < 5 || isCodeWord(value) ? 'speech' : /[/\\]|^\d+[-/.]/.test(value) ? 'speech' : value.length >= 6 ? 'mixed' : 'weak';
  if (hasAccents) return 'speech';
  if (sign && value.length >= 5) return /^[A-Za-z]{1,3}&[A-Za-z]{1,3}$|^[@#]/.test(value) ? 'speech' : 'mixed';
  if (/^[A-Za-z]+(?:[._-][A-Za-z]+){2,}$/.test(value) && value.length >= 6 && !/^(?:[A-Za-z]\.)+[A-Za-z]$/.test(value)) return 'mixed';
  if (/^[A-Za-z]+[._-][A-Za-z]+$/.test(value) && value.length >= 8) return value.split(/[._-]/).every((part) => isSyllable(part)) && value.includes('.') ? 'speech' : 'word';
  if (!/^[A-Za-z]+$/.test(value)) return /^[A-Za-z]+!+$/.test(value) && value.length >= 7 && !isSyllable(value.replace(/!+$/, '')) ? 'word' : 'speech';
  if (/[a-z][A-Z]/.test(value) && value.length >= 6) return 'mixed';
  return value.length >= 6 && !isSyllable(value) ? 'word' : 'speech';
}

const MIXED_REACH = 8;

function isAnnounced(view: View, chunk: Chunk, look: Look): boolean {
  const { before, after } = contextOf(view, chunk.start, chunk.end);
  // "mật khẩu tài khoản của em là …": the account is whose password it is, not what follows.
  const told = announced(before.replace(/ (?:tai khoan|tk|account|acc)(?= )/g, ' ban'));
  if (told?.type === 'password' || told?.type === 'passcode') {
    const between = told.between.trim().split(' ').filter((word) => word !== '');
    const direct = isDirect(told.between);
    if (look === 'mixed' && between.length <= MIXED_REACH) return true;
    if (look === 'weak' && (direct || between.length <= 3)) return true;
    if (look === 'code') return direct && (/(?:^| )(?:la|:|=|is|dat|chon|cu|moi)(?: |$)/.test(told.between) || between.length <= 1);
    // "mk nhà em hay xài là hongnhung": what stands right after "là" or a colon is the value even when other words come between.
    if (look === 'word' && between.length <= 7 && !told.between.includes(';') && / (?:la|:|=) $/.test(told.between)) return true;
    if (look === 'word' && direct) return /(?:^| )(?:la|:|=|is|was|dat|chon|ghi)(?: |$)/.test(told.between) || / (?:mat khau|matkhau) (?:moi |cu |cua |em |toi |vneid )*$/.test(before);
  }
  if (look !== 'mixed') return false;
  return /^ (?:la |co phai la |chinh la |lam |de lam |is |as )(?:cai |cua |my |the ){0,1}(?:\S+ ){0,1}(?:mat khau|mk|pass|password|matkhau) /.test(after);
}

function accented(view: View, chunk: Chunk): boolean {
  const source = view.raw.slice(view.from[chunk.start], view.to[chunk.end - 1]).normalize('NFC');
  return /\P{ASCII}/u.test(source.replace(/[\uff01-\uff5e\u200b-\u200f\ufeff]/g, ''));
}

function isLink(view: View, zone: LinkZone): boolean {
  const text = view.text.slice(zone.start, zone.end);
  return text.includes('://') || /^["'(<[]?www\./.test(text) || zone.path < zone.end;
}

/** Ordinary words with digits: counts with a unit, devices, versions, levels. */
function isCodeWord(value: string): boolean {
  const word = value.toLowerCase();
  return (
    /^\d{1,4}(?:so|ky|kt|kitu|kytu|lan|phut|p|h|gio|giay|s|ngay|k|tr|g|gb|mb|ki|tu|chu|nam|tuoi|d|dong|vnd|cai|cach|buoc|nguoi|may|sim|thang|tuan|h\d{1,2}|tr\d{1,3}|k\d|mah|mp|hz|inch|pro|digits?|chars?|characters?)$/.test(word) ||
    /^(?:ios|iphone|ip|ipad|android|galaxy|note|redmi|oppo|vivo|samsung|xiaomi|nokia|realme|huawei|vneid|win|windows)[a-z]{0,3}\d{1,4}[a-z]{0,4}$/.test(word) ||
    /^(?:muc|cap|lan|buoc|level|lv|mi|chip|sim|tang|to|ap|khu|quan|phuong|so|nam|lop|the|wifi|mk|pass|tk|cccd|cmnd|sdt|stk|otp)\d{1,2}[a-z]?$/.test(word)
  );
}

const KNOWN = new Set(
  `vneid vssid iphone ipad icloud facebook messenger youtube tiktok telegram whatsapp instagram gmail yahoo hotmail outlook google android samsung windows macbook laptop computer internet
  mobile banking mobilebanking ebanking smartbanking online offline password passcode username account wifi email website vietcombank techcombank agribank vietinbank sacombank vpbank tpbank
  mbbank hdbank momo zalopay viettelpay viettel vinaphone mobifone vietnamobile itel appstore chplay googleplay faceid touchid smartphone smartotp router camera manager reset rules recovery
  wrong incorrect invalid correct expired required missing forgotten forgot locked secure strong please change changed because before should always really something nothing working either
  different anymore already already again unknown correctly safely private secret matkhau dangnhap dangky taikhoan dichvucong vietnam hanoi saigon police please simple strength length minimum
  maximum characters character letters letter numbers number digits symbols symbol special uppercase lowercase protected needed stolen leaked public shared default temporary`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

function isKnown(value: string): boolean {
  return KNOWN.has(value.toLowerCase());
}

/** One Vietnamese syllable without accents, or a chat spelling of one with a lengthened end ("quaaa"). */
export function isSyllable(value: string): boolean {
  return /^(?:ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdfghjklmnpqrstvwxz])?(?:uye|uya|oai|oay|oeo|uay|uoi|uou|ieu|yeu|uao|uyu|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|[aeiouy])(?:ch|ng|nh|[cmnptk])?(?:[a-z])?$/.test(value.toLowerCase().replace(/(.)\1{2,}$/, '$1'));
}
