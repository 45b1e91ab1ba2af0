// Fifty kinds of secrets to plant through every input: each makes a fresh invented value, the text that carries it, and what must never be found afterwards.
// Promises: values are invented and recognisable (long enough not to occur by chance). Refuses: anything real.
import { digits, pick } from './generate.ts';
import type { Random } from './generate.ts';

/** `needles`: strings that must occur in no file, log, dump or answer. `via` setting: an operator's secret, for the log scrubber; message: what a citizen sends. */
export type Canary = { readonly kind: string; readonly via: 'message' | 'setting'; readonly make: (random: Random) => { readonly text: string; readonly needles: readonly string[] } };

const message = (kind: string, make: (random: Random) => readonly [text: string, ...needles: string[]]): Canary => ({
  kind,
  via: 'message',
  make: (random) => {
    const [text, ...needles] = make(random);
    return { text, needles };
  },
});
const setting = (kind: string, make: (random: Random) => string): Canary => ({
  kind,
  via: 'setting',
  make: (random) => {
    const value = make(random);
    return { text: `request failed: ${value}`, needles: [value, encodeURIComponent(value)] };
  },
});

const cccd = (random: Random): string => `099${pick(random, ['0', '1', '2', '3'])}${digits(random, 8)}`;
const phone = (random: Random): string => `0${pick(random, ['3', '5', '7', '8', '9'])}${digits(random, 8)}`;
const six = (random: Random): string => `${1 + Math.floor(random() * 9)}${digits(random, 4)}${1 + Math.floor(random() * 9)}`;
const grouped = (value: string, size: number, gap: string): string => value.match(new RegExp(`.{1,${size}}`, 'g'))?.join(gap) ?? value;
const letters = (random: Random, size: number): string => Array.from({ length: size }, () => pick(random, [...'abcdefghkmnpqrtuvwxyz'])).join('');
const base = (random: Random, size: number): string => Array.from({ length: size }, () => pick(random, [...'ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789_-'])).join('');
const WORDS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const PLAIN = ['khong', 'mot', 'hai', 'ba', 'bon', 'nam', 'sau', 'bay', 'tam', 'chin'];
const spoken = (value: string, words: readonly string[]): string => [...value].map((digit) => words[Number(digit)]).join(' ');
const wide = (value: string): string => [...value].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('');

/** A carrier around a value as it is written; the plain digits are a needle too. */
const written = (kind: string, value: (random: Random) => string, form: (value: string) => string, carrier: (shown: string) => string): Canary =>
  message(kind, (random) => {
    const plain = value(random);
    const shown = form(plain);
    return shown === plain ? [carrier(shown), plain] : [carrier(shown), shown, plain];
  });
const same = (value: string): string => value;

export const CANARIES: readonly Canary[] = [
  written('ID number', cccd, same, (v) => `căn cước của tôi ${v}`),
  written('ID number alone', cccd, same, (v) => v),
  written('ID number in threes', cccd, (v) => grouped(v, 3, ' '), (v) => `cccd ${v} ạ`),
  written('ID number with dots', cccd, (v) => grouped(v, 3, '.'), (v) => `Căn cước: ${v}`),
  written('ID number with hyphens', cccd, (v) => grouped(v, 4, '-'), (v) => `số ${v} nhé`),
  written('ID number digit by digit', cccd, (v) => grouped(v, 1, ' '), (v) => `cháu chép ${v}`),
  written('ID number over two lines', cccd, (v) => grouped(v, 6, '\n'), (v) => `thẻ ghi ${v}`),
  written('ID number with no-break spaces', cccd, (v) => grouped(v, 4, '\u00a0'), (v) => `định danh ${v}`),
  written('ID number with zero-width spaces', cccd, (v) => grouped(v, 4, '\u200b'), (v) => `dán ${v}`),
  written('ID number with full-width digits', cccd, wide, (v) => `định danh ${v}`),
  message('ID number with letters for zero', (random) => {
    const value = `0990${digits(random, 6)}00`;
    return [`cccd ${value.replace(/0/g, 'O')}`, value.replace(/0/g, 'O'), value];
  }),
  written('ID number in words', cccd, (v) => spoken(v, WORDS), (v) => `số căn cước là ${v}`),
  written('ID number in words without accents', cccd, (v) => spoken(v, PLAIN), (v) => `can cuoc ${v}`),
  written('ID number in decomposed text', cccd, same, (v) => `số định danh của mẹ ${v} bị khoá`.normalize('NFD')),
  written('ID number glued to a word', cccd, same, (v) => `cccd${v}`),
  written('ID number in an English message', cccd, same, (v) => `my citizen id is ${v}, what next`),
  message('machine-readable line of an ID card', (random) => {
    const number = cccd(random);
    return [`IDVNM${number.slice(3)}7${number}<<4`, number];
  }),
  written('QR text of an ID card', cccd, same, (v) => `${v}|123123123|Nguyen Van A|01011990|Nam`),
  written('old ID number', (random) => `2${digits(random, 8)}`, same, (v) => `cmnd ${v}`),
  written('old ID number in threes', (random) => `1${digits(random, 8)}`, (v) => grouped(v, 3, ' '), (v) => `chứng minh cũ ${v}`),
  written('passport', (random) => `C${digits(random, 7)}`, same, (v) => `hộ chiếu ${v} hết hạn`),
  message('passport with a space', (random) => {
    const number = digits(random, 7);
    return [`HC: B ${number}`, `B ${number}`, number];
  }),
  written('phone', phone, same, (v) => `gọi em ${v}`),
  written('phone with dots', phone, (v) => `${v.slice(0, 4)}.${v.slice(4, 7)}.${v.slice(7)}`, (v) => `sđt ${v}`),
  written('phone with country code', phone, (v) => `+84 ${v.slice(1, 3)} ${v.slice(3, 6)} ${v.slice(6)}`, (v) => `số Việt Nam ${v}`),
  written('phone in words', phone, (v) => spoken(v, WORDS), (v) => `số tôi là ${v}`),
  written('one-time code', six, same, (v) => `mã OTP ${v}`),
  written('one-time code in threes', six, (v) => grouped(v, 3, ' '), (v) => `mã về rồi: ${v}`),
  written('one-time code in a message of the app', six, same, (v) => `VNeID: ${v} la ma xac thuc cua ban`),
  written('one-time code named after', six, same, (v) => `${v} là mã otp phải không`),
  written('one-time code in words', six, (v) => spoken(v, WORDS), (v) => `otp là ${v}`),
  written('activation code of eight digits', (random) => `7${digits(random, 6)}3`, same, (v) => `mã kích hoạt ${v}`),
  written('password with signs', (random) => `${letters(random, 6)}@${digits(random, 4)}`, same, (v) => `mật khẩu ${v}`),
  written('password with digits', (random) => `${letters(random, 8)}${digits(random, 3)}`, same, (v) => `mk em là ${v}`),
  written('password of letters', (random) => `${letters(random, 5)}qzx${letters(random, 4)}`, same, (v) => `mật khẩu là ${v}`),
  written('password in English', (random) => `${letters(random, 7)}!${digits(random, 3)}`, same, (v) => `my password is ${v}`),
  written('password without a word', (random) => `${letters(random, 5)}#${digits(random, 5)}`, same, (v) => `em gõ ${v} mà không vào được`),
  written('passcode', six, same, (v) => `passcode ${v}`),
  written('passcode in pairs', six, (v) => grouped(v, 2, ' '), (v) => `pin 6 số là ${v}`),
  written('bank account', (random) => `19${digits(random, 11)}`, same, (v) => `stk ${v} ngân hàng`),
  written('bank account in fours', (random) => `58${digits(random, 10)}`, (v) => grouped(v, 4, ' '), (v) => `số tài khoản ${v}`),
  written('bank card', (random) => `9704${digits(random, 12)}`, (v) => grouped(v, 4, ' '), (v) => `số thẻ ${v}`),
  written('number plate', (random) => `51K-${digits(random, 3)}.${digits(random, 2)}`, same, (v) => `biển số ${v}`),
  written('e-mail address', (random) => `${letters(random, 8)}${digits(random, 3)}@example.org`, same, (v) => `email ${v} của em`),
  setting('Telegram bot token', (random) => `77${digits(random, 8)}:${base(random, 35)}`),
  setting('Zalo bot token', (random) => `${digits(random, 15)}:${base(random, 40)}`),
  setting('Zalo OA access token', (random) => base(random, 64)),
  setting('webhook secret', (random) => base(random, 40)),
  setting('application secret', (random) => `${base(random, 40)}+/=`),
  setting('Redis password', (random) => `${base(random, 24)}@:/%`),
];
