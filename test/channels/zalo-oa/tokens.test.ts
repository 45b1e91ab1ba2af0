// The single-use refresh token survives kills, two processes, a store that is away and a platform that misbehaves.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { seal, unseal } from '../../../src/channels/zalo-oa/seal.ts';
import { openTokens, type TokenSettings } from '../../../src/channels/zalo-oa/tokens.ts';
import { openZaloCall } from '../../../src/channels/zalo-call.ts';
import { dumpOf } from '../contract/contract.ts';
import { eventually, logBook, memoryRecords } from '../contract/platform.ts';
import { fakeZaloOa, type ZaloOaFake } from '../fakes/zalo-oa.ts';

const fakes: ZaloOaFake[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((one) => one.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const newFake = async (): Promise<ZaloOaFake> => {
  const fake = await fakeZaloOa();
  fakes.push(fake);
  return fake;
};
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'oa-'));
  folders.push(folder);
  return folder;
};
const script = fileURLToPath(new URL('refresher.ts', import.meta.url));

/** Runs the refresher until it ends or dies; `during` may kill it from outside. */
async function refresher(dir: string, fake: ZaloOaFake, step: string, first: { access: string; refresh: string }, during?: (kill: () => void) => Promise<void>): Promise<{ lines: Record<string, unknown>[]; token?: string; killed: boolean }> {
  const child = spawn(process.execPath, [script, dir, fake.url, step, first.access, first.refresh], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, signal) => resolve(signal)));
  await during?.(() => void child.kill('SIGKILL'));
  const signal = await ended;
  const lines = out.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  if (signal === null && lines.length === 0) throw new Error(`the refresher said nothing: ${err.slice(0, 400)}`);
  const token = lines.at(-1)?.['token'];
  return { lines, killed: signal === 'SIGKILL', ...(typeof token === 'string' ? { token } : {}) };
}

describe('zalo oa tokens under kill -9', () => {
  for (const step of ['begin', 'marked', 'answered', 'stored'])
    it(`killed when "${step}": the next process goes on with the same grant`, async () => {
      const [fake, dir] = [await newFake(), newFolder()];
      const first = { ...fake.pair };
      const before = fake.spent.length;
      expect((await refresher(dir, fake, step, first)).killed).toBe(true);
      const next = await refresher(dir, fake, 'never', first);
      expect(next.token).toBe(fake.pair.access);
      expect(next.lines.filter(({ event }) => event === 'zalo-oa.consent-needed')).toEqual([]);
      // No token was ever offered twice.
      expect(new Set(fake.spent).size).toBe(fake.spent.length);
      expect(fake.spent.length).toBeGreaterThan(before);
      for (const name of readdirSync(dir)) expect(readFileSync(join(dir, name), 'latin1')).not.toMatch(/[AR]T_canary/);
    }, 20_000);

  it('killed while the request was on its way and never arrived: the old token still works', async () => {
    const [fake, dir] = [await newFake(), newFolder()];
    const first = { ...fake.pair };
    fake.next({ type: 'hang' }, 'access_token');
    await refresher(dir, fake, 'never', first, async (kill) => {
      await eventually(() => fake.calls.some(({ method }) => method === 'access_token'), 10_000);
      kill();
    });
    const next = await refresher(dir, fake, 'never', first);
    expect(next.lines[0]).toMatchObject({ what: 'marked-again' });
    expect(next.token).toBe(fake.pair.access);
  }, 30_000);

  it('killed after Zalo spent the token and before the answer left Zalo: the one loss of the protocol, reported at once, the access token stays in use', async () => {
    const [fake, dir] = [await newFake(), newFolder()];
    const first = { ...fake.pair };
    fake.next({ type: 'reset-after' }, 'access_token');
    await refresher(dir, fake, 'postponed', first);
    const next = await refresher(dir, fake, 'never', first);
    expect(next.lines.find(({ event }) => event === 'zalo-oa.consent-needed')).toMatchObject({ alert: true, code: '-118', what: 'answer-lost', hoursLeft: 19 });
    expect((await refresher(dir, fake, 'read', first)).token).toBe(first.access);
  }, 30_000);
});

describe('zalo oa tokens in one process', () => {
  const open = (fake: ZaloOaFake, over: Partial<TokenSettings> = {}) => {
    const { log, lines } = logBook();
    const records = memoryRecords();
    const settings: TokenSettings = { records: records.as('a'), key: new Uint8Array(32).fill(7), appId: fake.app.id, appSecret: fake.app.secret, oauthRoot: fake.url, call: openZaloCall(), now: Date.now, first: { ...fake.pair }, log, ...over };
    return { tokens: openTokens(settings), records, lines, settings };
  };

  it('refreshes at 20 hours, and once only for many who ask', async () => {
    const fake = await newFake();
    let now = Date.now();
    const { tokens } = open(fake, { now: () => now });
    await tokens.tend();
    expect(fake.spent).toEqual([]);
    now += 19.9 * 3600_000;
    await tokens.tend();
    expect(fake.spent).toEqual([]);
    now += 0.2 * 3600_000;
    await Promise.all([tokens.tend(), tokens.tend(), tokens.renew('AT_canary_0'), tokens.renew('AT_canary_0')]);
    expect(fake.spent).toEqual(['RT_canary_0']);
    expect(await tokens.access()).toBe(fake.pair.access);
  });

  it('lets one of two processes refresh; the other uses what it stored', async () => {
    const fake = await newFake();
    const a = open(fake);
    const b = open(fake, { records: a.records.as('b') });
    const old = await a.tokens.access();
    await b.tokens.access();
    fake.next({ type: 'slow', ms: 400 }, 'access_token');
    const [mine, theirs] = await Promise.all([a.tokens.renew(old ?? ''), new Promise((resolve) => setTimeout(resolve, 100)).then(() => b.tokens.renew(old ?? ''))]);
    expect([mine, theirs]).toEqual([fake.pair.access, fake.pair.access]);
    expect(fake.spent).toEqual(['RT_canary_0']);
  });

  it('does not use a new pair before the store has it, and keeps trying to store it', async () => {
    const fake = await newFake();
    const shared = memoryRecords();
    const inner = shared.as('a');
    let failing = 0;
    const { tokens, lines } = open(fake, {
      records: {
        ...inner,
        put: async (name, version, value) => {
          if (fake.spent.length > 0 && failing < 3) {
            failing += 1;
            throw new Error('away');
          }
          return inner.put(name, version, value);
        },
      },
    });
    const old = await tokens.access();
    let used: string | undefined;
    const renewed = tokens.renew(old ?? '').then((token) => (used = token));
    await eventually(() => failing > 0);
    expect(used).toBeUndefined();
    expect(await renewed).toBe(fake.pair.access);
    expect(lines.map(([, { what }]) => what)).toEqual(['marked', 'answered-no-disk', 'store-away', 'stored']);
    expect(await openTokens({ ...open(fake, { records: inner, first: {} }).settings }).access()).toBe(fake.pair.access);
  });

  it('waits out floods, gateways and resets before Zalo took the token; asks for consent on any other refusal, hourly', async () => {
    const fake = await newFake();
    let now = Date.now();
    const { tokens, lines } = open(fake, { now: () => now });
    const old = (await tokens.access()) ?? '';
    for (const fault of [{ type: 'flood' }, { type: 'html', status: 502 }, { type: 'reset-before' }, { type: 'html', status: 200 }] as const) {
      fake.next(fault, 'access_token');
      expect(await tokens.renew(old)).toBeUndefined();
      expect(tokens.over()).toBe(false);
    }
    fake.next({ type: 'refuse', code: -118, text: 'RT_canary_0' }, 'access_token');
    expect(await tokens.renew(old)).toBeUndefined();
    expect(tokens.over()).toBe(true);
    const asked = fake.calls.length;
    await tokens.renew(old);
    await tokens.tend();
    expect(fake.calls.length).toBe(asked);
    now += 3601_000;
    await tokens.tend();
    expect(tokens.over()).toBe(false);
    expect(lines.filter(([event]) => event === 'zalo-oa.consent-needed')).toHaveLength(1);
    expect(dumpOf(lines)).not.toContain('canary');
  });

  it('takes another first pair from the settings when the grant has ended, and only then', async () => {
    const fake = await newFake();
    const a = open(fake);
    const old = (await a.tokens.access()) ?? '';
    const other = { access: 'AT_khac', refresh: 'RT_khac' };
    expect(await open(fake, { records: a.records.as('a'), first: other }).tokens.access()).toBe(old);
    fake.next({ type: 'refuse', code: -118 }, 'access_token');
    await a.tokens.renew(old);
    expect(await open(fake, { records: a.records.as('a') }).tokens.access()).toBe(old);
    expect(await open(fake, { records: a.records.as('a'), first: other }).tokens.access()).toBe('AT_khac');
  });

  it('keeps tokens sealed: no plain text at rest, another key or a moved record opens nothing', async () => {
    const fake = await newFake();
    const { tokens, records, lines } = open(fake);
    await tokens.access();
    const [kept] = [...records.values.values()];
    expect(kept?.value).not.toMatch(/canary/);
    expect(Buffer.from(kept?.value ?? '', 'base64url').toString('latin1')).not.toMatch(/canary/);
    const key = new Uint8Array(32).fill(1);
    const sealed = seal(key, 'a', 'bí mật');
    expect(unseal(key, 'a', sealed)).toBe('bí mật');
    expect(unseal(key, 'b', sealed)).toBeUndefined();
    expect(unseal(new Uint8Array(32), 'a', sealed)).toBeUndefined();
    expect(unseal(key, 'a', `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`)).toBeUndefined();
    const stranger = open(fake, { records: records.as('a'), key, first: {} });
    expect(await stranger.tokens.access()).toBeUndefined();
    expect(stranger.lines[0]).toEqual(['zalo-oa.tokens-unreadable', { alert: true }]);
    expect(lines).toEqual([]);
  });
});
