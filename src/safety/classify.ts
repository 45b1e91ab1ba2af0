// Decides what a number is: a secret of some kind, or a public number that stays.
// Promises: a well-formed ID number or card number is masked whatever stands around it. Refuses: to keep a long number it cannot place.
import { announcements, isDirect, namedAfter } from './announce.ts';
import type { Told } from './announce.ts';
import type { Context, SecretType } from './context.ts';
import type { NumberRun } from './digits.ts';
import { hasLuhn } from './number-cut.ts';
import { isNamedPublic, isPublicAfter, isPublicLong, isPublicShort, LARGE_UNIT_AFTER, UNIT_AFTER } from './public-names.ts';

export function classify(run: NumberRun, context: Context): SecretType | undefined {
  const { digits } = run;
  if (digits.length < 3) return undefined;
  if (isHotline(digits, context)) return / (?:cvv|cvc)2? (?:: |= |la |is |so |code ){0,2}$/.test(context.before) ? 'passcode' : undefined;
  const shape = fullShape(run, context);
  if (shape !== undefined) return shape;
  if (isCode(run)) return undefined;
  const all = announcements(context.words);
  for (const one of all) {
    if (!one.strong || !isDirect(one.between) || run.date || isPrice(run, context)) continue;
    const direct = directType(one, run, context);
    if (direct !== undefined) return direct;
  }
  const told = all.find((one) => fits(one.type, digits.length)) ?? all[0];
  const named = digits.length >= 4 && digits.length <= 8 && !run.date && !run.slashed && !isYear(digits) && !isPrice(run, context) && !isPublicLong(context.words) ? namedAfter(context) : undefined;
  if (named !== undefined) return named;
  const expected = told?.type === 'otp' && digits.length === 6 && !isPrice(run, context) && !isPublicShort(context.words) && !run.date && !run.slashed;
  if (!expected && isPublic(run, context, told)) return undefined;
  if (digits.length >= 9) return longType(run, told?.type);
  return shortType(run, told);
}

/** Public numbers named in the labelling rules; 1900 and 1800 numbers have 8 or 10 digits (telecom numbering plan). */
export function isHotline(digits: string, context?: Context): boolean {
  if (/^(?:1900|1800)(?:\d{4}|\d{6})$/.test(digits)) return true;
  if (/^(?:11[0-9]|156|5656|1022|1414|1080|069\d{7})$/.test(digits)) return true;
  // An office number stays only when the words before say so; a person's home number is masked.
  return context !== undefined && /^02\d{8,9}$/.test(digits) && / (?:tong dai|hotline|duong day nong|truc ban|so truc) /.test(context.before);
}

/** Shapes that need no words around them. */
function fullShape(run: NumberRun, context: Context): SecretType | undefined {
  const { digits } = run;
  const glued = isCode(run);
  // 12 digits: 3 of province 001-099, 1 of century and sex (0-3 for births 1900-2099), 2 of birth year, 6 random (decree 137/2015, art. 13).
  // "04-19-27-33-38-45" behind the word for a lottery.
  if (digits.length === 12 && run.groups.length === 6 && isPublicLong(context.words)) return undefined;
  if (digits.length === 12 && /^0(?!00)\d\d[0-3]/.test(digits) && !(glued && ((run.prefix.length <= 2 && run.capitals && !PARTICLE.test(run.prefix)) || isPublicLong(context.words.slice(0, -1))))) return nearBank(context) ? 'bank_account' : 'cccd';
  if (digits.length === 16 && (digits.startsWith('9704') || (/^[2-6]/.test(digits) && hasLuhn(digits)))) return 'bank_card';
  if (digits.length === 16 && /^[2-69]/.test(digits) && !glued && !isPublicLong(context.words)) return 'bank_card';
  if (digits.length === 19 && digits.startsWith('9704')) return 'bank_card';
  if (glued || isPublicLong(context.words)) return undefined;
  if (/^(?:0[35789]\d{8}|84[35789]\d{8}|840[35789]\d{8}|0084[35789]\d{8}|01[2689]\d{8})$/.test(digits)) {
    return announcements(context.words)[0]?.type === 'bank_account' && run.groups.length === 1 && nearBank(context) ? 'bank_account' : 'phone';
  }
  return undefined;
}

function nearBank(context: Context): boolean {
  return / (?:stk|so tai khoan|so tk|chuyen khoan)(?: (?:la|:|so|cua|em|toi|minh)){0,3} $/.test(context.before);
}

/** Told in so many words, "mã OTP là 190000": only the length must fit. */
function directType({ type, word }: Told, run: NumberRun, context: Context): SecretType | undefined {
  const size = run.digits.length;
  const counted = size <= 5 && UNIT_AFTER.test(context.after) && !/^ (?:em|ban|anh) /.test(context.after);
  if (counted) return undefined;
  if (size === 3) return type === 'passcode' && /^(?:cvv|cvc|3 so)/.test(word) ? 'passcode' : undefined;
  switch (type) {
    case 'otp':
    case 'passcode':
      return size <= 8 && !(size === 4 && isYear(run.digits) && !/ (?:otp|pin|cvv|:|=|la|is)(?: :| la)? $/.test(context.before)) ? type : undefined;
    case 'password':
      return size <= 16 && !(size === 4 && isYear(run.digits) && !/ (?::|=|la|is) $/.test(context.before)) ? (size === 12 && run.digits.startsWith('0') ? 'cccd' : 'password') : undefined;
    case 'bank_account':
      if (isRound(run) && /^(?:ck|chuyen khoan|chuyen tien)$/.test(word)) return undefined;
      return size >= 6 ? (size === 12 && run.digits.startsWith('0') ? 'cccd' : type) : undefined;
    case 'bank_card':
      return size >= 8 ? type : undefined;
    case 'cccd':
    case 'cmnd':
      return size >= 8 && size <= 13 ? (size === 9 ? 'cmnd' : type) : undefined;
    case 'phone':
      return size >= 7 && size <= 15 ? type : undefined;
    case 'passport':
      return size >= 7 && size <= 9 ? type : undefined;
    default:
      return undefined;
  }
}

function longType(run: NumberRun, told: SecretType | undefined): SecretType {
  const { digits } = run;
  if (told === 'bank_account' || told === 'bank_card' || BANK.test(run.prefix)) return told === 'bank_card' ? told : 'bank_account';
  if (digits.length === 9) return told === 'phone' ? 'phone' : 'cmnd';
  if (digits.length >= 15) return told === 'phone' ? 'phone' : 'bank_card';
  if (told === 'phone' || /^(?:0\d{9,10}|84\d{9})$/.test(digits)) return 'phone';
  if (digits.length === 12 || told === 'cccd') return 'cccd';
  return 'bank_account';
}

function shortType(run: NumberRun, told: Told | undefined): SecretType | undefined {
  const { digits } = run;
  const size = digits.length;
  const sameSentence = told !== undefined && !told.between.includes(' ; ');
  const wordsBetween = told === undefined ? 99 : told.between.trim().split(' ').length;
  if (told !== undefined && sameSentence && size >= 4 && !(isYear(digits) && wordsBetween > 2 && !/ (?:gui|ve|nhan|doc|bao|hien) (?:\S+ )*(?:la|:) $/.test(told.between))) {
    const near = told.strong ? 8 : size >= 6 ? 8 : 3;
    if (told.type === 'otp' || told.type === 'passcode' || told.type === 'password') {
      if (wordsBetween <= near && (size >= 5 || told.strong || isDirect(told.between)) && !(run.spoken && size < 4)) return told.type;
    }
    if (size >= 6 && told.type === 'bank_account' && wordsBetween <= 6) return 'bank_account';
    if (size >= 7 && told.type === 'phone' && wordsBetween <= 6) return 'phone';
  }
  if (size >= 6 && !run.weak) return told?.type === 'phone' ? 'phone' : told?.type === 'bank_account' ? 'bank_account' : (told?.type === 'cccd' || told?.type === 'cmnd') && sameSentence ? told.type : 'otp';
  // Money never starts with 0: a row of five or more that does is the beginning of something personal.
  if (size >= 5 && digits.startsWith('0') && !run.spoken) return 'cccd';
  return undefined;
}

/** Letters glued before a number make it an order, device or procedure code, unless the letters name a secret. */
function isCode(run: NumberRun): boolean {
  return run.prefix !== '' && !SECRET_NAME.test(run.prefix) && !(BANK.test(run.prefix) && run.digits.length >= 8);
}

/** Little words that end up glued to the number behind them. */
const PARTICLE = /^(?:a|e|o|u|da|la|do|no|va|em|me|bo|ba|ma)$/;
const SECRET_NAME = /^(?:so|cccd|cc|cmnd|cmt|sdt|dt|tel|stk|tk|otp|pin|pass|passcode|mk|ma|id|la|the|card|no|phone|zalo|alo|goi|code|cvv|cvc|nhap|vneid|cancuoc|sodienthoai|dienthoai|sotaikhoan|taikhoan|maotp|matkhau|mobile|sim|hotline|user|username|dinhdanh|sodinhdanh)$/;
const BANK = /^(?:vcb|vietcombank|mb|mbbank|acb|bidv|tcb|techcombank|vib|vpbank|tpbank|agribank|agri|vietinbank|vietin|ctg|sacombank|stb|shb|msb|ocb|scb|hdbank|momo)$/;

/** Which announcement a number of this length can belong to. */
function fits(type: SecretType, size: number): boolean {
  const [least, most] = LENGTHS[type] ?? [1, 0];
  return size >= least && size <= most;
}
const LENGTHS: Readonly<Partial<Record<SecretType, readonly [number, number]>>> = {
  otp: [4, 8], passcode: [3, 8], password: [4, 16], bank_account: [6, 19], bank_card: [8, 19], phone: [7, 15], cccd: [8, 13], cmnd: [8, 13], passport: [7, 9],
};

/** 50000, 1500000: written in one go and ending in zeros, as amounts do. */
function isRound(run: NumberRun): boolean {
  return run.groups.length === 1 && /^[1-9]\d*0{3,}$/.test(run.digits) && run.digits.length >= 5 && run.digits.length <= 9;
}

/** Goods of Việt Nam: 893 and a right check digit (GS1, EAN-13). */
function isBarCode(run: NumberRun): boolean {
  if (!/^893\d{10}$/.test(run.digits) || run.groups.length > 1) return false;
  return [...run.digits].reduce((sum, digit, at) => sum + Number(digit) * (at % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

/** 01011988 or 20251130: day, month and year written together. */
function isFullDate(run: NumberRun): boolean {
  return run.groups.length === 1 && /^(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$/.test(run.digits);
}

function isYear(digits: string): boolean {
  return /^(?:19|20)\d\d$/.test(digits);
}

function isMoney(run: NumberRun, context: Context): boolean {
  return isPrice(run, context) || thousands(run);
}

/** An amount by its unit, or written as 70.000 or 1,500,000. */
function isPrice(run: NumberRun, context: Context): boolean {
  if (/^ (?:d|dong|vnd|k|nghin|ngan(?! hang)|trieu|tr|ty|usd|cu) /.test(context.after) && run.digits.length < 12) return true;
  if (run.suffix !== '' && /^(?:d|dong|vnd|k|nghin|ngan|trieu|tr|ty|usd|cu)$/.test(run.suffix)) return true;
  return thousands(run) && run.digits.endsWith('000');
}

/** A first group that does not start with 0, then groups of three, ending in 00; six digits may end in anything. */
function thousands(run: NumberRun): boolean {
  if (run.groups.length < 2 || (run.gap !== '.' && run.gap !== ',') || run.digits.startsWith('0')) return false;
  const [first = 0, ...rest] = run.groups;
  return first <= 3 && rest.every((size) => size === 3) && (run.digits.endsWith('00') || run.digits.length <= 6);
}

function isPublic(run: NumberRun, context: Context, told: Told | undefined): boolean {
  const { digits } = run;
  if (run.date || run.slashed || isMoney(run, context)) return true;
  if (isPublicLong(context.words) || isNamedPublic(context.words, told) || isPublicAfter(context.after)) return true;
  if (digits.length >= 6 && LARGE_UNIT_AFTER.test(context.after)) return true;
  if (isBarCode(run)) return true;
  if (isRound(run) || (isYear(digits) && / (?:sinh|sn|nam) $/.test(context.before))) return true;
  if (digits.length >= 9) return false;
  if (/^\d\.\d{6}/.test(groupsAs(run))) return true;
  if (isFullDate(run)) return !(told !== undefined && /^(?:password|passcode)$/.test(told.type) && told.strong && told.distance <= 5 && !told.between.includes(' ; ') && !/ (?:sau|khi|tu|den) /.test(told.between));
  if (digits.length <= 5 && UNIT_AFTER.test(context.after)) return true;
  return isPublicShort(context.words);
}

/** Procedure numbers of the national catalogue look like 1.004222. */
function groupsAs(run: NumberRun): string {
  let at = 0;
  return run.groups.map((size) => run.digits.slice(at, (at += size))).join(run.gap);
}
