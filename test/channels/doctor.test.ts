// The operator's two commands against the fakes: the doctor names what to fix and no secret, the login stores a sealed grant.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { checkClock } from '../../src/channels/doctor.ts';
import { challengeOf, codeIn, verifierOf } from '../../src/channels/zalo-oa/login.ts';
import { fakeTelegram } from './fakes/telegram.ts';
import { fakeZaloBot } from './fakes/zalo-bot.ts';
import { fakeZaloOa } from './fakes/zalo-oa.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});
const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  cleanUps.push(() => one.close());
  return one;
};

async function run(script: string, env: Record<string, string>, input = ''): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../src/cli/${script}`, import.meta.url))], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })));
}

const settings = (over: Record<string, string> = {}): Record<string, string> => {
  const dir = mkdtempSync(join(tmpdir(), 'doctor-'));
  cleanUps.push(() => rmSync(dir, { recursive: true, force: true }));
  return { DATA_DIR: dir, APP_SECRET: 'mot-bi-mat-cua-bai-thu-dai-hon-ba-muoi-hai', ...over };
};

describe('channels doctor', () => {
  it('finds nothing wrong with a polling Telegram, and says what is wrong with a refused token', async () => {
    const fake = kept(await fakeTelegram());
    const env = settings({ TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url });
    const fine = await run('channels-doctor.ts', env);
    expect(fine.out).toContain('https://t.me/vi_du_vneid_bot');
    expect(fine).toMatchObject({ code: 0 });
    const refused = await run('channels-doctor.ts', { ...env, TELEGRAM_BOT_TOKEN: '1:sai-hoan-toan-roi' });
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('the token is refused');
    expect(refused.out).not.toContain('sai-hoan-toan');
  }, 30_000);

  it('looks at webhooks, links and the grant of every channel that is on, and shows no secret', async () => {
    const [telegram, bot, account] = [kept(await fakeTelegram()), kept(await fakeZaloBot()), kept(await fakeZaloOa())];
    telegram.webhook.url = 'https://cu.example.vn/hook';
    const { code, out } = await run('channels-doctor.ts', settings({
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      ZALO_BOT_TOKEN: bot.token,
      ZALO_BOT_API_ROOT: bot.url,
      ZALO_BOT_MODE: 'webhook',
      ZALO_BOT_WEBHOOK_SECRET: 'bi-mat-webhook-thu-nghiem-01',
      ZALO_OA_APP_ID: account.app.id,
      ZALO_OA_APP_SECRET: account.app.secret,
      ZALO_OA_SECRET_KEY: account.app.oaKey,
      ZALO_OA_ACCESS_TOKEN: account.pair.access,
      ZALO_OA_API_ROOT: account.url,
      ZALO_OAUTH_ROOT: account.url,
    }));
    expect(code).toBe(1);
    for (const what of ['a webhook is set although TELEGRAM_MODE is polling', 'ZALO_BOT_LINK is not set', 'PUBLIC_URL is not set', 'no tokens yet', 'access token works']) expect(out).toContain(what);
    expect(out).not.toMatch(/canary|bi-mat|OaBiMat/);
    expect(account.calls.every(({ method }) => method !== 'cs')).toBe(true);
  }, 30_000);

  it.each([
    ['Telegram', async () => {
      const fake = kept(await fakeTelegram());
      return { fake, env: { TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url, TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'bi-mat-webhook-thu-nghiem-01' } };
    }],
    ['Zalo Bot', async () => {
      const fake = kept(await fakeZaloBot());
      return { fake, env: { ZALO_BOT_TOKEN: fake.token, ZALO_BOT_API_ROOT: fake.url, ZALO_BOT_MODE: 'webhook', ZALO_BOT_WEBHOOK_SECRET: 'bi-mat-webhook-thu-nghiem-01', ZALO_BOT_LINK: 'https://zalo.me/1' } };
    }],
  ])('%s: names a webhook that is missing, an address that cannot work and a clock that is wrong, each with what to do', async (_name, start) => {
    const { fake, env } = await start();
    fake.skew(600_000);
    const missing = await run('channels-doctor.ts', settings({ ...env, PUBLIC_URL: 'https://127.0.0.1:1' }));
    expect(missing.code).toBe(1);
    expect(missing.out).toMatch(/FIX no webhook is registered\n +→ start the service with PUBLIC_URL set/);
    expect(missing.out).toMatch(/FIX https:\/\/127\.0\.0\.1:1\/hooks\/[a-z-]+ cannot be reached from here\n +→ \S/);
    expect(missing.out).toMatch(/FIX clock is -?(599|600|601) s off\n +→ set the clock with NTP/);
    fake.skew(0);
    const plain = await run('channels-doctor.ts', settings({ ...env, PUBLIC_URL: 'http://bot.example.vn' }));
    expect(plain.code).toBe(1);
    expect(plain.out).toMatch(/FIX PUBLIC_URL is not https\n +→ platforms call https addresses only/);
    expect(plain.out).toMatch(/ok +clock right/);
    expect(plain.out).not.toMatch(/canary|bi-mat/);
    // It only looks.
    expect(fake.calls.filter(({ method }) => /^(set|delete|send)/.test(method))).toEqual([]);
  }, 30_000);

  it('Zalo OA: a refused token and an address without https, and says so with the command to run', async () => {
    const fake = kept(await fakeZaloOa());
    const { code, out } = await run('channels-doctor.ts', settings({ ZALO_OA_APP_ID: fake.app.id, ZALO_OA_APP_SECRET: fake.app.secret, ZALO_OA_SECRET_KEY: fake.app.oaKey, ZALO_OA_ACCESS_TOKEN: 'het-han-tu-lau', ZALO_OA_REFRESH_TOKEN: 'cung-het-han', ZALO_OA_API_ROOT: fake.url, ZALO_OAUTH_ROOT: fake.url, PUBLIC_URL: 'http://bot.example.vn' }));
    expect(code).toBe(1);
    expect(out).toMatch(/FIX PUBLIC_URL is not https/);
    expect(out).toMatch(/FIX the access token is refused \(-216\)\n +→ .*npm run zalo-oa:login/);
    expect(out).not.toMatch(/het-han/);
    expect(fake.spent).toEqual([]);
  }, 30_000);

  it('compares the clock with the platform’s', async () => {
    const fake = kept(await fakeTelegram());
    expect((await checkClock(fake.url)).ok).toBe(true);
    const off = await checkClock(fake.url, () => Date.now() + 7_200_000);
    expect(off.ok).toBe(false);
    expect(off.what).toMatch(/clock is 7[12]\d\d s off/);
  });
});

describe('zalo oa login', () => {
  it('exchanges the pasted address for a grant that is sealed at rest', async () => {
    const fake = kept(await fakeZaloOa());
    const env = settings({ ZALO_OA_APP_ID: fake.app.id, ZALO_OA_APP_SECRET: fake.app.secret, ZALO_OA_SECRET_KEY: fake.app.oaKey, ZALO_OA_API_ROOT: fake.url, ZALO_OAUTH_ROOT: fake.url });
    const wrong = await run('zalo-oa-login.ts', env, 'https://localhost/zalo?code=sai-ma&oa_id=1\n');
    expect(wrong).toMatchObject({ code: 1 });
    const { code, out } = await run('zalo-oa-login.ts', env, 'https://localhost/zalo?code=ma-cap-phep&oa_id=9988776655443322110\n');
    expect(out).toContain('Done.');
    expect(code).toBe(0);
    expect(out).toContain('/v4/oa/permission?app_id=1122334455667788990');
    expect(out).not.toMatch(/canary/);
    for (const name of readdirSync(env['DATA_DIR'] ?? '')) expect(readFileSync(join(env['DATA_DIR'] ?? '', name), 'latin1')).not.toMatch(/[AR]T_canary/);
    const { out: report } = await run('channels-doctor.ts', env);
    expect(report).toContain('refreshed by itself');
    expect(report).toContain('access token works');
  }, 30_000);

  it('keeps one PKCE pair and reads a code from an address or alone', () => {
    const key = new Uint8Array(32).fill(3);
    expect(verifierOf(key)).toMatch(/^[\w-]{43}$/);
    expect(verifierOf(key)).toBe(verifierOf(key));
    expect(challengeOf(verifierOf(key))).toMatch(/^[\w-]{43}$/);
    expect(codeIn(' https://x.vn/zalo?oa_id=1&code=ab-C_1 ')).toBe('ab-C_1');
    expect(codeIn('ab-C_1')).toBe('ab-C_1');
    expect(codeIn('https://x.vn/zalo?error=1')).toBeUndefined();
    expect(codeIn('')).toBeUndefined();
  });
});
