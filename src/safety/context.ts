// The words around a number or a value: which kind of secret they announce, and which public kind of number they name.
// Promises: looks at a bounded window, so the cost per number is constant. Refuses: to look at the number itself (classify.ts).
import type { Token, View } from './view.ts';

/** Kinds of things that are masked. The notice to the citizen names them. */
export type SecretType = 'cccd' | 'cmnd' | 'passport' | 'phone' | 'otp' | 'password' | 'passcode' | 'bank_account' | 'bank_card' | 'plate' | 'email';

/** Folded words before and after a place; ":" "=" "/" "(" stand as words, ";" stands for the end of a sentence. */
export type Context = { readonly before: string; readonly after: string };

const WORDS_BEFORE = 10;
const WORDS_AFTER = 6;

export function contextOf(view: View, start: number, end: number): Context {
  const { tokens } = view;
  const at = firstTokenFrom(tokens, start);
  const first = Math.max(0, at - WORDS_BEFORE);
  let before = ' ';
  for (let i = first; i < at; i++) before += piece(view, tokens[i], i === at - 1 ? start : tokens[i + 1]?.start);
  const glued = tokens[at];
  if (glued !== undefined && glued.start < start) before += `${view.text.slice(glued.start, start)} `;
  const next = firstTokenFrom(tokens, end);
  let after = ' ';
  const tail = tokens[next - 1];
  if (tail !== undefined && tail.end > end && tail.start < end) after += `${view.text.slice(end, tail.end)} `;
  after += `${marksIn(view.text.slice(tail !== undefined && tail.end > end ? tail.end : end, tokens[next]?.start))} `;
  for (let i = next; i < Math.min(tokens.length, next + WORDS_AFTER); i++) after += piece(view, tokens[i], tokens[i + 1]?.start);
  return { before: before.replace(/ {2,}/g, ' '), after: after.replace(/ {2,}/g, ' ') };
}

/** The kind announced nearest before the place, with the words between announcement and place. */
export function announced(before: string): { readonly type: SecretType; readonly between: string; readonly strong: boolean } | undefined {
  let found: { type: SecretType; at: number; end: number; strong: boolean } | undefined;
  for (const { type, pattern, strong } of ANNOUNCEMENTS) {
    for (const match of before.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (found === undefined || end > found.end || (end === found.end && match.index < found.at)) found = { type, at: match.index, end, strong };
    }
  }
  return found && { type: found.type, between: before.slice(found.end - 1), strong: found.strong };
}

/** The kind named right after the number: "880957 là mã OTP". */
export function namedAfter(after: string): SecretType | undefined {
  const head = after.split(' ; ')[0] ?? '';
  for (const { type, pattern } of AFTERWARDS) if (pattern.test(head)) return type;
  return undefined;
}

/** Words that may stand between an announcement and its value without breaking the tie. */
const LINK =
  '(?:la|:|=|so|moi|cu|cua|em|e|toi|t|minh|mik|m|ban|a|anh|chi|c|con|chau|bac|chu|co|ong|ba|me|bo|vk|ck|quy|khach|vneid|nay|do|day|ne|is|was|are|my|our|the|your|dat|chon|gom|hien|tai|ve|roi|gui|nhan|duoc|dc|vua|thi|no|hinh|nhu|chac|ghi|ten|mat|sau|duoi|nguoi|gmail|facebook|zalo|app|\\d{1,2} so|chu|thuong|hoa|het|viet|lien|khong|dau|day du|for|to|number|no|code)';
const DIRECT = new RegExp(`^ (?:${LINK}_? ){0,6}$`);

/** True when nothing but linking words stands between. */
export function isDirect(between: string): boolean {
  return DIRECT.test(between);
}

type Announcement = { readonly type: SecretType; readonly pattern: RegExp; readonly strong: boolean };
const announce = (type: SecretType, words: string, strong = true): Announcement => ({ type, pattern: new RegExp(` (?:${words.replace(/ngan hang/g, 'ngan_? hang')}) `, 'g'), strong });

const BANKS =
  'ngan hang|nh|bank|vietcombank|vcb|techcombank|tcb|bidv|agribank|vietinbank|viettinbank|ctg|mb bank|mbbank|mb|acb|vpbank|tpbank|sacombank|stb|shb|vib|hdbank|msb|ocb|seabank|lpbank|lienvietpostbank|eximbank|scb|namabank|bac a|bvbank|kienlongbank|pvcombank|abbank|cake|timo|woori|shinhan|napas|vietqr';

/** All spellings folded; nearest to the number wins, at the same place the longer phrase. */
const ANNOUNCEMENTS: readonly Announcement[] = [
  announce('cccd', 'cccd|cc|cccc|can cuoc|can cuoc cong dan|dinh danh|so dinh danh|ma dinh danh|ddcn|ma so ca nhan|id card|id number|citizen id|personal id|national id|cccd so|gplx|giay phep lai xe|bang lai'),
  announce('cmnd', 'cmnd|cmt|cmtnd|chung minh|chung minh thu|chung minh nhan dan|giay chung minh|the cu 9 so'),
  announce('passport', 'ho chieu|passport|pp|hc|pass port'),
  announce('phone', 'sdt|dt|sđt|so dt|dien thoai|so dien thoai|phone|mobile|tel|alo|goi|zalo|lien he|lien lac|hotline|sim|so may|call|whatsapp|viber|di dong|lh|fone'),
  announce('otp', 'otp|o t p|ma otp|otp code|opt|ma xac (?:thuc|nhan|minh)|maxacthuc|xac thuc|xac nhan|ma (?:so )?kich hoat|ma (?:dang nhap|dang ky|mot lan|1 lan|khoi phuc|xac)|ma (?:6|sau|4|8|5) (?:so|chu so)|ma sms|verification code|verify code|activation code|security code|one time (?:code|password|pin)|confirmation code|auth code|authentication code|login code|sms code|passcode sms'),
  announce('otp', 'ma|code|sms|tin nhan|nhan tin|nhap|go|dien', false),
  announce('passcode', 'passcode|pass code|passcod|pascode|pincode|pin|ma pin|pin code|ma bao mat|ma bao ve|ma khoa|ma mo khoa|cvv|cvc|cvv2|cvc2|ma passcode|ma bi mat|(?:6|sau) so bi mat|so bi mat|mpin|3 so (?:mat |phia |dang |o )?sau'),
  announce('password', 'mat khau|matkhau|mat khaủ|mk|mkhau|mat ma|pass|password|pasword|passwd|pwd|pw|matkhao|mat khao|mat kau|pas|mkh'),
  announce('bank_account', `stk|s t k|so tk|tk|so tai khoan|tai khoan|account|account number|acc|bank account|chuyen khoan|ck|chuyen tien|${BANKS}`),
  announce('bank_card', 'so the|the atm|atm|visa|mastercard|master card|the tin dung|the ngan hang|card number|card no|the ghi no|debit card|credit card'),
  announce('plate', 'bien so|bien|bks|bien kiem soat|bien xe|license plate|plate'),
];

const AFTERWARDS: readonly { type: SecretType; pattern: RegExp }[] = [
  { type: 'passcode', pattern: /^ (?:\S+ ){0,3}(?:passcode|pass code|pin|ma pin|pincode|cvv|cvc) / },
  { type: 'otp', pattern: /^ (?:\S+ ){0,4}(?:otp|ma otp|ma xac (?:thuc|nhan|minh)|ma kich hoat|(?:verification|activation|security|login|confirmation|authentication) code) / },
  { type: 'otp', pattern: /^ (?:la |co phai |phai |is )(?:\S+ ){0,2}(?:ma|code) / },
  { type: 'otp', pattern: /^ (?:\S+ ){0,5}(?:sai ma|ma sai|ma khong dung|ma khong hop le|ma het han|wrong code|invalid code) / },
  { type: 'password', pattern: /^ (?:la |co phai |is )?(?:\S+ ){0,1}(?:mat khau|mk|pass|password) / },
];

/** Public numbers by the word before them: nobody is harmed when they stay, and the question needs them. */
export const PUBLIC_LONG =
  / (?:mst|ma so thue|thue|tax code|tax id|vat|ma vach|vach|barcode|bar code|ean|isbn|ma don|don hang|don (?:ghtk|ghn|spx|jt|vtp|viettel post|shopee|lazada)|app store id|app id|id app|ma van don|van don|tracking|ma buu(?: gui| kien| pham| dien)?|ma ho so|ho so so|so ho so|ma giao dich|giao dich so|hoa don|so hoa don|invoice|order|imei|serial|seri|so seri|s n|ma khach hang|ma kh|ma san pham|ma hang|ma so doanh nghiep|msdn|dkkd|gpkd|ma thua|so lo|model|ma tra cuu|ma bien lai|bien lai|bien nhan|ma tiep nhan|so tiep nhan|ma don hang|ma doanh nghiep|cong van|ma thiet bi|reference|ref|transaction id)(?: (?:so|la|:|nay|duoc|co|cap|cua|cty|cong ty|ben|la so|doanh nghiep|dn|no|number|code|is|san pham|moi|nay|em|toi|minh|hoan thue)){0,4} $/;

/** Words before a short number that make it an address, a law, a version, a fault, an amount or a place in a row. */
export const PUBLIC_SHORT =
  / (?:luat|nghi dinh|nd|thong tu|tt|quyet dinh|qd|cong van|cv|dieu|khoan|diem|chi thi|nghi quyet|nq|ke hoach|kh|thu tuc|tthc|ma thu tuc|phuong|xa|quan|huyen|thi tran|p|q|x|to|khu|khu pho|kp|ap|thon|ban|buon|ngo|ngach|hem|kiet|so nha|nha|duong|pho|phong|tang|lo|km|quoc lo|ql|tinh lo|dt|khoi|doi|cot|toa|block|can|can ho|chung cu|ban so|cua so|quay|o|phien ban|version|ver|v|ios|android|ban|windows|win|oppo|samsung|xiaomi|redmi|iphone|galaxy|vivo|nokia|realme|huawei|loi|ma loi|bao loi|error|err|error code|exception|status|http|hang so|xep hang|so thu tu|stt|thu|lan thu|ma tinh|ma vung|ma buu chinh|buu chinh|zip|zip code|postal code|postcode|ma xa|ma huyen|ma phuong|dau so|dau|tu dau so|nam|thang|ngay|luc|gio|tuoi|le phi|phi|gia|tien|nop|dong|mat|tra|cuoc|phat|ton|het|tong dai|hotline|duong day nong|nhan toi|soan|gui toi|gui den|buoc|trang|muc|cau|chuong|phan|bai|so luong|khoang|hon|tren|duoi|gan|tam|cong|room|page|step|version no|about|over|under|fee|cost|street|ward|district|building|floor)(?: (?:so|la|:|=|co|thu|tu|den|toi|va|voi|hay|hoac|khoang|chi|tam|phai|no|number|of)){0,2} $/;

/** Units right after a number. */
export const UNIT_AFTER =
  /^ (?:d|dong|vnd|vnđ|dog|k|nghin|ngan|ngin|trieu|tr|ty|ti|cu|lit|usd|do la|%|phan tram|mb|gb|kb|tb|ghz|mhz|mah|mp|px|inch|in|kg|km|m|cm|mm|phut|p|giay|s|gio|h|ngay|tuan|thang|nam|tuoi|lan|buoc|ky|ki|chu|so|nguoi|ng|ho|khau|trang|diem|cai|chiec|the|may|do|muc|cap|ban|anh|tin|cuoc|luot|tai khoan|ho so|truong hop|xa|phuong|tinh|dan|em|cau|cap|minutes?|seconds?|hours?|days?|weeks?|months?|years?|times?|people|percent|digits?|characters?|chars?|steps?) /;
/** Units that are believed even after six or more digits. */
export const LARGE_UNIT_AFTER = /^ (?:(?:d|dong|vnd|vnđ|k|nghin|ngan(?! hang)|trieu|tr|ty|usd|nguoi(?! ta)|ho so|the|tai khoan|luot|truong hop|ho(?! so)|dan|cong dan|ban ghi|people|accounts?) )/;

function piece(view: View, token: Token | undefined, until: number | undefined): string {
  if (token === undefined) return '';
  return `${wordOf(token)} ${marksIn(view.text.slice(token.end, until))} `;
}

/** "mà" is not "mã", "giả" and "gia" are not "giá", "bản" the version is not "bạn": accents decide where they are typed. */
function wordOf(token: Token): string {
  const meant = ACCENT_DECIDES.get(token.text);
  if (meant === undefined || token.form === token.text) return token.text;
  return meant.includes(token.form) ? token.text : `${token.text}_`;
}
const ACCENT_DECIDES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ma', ['mã', 'ma']], ['gia', ['giá']], ['phi', ['phí']], ['ban', ['bản', 'bàn']], ['dong', ['đồng', 'đóng', 'đ']], ['bien', ['biển', 'biên']], ['thue', ['thuế']],
  ['tra', ['trả']], ['mat', ['mất', 'mật']], ['to', ['tổ', 'tờ']], ['do', ['độ', 'đô']], ['thu', ['thứ', 'thu', 'thư']], ['hem', ['hẻm']], ['ap', ['ấp']], ['nha', ['nhà']],
  ['phong', ['phòng']], ['lo', ['lô']], ['dau', ['đầu', 'đâu']], ['tien', ['tiền']], ['le', ['lệ', 'lẻ']], ['can', ['căn', 'căn']], ['ho', ['hộ', 'hồ']], ['dan', ['dân']],
  ['het', ['hết']], ['loi', ['lỗi']], ['khau', ['khẩu']], ['pho', ['phố']], ['cong', ['công']], ['duoi', ['dưới']], ['the', ['thẻ', 'the']], ['em', ['em']], ['ngan', ['ngàn']], ['doi', ['đội']], ['hoi', ['hồi']], ['cot', ['cột']], ['gan', ['gần']], ['cau', ['câu']], ['cu', ['củ', 'cũ']],
]);

function marksIn(between: string): string {
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
