import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { repairWord } from '../../src/understand/repair.ts';

describe('words that work in every state', () => {
  it.each([
    ['menu', 'menu'], ['Menu nha', 'menu'], ['/menu', 'menu'], ['MENU CHÍNH', 'menu'], ['/start abc', 'start'], ['bắt đầu lại', 'start'], ['start over', 'start'],
    ['quay lại', 'back'], ['quay lai', 'back'], ['Quay lại!', 'back'], ['go back', 'back'], ['nhắc lại giúp tôi với', 'again'], ['nói lại đi', 'again'], ['repeat', 'again'],
    ['bỏ qua', 'skip'], ['bo qua nhe', 'skip'], ['skip', 'skip'], ['nhầm rồi', 'wrong'], ['bấm lộn', 'wrong'], ['sai r', 'wrong'],
    ['gặp người thật', 'person'], ['cho tôi gặp người thật với', 'person'], ['gap nguoi that di ad', 'person'], ['talk to a human', 'person'],
    ['dừng', 'stop'], ['dung lai', 'stop'], ['thôi', 'stop'], ['stop', 'stop'], ['English', 'language'], ['tiếng Việt', 'language'], ['doi ngon ngu', 'language'],
    ['xóa dữ liệu của tôi', 'forget'], ['xoá dữ liệu của tôi', 'forget'], ['xoa du lieu cua toi', 'forget'], ['/xoa', 'forget'], ['delete my data', 'forget'],
    ['/dulieu', 'show-data'], ['show my data', 'show-data'], ['lừa đảo', 'scam'], ['lua dao', 'scam'], ['/chiase', 'share'], ['chia sẻ', 'share'],
    ['người tiếp theo', 'next-person'], ['next person please', 'next-person'], ['tôi bị kẹt', 'stuck'], ['về việc đang làm', 'return'],
  ])('%j → %s', (text, word) => expect(repairWord(text)).toEqual({ word }));

  it.each([
    ['nhầm rồi, ý tôi là iPhone', 'iPhone'], ['Wrong, I meant iPhone', 'iPhone'], ['I meant Android', 'Android'], ['không phải, Android mà', 'Android'],
    ['k phải, iphone', 'iphone'], ['sai rồi, tôi dùng Samsung', 'Samsung'], ['nham, may cu van con', 'may cu van con'], ['lộn, chưa có tin nhắn', 'chưa có tin nhắn'],
  ])('%j corrects to %j', (text, rest) => expect(repairWord(text)).toEqual({ word: 'wrong', rest }));

  it.each([
    'dung', 'lai', 'thoi', 'lua', 'bi', 'không', 'rồi', 'ok', 'chưa được', 'làm được rồi', 'lừa đảo không?', 'quay lại máy cũ thế nào', 'mật khẩu sai rồi', 'nhầm số điện thoại khi đăng ký',
    'tôi muốn xóa tài khoản VNeID', 'bị lừa mất tiền rồi giờ làm sao', 'gặp lỗi khi kích hoạt', 'bỏ qua bước NFC có được không?', 'menu của app VNeID ở đâu', '/unknown', '', '🙂',
  ])('%j is none of them', (text) => expect(repairWord(text)).toBeUndefined());

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      repairWord(text);
      repairWord(`/${text}`);
    }), { numRuns: 300 });
  });
});
