import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { choose, type Offered } from '../../src/understand/choose.ts';

const phones: Offered[] = [
  { id: 'iphone', label: 'iPhone', also: ['ios', 'quả táo'] },
  { id: 'android', label: 'Android', also: ['samsung', 'oppo'] },
  { id: 'unknown', label: 'Tôi không biết' },
];
const oldPhone: Offered[] = [
  { id: 'a', label: 'Có, tôi còn giữ máy cũ' },
  { id: 'b', label: 'Không còn máy cũ' },
];
const progress: Offered[] = [
  { id: 'fine', label: 'Làm được rồi' },
  { id: 'bad', label: 'Chưa được' },
  { id: 'what', label: 'OTP là gì?' },
];
const message: Offered[] = [
  { id: 'got', label: 'Đã có tin nhắn duyệt' },
  { id: 'none', label: 'Chưa có tin nhắn' },
  { id: 'lost', label: 'Xóa mất tin nhắn' },
];
const levels: Offered[] = [
  { id: 'l1', label: 'Mức 1' },
  { id: 'l2', label: 'Mức 2' },
];
const topics: Offered[] = [
  { id: 'where', label: 'Đổi ở đâu' },
  { id: 'both', label: 'Làm mức 2 luôn' },
  { id: 'fee', label: 'Mất bao nhiêu tiền' },
  { id: 'fine', label: 'Có bị phạt không' },
];

const meant = (text: string, choices: readonly Offered[]) => {
  const found = choose(text, choices);
  return found.type === 'one' ? found.id : found.type === 'several' ? found.ids.join('+') : 'none';
};

describe('which offered choice was meant', () => {
  it.each([
    ['1', 'iphone'], ['2.', 'android'], ['so 2', 'android'], ['số ba', 'unknown'], ['cái đầu', 'iphone'], ['1️⃣', 'iphone'], ['câu 2 nha', 'android'],
    ['cuối cùng', 'unknown'], ['option 2', 'android'], ['9', 'none'], ['0', 'none'], ['1 và 2', 'iphone+android'], ['１', 'iphone'],
    ['iPhone', 'iphone'], ['aiphone', 'iphone'], ['ip', 'iphone'], ['androi', 'android'], ['tôi dùng samsung a12', 'android'], ['con xài oppo', 'android'],
    ['khong biet', 'unknown'], ['hổng biết', 'unknown'], ['kbt', 'unknown'],
    ['tôi quên mật khẩu thì làm sao', 'none'], ['có nên mua iPhone không hay thuê người ta làm hộ', 'none'], ['', 'none'], ['???', 'none'],
  ])('%j among phones → %s', (text, id) => expect(meant(text, phones)).toBe(id));

  it.each([['có', 'a'], ['dạ có', 'a'], ['ok', 'a'], ['còn', 'a'], ['yes', 'a'], ['không', 'b'], ['ko', 'b'], ['hông', 'b'], ['k ạ', 'b'], ['mất rồi', 'b'], ['nope', 'b']])(
    '%j to "do you still have the old phone" → %s', (text, id) => expect(meant(text, oldPhone)).toBe(id));

  it.each([
    ['rồi', 'fine'], ['xong roi', 'fine'], ['ok', 'fine'], ['làm được rồi', 'fine'], ['dạ được rồi ạ', 'fine'], ['dc roi', 'fine'], ['làm đc r', 'fine'], ['done', 'fine'],
    ['chưa', 'bad'], ['chưa được', 'bad'], ['chưa đc', 'bad'], ['vẫn chưa được', 'bad'], ['không', 'bad'], ['không được', 'bad'], ['ko dc', 'bad'], ['lỗi', 'bad'], ['not yet', 'bad'],
    ['otp la gi', 'what'],
  ])('%j to "did it work" → %s', (text, id) => expect(meant(text, progress)).toBe(id));

  it.each([['rồi', 'got'], ['có rồi', 'got'], ['chưa', 'none'], ['chưa có', 'none'], ['không', 'none'], ['chưa thấy tin nhắn', 'none'], ['xoa mat roi', 'lost']])(
    '%j to "did the message come" → %s', (text, id) => expect(choose(text, message)).toMatchObject({ type: 'one', id }));

  it.each([['2', 'l2'], ['mức 2', 'l2'], ['muc 2', 'l2'], ['mức hai', 'l2'], ['lv2', 'l2'], ['mức 1', 'l1'], ['hai', 'l2']])('%j among levels → %s', (text, id) => expect(meant(text, levels)).toBe(id));

  it.each([['mất bao nhiêu tiền', 'fee'], ['bao nhiêu tiền vậy', 'fee'], ['tiền', 'fee'], ['phạt không', 'fine'], ['doi o dau', 'where'], ['làm luôn mức 2', 'both'], ['không', 'none'], ['có', 'none'], ['làm sao để kích hoạt', 'none']])(
    '%j among topics → %s', (text, id) => expect(meant(text, topics)).toBe(id));

  it('takes the words for yes and no from the step when the labels do not say them', () => {
    const choices = [{ id: 'x', label: 'Tiếp tục' }, { id: 'y', label: 'Ngừng' }];
    expect(choose('dạ có', choices, { yes: 'x', no: 'y' })).toMatchObject({ type: 'one', id: 'x' });
    expect(choose('hông', choices, { yes: 'x', no: 'y' })).toMatchObject({ type: 'one', id: 'y' });
    expect(choose('dạ có', choices)).toEqual({ type: 'none' });
  });

  it('never throws and never names a choice that was not offered', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const found = choose(text, phones);
      const ids = found.type === 'one' ? [found.id] : found.type === 'several' ? found.ids : [];
      expect(ids.every((id) => phones.some((phone) => phone.id === id))).toBe(true);
    }), { numRuns: 300 });
  });
});
