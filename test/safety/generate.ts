// Makes messages with and without secrets from phrases, values and ways of writing, to measure how far the rules carry beyond the labelled sets.
// Promises: reproducible from a seed; all values invented (ID numbers with province 099). Refuses: to copy phrases of the labelled sets.
import { unmark } from './marked.ts';
import type { Labelled } from './score.ts';

export type Random = () => number;

/** mulberry32: small, seeded, good enough for tests. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const pick = <One>(random: Random, all: readonly One[]): One => all[Math.floor(random() * all.length)] as One;
export const digits = (random: Random, size: number): string => Array.from({ length: size }, () => String(Math.floor(random() * 10))).join('');

export const VALUES: Readonly<Record<string, (random: Random) => string>> = {
  cccd: (random) => `099${Math.floor(random() * 4)}${digits(random, 8)}`,
  cmnd: (random) => `${1 + Math.floor(random() * 3)}${digits(random, 8)}`,
  passport: (random) => `${pick(random, [...'BCKNP'])}${digits(random, 7)}`,
  phone: (random) => `0${pick(random, ['3', '5', '7', '8', '9'])}${digits(random, 8)}`,
  otp: (random) => `${1 + Math.floor(random() * 9)}${digits(random, 4)}${1 + Math.floor(random() * 9)}`,
  passcode: (random) => digits(random, 6),
  bank_account: (random) => `${1 + Math.floor(random() * 9)}${digits(random, pick(random, [8, 9, 10, 11, 12, 13]))}`,
  bank_card: (random) => `9704${digits(random, 12)}`,
  plate: (random) => `${11 + Math.floor(random() * 88)}${pick(random, [...'ABCDEFGHKLMN'])}${pick(random, ['', '1', '2'])}-${digits(random, 3)}.${digits(random, 2)}`,
  email: (random) => `${pick(random, ['khoai', 'lan.anh', 'thu_ha', 'mr.nam'])}${digits(random, 2)}@${pick(random, ['gmail.com', 'yahoo.com.vn', 'example.org', 'truong.edu.vn'])}`,
  password: (random) => pick(random, [
    () => `${pick(random, ['Khoai', 'Lan', 'meo', 'thang', 'Sao'])}${pick(random, ['@', '#', '!', '_', '.', ''])}${digits(random, pick(random, [2, 3, 4]))}`,
    () => `${pick(random, ['khoailang', 'connhaingheo', 'yeuem', 'ngoisao'])}${digits(random, 3)}`,
    () => `${pick(random, ['Abc', 'Qwe', 'Vn'])}${digits(random, 3)}${pick(random, ['!', '@', '#'])}${pick(random, ['x', 'Z', 'vn'])}`,
  ])(),
};

/** {v} is the value. Phrases a citizen, a message of the app or a scanned card would carry. */
export const PHRASES: Readonly<Record<string, readonly string[]>> = {
  cccd: ['{v}', 'Dạ {v} ạ', 'cccd của vợ em {v}', 'so can cuoc {v} dung khong', 'thẻ của tôi in {v} mà app không nhận', 'Số/No.: {v}', 'đăng nhập bằng {v}', 'my ID {v}', 'ông nội {v} 82 tuổi', 'tra hộ em {v} với', '{v} là số của bé', 'em gõ {v} rồi bị lỗi 500', 'căn cước cấp 12/05/2022 số {v}', 'tk định danh {v} bị khoá'],
  cmnd: ['cmnd {v}', 'chứng minh cũ số {v}', 'so cmt {v} con dung dc k', 'giấy cmnd của em là {v} cấp 2012', 'chung minh nhan dan {v}'],
  passport: ['hộ chiếu {v}', 'ho chieu so {v} het han', 'passport {v}', 'em cầm hộ chiếu {v} đi làm được không'],
  phone: ['gọi em {v}', 'sdt {v}', 'số của em là {v} nha', 'sim {v} mất rồi', '{v} (Lan)', 'zalo {v}', 'đổi sang {v} chưa được', 'my phone is {v}', 'lh: {v} gặp Tú'],
  otp: ['otp {v}', 'mã OTP: {v}', 'Ma xac thuc cua quy khach la {v}.', 'mã nó gửi về là {v} phải nhập đâu', '{v} là mã otp', 'Your code is {v}', 'họ xin mã {v} em đọc rồi', 'ma kich hoat {v} het han', 'nhập {v} thì báo mã sai', 'VNeID {v} la ma xac nhan', 'otp về máy em {v} nè'],
  passcode: ['passcode {v}', 'passcode của em là {v}', 'pin {v}', 'ma pin {v} sai', 'em đặt passcode {v} mà quên', 'passcode cũ {v} passcode mới thì chưa'],
  bank_account: ['stk {v} Vietcombank', 'số tài khoản {v}', 'chuyển vào tk {v} BIDV', 'STK: {v} - MB', 'ngân hàng Agribank {v}', 'nó đưa số tài khoản {v} bảo ck'],
  bank_card: ['thẻ {v}', 'số thẻ ATM {v}', 'the ngan hang {v} het han', 'card number {v}', 'nó hỏi số {v} in trên thẻ'],
  plate: ['xe {v}', 'biển số {v}', 'bien so xe {v} phat nguoi', 'BKS {v}', 'xe em {v} chưa hiện'],
  email: ['email {v}', 'gửi vào {v} nha', 'mail em là {v}', '{v}', 'gmail: {v} bị mất'],
  password: ['mật khẩu {v}', 'mk {v} sai', 'mật khẩu của em là {v}', 'mat khau vneid: {v}', 'pass {v} ko vào được', 'my password is {v}', 'mk cũ {v}', 'em đặt mật khẩu {v} được không', 'pass:{v}', 'nhập mật khẩu {v} báo sai'],
};

const WORDS_VI = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const WORDS_PLAIN = ['khong', 'mot', 'hai', 'ba', 'bon', 'nam', 'sau', 'bay', 'tam', 'chin'];
const WORDS_EN = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const NUMERIC = new Set(['cccd', 'cmnd', 'phone', 'otp', 'passcode', 'bank_account', 'bank_card']);

const inGroups = (value: string, size: number, gap: string): string => value.match(new RegExp(`.{1,${size}}`, 'g'))?.join(gap) ?? value;
const spell = (value: string, words: readonly string[]): string => [...value].map((digit) => words[Number(digit)] ?? digit).join(' ');

/** Ways to write a number. Grouping follows habit: threes, fours, twos, single digits. */
export const FORMS: readonly ((value: string, random: Random) => string)[] = [
  (value) => value,
  (value) => inGroups(value, 3, ' '),
  (value) => inGroups(value, value.length % 4 === 0 ? 4 : 3, ' '),
  (value) => inGroups(value, 3, '.'),
  (value) => inGroups(value, value.length % 4 === 0 ? 4 : 3, '-'),
  (value) => inGroups(value, 1, ' '),
  (value) => inGroups(value, value.length % 4 === 0 ? 4 : 3, '\u00a0'),
  (value) => inGroups(value, 4, '\u200b'),
  (value) => inGroups(value, value.length / 2, '\n'),
  (value) => (value.includes('0') ? value.replace(/0/g, 'o') : value),
  (value) => [...value].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join(''),
  (value) => spell(value, WORDS_VI),
  (value) => spell(value, WORDS_PLAIN),
  (value) => spell(value, WORDS_EN),
];

const FRAMES = ['{m}', '{m}', '{m}', 'Anh chị ơi, {m}', '{m}. Cảm ơn', 'cho em hỏi {m} với ạ', '{m}, giúp em với', 'Chào ad. {m}?', 'hi {m}'];

/** One message with one secret of the kind, written in the form (index into FORMS). */
export function secretMessage(random: Random, type: string, form: number, id: string): Labelled {
  const value = VALUES[type]?.(random) ?? '';
  const written = NUMERIC.has(type) ? (FORMS[form] ?? FORMS[0])?.(value, random) ?? value : value;
  const phrase = pick(random, FRAMES).replace('{m}', () => pick(random, PHRASES[type] ?? []).replace('{v}', () => `{${type}:${written}}`));
  return variant(random, unmark(phrase, id));
}

const PUBLIC = [
  'phí {n5}đ', 'mất {n2} triệu', '{n1} ngày', 'phường {n1}', 'số nhà {n3} đường {n1}', 'ngày {d}/{mo}/20{y}', '{d}-{mo}-20{y}', 'Android {n1}', 'bản {n1}.{n1}.{n1}', 'lỗi {n3}', 'mã lỗi {n4}', 'Nghị định {n2}/20{y}/NĐ-CP',
  'luật số {n2}/20{y}/QH15', 'tổng đài 1900 {n4}', '1900{n4}', '1800 {n4}', 'gọi 156', 'nhắn 5656', 'khoảng {n4} người', 'điều {n2} khoản {n1}', 'tổ {n1} ấp {n1}', '{h}h{mi}', 'sinh năm 19{y2}', 'phòng {n3}', 'MST 03{n8}', 'mã số thuế 01{n8}', 'mã vạch 893{n8}{n2}',
  'mã đơn hàng SPX{n8}{n2}', 'imei 35{n8}{n5}', 'iPhone {n1}', 'còn {n2}%', '{n3}MB', 'hẻm {n3}/{n2}', 'otp hết hạn sau {n1} phút', 'mật khẩu từ {n1} ký tự', 'nhập sai mật khẩu {n1} lần', 'passcode {n1} số', 'otp gồm {n1} chữ số', 'quên mật khẩu năm 20{y}', 'mã tỉnh 0{n2}', 'xếp hàng số {n3}',
  'hoá đơn số 000{n4}', 'mã hồ sơ H{n2}.{n2}-{n6}-{n4}', '{n1}.{n3}.000 đồng', '{n3} nghìn', 'đến {n1} giờ chiều', 'chưa có otp {n1} hôm nay', 'mk có {n1} chữ', '{n1} người trong nhà',
];

/** A message that must stay as it is. */
export function publicMessage(random: Random, id: string): Labelled {
  const number = (size: number): string => `${1 + Math.floor(random() * 9)}${digits(random, size - 1)}`;
  const text = pick(random, FRAMES).replace('{m}', () => pick(random, PUBLIC)).replace(/\{(n(\d)|d|mo|y|y2|h|mi)\}/g, (_all, name: string, size: string) => {
    if (size !== undefined) return number(Number(size));
    const limits: Readonly<Record<string, readonly [number, number]>> = { d: [1, 28], mo: [1, 12], y: [10, 26], y2: [50, 99], h: [7, 17], mi: [10, 59] };
    const [low, high] = limits[name] ?? [1, 9];
    return String(low + Math.floor(random() * (high - low + 1)));
  });
  return variant(random, unmark(text, id));
}

/** Some writers decompose accents, some leave them out, some shout. Spans are moved along. */
function variant(random: Random, row: Labelled): Labelled {
  const kind = random();
  const change = kind < 0.15 ? (text: string) => text.normalize('NFD') : kind < 0.3 ? (text: string) => text.replace(/[\u00c0-\u1ef9]/g, (char) => char.normalize('NFD').replace(/\p{M}/gu, '').replace('đ', 'd').replace('Đ', 'D')) : (text: string) => text;
  const spans = row.spans.map((span) => ({ ...span, start: change(row.text.slice(0, span.start)).length, end: change(row.text.slice(0, span.end)).length }));
  return { ...row, text: change(row.text), spans };
}
