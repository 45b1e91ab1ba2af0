// Telegram's sample updates mean what they should; groups never yield an event.
import { describe, expect, it } from 'vitest';
import { parseTelegram } from '../../../src/channels/telegram/parse.ts';
import { markRequest } from '../../../src/channels/telegram/intake.ts';
import { telegramUpdate } from '../fakes/telegram.ts';

const me = { id: 800000001, username: 'vi_du_vneid_bot' };
const CHAT = 900000001;
const parse = (body: Record<string, unknown>) => parseTelegram({ update_id: 7, ...body }, me);
const bodies = (body: Record<string, unknown>) => parse(body).incoming.map((one) => one.body);
const inGroup = (text: string, more: object = {}) => {
  const update = telegramUpdate.text(CHAT, text) as { message: Record<string, unknown> };
  return { message: { ...update.message, chat: { id: -1009, title: 'Tổ dân phố', type: 'supergroup' }, ...more } };
};
const mention = (text: string, name: string) => ({ entities: [{ type: 'mention', offset: text.indexOf(name), length: name.length }] });

describe('telegram parse', () => {
  it('reads /start, its payload and commands with our name', () => {
    expect(bodies(telegramUpdate.text(CHAT, '/start'))).toEqual([{ type: 'hello' }]);
    expect(bodies(telegramUpdate.text(CHAT, '/start@vi_du_vneid_bot'))).toEqual([{ type: 'hello' }]);
    expect(bodies(telegramUpdate.text(CHAT, '/start qr_ubnd-phuong_01'))).toEqual([{ type: 'link', code: 'qr_ubnd-phuong_01' }]);
    expect(bodies(telegramUpdate.text(CHAT, `/start ${'x'.repeat(65)}`))).toEqual([{ type: 'text', text: `/start ${'x'.repeat(65)}` }]);
    expect(bodies(telegramUpdate.text(CHAT, '/xoa@vi_du_vneid_bot'))).toEqual([{ type: 'text', text: '/xoa' }]);
    expect(bodies(telegramUpdate.text(CHAT, 'ban@example.org la gi'))).toEqual([{ type: 'text', text: 'ban@example.org la gi' }]);
  });

  it('keeps time, message id and a stable id', () => {
    const { message } = telegramUpdate.text(CHAT, 'x') as { message: { message_id: number } };
    expect(parse({ message }).incoming).toEqual([{ address: String(CHAT), id: 'u7', at: 1795312800000, messageId: String(message.message_id), body: { type: 'text', text: 'x' } }]);
  });

  it('reads a pressed button with and without its message', () => {
    expect(bodies(telegramUpdate.press(CHAT, 'v1:AbCdEfGh001'))).toEqual([{ type: 'choice', choice: 'v1:AbCdEfGh001' }]);
    const bare = parse({ callback_query: { id: '70', from: { id: CHAT, is_bot: false }, chat_instance: '-1', data: 'old' } });
    expect(bare).toMatchObject({ callbackId: '70', incoming: [{ address: String(CHAT), body: { type: 'choice', choice: 'old' } }] });
    expect(bare.pressed).toBeUndefined();
    expect(parse(telegramUpdate.press(CHAT, 'v1:x', { date: 0, reply_markup: { inline_keyboard: [] } })).pressed).toBeUndefined();
  });

  it('hears pictures with their caption, image files, and answers what has no words', () => {
    expect(bodies(telegramUpdate.photo(CHAT))).toEqual([{ type: 'photo' }]);
    expect(bodies(telegramUpdate.photo(CHAT, 'bị đứng ở đây'))).toEqual([{ type: 'photo' }, { type: 'text', text: 'bị đứng ở đây' }]);
    const { message } = telegramUpdate.photo(CHAT) as { message: Record<string, unknown> };
    const { photo: _, ...head } = message;
    expect(bodies({ message: { ...head, document: { mime_type: 'image/png', file_id: 'x' } } })).toEqual([{ type: 'photo' }]);
    for (const kind of ['voice', 'sticker', 'video', 'contact']) expect(bodies({ message: { ...head, [kind]: {} } })).toEqual([{ type: 'hello', unread: true }]);
    expect(bodies({ message: { ...head, document: { mime_type: 'application/vnd.android.package-archive' } } })).toEqual([{ type: 'hello', unread: true }]);
    expect(bodies({ message: { ...head, document: { file_id: 'x' } } })).toEqual([{ type: 'hello', unread: true }]);
  });

  it('gives all pictures of an album one id', () => {
    const album = (n: number): string => {
      const { message } = telegramUpdate.photo(CHAT) as { message: Record<string, unknown> };
      return parseTelegram({ update_id: n, message: { ...message, media_group_id: '13579' } }, me).incoming[0]?.id ?? '';
    };
    expect(album(1)).toBe(album(2));
  });

  it('reads a venue as its place and refuses impossible coordinates', () => {
    expect(bodies(telegramUpdate.location(CHAT, 21.0285, 105.8542))).toEqual([{ type: 'location', lat: 21.0285, lon: 105.8542 }]);
    expect(bodies(telegramUpdate.location(CHAT, 210, 105))).toEqual([]);
  });

  it('gives a group only the hint, only when addressed, and only for our name', () => {
    const cases: [Record<string, unknown>, boolean][] = [
      [inGroup('ai biết không'), false],
      [inGroup('/start@vi_du_vneid_bot'), true],
      [inGroup('/menu'), true],
      [inGroup('/menu@bot_khac'), false],
      [inGroup('hỏi @vi_du_vneid_bot với', mention('hỏi @vi_du_vneid_bot với', '@vi_du_vneid_bot')), true],
      [inGroup('hỏi @bot_khac với', mention('hỏi @bot_khac với', '@bot_khac')), false],
      [inGroup('vâng', { reply_to_message: { from: { id: me.id } } }), true],
      [inGroup('vâng', { reply_to_message: { from: { id: 5 } } }), false],
    ];
    for (const [body, hinted] of cases) {
      expect(parse(body).incoming, JSON.stringify(body)).toEqual([]);
      expect(parse(body).hint !== undefined, JSON.stringify(body)).toBe(hinted);
    }
    const pressed = telegramUpdate.press(CHAT, 'v1:x', { chat: { id: -1009, type: 'supergroup' } });
    expect(parse(pressed)).toMatchObject({ incoming: [], callbackId: expect.any(String) as string });
  });

  it('notices who blocked the bot', () => {
    const membership = { chat: { id: CHAT, type: 'private' }, from: { id: CHAT }, date: 1, old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } };
    expect(parse({ my_chat_member: membership })).toMatchObject({ left: String(CHAT), incoming: [] });
    expect(parse({ my_chat_member: { ...membership, new_chat_member: { status: 'member' } } }).left).toBeUndefined();
  });
});

describe('telegram mark', () => {
  it('ticks the pressed button, moves the tick, and keeps every button working', () => {
    const keyboard = [[{ text: '✓ Android', callback_data: 'a' }], [{ text: 'iPhone', callback_data: 'b', style: 'success' }], [{ text: 'Trang', url: 'https://vneid.gov.vn' }]];
    const marked = JSON.parse(markRequest({ chat: 1, messageId: 2, data: 'b', keyboard }) ?? 'null') as { reply_markup: { inline_keyboard: unknown } };
    expect(marked.reply_markup.inline_keyboard).toEqual([[{ text: 'Android', callback_data: 'a' }], [{ text: '✓ iPhone', callback_data: 'b', style: 'success' }], [{ text: 'Trang', url: 'https://vneid.gov.vn' }]]);
    expect(markRequest({ chat: 1, messageId: 2, data: 'a', keyboard })).toBeUndefined();
    expect(markRequest({ chat: 1, messageId: 2, data: 'zz', keyboard })).toBeUndefined();
  });
});
