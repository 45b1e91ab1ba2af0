// What every answer carries, and what a stranger cannot make the server do.
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Hook } from '../../src/ports.ts';
import { ask, chat, newId } from './ask.ts';
import { fakeBot, say, serve } from './fake.ts';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});
const bot = () => fakeBot(() => [say('t', 'vâng')]);
async function started(settings: Parameters<typeof serve>[1] = {}, port = bot()) {
  const one = await serve(port, settings);
  closing.push(one.close);
  return one;
}
const hello = () => ({ clientId: newId(), event: { type: 'hello' }, after: 0 });
const okHook: Hook = { path: '/hooks/telegram', handle: async ({ body }) => ({ status: 200, body: String(body.length) }) };
const noHook: Hook = { path: '/hooks/zalo-oa', handle: async () => ({ status: 401 }) };
const badHook: Hook = {
  path: '/hooks/zalo-bot',
  handle: async () => {
    throw new Error('secret detail 12345');
  },
};

describe('every answer', () => {
  const routes = ['/', '/en', '/h', '/h/activate', '/h/activate/otp', '/en/h/activate/otp', '/privacy', '/en/privacy', '/nothing/here', '/sitemap.xml', '/robots.txt', '/sw.js', '/ui/embed.js', '/media/phone-otp.svg', '/healthz', '/readyz', '/metrics', '/chat', '/chat/events'];

  it.each(routes)('%s carries the security headers and names no software', async (path) => {
    const { url } = await started();
    const { headers } = await ask(url + path);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    if (path !== '/media/phone-otp.svg') expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['server'] ?? headers['x-powered-by']).toBeUndefined();
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('asks for https next time when we are reached by https', async () => {
    const { url } = await started({ publicUrl: 'https://vneid.example' });
    for (const path of ['/', '/h', '/healthz']) expect((await ask(url + path)).headers['strict-transport-security']).toBe('max-age=31536000');
  });

  it('may be framed only as /embed, and only by the sites named', async () => {
    const { url } = await started({ webOrigins: ['https://xa-mau.example/', 'https://phuong.example'] });
    const frame = await ask(`${url}/embed`);
    expect(frame.headers['content-security-policy']).toContain('frame-ancestors https://xa-mau.example https://phuong.example');
    expect(frame.headers['x-frame-options']).toBeUndefined();
    expect((await ask(`${url}/`)).headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect((await ask(`${(await started()).url}/embed`)).status).toBe(404);
  });
});

describe('what operators ask', () => {
  it('readiness is a status, metrics need their token', async () => {
    const { url } = await started({ metricsToken: 'a-long-metrics-token', ready: false });
    expect((await ask(`${url}/healthz`)).status).toBe(200);
    const ready = await ask(`${url}/readyz`);
    expect([ready.status, JSON.parse(ready.text)]).toEqual([503, { ready: false, waits: ['store'], store: false, content: true, places: true, revision: 1, channels: {} }]);
    expect(ready.headers['retry-after']).toBe('1');
    expect((await ask(`${url}/metrics`)).status).toBe(401);
    expect((await ask(`${url}/metrics`, { headers: { authorization: 'Bearer a-long-metrics-tokem' } })).status).toBe(401);
    const good = await ask(`${url}/metrics`, { headers: { authorization: 'Bearer a-long-metrics-token' } });
    expect([good.status, good.text]).toEqual([200, 'turns_total 1\n']);
    expect((await ask(`${(await started()).url}/metrics`)).status).toBe(404);
  });
});

describe('webhooks', () => {
  it('get raw bytes and answer what the hook says', async () => {
    const { url } = await started({ hooks: [okHook] });
    const answer = await ask(`${url}/hooks/telegram`, { method: 'POST', body: 'x'.repeat(262_144) });
    expect([answer.status, answer.text]).toEqual([200, '262144']);
    expect((await ask(`${url}/hooks/telegram`)).status).toBe(405);
    expect((await ask(`${url}/hooks/other`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('are refused above 256 kB, announced or not', async () => {
    const { url } = await started({ hooks: [okHook] });
    const big = Buffer.alloc(262_145);
    expect((await ask(`${url}/hooks/telegram`, { method: 'POST', body: big, headers: { 'content-length': String(big.length) } })).status).toBe(413);
    const streamed = await ask(`${url}/hooks/telegram`, { method: 'POST', body: big, headers: { 'transfer-encoding': 'chunked' } });
    expect(streamed.status).toBe(413);
  });

  it('shut out an address that keeps failing, not the others, and never a shared local proxy', async () => {
    const { url } = await started({ hooks: [noHook, okHook], trustProxy: true });
    const from = (address: string, path: string) => ask(url + path, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': `1.2.3.4, ${address}` } });
    const forged = [];
    for (let i = 0; i < 40; i++) forged.push((await from('203.0.113.9', '/hooks/zalo-oa')).status);
    expect(forged.filter((status) => status === 401)).toHaveLength(30);
    expect(forged.at(-1)).toBe(429);
    expect((await from('203.0.113.9', '/hooks/telegram')).status).toBe(429);
    expect((await from('203.0.113.10', '/hooks/telegram')).status).toBe(200);
    const local = await started({ hooks: [noHook, okHook] });
    for (let i = 0; i < 40; i++) await ask(`${local.url}/hooks/zalo-oa`, { method: 'POST', body: '{}' });
    expect((await ask(`${local.url}/hooks/telegram`, { method: 'POST', body: '{}' })).status).toBe(200);
  });

  it('that break say nothing about us', async () => {
    const { url } = await started({ hooks: [badHook] });
    const answer = await ask(`${url}/hooks/zalo-bot`, { method: 'POST', body: '{}' });
    expect([answer.status, answer.text]).toEqual([500, '']);
  });
});

describe('floods and malformed requests', () => {
  it('one address gets its rate, behind a proxy each its own, and is told when to come back', async () => {
    const { url } = await started({ rateAddress: { count: 5, seconds: 60 }, trustProxy: true });
    const post = (address: string) => chat(url, hello(), { 'x-forwarded-for': address });
    const seen = [];
    for (let i = 0; i < 7; i++) seen.push(await post('203.0.113.9'));
    expect(seen.map((a) => a.status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(Number(seen.at(-1)!.headers['retry-after'])).toBeGreaterThan(0);
    expect((await post('203.0.113.10')).status).toBe(200);
  });

  it('without TRUST_PROXY a forged X-Forwarded-For changes nothing', async () => {
    const { url } = await started({ rateAddress: { count: 2, seconds: 60 } });
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await chat(url, hello(), { 'x-forwarded-for': `10.0.0.${i}` })).status);
    expect(seen).toEqual([200, 200, 429, 429]);
  });

  it('mutated bodies and paths get 2xx to 4xx, and the server lives on', async () => {
    const port = bot();
    const { url, logged } = await started({}, port);
    const good = JSON.stringify(hello());
    const mutated = fc.oneof(fc.string(), fc.json(), fc.tuple(fc.nat(good.length), fc.string()).map(([at, junk]) => good.slice(0, at) + junk + good.slice(at + junk.length)));
    const path = fc.oneof(fc.webPath(), fc.constantFrom('/media/../../etc/passwd', '/media/%2e%2e%2fetc%2fpasswd.svg', '/ui/..%2f..%2fpackage.json', '/ui/.vite', '/h/%00', '/h/__proto__/constructor', '/ui/__proto__', '/media/con.svg', '/h/' + 'a'.repeat(5000), '//evil.example/', '/%'));
    await fc.assert(
      fc.asyncProperty(mutated, path, async (body, where) => {
        const posted = await ask(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body });
        expect(posted.status).toBeLessThan(500);
        const got = await ask(url + where);
        expect(got.status).toBeLessThan(500);
        expect(got.text).not.toMatch(/root:|"dependencies"|at .*\.ts:/);
        expect(String(got.headers['location'] ?? '/')).toMatch(/^\/(?!\/)/);
      }),
      { numRuns: 150 },
    );
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
    expect((await ask(`${url}/healthz`)).status).toBe(200);
  });

  it('a request that trickles in is cut off after ten seconds', async () => {
    const { port } = await started();
    const began = performance.now();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n'));
      const drip = setInterval(() => socket.write('X-A: b\r\n'), 500);
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('error', () => {});
      socket.on('close', () => (clearInterval(drip), resolve(text)));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 40[08]/);
    expect(performance.now() - began).toBeLessThan(13_000);
  }, 15_000);
});
