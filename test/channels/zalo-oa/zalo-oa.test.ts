// Zalo OA's own: signature variants, age, deadline, follow and unfollow, buttons, token and upload mended once, error codes.
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { openZaloOa, type ZaloOaSettings } from '../../../src/channels/zalo-oa/open.ts';
import { outcomeOf } from '../../../src/channels/zalo-oa/outcomes.ts';
import { parseZaloOa } from '../../../src/channels/zalo-oa/parse.ts';
import type { Opened } from '../../../src/channels/wiring.ts';
import type { HookAnswer } from '../../../src/ports.ts';
import { bytes, choices, logBook, memoryRecords, recorder, said } from '../contract/platform.ts';
import { fakeZaloOa, oaSignature, type ZaloOaFake, zaloOaEvent } from '../fakes/zalo-oa.ts';

const USER = '4455667788990011223';
const KEY = 'OaBiMatThuNghiem123';
const APP = '1122334455667788990';
const open: Opened[] = [];
const fakes: ZaloOaFake[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  await Promise.all(fakes.splice(0).map((one) => one.close()));
});

async function account(over: Partial<ZaloOaSettings> = {}) {
  const fake = await fakeZaloOa();
  fakes.push(fake);
  const { log, lines } = logBook();
  const { accept, got } = recorder();
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
    ...over,
  });
  open.push(opened);
  const post = async (body: unknown, headers: Record<string, string>, at = Date.now()): Promise<HookAnswer | undefined> => opened.hook?.handle({ headers, body: bytes(body), at });
  const send = async (...args: Parameters<typeof said>) => {
    const outcomes = [];
    for (const request of opened.channel.render(said(...args), USER)) outcomes.push(await opened.channel.send(request, USER));
    return outcomes;
  };
  return { fake, opened, lines, got, post, send };
}
const mac = (body: unknown, time: string, key = KEY, id = APP): string => oaSignature(id, bytes(body), time, key);

describe('zalo oa signature', () => {
  it('takes the documented sample as it was signed', async () => {
    const rawBody =
      '{"app_id":"1122334455667788990","sender":{"id":"4455667788990011223"},"recipient":{"id":"9988776655443322110"},"event_name":"user_send_text","message":{"msg_id":"oa0000000000000001","text":"Tôi quên mật khẩu VNeID"},"timestamp":"1795312800000","user_id_by_app":"6677889900112233445"}';
    const { post, got } = await account();
    const headers = { 'x-zevent-signature': 'mac=bf32c0ceb44f40326d4ebf3102f4221f39b48fdb355e165b24fd969cbea0ea8a', 'x-zevent-timestamp': '1795312800000' };
    expect(await post(rawBody, headers, 1795312801000)).toEqual({ status: 200 });
    expect(got).toEqual([{ address: USER, id: 'moa0000000000000001', at: 1795312800000, body: { type: 'text', text: 'Tôi quên mật khẩu VNeID' } }]);
  });

  it('accepts the header timestamp and the one in the raw body, with and without "mac=", and says which came', async () => {
    const { post, got, lines } = await account();
    const event = zaloOaEvent.text(USER, 'a');
    const now = String(Date.now());
    expect((await post(event, { 'x-zevent-signature': mac(event, now), 'x-zevent-timestamp': now }))?.status).toBe(200);
    const time = String(event['timestamp']);
    expect((await post(event, { 'x-zevent-signature': mac(event, time).slice(4) }))?.status).toBe(200);
    // The person's own words hold something that looks like a timestamp.
    const tricky = zaloOaEvent.text(USER, '"timestamp":"1" xem');
    expect((await post(tricky, { 'x-zevent-signature': mac(tricky, String(tricky['timestamp'])) }))?.status).toBe(200);
    const number = JSON.stringify({ ...zaloOaEvent.text(USER, 'b'), timestamp: 0 }).replace('"timestamp":0', `"timestamp":${now}`);
    expect((await post(number, { 'x-zevent-signature': mac(number, now) }))?.status).toBe(200);
    expect(got).toHaveLength(4);
    expect(lines.filter(([event_name]) => event_name === 'zalo-oa.signature').map(([, { variant }]) => variant)).toEqual(['header', 'body']);
  });

  it('only logs recipes that would match a wrong setting, at most once a minute', async () => {
    const { post, got, lines } = await account();
    const event = zaloOaEvent.text(USER, 'a');
    const time = String(event['timestamp']);
    for (const signature of [mac(event, time, 'app-bi-mat_canary'), mac(event, time, KEY, '9988776655443322110')])
      for (let i = 0; i < 3; i += 1) expect((await post(event, { 'x-zevent-signature': signature, 'x-zevent-timestamp': time }))?.status).toBe(401);
    const hmacLike = `mac=${createHash('sha256').update(KEY).update(bytes(event)).digest('hex')}`;
    expect((await post(event, { 'x-zevent-signature': hmacLike }))?.status).toBe(401);
    expect(got).toEqual([]);
    expect(lines).toEqual([['zalo-oa.signature-refused', { variant: 'app-secret' }]]);
  });

  it('refuses the re-encoded body, another app, and two hours of age; takes the end of Zalo’s own ladder', async () => {
    const { post, got } = await account();
    const event = zaloOaEvent.text(USER, 'a');
    const time = String(event['timestamp']);
    const signed = { 'x-zevent-signature': mac(event, time), 'x-zevent-timestamp': time };
    expect((await post(JSON.stringify(event, null, 1), signed))?.status).toBe(401);
    const other = { ...event, app_id: '1' };
    expect((await post(other, { 'x-zevent-signature': mac(other, time), 'x-zevent-timestamp': time }))?.status).toBe(403);
    expect((await post(event, signed, Number(time) + 7_200_001))?.status).toBe(403);
    expect(got).toEqual([]);
    expect((await post(event, signed, Number(time) + 111 * 60_000))?.status).toBe(200);
  });

  it('answers the console’s unsigned probes and does nothing', async () => {
    const { post, got } = await account();
    for (const body of ['', '{}', ' { } \n']) expect(await post(body, {})).toEqual({ status: 200 });
    expect((await post('{"a":1}', {}))?.status).toBe(401);
    expect(got).toEqual([]);
  });

  it('answers 503 by the deadline when the commit takes longer', async () => {
    const { post } = await account({ accept: () => new Promise(() => undefined), answerMs: 100 });
    const event = zaloOaEvent.text(USER, 'a');
    const began = performance.now();
    expect((await post(event, { 'x-zevent-signature': mac(event, String(event['timestamp'])) }))?.status).toBe(503);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('zalo oa events', () => {
  const bodies = (event: Record<string, unknown>) => parseZaloOa(event).incoming.map(({ body }) => body);

  it('tells a press from words that begin with #', () => {
    expect(bodies(zaloOaEvent.text(USER, '#v1:AbCdEfGh001'))).toEqual([{ type: 'choice', choice: 'v1:AbCdEfGh001' }]);
    expect(bodies(zaloOaEvent.text(USER, '#buoc:cai-dat:2'))).toEqual([{ type: 'choice', choice: 'buoc:cai-dat:2' }]);
    expect(bodies(zaloOaEvent.text(USER, '# cần giúp'))).toEqual([{ type: 'text', text: '# cần giúp' }]);
  });

  it('reads pictures, places, shared links and what has no words', () => {
    expect(bodies(zaloOaEvent.image(USER, 'lỗi này'))).toEqual([{ type: 'photo' }, { type: 'text', text: 'lỗi này' }]);
    expect(bodies(zaloOaEvent.location(USER, 21.0285, 105.8542))).toEqual([{ type: 'location', lat: 21.0285, lon: 105.8542 }]);
    const shared = zaloOaEvent.kind(USER, 'user_send_link', { message: { msg_id: '1', text: '', attachments: [{ type: 'link', payload: { url: 'https://vi-du.example.vn/tai-vneid-mod.apk' } }] } });
    expect(bodies(shared)).toEqual([{ type: 'text', text: 'https://vi-du.example.vn/tai-vneid-mod.apk' }]);
    for (const kind of ['sticker', 'audio', 'video', 'file', 'business_card']) expect(bodies(zaloOaEvent.kind(USER, `user_send_${kind}`, { message: { msg_id: '1' } }))).toEqual([{ type: 'hello', unread: true }]);
    const nowhere = zaloOaEvent.kind(USER, 'user_send_location', { message: { msg_id: '1', text: 'Phường Bến Thành', attachments: [{ payload: { coordinates: { latitude: '', longitude: 'x' } } }] } });
    expect(bodies(nowhere)).toEqual([{ type: 'text', text: 'Phường Bến Thành' }]);
  });

  it('greets a follower and lets go of one who leaves', async () => {
    const gone: string[] = [];
    const { post, got } = await account({ left: (address) => gone.push(address) });
    for (const name of ['follow', 'unfollow']) {
      const event = zaloOaEvent.follow(USER, name);
      expect((await post(event, { 'x-zevent-signature': mac(event, String(event['timestamp'])) }))?.status).toBe(200);
    }
    expect(got.map(({ address, body }) => [address, body])).toEqual([[USER, { type: 'hello' }]]);
    expect(gone).toEqual([USER]);
  });
});

describe('zalo oa sending', () => {
  const page = { type: 'url', label: 'Trang chính thức', url: 'https://vneid.gov.vn' } as const;
  const call = { type: 'phone', label: 'Gọi tổng đài', phone: '1900 0368' } as const;

  it('gives the room beside the choices to pages and phone numbers, the rest becomes lines', async () => {
    const { fake, send } = await account();
    await send({ choices: choices(3), open: [page, call, { type: 'copy', label: 'Tên ứng dụng', text: 'VNeID' }] });
    await send({ choices: choices(5), open: [page, call] });
    await send({ choices: choices(6), open: [page, call] });
    const [three, five, six] = fake.sent(USER);
    expect(three?.kinds).toEqual(['oa.query.hide', 'oa.query.hide', 'oa.query.hide', 'oa.open.url', 'oa.open.phone']);
    expect(three?.text).toContain('Tên ứng dụng: VNeID');
    expect(five?.kinds).toHaveLength(5);
    expect(five?.text).toContain('Gọi tổng đài: 1900 0368');
    expect(six?.kinds).toEqual(['oa.open.url', 'oa.open.phone']);
    expect(six?.text).toContain('6. Lựa chọn số 6');
    expect(fake.calls.at(-1)?.body).toMatchObject({ message: { attachment: { payload: { buttons: [{}, { payload: { phone_code: '19000368' } }] } } } });
  });

  it('refreshes an expired token once and sends again, with the token in the header only', async () => {
    const { fake, send } = await account();
    await send();
    fake.expireAccess();
    expect(await send()).toEqual([{ type: 'accepted' }]);
    expect(fake.spent).toHaveLength(1);
    expect(fake.calls.filter(({ method }) => method === 'cs').map(({ accepted }) => accepted)).toEqual([true, false, true]);
    expect(fake.calls.every(({ raw, method }) => method === 'access_token' || !raw.includes('canary'))).toBe(true);
  });

  it('does not refresh again and again when the new token is refused too', async () => {
    const { fake, send } = await account();
    fake.next({ type: 'refuse', code: -216 }, 'cs');
    fake.next({ type: 'refuse', code: -220 }, 'cs');
    expect(await send()).toEqual([{ type: 'misconfigured', code: 'token' }]);
    expect(fake.spent).toHaveLength(1);
  });

  it('says that consent is needed when the grant has ended', async () => {
    const { fake, send } = await account();
    fake.expireAccess();
    fake.next({ type: 'refuse', code: -118 }, 'access_token');
    expect(await send()).toEqual([{ type: 'misconfigured', code: 'consent' }]);
  });

  it('uploads a picture once for everybody, again after it expired, and says it in words when that fails', async () => {
    let reads = 0;
    const media = async () => {
      reads += 1;
      return { bytes: new Uint8Array(2000), name: 'buoc-1.png' };
    };
    const { fake, send } = await account({ media });
    const picture = { id: 'buoc-1', alt: 'Màn hình CH Play' };
    expect(await send({ picture })).toEqual([{ type: 'accepted' }, { type: 'accepted' }]);
    await send({ picture });
    expect([reads, fake.uploads.length]).toEqual([1, 1]);
    fake.expireUploads();
    expect(await send({ picture })).toEqual([{ type: 'accepted' }, { type: 'accepted' }]);
    expect(reads).toBe(2);
    expect(fake.sent(USER).filter(({ photo }) => photo?.startsWith('ATT-'))).toHaveLength(3);
    fake.expireUploads();
    fake.next({ type: 'refuse', code: -210 }, 'image');
    await send({ picture });
    expect(fake.sent(USER).at(-2)?.text).toBe('🖼 Màn hình CH Play');
  });

  it('does with each documented code what the table says', () => {
    const now = Date.parse('2026-11-24T10:00:30Z');
    const of = (error: number | string) => outcomeOf({ type: 'json', status: 200, body: { error, message: 'x' } }, now);
    for (const code of [-216, -220, 216, 401, -401, -124]) expect(of(code)).toEqual({ type: 'token' });
    for (const code of [-204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -320, -321, -14002]) expect(of(code)).toEqual({ type: 'misconfigured', code: String(code) });
    for (const code of [-213, -217, -227, -230, -232, -244]) expect(of(code)).toEqual({ type: 'blocked', code: String(code) });
    for (const code of [-200, -201, -210, -218, -233, -234, -240, -248, -1]) expect(of(code)).toEqual({ type: 'rejected', code: String(code) });
    expect(of(-32)).toEqual({ type: 'throttled', waitMs: 31_000 });
    expect(of('-32')).toEqual({ type: 'throttled', waitMs: 31_000 });
    expect(of(-211)).toEqual({ type: 'throttled', waitMs: 3_600_000 });
    expect(of(0)).toEqual({ type: 'accepted' });
  });
});
