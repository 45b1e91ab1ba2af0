// Telegram passes the contract of all channels against its strict fake.
import { openTelegram } from '../../../src/channels/telegram/open.ts';
import { TELEGRAM_LIMITS } from '../../../src/channels/telegram/limits.ts';
import { channelContract } from '../contract/contract.ts';
import { bytes, memoryRecords, type Platform } from '../contract/platform.ts';
import { fakeTelegram, telegramUpdate } from '../fakes/telegram.ts';

const CHAT = 900000001;
const SECRET = 'TgBiMatThuNghiem_01';
const TOKEN = '800000001:AAbi-mat_token-canary';
let update = 600_000_000;
const numberedUpdate = (body: Record<string, unknown>): Record<string, unknown> => ({ update_id: (update += 1), ...body });

const telegram: Platform = {
  name: 'telegram',
  limits: TELEGRAM_LIMITS,
  address: String(CHAT),
  canaries: [TOKEN, SECRET, 'AAbi-mat_token-canary'],
  async start({ accept, log, pictures, sendMs, left }) {
    const fake = await fakeTelegram({ token: TOKEN });
    const opened = openTelegram({
      token: TOKEN,
      apiRoot: fake.url,
      mode: 'webhook',
      secrets: [SECRET],
      commands: { vi: [{ command: 'menu', description: 'Mục lục' }], en: [{ command: 'menu', description: 'Menu' }] },
      groupHint: () => ({ text: 'Mời bác nhắn riêng.', label: 'Nhắn riêng' }),
      accept,
      log,
      records: memoryRecords().as('a'),
      ...(pictures ? { mediaUrl: (id) => `https://bot.example.vn/media/${id}.png` } : {}),
      ...(sendMs === undefined ? {} : { sendMs }),
      ...(left ? { left } : {}),
    });
    return {
      opened,
      fake,
      shown: () => fake.sent(CHAT),
      signed: (body) => ({ headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET }, body: bytes(body), at: Date.now() }),
      async stop() {
        await opened.stop();
        await fake.close();
      },
    };
  },
  events: {
    text: (text) => numberedUpdate(telegramUpdate.text(CHAT, text)),
    photo: () => numberedUpdate(telegramUpdate.photo(CHAT)),
    hello: () => numberedUpdate(telegramUpdate.text(CHAT, '/start')),
    choice: (code) => numberedUpdate(telegramUpdate.press(CHAT, code)),
    location: (lat, lon) => numberedUpdate(telegramUpdate.location(CHAT, lat, lon)),
    unknown: [
      {},
      { update_id: 1 },
      { update_id: 2, edited_message: telegramUpdate.text(CHAT, 'sửa')['message'] },
      { update_id: 3, channel_post: { message_id: 1, date: 1, chat: { id: -100, type: 'channel' }, text: 'tin' } },
      { update_id: 4, message: { message_id: 1, date: 1, chat: { id: CHAT, type: 'private' }, pinned_message: {} } },
      { update_id: 5, purchased_paid_media: { from: { id: 1 }, paid_media_payload: 'x' } },
      { update_id: 6, message: { message_id: 1, date: 1, from: { id: 800000001, is_bot: true }, chat: { id: CHAT, type: 'private' }, text: 'chính mình' } },
    ],
  },
  forged: ({ headers, ...request }) =>
    [undefined, '', 'sai', SECRET.slice(0, -1), `${SECRET}x`, SECRET.toLowerCase(), ` ${SECRET}`].map((secret) => ({ ...request, headers: { ...headers, 'x-telegram-bot-api-secret-token': secret } })),
  faults: [
    { fault: { type: 'flood', retryAfter: 7 }, outcome: 'throttled', why: '429 with retry_after' },
    { fault: { type: 'flood' }, outcome: 'throttled', why: '429 without retry_after' },
    { fault: { type: 'refuse', code: 403, text: 'Forbidden: bot was blocked by the user' }, outcome: 'blocked', why: '403' },
    { fault: { type: 'refuse', code: 400, text: 'Bad Request: chat not found' }, outcome: 'blocked', why: 'no such chat' },
    { fault: { type: 'refuse', code: 400, text: 'Bad Request: message is too long' }, outcome: 'rejected', why: '400' },
    { fault: { type: 'refuse', code: 401, text: 'Unauthorized' }, outcome: 'misconfigured', why: '401' },
    { fault: { type: 'refuse', code: 500, text: 'Internal Server Error' }, outcome: 'unknown', why: '500' },
    { fault: { type: 'html', status: 502 }, outcome: 'unreachable', why: '502 with HTML' },
    { fault: { type: 'html', status: 504, accepted: true }, outcome: 'unknown', why: '504 with HTML' },
    { fault: { type: 'html', status: 200 }, outcome: 'unknown', why: '200 with HTML' },
    { fault: { type: 'garbage' }, outcome: 'unknown', why: '200 with half a JSON' },
    { fault: { type: 'half' }, outcome: 'unknown', why: 'connection cut in the answer' },
    { fault: { type: 'reset-before' }, outcome: 'unknown', why: 'reset before acceptance' },
    { fault: { type: 'reset-after' }, outcome: 'unknown', why: 'reset after acceptance' },
    { fault: { type: 'hang' }, outcome: 'unknown', why: 'no answer' },
  ],
  pictureRefused: { type: 'refuse', code: 400, text: 'Bad Request: failed to get HTTP URL content' },
  buttonsRefused: { type: 'refuse', code: 400, text: 'Bad Request: BUTTON_URL_INVALID' },
};

channelContract(telegram);
