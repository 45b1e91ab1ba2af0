// The conversation every bot of the bench holds: eight turns, one message each. Texts and buttons are those of test/bench/content,
// so that all send about the same bytes. Promises: plain data; the bots written with other libraries use it too.
import type { Turn } from './platform.ts';

/** What the citizen does, and a piece of the one message that must come back. */
export const TURNS: readonly (Turn & { readonly answer: string })[] = [
  { does: 'text', value: '/start', answer: 'Xin chào. Đây là trợ lý' },
  { does: 'press', value: 0, answer: 'Điện thoại đang dùng' },
  { does: 'press', value: 0, answer: 'Mở chợ ứng dụng' },
  { does: 'press', value: 0, answer: 'Mở ứng dụng VNeID' },
  { does: 'press', value: 0, answer: 'Còn việc gì chưa rõ' },
  { does: 'text', value: 'mã OTP không về máy thì làm sao ạ', answer: 'Kiểm tra sóng' },
  { does: 'location', value: [20.8561, 105.3383], answer: 'Gọi trước khi đi' },
  { does: 'press', value: 0, answer: 'Vậy là xong rồi' },
];
/** The same eight kinds of turns again, from the menu: what a long conversation is made of. */
export const AGAIN: typeof TURNS = [
  { does: 'press', value: 'Menu chính', answer: 'Cần việc gì' },
  { does: 'press', value: 0, answer: 'Điện thoại đang dùng' },
  ...TURNS.slice(2),
];
const press = (times: number): Turn[] => Array.from({ length: times }, () => ({ does: 'press', value: 0 }));
/** The whole way through the shipped guide: language, consent, phone, install, papers, place, visit, activation, what next. */
export const JOURNEY: readonly Turn[] = [
  { does: 'text', value: '/start' }, ...press(12), { does: 'press', value: 0, messages: 2 }, { does: 'location', value: [20.8561, 105.3383] },
  { does: 'press', value: 'Biết chỗ rồi' }, ...press(9), { does: 'press', value: 0, answer: 'Việc nên làm tiếp' },
];
/** Turns in which a button is pressed: a double tap is possible there. */
export const PRESSES = TURNS.flatMap((turn, i) => (turn.does === 'press' ? [i] : []));

type Says = { readonly text: string; readonly buttons: readonly (readonly [string, string])[] };
const words: Says['buttons'] = [['Về việc đang làm', 'w-return'], ['Tôi bị kẹt ở đây', 'w-stuck'], ['Menu chính', 'w-menu']];
const step = (text: string, ...buttons: Says['buttons']): Says => ({ text, buttons });
/** What the bots beside ours say at each turn. */
export const SAYS: readonly Says[] = [
  step('Xin chào. Đây là trợ lý cộng đồng về VNeID.\nKhông phải Công an, không phải ứng dụng VNeID.\n\nHello. This is a community guide to VNeID.\nIt is not the police and not the app.\n\nChọn ngôn ngữ. Choose a language.', ['Tiếng Việt', 'vi'], ['English', 'en']),
  step('Điện thoại đang dùng loại nào?', ['Điện thoại Android', 'android'], ['iPhone', 'iphone'], ['Chưa có điện thoại thông minh', 'none'], ...words.slice(1)),
  step('Mở chợ ứng dụng trên điện thoại.\nTìm chữ VNeID.\nBấm nút cài đặt rồi đợi một phút.', ['Đã cài xong', 'done'], ['Không cài được', 'trouble'], ...words.slice(1)),
  step('Mở ứng dụng VNeID.\nBấm kích hoạt tài khoản.\nLàm xong trong 7 ngày.', ['Đã bấm xong', 'done'], ['Không bấm được', 'trouble'], ...words.slice(1)),
  step('Còn việc gì chưa rõ thì gõ câu hỏi.\nMuốn tìm nơi gần nhất thì gửi vị trí.', ['Tìm nơi hỗ trợ', 'find'], ['Đã biết nơi rồi', 'known'], ...words.slice(1)),
  step('Kiểm tra sóng điện thoại.\nĐợi ba phút rồi bấm gửi lại mã.', ['Có mã rồi', 'works'], ['Vẫn chưa có mã', 'more'], ...words),
  step('Phường Hòa Bình, tỉnh Phú Thọ.\n\nGọi trước khi đi để khỏi mất công.\n\nHiện chưa có địa chỉ nào được kiểm tra ở nơi này. Gọi 1900 0368 trước khi đi.', ['Đã biết nơi rồi', 'done'], ['Nơi khác', 'again'], ...words),
  step('Vậy là xong rồi.\nCần gì thêm thì gõ câu hỏi.', ...words.slice(1)),
];
export const keyboard = ({ buttons }: Says): object => ({ inline_keyboard: buttons.map(([text, callback_data]) => [{ text, callback_data }]) });
