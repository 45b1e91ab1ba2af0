// Zalo Official Account passes the contract of all channels against its strict fake.
import { openZaloOa } from '../../../src/channels/zalo-oa/open.ts';
import { ZALO_OA_LIMITS } from '../../../src/channels/zalo-oa/limits.ts';
import { channelContract } from '../contract/contract.ts';
import { bytes, memoryRecords, type Platform } from '../contract/platform.ts';
import { fakeZaloOa, oaSignature, zaloOaEvent } from '../fakes/zalo-oa.ts';

const USER = '4455667788990011223';
const KEY = 'OaBiMatThuNghiem123';
const APP = '1122334455667788990';

const zaloOa: Platform = {
  name: 'zalo-oa',
  limits: ZALO_OA_LIMITS,
  address: USER,
  canaries: [KEY, 'app-bi-mat_canary', 'AT_canary', 'RT_canary'],
  async start({ accept, log, pictures, sendMs, left }) {
    const fake = await fakeZaloOa();
    const opened = openZaloOa({
      appId: fake.app.id,
      appSecret: fake.app.secret,
      secrets: [KEY],
      first: { ...fake.pair },
      apiRoot: fake.url,
      oauthRoot: fake.url,
      tokenKey: new Uint8Array(32).fill(7),
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
      shown: () => fake.sent(USER),
      signed(body) {
        const raw = bytes(body);
        const time = String(Date.now());
        return { headers: { 'content-type': 'application/json', 'x-zevent-timestamp': time, 'x-zevent-signature': oaSignature(APP, raw, time, KEY) }, body: raw, at: Date.now() };
      },
      async stop() {
        await opened.stop();
        await fake.close();
      },
    };
  },
  events: {
    text: (text) => zaloOaEvent.text(USER, text),
    photo: () => zaloOaEvent.image(USER),
    hello: () => zaloOaEvent.follow(USER),
    choice: (code) => zaloOaEvent.text(USER, `#${code.replace(/^#/, '')}`),
    location: (lat, lon) => zaloOaEvent.location(USER, lat, lon),
    unknown: [
      {},
      { app_id: APP, event_name: 'user_send_text' },
      zaloOaEvent.kind(USER, 'user_seen_message', { message: { msg_ids: ['x'] } }),
      zaloOaEvent.kind(USER, 'user_received_message'),
      zaloOaEvent.kind(USER, 'oa_send_text'),
      zaloOaEvent.kind(USER, 'user_submit_info', { info: { name: 'Người Thử', phone: '84900000000' } }),
      zaloOaEvent.kind(USER, 'user_click_button'),
      { app_id: APP, event_name: 'anonymous_send_text', sender: { anonymous_id: 'a' }, message: { text: 'x', msg_id: '1' } },
    ],
  },
  forged: ({ headers, body, at }) => {
    const time = headers['x-zevent-timestamp'] ?? '';
    const mac = headers['x-zevent-signature'] ?? '';
    const other = new Uint8Array([...body, 0x20]);
    return [
      undefined,
      '',
      'mac=',
      `mac=${'0'.repeat(64)}`,
      mac.slice(0, -1),
      `${mac.slice(0, -1)}${mac.endsWith('0') ? '1' : '0'}`,
      oaSignature(APP, other, time, KEY),
      oaSignature(APP, body, time, 'khoa-khac-hoan-toan'),
      oaSignature(APP, body, `${time}0`, KEY),
      oaSignature('999', body, time, KEY),
    ].map((signature) => ({ body, at, headers: { ...headers, 'x-zevent-signature': signature } }));
  },
  faults: [
    { fault: { type: 'flood' }, outcome: 'throttled', why: '-32' },
    { fault: { type: 'html', status: 429 }, outcome: 'throttled', why: '429 with HTML from a gateway' },
    { fault: { type: 'refuse', code: -201, text: 'text is invalid!' }, outcome: 'rejected', why: '-201' },
    { fault: { type: 'refuse', code: -213, text: 'User has not followed OA' }, outcome: 'blocked', why: '-213' },
    { fault: { type: 'refuse', code: -230, text: 'User has not interacted with the OA in the past 7 days' }, outcome: 'blocked', why: '-230 outside the window' },
    { fault: { type: 'refuse', code: -211, text: 'Out of quota' }, outcome: 'throttled', why: '-211' },
    { fault: { type: 'refuse', code: -224, text: 'package' }, outcome: 'misconfigured', why: '-224' },
    { fault: { type: 'refuse', code: -999, text: 'new' }, outcome: 'rejected', why: 'a code nobody knows' },
    { fault: { type: 'html', status: 502 }, outcome: 'unreachable', why: '502 with HTML' },
    { fault: { type: 'html', status: 504, accepted: true }, outcome: 'unknown', why: '504 with HTML' },
    { fault: { type: 'html', status: 200 }, outcome: 'unknown', why: '200 with HTML' },
    { fault: { type: 'garbage' }, outcome: 'unknown', why: '200 with half a JSON' },
    { fault: { type: 'half' }, outcome: 'unknown', why: 'connection cut in the answer' },
    { fault: { type: 'reset-before' }, outcome: 'unknown', why: 'reset before acceptance' },
    { fault: { type: 'reset-after' }, outcome: 'unknown', why: 'reset after acceptance' },
    { fault: { type: 'hang' }, outcome: 'unknown', why: 'no answer' },
  ],
  pictureRefused: { type: 'refuse', code: -201, text: 'url is invalid' },
  buttonsRefused: { type: 'refuse', code: -224, text: 'package' },
};

channelContract(zaloOa);
