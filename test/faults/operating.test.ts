// The whole service as operators run it, in trouble: Redis gone, frozen, absent at the start; loop blocked; descriptors gone; thousands of
// idle and slow browsers; SIGTERM with a send under way. And redis.conf and the unit against the real programs (alerts: test/ops.test.ts).
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { deriveKey } from '../../src/chat-key.ts';
import { STREAMS } from '../../src/channels/web/limits.ts';
import { issueToken } from '../../src/channels/web/visitor.ts';
import { telegramUpdate } from '../channels/fakes/telegram.ts';
import { ask, chat, newId } from '../http/ask.ts';
import { freePort, startRedis } from '../store/redis-server.ts';
import { figure, LONG, p95 } from './figures.ts';
import { rssOf } from './rig.ts';
import { browser, ROOT, type Service, startService, wait } from './service.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Loaded before the service: writes down its process id, and blocks the loop for 300 ms when told to. */
const PRELOAD = `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.TMPDIR + '/pid', String(process.pid));
process.on('SIGUSR2', () => { for (const end = performance.now() + 300; performance.now() < end; ); });`;
async function started(env: Readonly<Record<string, string>> = {}, until: 'ready' | 'listening' = 'ready'): Promise<Service & { pid(): number }> {
  const folder = mkdtempSync(join(tmpdir(), 'vneid-preload-'));
  writeFileSync(join(folder, 'preload.mjs'), PRELOAD);
  const service = await startService({ env, preload: join(folder, 'preload.mjs'), until });
  closing.push(() => rmSync(folder, { recursive: true, force: true }), service.close);
  return { ...service, pid: () => Number(readFileSync(join(service.folder, 'tmp/pid'), 'utf8')) };
}
const hook = (service: Service, chat: number, id: number): Promise<{ status: number; ms: number; retryAfter: string | undefined }> => {
  const began = performance.now();
  const body = JSON.stringify({ update_id: id, ...telegramUpdate.text(chat, 'xin chào') });
  return ask(`${service.url}/hooks/telegram`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': service.secrets.telegramHook }, body }).then(
    ({ status, headers }) => ({ status, ms: performance.now() - began, retryAfter: headers['retry-after'] }),
  );
};
/** A browser's open stream, as bare as it can be: thousands of them live in this process too. */
function stream(service: Service, cookie: string): Socket {
  const { host, port } = new URL(service.url);
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(`GET /chat/events HTTP/1.1\r\nhost: ${host}\r\ncookie: ${cookie}\r\nsec-fetch-site: same-origin\r\naccept: text/event-stream\r\n\r\n`));
  return socket.on('error', () => {}).on('data', () => {});
}
const metricsOf = async (service: Service): Promise<string> => (await ask(`${service.url}/metrics`, { headers: { authorization: `Bearer ${service.secrets.metrics}` } })).text;
const metric = (text: string, name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);

describe('Redis away', () => {
  it('S2 frozen or gone: 503 with Retry-After within a second, alive but not ready, and back by itself', { timeout: 90_000 }, async () => {
    const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    closing.push(redis.stop);
    const service = await started({ REDIS_URL: redis.url });
    let update = 10;
    expect((await hook(service, 7001, (update += 1))).status).toBe(200);
    const refused: Awaited<ReturnType<typeof hook>>[] = [];
    for (const [off, on] of [[() => redis.signal('SIGSTOP'), () => redis.signal('SIGCONT')], [redis.kill, redis.start]] as const) {
      await off();
      for (let i = 0; i < 20; i++) refused.push(await hook(service, 7001 + i, update + 1));
      expect((await ask(`${service.url}/healthz`)).status).toBe(200);
      expect((await ask(`${service.url}/readyz`)).status).toBe(503);
      await on();
      for (let i = 0; i < 100 && (await ask(`${service.url}/readyz`)).status !== 200; i++) await wait(50);
      expect((await hook(service, 7001, (update += 1))).status).toBe(200);
    }
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    expect(refused.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true);
    const slowest = Math.max(...refused.map(({ ms }) => ms));
    expect(slowest).toBeLessThan(1000);

    figure('S2 the service without Redis', { slowestRefusalMs: slowest, refused: refused.length });
    expect(service.logs()).not.toMatch(/"event":"(uncaught|unhandled)"/);
    // An outage is a line every ten seconds, not one a message, and names the request that met it.
    expect(service.logs()).toMatch(/"event":"store.away","request":"[0-9a-f]{6}-\d+","where":"turn"/);
    expect(service.logs().match(/"event":"store.away"/g)?.length).toBeLessThan(12);
  });

  it('S16 absent at the start: listens, says what is missing, refuses turns, shows its pages; registered and polling once it comes', { timeout: 90_000 }, async () => {
    const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    closing.push(redis.stop);
    await redis.kill();
    const env = { REDIS_URL: redis.url, PUBLIC_URL: 'https://vneid.example' };
    const began = performance.now();
    const webhook = await started(env, 'listening');
    const listensMs = performance.now() - began;
    const polling = await started({ ...env, TELEGRAM_MODE: 'polling', ZALO_BOT_MODE: 'polling' }, 'listening');
    polling.platforms.telegram.push(telegramUpdate.text(7201, 'xin chào'));
    for (const service of [webhook, polling]) {
      expect((await ask(`${service.url}/healthz`)).status).toBe(200);
      const state = await ask(`${service.url}/readyz`);
      expect([state.status, state.json()['ready'], state.json()['waits'], state.json()['revision']]).toEqual([503, false, ['store', 'content'], 0]);
      expect(Number(state.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    const refused = [await hook(webhook, 7200, 20), await hook(webhook, 7200, 20)];
    for (const { status, ms, retryAfter } of refused) expect([status, ms < 1000, Number(retryAfter) >= 1]).toEqual([503, true, true]);
    for (const [path, says] of [['/h', 'VNeID'], ['/h/install-app', '<h1'], ['/en/privacy', '<h1'], ['/', '<html']] as const) {
      const page = await ask(webhook.url + path);
      expect([path, page.status, page.text.includes(says)]).toEqual([path, 200, true]);
    }
    const short = await ask(`${webhook.url}/s/ABCDE12345`);
    expect([short.status, short.headers['retry-after'] !== undefined]).toEqual([503, true]);
    const talk = await chat(webhook.url, { clientId: newId(), event: { type: 'text', text: 'menu' }, after: 0 }, { origin: 'https://vneid.example' });
    expect([talk.status, talk.text.includes('1900')]).toEqual([503, true]);
    expect(await metricsOf(webhook)).toMatch(/^bot_ready\{part="store"\} 0$/m);
    expect(webhook.logs()).toContain('"event":"start.degraded"');
    // Registration needs no store.
    for (let i = 0; i < 100 && webhook.platforms.telegram.webhook.url === ''; i++) await wait(50);
    expect(webhook.platforms.telegram.webhook.url).toBe('https://vneid.example/hooks/telegram');

    await wait(1000);
    await redis.start();
    const back = performance.now();
    await Promise.all([webhook.ready(), polling.ready()]);
    const readyMs = performance.now() - back;
    expect((await hook(webhook, 7200, 20)).status).toBe(200);
    for (let i = 0; i < 300 && polling.platforms.telegram.sent(7201).length === 0; i++) await wait(50);
    const answeredMs = performance.now() - back;
    expect(polling.platforms.telegram.sent(7201).length).toBeGreaterThan(0);
    expect(webhook.platforms.telegram.sent(7200).length).toBeGreaterThan(0);
    expect((await ask(`${webhook.url}/readyz`)).json()).toMatchObject({ ready: true, waits: [], revision: 1, channels: { telegram: true, 'zalo-bot': true, 'zalo-oa': true } });
    figure('S16 no Redis at the start', { listensMs, slowestRefusalMs: Math.max(...refused.map(({ ms }) => ms)), readyAfterMs: readyMs, polledAndAnsweredAfterMs: answeredMs });
    for (const service of [webhook, polling]) expect(service.logs()).not.toMatch(/"event":"(uncaught|unhandled)"/);
  });
});

describe('one process at its limits', () => {
  it('S15 SIGTERM with a slow send, a request that trickles and open streams: says so, ends within ten seconds, once, nothing repeated after the restart', { timeout: 60_000 }, async () => {
    const service = await started();
    const { telegram } = service.platforms;
    const key = deriveKey(service.secrets.app, 'cookie');
    const streams = Array.from({ length: 50 }, () => stream(service, `visitor=${issueToken(key, Date.now()).token}`));
    const ends = streams.map((socket) => new Promise((done) => socket.once('close', done)));
    const trickle = connect(Number(new URL(service.url).port), '127.0.0.1', () => trickle.write('POST /chat HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{')).on('error', () => {});
    for (let i = 0; i < 100 && metric(await metricsOf(service), 'web_open_streams') < 50; i++) await wait(50);
    telegram.next({ type: 'slow', ms: LONG ? 7000 : 2500 }, 'sendMessage');
    expect(await service.deliver('telegram', telegramUpdate.text(7100, 'xin chào'))).toBe(200);
    for (let i = 0; i < 100 && !telegram.calls.some(({ method }) => method === 'sendMessage'); i++) await wait(20);
    const began = performance.now();
    const stopped = service.stop();
    await wait(500);
    const state = await ask(`${service.url}/readyz`);
    expect([state.status, state.json()['waits']]).toEqual([503, ['stopping']]);
    expect(await service.deliver('telegram', telegramUpdate.text(7101, 'xin chào'))).toBe(503);
    const code = await stopped;
    const ms = performance.now() - began;
    await Promise.all(ends);
    const sent = telegram.sent(7100).length;
    await service.start();
    await wait(1500);
    figure('S15 SIGTERM of the service', { exitCode: Number(code), drainMs: ms, sent, repeatedAfterRestart: telegram.sent(7100).length - sent });
    expect([code, sent > 0]).toEqual([0, true]);
    expect(ms).toBeLessThan(10_000);
    expect(telegram.sent(7100)).toHaveLength(sent);
    expect(telegram.sent(7101)).toHaveLength(0);
  });

  it('S21 S22 a blocked loop is counted and logged; 500 sockets with 128 descriptors: nothing ends, and it serves again', { timeout: 60_000 }, async () => {
    const service = await started();
    // Reading the model after the start may have been told already; a line comes at most once in ten seconds.
    const before = metric(await metricsOf(service), 'bot_loop_blocked_seconds_sum');
    process.kill(service.pid(), 'SIGUSR2');
    await wait(600);
    const text = await metricsOf(service);
    expect(service.logs()).toMatch(/"event":"loop.blocked","ms":\d{2,}/);
    const stalled = metric(text, 'bot_loop_blocked_seconds_sum') - before;
    expect(stalled).toBeGreaterThan(0.2);

    const keep = browser(service.url);
    expect((await keep.event({ type: 'hello' })).status).toBe(200);
    expect(spawnSync('prlimit', ['--pid', String(service.pid()), '--nofile=128:128']).status).toBe(0);
    const sockets: Socket[] = [];
    for (let i = 0; i < 500; i++) sockets.push(connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => {}));
    await wait(1000);
    expect(service.running()).toBe(true);
    for (const socket of sockets) socket.destroy();
    let ok = 0;
    const began = performance.now();
    while (ok < 5 && performance.now() - began < 10_000) ok += await keep.say('menu').then(({ status }) => Number(status === 200), () => 0);
    figure('S21 S22 loop and descriptors', { stallCountedMs: stalled * 1000, servesAgainAfterMs: performance.now() - began, running: service.running() });
    expect(ok).toBe(5);
    expect(service.logs()).not.toMatch(/"event":"(uncaught|unhandled)"/);
  });

  it('S21 a loop that never comes back ends the process with a line in the log; one that only stalls, or is stopped for a while, lives', { timeout: 30_000 }, async () => {
    const watched = (work: string): { ended: Promise<{ signal: string | null; out: string }>; pid: number } => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', `import { watchDog } from './src/cli/watch-dog.ts'; watchDog(800); ${work}`], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.on('data', (data) => (out += data));
      closing.push(() => child.kill('SIGKILL'));
      return { ended: new Promise((done) => child.once('close', (_code, signal) => done({ signal, out }))), pid: child.pid! };
    };
    const dead = await watched('setTimeout(() => { for (;;); }, 100);').ended;
    expect(dead.signal).toBe('SIGKILL');
    expect(JSON.parse(dead.out)).toMatchObject({ level: 'error', event: 'loop.dead', alert: true });
    const alive = watched('setTimeout(() => { for (const end = performance.now() + 400; performance.now() < end;); }, 100); setTimeout(() => process.exit(0), 3500);');
    await wait(1000);
    process.kill(alive.pid, 'SIGSTOP');
    await wait(1500);
    process.kill(alive.pid, 'SIGCONT');
    expect(await alive.ended).toEqual({ signal: null, out: '' });
  });

  it('S20 browsers that hold streams open, many of them deaf: memory bounded, others as quick', { timeout: 300_000 }, async () => {
    const service = await started();
    // All that one process holds open; more are refused and come with their next message.
    const idle = LONG ? STREAMS : 1500;
    const deaf = LONG ? 500 : 100;
    const others: number[] = [];
    const talk = async (turns: number): Promise<number> => {
      others.length = 0;
      const visitor = browser(service.url);
      await visitor.event({ type: 'hello' });
      for (let i = 0; i < turns; i++) {
        const at = performance.now();
        expect((await visitor.say('menu')).status).toBe(200);
        others.push(performance.now() - at);
      }
      return p95(others);
    };
    await talk(30);
    const quiet = await talk(60);
    const before = rssOf(service.pid()).now;
    const key = deriveKey(service.secrets.app, 'cookie');
    const tokens = Array.from({ length: idle }, () => issueToken(key, Date.now()).token);
    const cookie = (i: number): string => `visitor=${tokens[i]}`;
    const sockets: Socket[] = [];
    closing.push(() => sockets.forEach((socket) => socket.destroy()));
    for (let i = 0; i < idle; i++) {
      sockets.push(stream(service, cookie(i)));
      if (i % 200 === 199) await wait(20);
    }
    for (let i = 0; i < 200 && metric(await metricsOf(service), 'web_open_streams') < idle; i++) await wait(100);
    const open = metric(await metricsOf(service), 'web_open_streams');
    // Deaf ones read a byte a second; each is told far more than that.
    for (const socket of sockets.slice(0, deaf)) socket.pause();
    const reading = setInterval(() => sockets.slice(0, deaf).forEach((socket) => socket.read(1)), 1000);
    closing.push(() => clearInterval(reading));
    for (let i = 0; i < deaf; i++)
      for (let turn = 0; turn < 3; turn++) await ask(`${service.url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', origin: service.url, 'sec-fetch-site': 'same-origin', cookie: cookie(i) }, body: JSON.stringify({ clientId: `slow-${i}-${turn}-0`, event: { type: 'text', text: 'menu' }, after: 0 }) });
    const busy = await talk(60);
    const { now } = rssOf(service.pid());
    figure('S20 idle and deaf browsers', { streams: open, deaf, rssBeforeMb: before, rssMb: now, othersP95QuietMs: quiet, othersP95Ms: busy });
    expect(open).toBeGreaterThanOrEqual(idle);
    // 6 kB a stream were measured, and 64 kB may wait for each of the deaf; the rest is what talking leaves to the next collection of garbage.
    expect(now - before).toBeLessThan((10 * idle + 64 * deaf) / 1024 + 25);
    if (LONG) expect(now).toBeLessThan(300);
  });
});

describe('npm run notice', () => {
  it('beside a running service, also with the embedded store: set, shown, once in front of the next message of a chat, cleared', { timeout: 90_000 }, async () => {
    const service = await started();
    const notice = (...args: string[]): { status: number | null; out: string } => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli/notice.ts', ...args], { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'], PORT: new URL(service.url).port, DATA_DIR: service.dataDir, APP_SECRET: service.secrets.app } as NodeJS.ProcessEnv });
      return { status, out: stdout + stderr };
    };
    expect(notice('show')).toEqual({ status: 0, out: 'no notice\n' });
    expect(notice('set', 'VNeID đang bảo trì.', 'VNeID is being repaired.', '2')).toMatchObject({ status: 0, out: expect.stringContaining('shown until 20') });
    expect(notice('show').out).toContain('VNeID đang bảo trì.');
    for (const wrong of [[], ['set', 'a', '', '1'], ['set', 'a', 'b', '400'], ...(LONG ? [['set', 'a', 'b', 'x'], ['set', 'a', 'b', '0'], ['clear', 'all'], ['show', 'me']] : [])]) expect([wrong, notice(...wrong).status]).toEqual([wrong, 2]);
    if (LONG) {
      await wait(11_000);
      const visitor = browser(service.url);
      expect((await visitor.say('menu')).text).toContain('VNeID đang bảo trì.');
      expect((await visitor.say('menu')).text).not.toContain('VNeID đang bảo trì.');
      await service.deliver('telegram', telegramUpdate.text(7300, 'xin chào'));
      for (let i = 0; i < 100 && service.platforms.telegram.sent(7300).length === 0; i++) await wait(50);
      expect(service.platforms.telegram.sent(7300)[0]?.text).toContain('VNeID đang bảo trì.');
    }
    expect(notice('clear')).toEqual({ status: 0, out: 'no notice\n' });
    if (!LONG) return;
    await wait(11_000);
    expect((await browser(service.url).say('menu')).text).not.toContain('VNeID đang bảo trì.');
  });
});

describe('src/ops', () => {
  const read = (name: string): string => readFileSync(join(ROOT, 'src/ops', name), 'utf8');

  it('redis.conf starts a server that keeps, refuses and forgets what it should', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vneid-conf-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const port = await freePort();
    writeFileSync(join(folder, 'redis.acl'), `${read('redis.acl').replace('CHANGE-ME-TO-A-LONG-SECRET', 'guide-password').replace('CHANGE-ME-TOO', 'rewrite-password').trim()}\nuser admin on >admin-password ~* &* +@all\n`);
    writeFileSync(join(folder, 'redis.conf'), `${read('redis.conf').replace('port 6379', `port ${port}`).replace('dir /var/lib/redis', `dir ${folder}`).replace('/etc/redis/redis.acl', join(folder, 'redis.acl'))}`);
    const redis = await startRedis([join(folder, 'redis.conf')], port);
    closing.push(redis.stop);
    const admin = new Redis({ port, username: 'admin', password: 'admin-password' });
    closing.push(() => admin.disconnect());
    const settings = Object.fromEntries(await Promise.all(['appendonly', 'appendfsync', 'maxmemory-policy', 'save', 'slowlog-log-slower-than', 'slowlog-max-len'].map(async (name) => [name, ((await admin.config('GET', name)) as string[])[1]] as const)));
    expect(settings).toEqual({ appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction', save: '', 'slowlog-log-slower-than': '-1', 'slowlog-max-len': '0' });
    const guide = new Redis({ port, username: 'guide', password: 'guide-password' });
    closing.push(() => guide.disconnect());
    await expect(guide.keys('*')).rejects.toThrow(/NOPERM/);
    await expect(guide.config('GET', '*')).rejects.toThrow(/NOPERM/);
  });

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('the systemd unit is valid, and a crash loop starts at most six times a minute', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vneid-unit-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const unit = read('vneid-helper.service');
    // The program is not installed here: what is checked is the unit.
    writeFileSync(join(folder, 'vneid-helper.service'), unit.replace('/opt/vneid-helper/node_modules/.bin/node', process.execPath));
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, 'vneid-helper.service')], { encoding: 'utf8' });
    expect(verified.stderr.split('\n').filter((line) => line.includes('vneid-helper.service') && !/redis-server|network-online/.test(line))).toEqual([]);
    expect(Number(/^RestartSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThanOrEqual(10);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
  });
});
