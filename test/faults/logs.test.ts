// Logs of a service whose platforms fail in every way and whose Redis is killed: one JSON line an event, nothing of people or secrets in
// them, unhandled faults written scrubbed, the process still there.
import { afterEach, expect, it } from 'vitest';
import type { Fault } from '../channels/fakes/server.ts';
import { telegramUpdate } from '../channels/fakes/telegram.ts';
import { zaloBotEvent } from '../channels/fakes/zalo-bot.ts';
import { zaloOaEvent } from '../channels/fakes/zalo-oa.ts';
import { ask } from '../http/ask.ts';
import { startRedis } from '../store/redis-server.ts';
import { hunter } from './hunt.ts';
import { browser, startPlatforms, startService, wait } from './service.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const TELEGRAM = '8765432109:AAlog-test_Token-0123456789abcdefgh';
const ZALO = '998877665544332:log-test-zalo-Token_0123456789';
const REDIS_PASSWORD = 'redis-password-of-the-log-test';
const TEXT = 'mật khẩu của bà Sáu là hoasua2026 gọi 0912345678';
/** What a careless library would throw: the request with its token, headers and body hang on the error. */
const PRELOAD = `data:text/javascript,${encodeURIComponent(`
  process.once('SIGUSR2', () => {
    const error = Object.assign(new Error('Request failed: POST https://api.telegram.org/bot${TELEGRAM}/sendMessage {"chat_id":990555001,"text":"${TEXT} 099087001234"}'), { code: 'ERR_BAD_REQUEST', config: { url: '/bot${TELEGRAM}', data: '${TEXT}' }, on: { payload: { chat_id: 990555001 } } });
    Promise.reject(error);
    Promise.reject('a string with ${TELEGRAM} and 099087001234');
    setTimeout(() => { throw error; });
  });
`)}`;

it('nothing of tokens, passwords, texts and chats reaches the log, whatever breaks; the process lives on and answers again', async () => {
  const redis = await startRedis(['--requirepass', REDIS_PASSWORD, '--appendonly', 'yes', '--appendfsync', 'always']);
  closing.push(redis.stop);
  const platforms = await startPlatforms({ telegram: TELEGRAM, zaloBot: ZALO, zaloOa: { access: 'access-token-of-the-log-test-000', refresh: 'refresh-token-of-the-log-test-000' } });
  closing.push(platforms.close);
  const service = await startService({ platforms, preload: PRELOAD, env: { REDIS_URL: `redis://:${REDIS_PASSWORD}@127.0.0.1:${redis.port}` } });
  closing.push(service.close);

  const echo = `${TEXT} ${TELEGRAM} ${ZALO} 990555001 b990555001 o990555001`;
  const faults: readonly Fault[] = [{ type: 'refuse', code: 400, text: echo }, { type: 'html', status: 502 }, { type: 'garbage' }, { type: 'half' }, { type: 'reset-before' }, { type: 'refuse', code: 403, text: echo }, { type: 'reset-after' }, { type: 'refuse', code: 401, text: echo }, { type: 'flood', retryAfter: 1 }];
  let broken = true;
  for (const fake of [platforms.telegram, platforms.zaloBot, platforms.zaloOa]) fake.plan((_, count) => (broken ? faults[count % faults.length] : undefined));
  const visitors = [browser(service.url), browser(service.url)];
  const talk = async (round: number): Promise<number[]> => {
    const chat = 990_555_001 + round;
    const statuses = [await service.deliver('telegram', telegramUpdate.text(chat, TEXT, { from: { id: chat, is_bot: false, first_name: 'Bà Sáu Hoasua' } })), await service.deliver('telegram', telegramUpdate.press(chat, 'v1:AAAAAAAAAAA')), await service.deliver('zalo-bot', zaloBotEvent.text(`b${chat}`, TEXT)), await service.deliver('zalo-oa', zaloOaEvent.text(`o${chat}`, TEXT))];
    for (const visitor of visitors) statuses.push((await visitor.say(TEXT)).status);
    return statuses;
  };
  for (let round = 0; round < 12; round++) expect(await talk(round)).toEqual([200, 200, 200, 200, 200, 200]);
  await ask(`${service.url}/hooks/telegram`, { method: 'POST', headers: { 'x-telegram-bot-api-secret-token': TEXT.replace(/[^ -~]/g, '') }, body: TEXT });
  await redis.kill();
  for (let round = 20; round < 24; round++) expect((await talk(round)).every((status) => status === 503)).toBe(true);
  service.signal('SIGUSR2');
  await wait(1000);
  expect(service.running()).toBe(true);
  await redis.start();
  broken = false;
  for (let i = 0; i < 100 && (await ask(`${service.url}/readyz`)).status !== 200; i++) await wait(100);
  expect((await visitors[0]!.say('menu')).status).toBe(200);

  const log = service.logs();
  const needles = { TELEGRAM, ZALO, REDIS_PASSWORD, access: 'access-token-of-the-log-test', refresh: 'refresh-token-of-the-log-test', app: service.secrets.app, hook: service.secrets.telegramHook, otherHook: service.secrets.zaloBotHook, appSecret: platforms.zaloOa.app.secret, oaKey: platforms.zaloOa.app.oaKey, password: 'hoasua', name: 'Bà Sáu', phone: '0912345678', id: '099087001234', text: 'mật khẩu của', chat: '99055500', visitor: visitors[0]!.id(), otherVisitor: visitors[1]!.id() };
  expect(hunter(Object.entries(needles).map(([kind, value]) => ({ kind, value })))(Buffer.from(log), 'log')).toEqual([]);
  expect(log).not.toContain('99055500');
  // After the lines that greet the operator, every line is one event.
  const lines = log.split('\n').filter((line) => line !== '' && !/^(web chat|store|content|telegram|zalo-bot|zalo-oa) {2,}/.test(line));
  const events = lines.map((line) => JSON.parse(line) as { time: string; level: string; event: string; error?: string });
  for (const { time, level, event } of events) expect([time, level, event]).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT/), expect.stringMatching(/^(info|warn|error)$/), expect.stringMatching(/^[a-z][a-z0-9 .-]+$/)]);
  const named = new Set(events.map(({ event }) => event));
  for (const event of ['send', 'store.away', 'unhandled', 'uncaught', 'hook refused']) expect([...named]).toContain(event);
  expect(events.find(({ event }) => event === 'uncaught')?.error).toMatch(/^Error: Request failed/);
  expect(events.filter(({ event }) => event === 'unhandled').length).toBe(2);
});
