// A small conversation for browser tests: a question with choices, a step with a picture and things to open, then an echo.
import type { Said } from '../../src/engine/message.ts';
import type { RawBody } from '../../src/ports.ts';
import { fakeBot, say } from '../http/fake.ts';

const choices = (...labels: string[]) => labels.map((label, i) => ({ label, code: `v1:code${i}` }));

export function reply(body: RawBody, turn: number): readonly Said[] {
  if (body.type === 'link') return [say('linked', `Mở ${body.code}`, { choices: choices('Làm tiếp') })];
  if (turn === 1) return [say('start/hello', 'Xin chào.\nBác dùng điện thoại nào?', { choices: choices('Điện thoại Android', 'iPhone', 'Không biết') })];
  if (body.type === 'text' && body.text === 'english') return [say('start/hello', 'Hello. Which phone?', { lang: 'en', choices: choices('Android', 'iPhone') })];
  if (body.type === 'text' && body.text === 'xoa') return [say('ui/forgotten', 'Đã xoá hết.')];
  if (body.type === 'choice')
    return [
      say('install/store', `Bác chọn ${body.choice}. Mở cửa hàng ứng dụng.`, {
        picture: { id: 'phone-otp', alt: 'Màn hình nhập mã' },
        open: [
          { type: 'url', label: 'Mở cửa hàng', url: 'https://play.google.com/store/apps/details?id=com.vnid' },
          { type: 'phone', label: 'Gọi 1900 0368', phone: '1900 0368' },
          { type: 'copy', label: 'Chép tên', text: 'VNeID' },
        ],
      }),
      say('install/ask', 'Đã cài xong chưa?', { choices: [{ label: 'Đã xong', code: 'v1:done', style: 'done' }, { label: 'Bị lừa', code: 'v1:scam', style: 'danger' }], askLocation: 'Chia sẻ vị trí' }),
    ];
  const what = body.type === 'text' ? body.text : body.type === 'location' ? `${body.lat} ${body.lon}` : body.type;
  return [say('echo', `Bác gửi: ${what}`, { choices: choices('Về đầu') })];
}

export const smallBot = () => fakeBot(reply);
