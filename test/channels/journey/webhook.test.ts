// The whole way on all three platforms by webhook, with a public address, while events come twice and sends fail.
// And what only one platform has: groups, deleting, start payloads and buttons of Telegram; location, follow and unfollow of Zalo OA.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawBody } from '../../../src/ports.ts';
import { turn } from '../../../src/turn.ts';
import { eventually } from '../contract/platform.ts';
import { telegramUpdate } from '../fakes/telegram.ts';
import { oaSignature, zaloOaEvent } from '../fakes/zalo-oa.ts';
import { type Line, telegramLine, zaloBotLine, zaloOaLine } from './platforms.ts';
import { SECRETS, type Service, startService } from './service.ts';
import { pause, TROUBLES, walk } from './way.ts';

let service: Service;
beforeAll(async () => {
  service = await startService('webhook');
}, 60_000);
afterAll(async () => service?.stop());

describe('the whole way by webhook', () => {
  it('on Telegram by buttons with pictures and every fault, by numbers and by labels', async () => {
    await walk(service, telegramLine(service, 7001), 'buttons', { troubles: TROUBLES });
    expect(service.telegram.sent(7001).some(({ photo }) => photo?.startsWith('https://bot.example.vn/media/'))).toBe(true);
    const byNumbers = await walk(service, telegramLine(service, 7002), 'numbers');
    expect(await walk(service, telegramLine(service, 7003), 'labels')).toEqual(byNumbers);
  }, 90_000);

  it('on Zalo Bot by numbers with every fault, and by labels', async () => {
    const byNumbers = await walk(service, zaloBotLine(service, 'zb-7001'), 'numbers', { troubles: TROUBLES });
    expect(await walk(service, zaloBotLine(service, 'zb-7002'), 'labels')).toEqual(byNumbers);
  }, 90_000);

  it('on Zalo OA by buttons with every fault and a location, by numbers and by labels', async () => {
    await walk(service, zaloOaLine(service, '70017001'), 'buttons', { troubles: TROUBLES, location: true });
    const byNumbers = await walk(service, zaloOaLine(service, '70017002'), 'numbers');
    expect(await walk(service, zaloOaLine(service, '70017003'), 'labels')).toEqual(byNumbers);
    expect(service.zaloOa.uploads).toEqual([]);
  }, 90_000);
});

/** Tells it, waits for the answer and checks it against the pure engine, from nothing. */
async function ask(line: Line, ...bodies: RawBody[]): Promise<void> {
  let stored = '';
  const expected: string[] = [];
  for (const body of bodies) {
    await line.deliver(line.event(body));
    const turned = turn(service.served.guide.current(), stored, body, service.now());
    stored = turned.session;
    expected.push(...line.render(turned.said));
    await eventually(() => line.accepted().length >= expected.length);
  }
  expect(line.accepted()).toEqual(expected);
}
const callsTo = (method: string) => service.telegram.calls.filter((call) => call.method === method);
const telegramPost = async (update: Record<string, unknown>) => {
  const answer = await fetch(`http://127.0.0.1:${service.served.port}/hooks/telegram`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRETS.telegram }, body: JSON.stringify(update) });
  return { status: answer.status, body: await answer.text() };
};

describe('Telegram', () => {
  it('in a group answers only when addressed, and only with the way to a private chat', async () => {
    const group = (text: string, more: object = {}) => ({ update_id: 910_000_000 + Math.floor(Math.random() * 1e6), message: { message_id: 1, date: 1795312800, chat: { id: -100777, type: 'supergroup', title: 'Tổ dân phố' }, from: { id: 7100, is_bot: false, first_name: 'Sáu', language_code: 'vi' }, text, ...more } });
    expect(await telegramPost(group('kích hoạt mức 2 thế nào'))).toEqual({ status: 200, body: '' });
    const name = '@vi_du_vneid_bot';
    const answer = await telegramPost(group(`${name} kích hoạt mức 2 thế nào`, { entities: [{ type: 'mention', offset: 0, length: name.length }] }));
    expect(JSON.parse(answer.body)).toMatchObject({ method: 'sendMessage', chat_id: -100777, reply_markup: { inline_keyboard: [[{ url: 'https://t.me/vi_du_vneid_bot?start=hi' }]] } });
    await pause(300);
    expect(service.telegram.sent(-100777)).toEqual([]);
    expect(service.telegram.sent(7100)).toEqual([]);
  });

  it('deletes a message that held a secret, and never repeats it', async () => {
    const event = { update_id: 920_000_001, ...telegramUpdate.text(7200, 'căn cước của tôi là 099087123456, mật khẩu Hoa@1988') };
    const { message_id } = event['message' as keyof typeof event] as unknown as { message_id: number };
    await telegramPost(event);
    await eventually(() => callsTo('deleteMessage').length > 0 && service.telegram.sent(7200).length > 0);
    expect(callsTo('deleteMessage').map(({ body }) => body)).toEqual([{ chat_id: 7200, message_id }]);
    await pause(200);
    expect(service.telegram.calls.map(({ raw }) => raw).join('')).not.toMatch(/099087123456|Hoa@1988/);
  });

  it('opens the step of a start link', async () => {
    const line = telegramLine(service, 7300);
    await line.deliver({ update_id: 930_000_001, ...telegramUpdate.text(7300, '/start activate-steps_code') });
    const { said } = turn(service.served.guide.current(), '', { type: 'link', code: 'activate-steps_code' }, service.now());
    expect(said.at(-1)?.key).toBe('activate-steps/code');
    await eventually(() => line.accepted().length >= line.render(said).length);
    expect(line.accepted()).toEqual(line.render(said));
  });

  it('has buttons that copy the app’s name and open the official pages, and answers presses in the response', async () => {
    await ask(telegramLine(service, 7400), { type: 'link', code: 'install-app_android' }, { type: 'link', code: 'install-app_iphone' });
    const buttons = callsTo('sendMessage').flatMap(({ body }) => (body as { reply_markup?: { inline_keyboard?: Record<string, unknown>[][] } }).reply_markup?.inline_keyboard?.flat() ?? []);
    expect(buttons.some(({ url }) => typeof url === 'string' && /^https:\/\/(play\.google|apps\.apple)\.com\//.test(url))).toBe(true);
    expect(buttons.some(({ copy_text }) => (copy_text as { text?: string } | undefined)?.text === 'VNeID')).toBe(true);
    const press = { update_id: 940_000_001, ...telegramUpdate.press(7400, 'v1:khongcokAAA') };
    expect(JSON.parse((await telegramPost(press)).body)).toMatchObject({ method: 'answerCallbackQuery' });
  });

  it('asks for the location with its own button', async () => {
    await ask(telegramLine(service, 7500), { type: 'link', code: 'find-support-place_where' }, { type: 'location', lat: 10.7769, lon: 106.7009 });
    expect(service.telegram.sent(7500).some(({ asksLocation }) => asksLocation)).toBe(true);
  });

  it('somebody who blocked the bot gets nothing that was still waiting', async () => {
    const line = telegramLine(service, 7600);
    service.telegram.next({ type: 'flood', retryAfter: 30 }, 'sendMessage');
    const flooded = callsTo('sendMessage').length;
    await line.deliver(line.event({ type: 'hello' }));
    await eventually(() => callsTo('sendMessage').length > flooded);
    await pause(300);
    await telegramPost({ update_id: 950_000_001, my_chat_member: { chat: { id: 7600, type: 'private' }, from: { id: 7600, is_bot: false, first_name: 'Sáu' }, date: 1795312800, old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } } });
    await pause(200);
    service.forward(40_000);
    await pause(1500);
    expect(line.accepted()).toEqual([]);
  });
});

describe('Zalo OA', () => {
  it('starts the guide when somebody follows, and forgets what waits when they leave', async () => {
    const user = '71000001';
    const line = zaloOaLine(service, user);
    const post = (event: Record<string, unknown>) => line.deliver(event);
    await post(zaloOaEvent.follow(user));
    await eventually(() => line.accepted().length === 1);
    expect(line.codes()).toHaveLength(2);
    service.zaloOa.next({ type: 'flood' }, 'cs');
    const flooded = service.zaloOa.calls.length;
    await post(zaloOaEvent.text(user, 'cài VNeID thế nào'));
    await eventually(() => service.zaloOa.calls.length > flooded);
    await pause(300);
    await post(zaloOaEvent.follow(user, 'unfollow'));
    await pause(200);
    service.forward(62_000);
    await pause(1500);
    expect(line.accepted()).toHaveLength(1);
    // Back again: the guide goes on, and nothing old comes along.
    await pause(1000);
    await post({ ...zaloOaEvent.follow(user), timestamp: String(Date.now()) });
    await eventually(() => line.accepted().length > 1);
    expect(line.texts().slice(1).join()).toContain('trở lại');
  });

  it('an unsigned or wrongly signed event changes nothing', async () => {
    const user = '71000002';
    const raw = new TextEncoder().encode(JSON.stringify(zaloOaEvent.follow(user)));
    const time = String(Date.now());
    expect(await service.post('/hooks/zalo-oa', {}, raw)).toBe(401);
    expect(await service.post('/hooks/zalo-oa', { 'x-zevent-timestamp': time, 'x-zevent-signature': oaSignature(service.zaloOa.app.id, raw, time, 'khoa-khac-hoan-toan') }, raw)).toBe(401);
    await pause(300);
    expect(service.zaloOa.sent(user)).toEqual([]);
  });
});

describe('Zalo Bot', () => {
  it('somebody whose message it may not see gets choices and the hotline, in one message', async () => {
    const line = zaloBotLine(service, 'zb-7900');
    await ask(line, line.hello);
    expect(line.texts()).toHaveLength(1);
    for (const part of ['1900 0368', '1. Tiếng Việt', '2. English']) expect(line.texts()[0]).toContain(part);
    await line.deliver(line.event(line.hello));
    await eventually(() => line.texts().length === 2);
    expect(line.texts()[1]).toContain('1900 0368');
    expect(line.texts()[1]).toContain('1. Tiếng Việt');
  });
});
