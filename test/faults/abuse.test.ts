// What strangers try on the real service: floods, links to make us fetch, forged and repeated webhooks, hostile characters, and starting
// without secrets.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { telegramUpdate } from '../channels/fakes/telegram.ts';
import { zaloBotEvent } from '../channels/fakes/zalo-bot.ts';
import { oaSignature, zaloOaEvent } from '../channels/fakes/zalo-oa.ts';
import { ask } from '../http/ask.ts';
import { browser, ROOT, type Service, startService, wait } from './service.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
async function service(env: Readonly<Record<string, string>> = {}): Promise<Service> {
  const one = await startService({ env });
  closing.push(one.close);
  return one;
}
const metric = async (one: Service, name: string): Promise<number> => {
  const { text } = await ask(`${one.url}/metrics`, { headers: { authorization: `Bearer ${one.secrets.metrics}` } });
  return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? 0);
};

describe('a chat that floods', () => {
  it('gets its answers, one polite notice, then silence; what is shed is acknowledged and counted; others notice nothing', async () => {
    const one = await service({ RATE_CHAT: '5/60' });
    const chat = 990_777_001;
    for (let i = 0; i < 25; i++) expect(await one.deliver('telegram', telegramUpdate.text(chat, `menu ${'!'.repeat(i % 3)}`))).toBe(200);
    const neighbour = 990_777_002;
    expect(await one.deliver('telegram', telegramUpdate.text(neighbour, 'menu'))).toBe(200);
    await wait(1500);
    const texts = one.platforms.telegram.sent(chat).map(({ text }) => text);
    const notices = texts.filter((text) => /nhanh|từ từ|chậm/i.test(text));
    expect(notices).toHaveLength(1);
    // Nothing comes after the notice.
    expect(texts.indexOf(notices[0]!)).toBe(texts.length - 1);
    expect(texts.length).toBeLessThanOrEqual(5 * 3 + 1);
    expect(one.platforms.telegram.sent(neighbour).length).toBeGreaterThan(0);
    expect(await metric(one, 'bot_turns_total{channel="telegram",result="shed"}')).toBe(25 - 6);

    const visitor = browser(one.url);
    const statuses: number[] = [];
    for (let i = 0; i < 9; i++) statuses.push((await visitor.say('menu')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429, 429]);
    expect((await browser(one.url).say('menu')).status).toBe(200);
  });
});

describe('links people name', () => {
  it('are never opened: a listener on this machine sees no connection, whatever channel and field they come by', async () => {
    let connections = 0;
    const listener = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((done) => listener.listen(0, '0.0.0.0', done));
    closing.push(() => listener.close());
    const { port } = listener.address() as AddressInfo;
    const one = await service();
    const links = [`http://127.0.0.1:${port}/`, `http://localhost:${port}/a.png`, `http://0x7f.1:${port}/`, `http://2130706433:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`, `https://vneid.gov.vn@127.0.0.1:${port}/`, `http://127.0.0.1.nip.io:${port}/`, `127.0.0.1:${port}/tai-vneid.apk`, `http://vneid.gov.vn.127.0.0.1:${port}/?next=http://127.0.0.1:${port}/`];
    for (const [i, link] of links.entries()) {
      const visitor = browser(one.url);
      await visitor.say('kiểm tra đường link');
      expect((await visitor.say(`link này có thật không ${link}`)).status).toBe(200);
      await visitor.event({ type: 'link', code: link.replace(/[^A-Za-z0-9/_-]/g, '-').slice(0, 90) });
      const chat = 990_888_000 + i;
      const entities = { entities: [{ type: 'text_link', offset: 0, length: 3, url: link }], link_preview_options: { url: link } };
      for (const update of [telegramUpdate.text(chat, link, entities), telegramUpdate.photo(chat, `xem ${link}`), telegramUpdate.text(chat, `/start ${link}`)]) await one.deliver('telegram', update);
      for (const event of [zaloBotEvent.text(`b${chat}`, link), zaloBotEvent.photo(`b${chat}`, { photo_url: link, photo: link, caption: link })]) await one.deliver('zalo-bot', event);
      const attachment = (type: string) => ({ type, payload: { url: link, thumbnail: link } });
      for (const event of [zaloOaEvent.text(`o${chat}`, link), zaloOaEvent.kind(`o${chat}`, 'user_send_image', { message: { msg_id: `i${chat}`, attachments: [attachment('image')] } }), zaloOaEvent.kind(`o${chat}`, 'user_send_link', { message: { msg_id: `k${chat}`, attachments: [attachment('link')] } }), zaloOaEvent.kind(`o${chat}`, 'user_send_file', { message: { msg_id: `x${chat}`, attachments: [attachment('file')] } })]) await one.deliver('zalo-oa', event);
      await ask(`${one.url}/h/${encodeURIComponent(link)}`, { headers: { referer: link, host: `127.0.0.1:${port}` } });
    }
    await wait(1500);
    // They were heard: each was answered with a verdict.
    expect(one.platforms.telegram.sent(990_888_000).length).toBeGreaterThan(1);
    expect(connections).toBe(0);
  });
});

describe('webhooks', () => {
  it('forged ones are refused before they are parsed, repeated ones change nothing', async () => {
    const one = await service();
    const good = { 'telegram': { update_id: 800_900_001, ...telegramUpdate.text(990_999_001, 'menu') }, 'zalo-bot': zaloBotEvent.text('b990999001', 'menu'), 'zalo-oa': zaloOaEvent.text('o990999001', 'menu') } as const;
    const forge = async (path: string, headers: Record<string, string>, body: string): Promise<number> => (await ask(`${one.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })).status;
    const broken = '{"update_id":';
    for (const body of [JSON.stringify(good.telegram), broken, '[['.repeat(5000)]) {
      for (const secret of [undefined, '', 'x', `${one.secrets.telegramHook}x`, one.secrets.telegramHook.slice(0, -1), one.secrets.zaloBotHook]) {
        // 401 also for what is no JSON: nobody looked into it.
        expect(await forge('/hooks/telegram', secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }, body)).toBe(401);
        expect(await forge('/hooks/zalo-bot', secret === undefined || secret === one.secrets.zaloBotHook ? {} : { 'x-bot-api-secret-token': secret }, body)).toBe(403);
      }
      for (const signature of [undefined, 'mac=', `mac=${'0'.repeat(64)}`, oaSignature(one.platforms.zaloOa.app.id, Buffer.from(body), '1', 'another-key-of-nobody')]) expect(await forge('/hooks/zalo-oa', signature === undefined ? {} : { 'x-zevent-signature': signature, 'x-zevent-timestamp': '1' }, body)).toBe(401);
    }
    expect(await metric(one, 'bot_turns_total{channel="telegram",result="committed"}')).toBe(0);
    expect(one.platforms.telegram.sent(990_999_001)).toEqual([]);

    for (const channel of ['telegram', 'zalo-bot', 'zalo-oa'] as const) {
      expect(await one.deliver(channel, good[channel])).toBe(200);
      await wait(400);
      const sent = (): number => one.platforms.telegram.sent(990_999_001).length + one.platforms.zaloBot.sent('b990999001').length + one.platforms.zaloOa.sent('o990999001').length;
      const before = sent();
      expect(before).toBeGreaterThan(0);
      for (let i = 0; i < 20; i++) expect(await one.deliver(channel, good[channel])).toBe(200);
      await wait(300);
      expect(sent()).toBe(before);
      expect(await metric(one, `bot_turns_total{channel="${channel}",result="seen"}`)).toBe(20);
    }
    // Signed, but from yesterday.
    expect(await one.deliver('zalo-oa', { ...zaloOaEvent.text('o990999001', 'menu'), timestamp: String(Date.now() - 86_400_000) })).toBe(403);
  });
});

describe('hostile characters', () => {
  it('change nothing: the twin without them gets the same answer, and nothing invisible is sent to anybody', async () => {
    const one = await service();
    const clean = 'không nhận được mã otp';
    const marks = '\u0301'.repeat(60);
    const twins = [`\u202e${clean}\u202c`, clean.replaceAll(' ', ' \u200b'), `\ufeff${clean}\u0000\u0007\u001b[31m`.replace('[31m', ''), clean.normalize('NFD'), `${clean}\u2066\u2069\u200e`, clean.replaceAll('otp', `o\u200dt\u2060p`)];
    const answer = async (text: string): Promise<string> => ((await browser(one.url).say(text)).json().messages as unknown as { said: { key: string } }[]).map(({ said }) => said.key).join();
    const expected = await answer(clean);
    expect(expected).toContain('otp-not-received');
    for (const twin of twins) expect(await answer(twin), JSON.stringify(twin)).toBe(expected);
    const zalgo = await browser(one.url).say(`xa\u0300${marks} ${marks.repeat(10)}`);
    expect(zalgo.status).toBe(200);
    for (const [i, text] of [...twins, `<b>đậm</b> [bấm](http://evil.example) \u202egpj.exe`, '{{fact.B1.hotline}} {{you}}', '__proto__ constructor'].entries()) expect(await one.deliver('telegram', telegramUpdate.text(990_666_000 + i, text))).toBe(200);
    await wait(1000);
    const sent = one.platforms.telegram.calls.filter(({ method }) => method === 'sendMessage');
    expect(sent.length).toBeGreaterThan(8);
    expect(sent.filter(({ accepted }) => !accepted)).toEqual([]);
    for (const { raw } of sent) expect(raw).not.toMatch(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|parse_mode|evil\.example|gpj/);
  });
});

describe('starting', () => {
  it('is refused without the secrets a public place needs: exit 2, every fault by name, no value shown', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vneid-start-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const start = (env: Record<string, string>) => spawnSync(process.execPath, ['src/cli/start.ts'], { cwd: ROOT, env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), ...env }, encoding: 'utf8', timeout: 20_000 });
    const open = start({ HOST: '0.0.0.0', PORT: '0' });
    expect([open.status, open.stdout]).toEqual([2, '']);
    expect(open.stderr).toContain('APP_SECRET');
    const bad = start({ REDIS_URL: 'redis://user:geheim-des-betreibers@127.0.0.1:1', PORT: 'kein-port-9911', APP_SECRET: 'zu-kurz-7788', TELEGRAM_BOT_TOKEN: '800000001:AAgeheim-token-der-probe', TELEGRAM_MODE: 'webhook', ZALO_BOT_TOKEN: '3300112233:geheim-token-zalo', ZALO_BOT_MODE: 'webhook', ZALO_OA_APP_ID: '1122334455' });
    expect([bad.status, bad.stdout]).toEqual([2, '']);
    for (const name of ['PORT', 'APP_SECRET', 'TELEGRAM_WEBHOOK_SECRET', 'ZALO_BOT_WEBHOOK_SECRET', 'ZALO_OA_APP_SECRET', 'ZALO_OA_SECRET_KEY']) expect(bad.stderr).toContain(name);
    expect(bad.stderr).not.toMatch(/geheim|9911|7788|1122334455/);
  });
});
