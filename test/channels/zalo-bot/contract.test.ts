// Zalo Bot passes the contract of all channels against its strict fake.
import { openZaloBot } from '../../../src/channels/zalo-bot/open.ts';
import { ZALO_BOT_LIMITS } from '../../../src/channels/zalo-bot/limits.ts';
import { channelContract } from '../contract/contract.ts';
import { bytes, memoryRecords, type Platform } from '../contract/platform.ts';
import { fakeZaloBot, zaloBotEvent } from '../fakes/zalo-bot.ts';

const CHAT = '7c1e04b95ad2f380e6b1';
const SECRET = 'bi-mat-webhook-thu-nghiem-01';
const TOKEN = '3300112233:bi-mat_token-canary';

const zaloBot: Platform = {
  name: 'zalo-bot',
  limits: ZALO_BOT_LIMITS,
  address: CHAT,
  canaries: [TOKEN, SECRET, 'bi-mat_token-canary'],
  async start({ accept, log, pictures, sendMs }) {
    const fake = await fakeZaloBot({ token: TOKEN });
    const opened = openZaloBot({
      token: TOKEN,
      apiRoot: fake.url,
      mode: 'webhook',
      secrets: [SECRET],
      groupHint: () => ({ text: 'Mời bác nhắn riêng.', label: 'Nhắn riêng' }),
      quotaNotice: 'Kênh này đã hết lượt trong tháng.',
      personKey: () => 'k',
      accept,
      log,
      records: memoryRecords().as('a'),
      ...(pictures ? { mediaUrl: (id) => `https://bot.example.vn/media/${id}.png` } : {}),
      ...(sendMs === undefined ? {} : { sendMs }),
    });
    return {
      opened,
      fake,
      shown: () => fake.sent(CHAT),
      signed: (body) => ({ headers: { 'content-type': 'application/json', 'x-bot-api-secret-token': SECRET }, body: bytes(body), at: Date.now() }),
      async stop() {
        await opened.stop();
        await fake.close();
      },
    };
  },
  events: {
    text: (text) => zaloBotEvent.text(CHAT, text),
    photo: () => ({ ok: true, result: zaloBotEvent.photo(CHAT) }),
    hello: () => zaloBotEvent.kind(CHAT, 'message.unsupported.received'),
    unknown: [
      {},
      { ok: true, result: {} },
      { ok: true },
      { event_name: 'message.text.received' },
      { event_name: 'user.follow', follower: { id: CHAT } },
      { event_name: 'bot.renamed', message: zaloBotEvent.text(CHAT, 'x')['message'] },
      [zaloBotEvent.text(CHAT, 'x')],
      zaloBotEvent.text(CHAT, 'chính mình', { from: { id: '33', is_bot: true } }),
    ],
  },
  forged: ({ headers, ...request }) =>
    [undefined, '', 'sai-hoan-toan', SECRET.slice(0, -1), `${SECRET}0`, SECRET.toUpperCase()].map((secret) => ({ ...request, headers: { ...headers, 'x-bot-api-secret-token': secret } })),
  faults: [
    { fault: { type: 'flood' }, outcome: 'throttled', why: 'ok:false with 429 and no time' },
    { fault: { type: 'html', status: 429 }, outcome: 'throttled', why: '429 with HTML from the gateway' },
    { fault: { type: 'refuse', code: 400, text: 'Bad request: The chat_id must not be empty' }, outcome: 'rejected', why: 'ok:false with 400' },
    { fault: { type: 'refuse', code: 401, text: 'Unauthorized' }, outcome: 'misconfigured', why: 'ok:false with 401' },
    { fault: { type: 'refuse', code: 403, text: 'Internal server error' }, outcome: 'unreachable', why: 'ok:false with 403 (their server error)' },
    { fault: { type: 'refuse', code: 404, text: 'Not Found' }, outcome: 'rejected', why: 'ok:false with 404' },
    { fault: { type: 'refuse', code: 408, text: 'Request timeout' }, outcome: 'unknown', why: 'ok:false with 408' },
    { fault: { type: 'html', status: 502 }, outcome: 'unreachable', why: '502 with HTML' },
    { fault: { type: 'html', status: 504, accepted: true }, outcome: 'unknown', why: '504 with HTML' },
    { fault: { type: 'html', status: 200 }, outcome: 'unknown', why: '200 with HTML' },
    { fault: { type: 'garbage' }, outcome: 'unknown', why: '200 with half a JSON' },
    { fault: { type: 'half' }, outcome: 'unknown', why: 'connection cut in the answer' },
    { fault: { type: 'reset-before' }, outcome: 'unknown', why: 'reset before acceptance' },
    { fault: { type: 'reset-after' }, outcome: 'unknown', why: 'reset after acceptance' },
    { fault: { type: 'hang' }, outcome: 'unknown', why: 'no answer' },
  ],
  pictureRefused: { type: 'refuse', code: 400, text: 'The photo URL is invalid' },
};

channelContract(zaloBot);
