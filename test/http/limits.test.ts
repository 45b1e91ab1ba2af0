// Every route has a rate and a size limit: the routes are asked of the server itself, so that a new one cannot be forgotten.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import type { ServerParts } from '../../src/http/settings.ts';
import { ask } from './ask.ts';
import { fakeBot, say, serve } from './fake.ts';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});
async function started(settings: Parameters<typeof serve>[1] = {}) {
  const one = await serve(fakeBot(() => [say('t', 'vâng')]), settings);
  closing.push(one.close);
  return one;
}

/** A parameter, an optional one and a pattern become something harmless. */
const concrete = (path: string): string => path.replace(/:\w+\{[^}]*\}/g, '0123456789').replace(/:\w+\??/g, 'x').replace(/\*/g, 'x');
const parts = { settings: { trustProxy: false, webOrigins: [], links: {} }, assets: { get: () => undefined, entry: () => ({ script: '', styles: [] }) } } as unknown as Omit<ServerParts, 'hooks'>;
/** The event stream stands outside the app, as webhooks do. */
const routes = ['GET /chat/events', ...new Set(createApp(parts).routes.map(({ method, path }) => `${method === 'ALL' ? 'GET' : method} ${concrete(path)}`))];

describe('every route', () => {
  it('is known to this test', () => {
    expect(routes.length).toBeGreaterThan(15);
    for (const path of ['POST /chat', 'GET /chat/events', 'GET /healthz', 'GET /metrics', 'GET /privacy']) expect(routes).toContain(path);
  });

  it('answers 429 with a time to a stranger who asks too often, and still answers the neighbour', async () => {
    const { url } = await started({ rateAddress: { count: 2, seconds: 60 }, trustProxy: true });
    const from = (address: string, route: string) => {
      const [method = 'GET', path = '/'] = route.split(' ');
      return ask(url + path, { method, headers: { 'x-forwarded-for': address, ...(method === 'POST' ? { 'content-type': 'application/json', origin: url } : {}) }, ...(method === 'POST' ? { body: '{}' } : {}) });
    };
    for (const [i, route] of routes.entries()) {
      const statuses: number[] = [];
      for (let n = 0; n < 11; n++) statuses.push((await from(`203.0.113.${i}`, route)).status);
      expect(statuses.at(-1), `${route}: ${statuses.join(' ')}`).toBe(429);
      expect((await from(`203.0.113.${i}`, route)).headers['retry-after'], route).toMatch(/^\d+$/);
      expect((await from(`198.51.100.${i}`, route)).status, route).not.toBe(429);
    }
  }, 60_000);

  it('takes no large body: 4xx, and the connection is given up instead of read', async () => {
    const { url } = await started();
    const body = Buffer.alloc(300_000, 'a');
    for (const route of routes) {
      const path = route.split(' ')[1] ?? '/';
      const answer = await ask(url + path, { method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body }).then(({ status }) => status, () => 'cut' as const);
      expect([400, 403, 404, 405, 413, 'cut'], `${path}: ${answer}`).toContain(answer);
    }
    expect((await ask(`${url}/healthz`)).status).toBe(200);
  }, 60_000);

  it('survives JSON nested as deep as a body can be', async () => {
    const { url } = await started();
    const deep = (open: string, close: string, n: number): string => open.repeat(n) + close.repeat(n);
    for (const body of [deep('[', ']', 8000), deep('{"a":', '}', 2500), `{"clientId":"abcdefgh","event":${deep('[', ']', 7000)}}`]) expect((await ask(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body })).status).toBe(400);
  });
});

it('S17 a clock that is set forward and back shuts nobody out: rates are measured by a clock that only goes forward', async () => {
  const { url } = await started({ rateAddress: { count: 5, seconds: 2 }, trustProxy: true });
  const knock = () => ask(`${url}/chat/events`, { headers: { 'x-forwarded-for': '203.0.113.9' } }).then(({ status }) => status);
  const real = Date.now;
  try {
    for (const jump of [86_400_000, -86_400_000, -real(), 0]) {
      vi.spyOn(Date, 'now').mockImplementation(() => real() + jump);
      const statuses: number[] = [];
      for (let n = 0; n < 9; n++) statuses.push(await knock());
      expect(statuses.at(-1)).toBe(429);
      await new Promise((done) => setTimeout(done, 450));
      expect([jump, await knock()]).toEqual([jump, 401]);
    }
  } finally {
    vi.restoreAllMocks();
  }
});

it('webhooks carry the security headers too, refused or not', async () => {
  const { url } = await started({ publicUrl: 'https://vneid.example', hooks: [{ path: '/hooks/telegram', handle: async () => ({ status: 200 }) }] });
  for (const [method, path] of [['POST', '/hooks/telegram'], ['GET', '/hooks/telegram'], ['POST', '/hooks/other']] as const) {
    const { headers } = await ask(url + path, { method });
    expect(headers['strict-transport-security'], `${method} ${path}`).toBe('max-age=31536000');
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    expect([headers['x-content-type-options'], headers['x-frame-options'], headers['referrer-policy']]).toEqual(['nosniff', 'DENY', 'no-referrer']);
  }
});
