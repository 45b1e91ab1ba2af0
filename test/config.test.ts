// Settings: every fault at once, by name, without a value; nothing guessed in public; the own secret made once, for its owner only.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, isLoopback, readConfig, SETTING_NAMES } from '../src/config.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'vneid-config-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const SECRET = 's'.repeat(32);
function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig({ DATA_DIR: join(folder, 'data'), ...env });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults;
  }
}
const names = (env: Record<string, string>): string[] => faultsOf(env).map((fault) => fault.split(':', 1)[0] ?? '').sort();

describe('settings', () => {
  it('need nothing on this machine, and are frozen', () => {
    const config = readConfig({ DATA_DIR: folder });
    expect(config).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', TRUST_PROXY: false, TELEGRAM_MODE: 'polling', RATE_CHAT: { count: 30, seconds: 60 }, WEB_ORIGINS: [] });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('name all faults at once, malformed and missing ones together', () => {
    expect(names({ PORT: '70000', HOST: '0.0.0.0', PUBLIC_URL: 'ftp://x', TRUST_PROXY: 'maybe', RATE_CHAT: 'often', METRICS_TOKEN: 'short', WEB_ORIGINS: 'https://a.example, not an origin', TELEGRAM_BOT_TOKEN: '800000001:AAtoken-token', TELEGRAM_MODE: 'webhook', ZALO_BOT_TOKEN: 'x', ZALO_OA_APP_ID: '123' })).toEqual(
      ['APP_SECRET', 'METRICS_TOKEN', 'PORT', 'PUBLIC_URL', 'RATE_CHAT', 'TELEGRAM_WEBHOOK_SECRET', 'TRUST_PROXY', 'WEB_ORIGINS', 'ZALO_BOT_TOKEN', 'ZALO_OA_APP_SECRET', 'ZALO_OA_SECRET_KEY'].sort(),
    );
  });

  it('never show a value, whatever is wrong with which one', () => {
    const canary = 'c4nary-Value_77';
    for (const name of SETTING_NAMES) {
      const text = faultsOf({ [name]: `${canary} \u0000 http://${canary}:x@/` }).join('\n');
      expect(text, name).not.toContain('c4nary');
      expect(text, name).not.toContain('77');
    }
  });

  it.each([
    [{ HOST: '0.0.0.0' }, ['APP_SECRET']],
    [{ HOST: '::' }, ['APP_SECRET']],
    [{ REDIS_URL: 'redis://127.0.0.1' }, ['APP_SECRET']],
    [{ HOST: '0.0.0.0', APP_SECRET: 'x'.repeat(31) }, ['APP_SECRET']],
    [{ HOST: '0.0.0.0', APP_SECRET: SECRET }, []],
    [{ REDIS_URL: 'http://127.0.0.1', APP_SECRET: SECRET }, ['REDIS_URL']],
    [{ TELEGRAM_BOT_TOKEN: '800000001:AAtoken-token' }, []],
    [{ TELEGRAM_BOT_TOKEN: '800000001:AAtoken-token', TELEGRAM_MODE: 'webhook' }, ['TELEGRAM_WEBHOOK_SECRET']],
    [{ TELEGRAM_BOT_TOKEN: '800000001:AAtoken-token', TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'short' }, ['TELEGRAM_WEBHOOK_SECRET']],
    [{ ZALO_BOT_TOKEN: '33001122:token-token', ZALO_BOT_MODE: 'webhook' }, ['ZALO_BOT_WEBHOOK_SECRET']],
    [{ ZALO_OA_APP_ID: '123' }, ['ZALO_OA_APP_SECRET', 'ZALO_OA_SECRET_KEY']],
    [{ ZALO_OA_APP_ID: '123', ZALO_OA_APP_SECRET: 'app-secret-x', ZALO_OA_SECRET_KEY: 'oa-secret-key' }, []],
  ] as [Record<string, string>, string[]][])('%o is refused for %o', (env, expected) => {
    expect([...new Set(names(env))]).toEqual(expected);
  });

  it('rates can be set and switched off', () => {
    const config = readConfig({ DATA_DIR: folder, RATE_CHAT: 'off', RATE_ADDRESS: '10/5' });
    expect([Boolean(config.RATE_CHAT), config.RATE_ADDRESS]).toEqual([false, { count: 10, seconds: 5 }]);
  });

  it('an empty setting is none', () => {
    expect(readConfig({ DATA_DIR: folder, TELEGRAM_BOT_TOKEN: '', PORT: '' })).toMatchObject({ PORT: 8080 });
  });

  it('a loopback address is one that only this machine reaches', () => {
    expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example', '128.0.0.1', ''].some(isLoopback)).toBe(false);
  });
});

describe('the own secret', () => {
  it('is made once, with 256 bits, readable by its owner only, and found again', () => {
    const dir = join(folder, 'data');
    const first = readConfig({ DATA_DIR: dir }).APP_SECRET;
    expect(Buffer.from(first, 'base64url').length).toBe(32);
    expect(statSync(join(dir, 'app-secret')).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(readConfig({ DATA_DIR: dir }).APP_SECRET).toBe(first);
    expect(readFileSync(join(dir, 'app-secret'), 'utf8').trim()).toBe(first);
    const other = mkdtempSync(join(folder, 'other-'));
    expect(readConfig({ DATA_DIR: other }).APP_SECRET).not.toBe(first);
  });

  it('is not made where one is given, and a damaged one is named, not used', () => {
    expect(readConfig({ DATA_DIR: join(folder, 'given'), APP_SECRET: SECRET }).APP_SECRET).toBe(SECRET);
    expect(() => statSync(join(folder, 'given'))).toThrow();
    writeFileSync(join(folder, 'app-secret'), 'kurz');
    expect(() => readConfig({ DATA_DIR: folder })).toThrow(/damaged/);
    expect(names({ DATA_DIR: join(folder, 'app-secret', 'below-a-file') })).toEqual(['DATA_DIR']);
  });
});
