// Telegram's sample updates mean what they should; groups never yield an event.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTelegram } from '../../../src/channels/telegram/parse.ts';
import { markRequest } from '../../../src/channels/telegram/intake.ts';
import { telegramUpdate } from '../fakes/telegram.ts';
import { parseBySchema } from './oracle.ts';

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

describe('the hand-written reader', () => {
  const id = fc.oneof(fc.integer({ min: 1, max: 2 ** 52 }), fc.constantFrom(-1009, 0, 1.5, 2 ** 60));
  const user = fc.record({ id, is_bot: fc.boolean(), first_name: fc.string(), language_code: fc.constantFrom('vi', 'en', 'en-GB', 'ko') }, { requiredKeys: ['id'] });
  const place = fc.record({ id, type: fc.constantFrom('private', 'group', 'supergroup', 'channel') });
  const said = fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('/start', '/start qr_1', '/start@vi_du_vneid_bot', '/menu@bot_khac', 'hỏi @vi_du_vneid_bot với', '', '  '));
  const entity = fc.record({ type: fc.constantFrom('bot_command', 'mention', 'url'), offset: fc.nat(12), length: fc.nat(20) });
  const file = fc.record({ file_id: fc.string(), mime_type: fc.constantFrom('image/png', 'application/pdf', 'image/') }, { requiredKeys: [] });
  const message = fc.record(
    {
      message_id: id, date: fc.constantFrom(0, 1795312800, 1.5), chat: place, from: user, text: said, caption: said, entities: fc.array(entity, { maxLength: 3 }), media_group_id: fc.constantFrom('135', 'x'.repeat(65)),
      photo: fc.array(fc.constant({ file_id: 'p' }), { maxLength: 2 }), document: file, voice: fc.constant({}), sticker: fc.constant({}), contact: fc.constant({ phone_number: '1' }), new_chat_title: fc.string(),
      location: fc.record({ latitude: fc.double({ min: -100, max: 100, noNaN: true }), longitude: fc.double({ min: -200, max: 200, noNaN: true }) }), reply_to_message: fc.record({ from: fc.oneof(user, fc.constant({ id: me.id })) }),
    },
    { requiredKeys: ['message_id', 'chat'] },
  );
  const keyboard = fc.array(fc.array(fc.record({ text: fc.string(), callback_data: fc.string() }, { requiredKeys: ['text'] }), { maxLength: 2 }), { maxLength: 3 });
  const press = fc.record(
    { id: fc.string({ maxLength: 66 }), from: user, data: fc.string({ maxLength: 66 }), message: fc.record({ message_id: id, date: fc.constantFrom(0, 1795312800), chat: place, reply_markup: fc.oneof(fc.record({ inline_keyboard: keyboard }), fc.constant({})) }, { requiredKeys: ['message_id', 'date', 'chat'] }) },
    { requiredKeys: ['id', 'from'] },
  );
  const member = fc.record({ chat: place, new_chat_member: fc.record({ status: fc.constantFrom('kicked', 'member', 'left') }) });
  const update = fc.record({ update_id: id, message, callback_query: press, my_chat_member: member }, { requiredKeys: ['update_id'] });

  it('agrees with a reading by schema on updates of every kind', () => {
    fc.assert(fc.property(update, (raw) => void expect(parseTelegram(raw, me)).toEqual(parseBySchema(raw, me))), { numRuns: 6000 });
  });
  it('agrees with it on damaged ones, and never throws', () => {
    const junk = fc.constantFrom<unknown>(null, 0, -1, 1.5, Infinity, '', 'x', true, [], {}, [[]], [1], { id: 1 }, { __proto__: null }, undefined);
    fc.assert(
      fc.property(update, fc.nat(), junk, fc.boolean(), (raw, where, value, remove) => {
        const broken = structuredClone(raw) as Record<string, unknown>;
        const spots: (readonly [Record<string, unknown>, string])[] = [];
        const walk = (one: unknown): void => {
          if (typeof one !== 'object' || one === null) return;
          for (const name of Object.keys(one)) {
            spots.push([one as Record<string, unknown>, name]);
            walk((one as Record<string, unknown>)[name]);
          }
        };
        walk(broken);
        const [holder, name] = spots[where % spots.length]!;
        if (remove && Array.isArray(holder)) holder.splice(Number(name), 1);
        else if (remove) delete holder[name];
        else holder[name] = value;
        expect(parseTelegram(broken, me)).toEqual(parseBySchema(broken, me));
        expect(parseTelegram(value, undefined)).toEqual(parseBySchema(value, undefined));
      }),
      { numRuns: 14_000 },
    );
  });
});
