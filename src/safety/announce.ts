// Which kind of secret the words around a place announce: "mã OTP là …", "… là mật khẩu của em".
// Promises: constant time per place. Refuses: to look at the value itself (classify.ts, passwords.ts).
import { spaced } from './context.ts';
import type { Context, SecretType } from './context.ts';
import { phraseEnding, phraseTable } from './phrase-table.ts';

/** A kind the words before a place announce, with the words between announcement and place (`distance`: how many). */
export type Told = { readonly type: SecretType; readonly word: string; readonly between: string; readonly distance: number; readonly strong: boolean };

/** All kinds announced before the place, the nearest first, each once (strong and weak words apart). Of announcements that end at one place the longest counts. */
export function announcements(words: readonly string[]): readonly Told[] {
  const found: Told[] = [];
  for (let end = words.length; end > 0; end--) {
    const phrase = phraseEnding(words, end, ANNOUNCEMENTS);
    if (phrase === undefined || found.some((one) => one.type === phrase.meaning.type && one.strong === phrase.meaning.strong)) continue;
    found.push({ ...phrase.meaning, word: words.slice(end - phrase.size, end).join(' '), between: spaced(words.slice(end)), distance: words.length - end });
  }
  return found;
}

/** The announcement of a password among the words before a place. */
export function passwordTold(words: readonly string[]): Told | undefined {
  return announcements(words).find((one) => one.type === 'password' || one.type === 'passcode');
}

/** The last words before a place present a value: "… là", "…:". */
export const VALUE_FOLLOWS = / (?:la|:|=|is|was|as|to|thanh) (?:(?:chu|hai chu|ten|tu|day|ne|nhu sau) )?(?:: )?$/;

/** The kind named after the number: "880957 là mã OTP", and farther off where something was typed: "nhập 3182 mãi mà nó báo sai mã". */
export function namedAfter({ before, after }: Context): SecretType | undefined {
  const head = after.split(' ; ')[0] ?? '';
  for (const { type, pattern } of AFTERWARDS) if (pattern.test(head)) return type;
  if (!TYPED.test(before)) return undefined;
  // A number that is typed in and is no year: what else would it be.
  if (/ (?:nhap|go|dien) (?:so |ma |vao )?$/.test(before) && !/^ (?:so|lan|chu|ky|o|cai|buoc|ngay|nam) /.test(head)) return 'otp';
  return / (?:otp|ma xac (?:thuc|nhan)|ma kich hoat|(?:bao|bi) (?:ma )?sai (?:ma|otp)|ma (?:nay )?(?:bi |khong |ko |k )?(?:sai|dung|het han)|wrong code) /.test(head) ? 'otp' : / (?:passcode|pin) /.test(head) ? 'passcode' : undefined;
}

/** Right before a place: something is being typed or read out. */
export const TYPED = / (?:nhap|go|bam|danh|dien|doc|ghi|viet|dat|xai|dung|de|chon|lay|type|typed|typing|enter|entered|put|use|used|using)(?: (?:so|ma|la|vao|cai|lai|dung|y chang|in|the|code|:|_))* $/;

/** Words that may stand between an announcement and its value without breaking the tie. */
const LINK =
  '(?:la|:|=|so|moi|cu|cua|em|e|toi|t|minh|mik|m|ban|a|anh|chi|c|con|chau|bac|chu|co|ong|ba|me|bo|vk|ck|quy|khach|vneid|nay|do|day|ne|is|was|are|my|our|the|your|dat|chon|gom|hien|tai|ve|roi|gui|nhan tien|nhan luong|luong|huu|nhan|duoc|dc|vua|thi|no|hinh|nhu|chac|ghi|ten|mat|sau|duoi|nguoi|gmail|facebook|zalo|app|\\d{1,2} so|chu|thuong|hoa|het|viet|lien|khong|dau|day du|,|noi|doc|bao|dua|lung|the|for|to|number|no|code)';
const DIRECT = new RegExp(`^ (?:${LINK}_? ){0,6}$`);

/** True when nothing but linking words stands between, or the last of them presents a value: "mã nó vừa gửi về máy mẹ em là …". */
export function isDirect(between: string): boolean {
  return DIRECT.test(between) || (PRESENTED.test(between) && !OTHER_MATTER.test(between));
}

const PRESENTED = /^ (?:[^ ;]+ ){1,9}(?:la|:|=|is|was|are|nhu sau|day|bao|noi|doc|dua|nhap|go) (?:[:=] )?$/;
/** Between announcement and value these words say that the value is something else: the code of a fault, a file, a place. */
const OTHER_MATTER = / (?:loi|error|ho so|buu|vach|tinh|thu tuc|thue|don|phi|tien|gia|lan|nam|thang|gio|phut|luong|bien nhan|bien lai|hoa don|serial|imei|phien ban|version|fee|hang|giao dich|hop dong|khach hang|san pham|phuong|vung|mau|luat|dieu|toi thieu|toi da|it nhat|do dai|khong phai|least|length) /;

const BANKS =
  'ngan(|_) hang|nh|bank|vietcombank|vcb|techcombank|tcb|bidv|agribank|vietinbank|viettinbank|ctg|mb bank|mbbank|mb|acb|vpbank|tpbank|sacombank|stb|shb|vib|hdbank|msb|ocb|seabank|lpbank|lienvietpostbank|eximbank|scb|namabank|bac a|bvbank|kienlongbank|pvcombank|abbank|cake|timo|woori|shinhan|napas|vietqr';

/** All spellings folded; the nearest to the place wins, at the same place the longer phrase. */
const ANNOUNCEMENTS = phraseTable<{ readonly type: SecretType; readonly strong: boolean }>([
  ['cccd|cc|cccc|can cuoc|can cuoc cong dan|dinh danh|so dinh danh|ma dinh danh|ddcn|ma so ca nhan|id card|id number|citizen id|personal id|national id|cccd so|gplx|giay phep lai xe|bang lai', { type: 'cccd', strong: true }],
  ['cmnd|cmt|cmtnd|chung minh|chung minh thu|chung minh nhan dan|giay chung minh|the cu 9 so', { type: 'cmnd', strong: true }],
  ['ho chieu|passport|pp|hc|pass port', { type: 'passport', strong: true }],
  ['sdt|dt|sđt|so dt|dien thoai|so dien thoai|phone|mobile|tel|alo|goi|zalo|lien he|lien lac|hotline|sim|so may|call|whatsapp|viber|di dong|lh|fone', { type: 'phone', strong: true }],
  ['otp|o t p|ma otp|otp code|opt|ma xac (thuc|nhan|minh)|maxacthuc|xac thuc|xac nhan|ma (so |)kich hoat|ma (dang nhap|dang ky|mot lan|1 lan|khoi phuc|xac)|ma( la|) (6|sau|4|bon|8|tam|5|nam) (so|chu so)|ma sms|verification code|verify code|activation code|security code|one time (code|password|pin)|confirmation code|auth code|authentication code|login code|sms code|passcode sms', { type: 'otp', strong: true }],
  ['ma|code|sms|tin nhan|nhan tin', { type: 'otp', strong: false }],
  ['passcode|pass code|passcod|pat (cot|cot_|cop|co)|pas (cot|cot_)|pass cot|pascode|pincode|pin|ma pin|pin code|ma bao mat|ma bao ve|ma khoa|ma mo khoa|cvv|cvc|cvv2|cvc2|ma passcode|ma bi mat|so bi mat|bi mat|mpin|3 so (mat |phia |dang |o |)sau', { type: 'passcode', strong: true }],
  ['mat khau|matkhau|mat khaủ|mk|mkhau|mat ma|pass|password|pasword|passwd|pwd|pw|matkhao|mat khao|mat kau|pas|mkh', { type: 'password', strong: true }],
  [`stk|s t k|so tk|tk|so tai khoan|tai khoan|account|account number|acc|bank account|chuyen khoan|ck|chuyen tien|${BANKS}`, { type: 'bank_account', strong: true }],
  ['so the|the atm|atm|visa|mastercard|master card|the tin dung|the ngan(|_) hang|card number|card no|the ghi no|debit card|credit card', { type: 'bank_card', strong: true }],
  ['bien so|bien|bks|bien kiem soat|bien xe|license plate|plate', { type: 'plate', strong: true }],
]);

const AFTERWARDS: readonly { type: SecretType; pattern: RegExp }[] = [
  { type: 'passcode', pattern: /^ (?:\S+ ){0,3}(?:passcode|pass code|pin|ma pin|pincode|cvv|cvc) / },
  { type: 'otp', pattern: /^ (?:(?!(?:nao|sao|dau|ai|hoi|goi) )\S+ ){0,4}(?:otp|ma otp|ma xac (?:thuc|nhan|minh)|ma kich hoat|(?:verification|activation|security|login|confirmation|authentication) code) / },
  { type: 'otp', pattern: /^ (?:\S+ ){0,6}(?:co phai|phai|la) (?:ma )?otp / },
  { type: 'otp', pattern: /^ (?:la |co phai |phai |is )(?:\S+ ){0,2}(?:ma|code) / },
  { type: 'password', pattern: /^ (?:la |co phai |is )?(?:\S+ ){0,1}(?:mat khau|mk|pass|password) / },
];
