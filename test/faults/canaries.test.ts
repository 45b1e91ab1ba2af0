// Fifty kinds of secrets through every input of the real service, on both stores; afterwards every byte it left behind is searched: data
// folder, logs, temporary files, metrics, Redis (AOF, rewritten AOF, values as read, SLOWLOG), and what it said to people.
import { createDecipheriv } from 'node:crypto';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { deriveKey } from '../../src/chat-key.ts';
import { seeded } from '../bot/fakes.ts';
import { telegramUpdate } from '../channels/fakes/telegram.ts';
import { zaloBotEvent } from '../channels/fakes/zalo-bot.ts';
import { zaloOaEvent } from '../channels/fakes/zalo-oa.ts';
import { ask } from '../http/ask.ts';
import { CANARIES, type Canary } from '../safety/canaries.ts';
import { startRedis } from '../store/redis-server.ts';
import { type Hit, hunter, huntFiles, type Needle } from './hunt.ts';
import { browser, ROOT, type Service, startPlatforms, startService, wait } from './service.ts';

const SEED = Number(process.env['FAULTS_SEED'] ?? 20261124);
const random = seeded(SEED);
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What was planted so far; a needle never has to be found. */
const planted: Needle[] = [];
function make(canary: Canary, input: string): string {
  const { text, needles } = canary.make(random);
  for (const value of needles) planted.push({ kind: `${canary.kind} by ${input}`, value });
  return text;
}
const setting = (kind: string): string => {
  const canary = CANARIES.find((one) => one.kind === kind)!;
  const value = make(canary, 'a setting').replace('request failed: ', '');
  return value;
};
const messages = CANARIES.filter(({ via }) => via === 'message');
const ADDRESS = CANARIES.find(({ kind }) => kind === 'e-mail address')!;
/** Understood, and different for every chat: proves that the searched bytes hold what was committed. */
const CONTROL = 'otp-not-received';

async function plantEverything(service: Service): Promise<void> {
  let chat = 990_000_000;
  const text = (canary: Canary, input: string): string => make(canary, input);
  await each(messages, async (canary) => {
    const visitor = browser(service.url);
    const welcome = await visitor.event({ type: 'hello' });
    expect(welcome.status, welcome.text).toBe(200);
    // A text that nobody understands is kept (redacted) only after consent, so half of them consent.
    for (const label of ['Tiếng Việt', 'Cho tôi', 'Gọi là bác', 'Đồng ý']) await visitor.choose(label);
    expect((await visitor.say(text(canary, 'the web chat'))).status).toBe(200);
    await visitor.say(`blorp zung ${text(canary, 'a web text nobody understands')}`);
    // An address is recognised by itself; nothing else in this text can be understood, so it is kept.
    await visitor.say(`blorp zung ${make(ADDRESS, 'a web text that is kept')}`.replace(/email | của em/g, ''));
    await visitor.say('không nhận được mã otp');
    const stranger = browser(service.url);
    await stranger.say(text(canary, 'a first web text without consent'));
    await stranger.say('tìm nơi hỗ trợ');
    await stranger.say(text(canary, 'a web text where a place is asked'));

    const { telegram, 'zalo-bot': zaloBot, 'zalo-oa': zaloOa } = eventsOf(canary, `${(chat += 1)}`, text);
    for (const event of telegram) expect(await service.deliver('telegram', event)).toBe(200);
    for (const event of zaloBot) expect(await service.deliver('zalo-bot', event)).toBe(200);
    for (const event of zaloOa) expect(await service.deliver('zalo-oa', event)).toBe(200);
  });
  // Where a text is not expected: links, choices, paths, headers.
  await each(messages, async (canary) => {
    const visitor = browser(service.url);
    const safe = (input: string): string => text(canary, input).replace(/[^A-Za-z0-9/_-]/g, '').slice(0, 90) || 'x';
    const bare = canary.make(random).needles.filter((value) => /^[A-Za-z0-9/_-]{6,100}$/.test(value));
    planted.push(...bare.map((value) => ({ kind: `${canary.kind} as a link code`, value })));
    for (const code of bare) {
      expect((await visitor.event({ type: 'link', code })).status).toBe(200);
      await ask(`${service.url}/l/${code}`);
      await ask(`${service.url}/${code}`);
    }
    for (const event of [{ type: 'link', code: safe('a help link') }, { type: 'choice', choice: text(canary, 'a choice').slice(0, 64) }]) expect((await visitor.event(event)).status).toBe(200);
    const secret = encodeURIComponent(text(canary, 'a path'));
    const header = secret.slice(0, 500);
    for (const path of [`/h/${secret}`, `/h/menu/${secret}`, `/media/${secret}.png`, `/?q=${secret}`, `/l/${secret}`, `/${safe('a short link')}`, `/v/in/${secret}`])
      await ask(service.url + path, { headers: { 'user-agent': header, referer: `https://example.org/?${header}`, cookie: `visitor=${header}`, 'x-forwarded-for': header } });
    await ask(`${service.url}/hooks/telegram`, { method: 'POST', headers: { 'x-telegram-bot-api-secret-token': header }, body: text(canary, 'a forged webhook') });
    await ask(`${service.url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', origin: service.url }, body: `{"clientId":"${safe('a malformed post')}","event":{"type":"text","text":` });
  });
}

function eventsOf(canary: Canary, chat: string, text: (canary: Canary, input: string) => string): Record<'telegram' | 'zalo-bot' | 'zalo-oa', Record<string, unknown>[]> {
  const number = Number(chat);
  const name = text(canary, 'a name');
  const person = { id: number, is_bot: false, first_name: name, last_name: name, username: name, language_code: 'vi' };
  const named = { from: person, chat: { id: number, type: 'private', first_name: name, username: name } };
  const telegram = [
    telegramUpdate.text(number, `/start ${text(canary, 'a Telegram start payload').replace(/[^A-Za-z0-9_-]/g, '').slice(0, 60)}`),
    telegramUpdate.text(number, text(canary, 'Telegram'), named),
    telegramUpdate.text(number, 'nhờ kiểm tra', { ...named, reply_to_message: { from: person, text: text(canary, 'a quoted message') }, quote: { text: name }, forward_origin: { type: 'hidden_user', sender_user_name: name } }),
    telegramUpdate.photo(number, text(canary, 'a Telegram caption')),
    telegramUpdate.press(number, text(canary, 'a Telegram button').slice(0, 32)),
    { message: { ...(telegramUpdate.text(number, '')['message'] as object), ...named, text: undefined, contact: { phone_number: text(canary, 'a contact'), first_name: name } } },
    { message: { ...(telegramUpdate.text(number, '')['message'] as object), ...named, text: undefined, document: { file_name: text(canary, 'a file name'), mime_type: 'application/pdf' } } },
    { edited_message: { ...(telegramUpdate.text(number, text(canary, 'an edited message'))['message'] as object) } },
    { message: { ...(telegramUpdate.text(number, '')['message'] as object), text: text(canary, 'a group'), chat: { id: -number, type: 'group', title: name } } },
  ];
  const zaloBot = [
    zaloBotEvent.text(`b${chat}`, text(canary, 'Zalo Bot'), { from: { id: `b${chat}`, display_name: name, is_bot: false } }),
    zaloBotEvent.photo(`b${chat}`, { caption: text(canary, 'a Zalo Bot caption'), photo_url: `https://anh.example/${encodeURIComponent(name)}` }),
    zaloBotEvent.kind(`b${chat}`, 'message.unsupported.received', { text: text(canary, 'an unsupported message') }),
  ];
  const zaloOa = [
    zaloOaEvent.text(`o${chat}`, text(canary, 'Zalo OA')),
    zaloOaEvent.image(`o${chat}`, text(canary, 'a Zalo OA caption')),
    zaloOaEvent.text(`o${chat}`, `#${text(canary, 'a Zalo OA payload').replace(/\s/g, '').slice(0, 60)}`),
    zaloOaEvent.kind(`o${chat}`, 'user_submit_info', { info: { name, phone: text(canary, 'a submitted form'), address: name } }),
    zaloOaEvent.kind(`o${chat}`, 'user_send_location', { message: { msg_id: `l${chat}`, text: text(canary, 'the name of a place'), attachments: [] } }),
  ];
  return { telegram, 'zalo-bot': zaloBot, 'zalo-oa': zaloOa };
}

/** Eight at a time, so that two cores are busy and nobody waits long. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

/** What the platforms were sent: people must not get their secret back either. Their own settings (tokens in the address) are not looked for there. */
function huntAnswers(service: Service): Hit[] {
  const hunt = hunter(planted.filter(({ kind }) => !kind.endsWith('by a setting')));
  const { telegram, zaloBot, zaloOa } = service.platforms;
  return [telegram, zaloBot, zaloOa].flatMap((fake) => hunt(Buffer.from(fake.calls.map(({ raw }) => raw).join('\n')), 'what platforms were sent'));
}

/** Texts nobody understood are sealed: opened here with the operator's key before they are searched. */
function opened(appSecret: string, sealed: readonly string[]): Buffer {
  const key = deriveKey(appSecret, 'token');
  return Buffer.concat(sealed.map((text) => {
    const bytes = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final(), Buffer.from('\n')]);
  }));
}

/** Everything before is forgotten: each test looks for what it planted itself. */
async function serviceWithSecrets(env: Readonly<Record<string, string>> = {}): Promise<Service> {
  planted.length = 0;
  const platforms = await startPlatforms({ telegram: setting('Telegram bot token'), zaloBot: setting('Zalo bot token'), zaloOa: { access: setting('Zalo OA access token'), refresh: setting('Zalo OA access token') } });
  closing.push(platforms.close);
  planted.push({ kind: 'Zalo OA app secret by a setting', value: platforms.zaloOa.app.secret }, { kind: 'Zalo OA secret key by a setting', value: platforms.zaloOa.app.oaKey });
  const service = await startService({ env, platforms, secrets: { app: setting('application secret'), telegramHook: setting('webhook secret'), zaloBotHook: setting('webhook secret'), metrics: setting('webhook secret') } });
  closing.push(service.close);
  return service;
}

const metricsOf = async (service: Service): Promise<string> => (await ask(`${service.url}/metrics`, { headers: { authorization: `Bearer ${service.secrets.metrics}` } })).text;
const settled = async (service: Service): Promise<void> => {
  for (let calls = -1; calls !== service.platforms.telegram.calls.length; await wait(300)) calls = service.platforms.telegram.calls.length;
};

describe('fifty kinds of secrets through every input', () => {
  it('the hunter finds each of them in each form', () => {
    const seed = seeded(7);
    for (const canary of CANARIES) {
      const { needles } = canary.make(seed);
      for (const value of needles) {
        const hunt = hunter([{ kind: 'x', value }]);
        const base64 = Buffer.from(`ab ${value} cd`).toString('base64');
        for (const text of [`"${value}"`, `?q=${encodeURIComponent(value)} `, JSON.stringify({ value }), ` ${value.normalize('NFD')} `, ...(value.length >= 8 ? [base64] : [])]) expect(hunt(Buffer.from(text), 'here'), `${value} in ${text}`).not.toEqual([]);
        expect(hunt(Buffer.from('time 1795312800000 nothing here'), 'here')).toEqual([]);
      }
    }
    expect(CANARIES.length).toBeGreaterThanOrEqual(50);
  });

  it('leave nothing in the embedded store, the logs, the metrics and the answers', async () => {
    const service = await serviceWithSecrets();
    await plantEverything(service);
    await settled(service);
    const metrics = await metricsOf(service);
    const hunt = hunter(planted);
    expect(hunt(Buffer.from(metrics), 'metrics')).toEqual([]);
    expect(huntAnswers(service)).toEqual([]);
    // While it runs (write-ahead log) and after it ended.
    const running = huntFiles(hunt, [service.folder]);
    expect(running.hits).toEqual([]);
    expect(await service.stop()).toBe(0);
    const { hits, files, bytes } = huntFiles(hunt, [service.folder]);
    expect(hits).toEqual([]);
    expect(hunt(Buffer.from(service.logs()), 'log')).toEqual([]);

    const db = new DatabaseSync(join(service.dataDir, 'store.db'), { readOnly: true });
    const sealed = db.prepare("SELECT value FROM value WHERE name LIKE 'unmatched/%'").all().map((row) => String(row['value']));
    const chats = db.prepare('SELECT value FROM chat').all();
    db.close();
    const texts = opened(service.secrets.app, sealed);
    expect(hunt(texts, 'texts nobody understood')).toEqual([]);
    // The searched bytes are the right ones: what was committed is in them.
    expect(chats.length).toBeGreaterThan(messages.length * 4);
    expect(chats.some((row) => Buffer.from(row['value'] as Uint8Array).includes(CONTROL))).toBe(true);
    expect(sealed.length).toBeGreaterThan(0);
    process.stdout.write(`canaries, embedded store: ${planted.length} needles, ${files} files, ${bytes} bytes, ${sealed.length} kept texts, 0 hits (seed ${SEED})\n`);
  });

  it('leave nothing in Redis as the runbook sets it up: AOF, rewritten AOF, values, slow log', async () => {
    const password = CANARIES.find((one) => one.kind === 'Redis password')!.make(random).needles[0]!;
    const folder = mkdtempSync(join(tmpdir(), 'vneid-acl-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    // The access list that ships, plus this test as the administrator who looks.
    const acl = readFileSync(join(ROOT, 'src/ops/redis.acl'), 'utf8').replace('CHANGE-ME-TO-A-LONG-SECRET', password).replace('CHANGE-ME-TOO', 'rewrite-password-of-this-test');
    writeFileSync(join(folder, 'redis.acl'), `${acl.trim()}\nuser admin on >admin-password-of-this-test ~* &* +@all\n`);
    const redis = await startRedis(['--aclfile', join(folder, 'redis.acl'), '--appendonly', 'yes', '--appendfsync', 'always', '--rdbcompression', 'no', '--slowlog-log-slower-than', '0', '--slowlog-max-len', '1000000']);
    closing.push(redis.stop);
    const admin = new Redis({ port: redis.port, host: '127.0.0.1', username: 'admin', password: 'admin-password-of-this-test' });
    closing.push(() => admin.disconnect());
    const service = await serviceWithSecrets({ REDIS_URL: `redis://guide:${encodeURIComponent(password)}@127.0.0.1:${redis.port}` });
    planted.push({ kind: 'Redis password by a setting', value: password });
    await plantEverything(service);
    await settled(service);
    // The access list itself holds the password, in the operator's own folder.
    const hunt = hunter(planted);
    expect(hunt(Buffer.from(await metricsOf(service)), 'metrics')).toEqual([]);
    expect(huntAnswers(service)).toEqual([]);

    const slow = (await admin.call('SLOWLOG', 'GET', '-1')) as unknown[];
    expect(hunt(Buffer.from(JSON.stringify(slow)), 'slow log')).toEqual([]);
    expect(slow.length).toBeGreaterThan(500);
    const values = await everyValue(admin);
    expect(hunt(values, 'values')).toEqual([]);
    expect(values.includes(CONTROL)).toBe(true);
    const before = huntFiles(hunt, [redis.dir, service.folder]);
    expect(before.hits).toEqual([]);
    // Commands the service needed and the access list forbids would stand here.
    expect(((await admin.call('ACL', 'LOG')) as unknown[]).length).toBe(0);
    const rewriter = new Redis({ port: redis.port, host: '127.0.0.1', username: 'rewrite', password: 'rewrite-password-of-this-test' });
    closing.push(() => rewriter.disconnect());
    await rewriter.bgrewriteaof();
    while (/aof_rewrite_(in_progress|scheduled):1/.test(await rewriter.info('persistence'))) await wait(50);
    expect(await service.stop()).toBe(0);
    const after = huntFiles(hunt, [redis.dir, service.folder]);
    expect(after.hits).toEqual([]);
    const kept = (await Promise.all((await admin.keys('{unmatched}v/*')).map((key) => admin.get(key)))).flatMap((text) => text?.split(' ')[2] ?? []);
    expect(kept.length).toBeGreaterThan(0);
    expect(hunt(opened(service.secrets.app, kept), 'texts nobody understood')).toEqual([]);
    process.stdout.write(`canaries, Redis: ${planted.length} needles, ${before.files} + ${after.files} files, ${before.bytes} bytes of AOF and logs, ${slow.length} slow log entries, ${kept.length} kept texts, 0 hits (seed ${SEED})\n`);
  });

  it('the access list gives the guide its own keys only, and no way to read logs, settings or others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vneid-acl-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'redis.acl'), readFileSync(join(ROOT, 'src/ops/redis.acl'), 'utf8').replace('CHANGE-ME-TO-A-LONG-SECRET', 'guide-password').replace('CHANGE-ME-TOO', 'rewrite-password'));
    const redis = await startRedis(['--aclfile', join(folder, 'redis.acl')]);
    closing.push(redis.stop);
    const as = (username: string, password: string): Redis => {
      const one = new Redis({ port: redis.port, host: '127.0.0.1', username, password, lazyConnect: true, retryStrategy: () => null });
      one.on('error', () => {});
      closing.push(() => one.disconnect());
      return one;
    };
    await expect(as('default', '').connect().then(() => as('default', '').get('{1}x'))).rejects.toThrow();
    const guide = as('guide', 'guide-password');
    expect(await guide.set('{1}x', 'v')).toBe('OK');
    // SCAN is allowed, for event ids to leave silent chats: it shows names, which are keyed hashes.
    for (const command of [['KEYS', '*'], ['CONFIG', 'GET', '*'], ['MONITOR'], ['SLOWLOG', 'GET'], ['FLUSHALL'], ['FLUSHDB'], ['SHUTDOWN'], ['ACL', 'LIST'], ['CLIENT', 'LIST'], ['BGREWRITEAOF'], ['GET', 'other'], ['SET', 'other', 'v'], ['REPLICAOF', 'NO', 'ONE'], ['MODULE', 'LIST'], ['DUMP', '{1}x']])
      await expect(guide.call(...(command as [string, ...string[]])), command.join(' ')).rejects.toThrow('NOPERM');
    const rewrite = as('rewrite', 'rewrite-password');
    for (const command of [['GET', '{1}x'], ['KEYS', '*'], ['CONFIG', 'GET', '*']]) await expect(rewrite.call(...(command as [string, ...string[]])), command.join(' ')).rejects.toThrow('NOPERM');
  });
});

/** Every key with everything under it, as bytes. */
async function everyValue(admin: Redis): Promise<Buffer> {
  const parts: Buffer[] = [];
  const add = (...texts: readonly unknown[]): void => void parts.push(...texts.map((text) => Buffer.from(String(text))));
  for (const key of await admin.keys('*')) {
    parts.push(Buffer.from(`\n${key} `));
    const type = await admin.type(key);
    if (type === 'string') parts.push((await admin.getBuffer(key)) ?? Buffer.alloc(0));
    else if (type === 'hash') parts.push(...Object.entries(await admin.hgetallBuffer(key)).flatMap(([field, value]) => [Buffer.from(`${field} `), value]));
    else if (type === 'zset') add(...(await admin.zrange(key, '0', '-1')));
    else throw new Error(`a key of type ${type}: ${key}`);
  }
  return Buffer.concat(parts);
}
