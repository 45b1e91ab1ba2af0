// The web chat over a real socket: nothing missing, nothing twice, nobody else.
import { afterEach, describe, expect, it } from 'vitest';
import { ask, chat, cookieOf, newId } from './ask.ts';
import { fakeBot, say, serve } from './fake.ts';

type Served = Awaited<ReturnType<typeof serve>>;
let open: Served[] = [];
const started = async (...args: Parameters<typeof serve>) => {
  const one = await serve(...args);
  open.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});
const echo = () => fakeBot((body, turn) => [say('t', `${turn} ${body.type}`)]);
const hello = () => ({ clientId: newId(), event: { type: 'hello' }, after: 0 });

describe('POST /chat', () => {
  it('answers an event with its messages and remembers the visitor by a cookie no script can read', async () => {
    const bot = echo();
    const { url } = await started(bot);
    const first = await chat(url, hello());
    expect(first.status).toBe(200);
    expect(first.json().messages.map((m) => m.said.text)).toEqual(['1 hello']);
    expect(first.headers['set-cookie']).toHaveLength(1);
    expect(first.headers['set-cookie']?.[0]).toMatch(/^visitor=[^;]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    expect(first.text).not.toContain(cookieOf(first).split('=')[1]);
    const second = await chat(url, { clientId: newId(), event: { type: 'text', text: 'x' }, after: 1 }, { cookie: cookieOf(first) });
    expect(second.json().messages.map((m) => m.seq)).toEqual([2]);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(new Set(bot.committed.map((c) => c.address)).size).toBe(1);
  });

  it('does an event once however often it is sent, and answers each time the same', async () => {
    const bot = echo();
    const { url } = await started(bot);
    const cookie = cookieOf(await chat(url, hello()));
    const body = { clientId: newId(), event: { type: 'text', text: 'một lần' }, after: 1 };
    const answers = await Promise.all(Array.from({ length: 8 }, () => chat(url, body, { cookie })));
    expect(new Set(answers.map((a) => a.text)).size).toBe(1);
    expect(bot.committed).toHaveLength(2);
  });

  it('makes no visitor before something was said', async () => {
    const bot = echo();
    const { url } = await started(bot);
    const answer = await chat(url, { after: 0 });
    expect(answer.json()).toEqual({ messages: [], last: 0 });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('brings everything after `after`, and everything again when the store began anew', async () => {
    const bot = echo();
    const { url } = await started(bot);
    const cookie = cookieOf(await chat(url, hello()));
    for (let i = 0; i < 5; i++) await chat(url, { ...hello(), after: 0 }, { cookie });
    expect((await chat(url, { after: 4 }, { cookie })).json().messages.map((m) => m.seq)).toEqual([5, 6]);
    bot.lose();
    const anew = (await chat(url, { ...hello(), after: 6 }, { cookie })).json();
    expect(anew.messages.map((m) => m.seq)).toEqual([1]);
    expect(anew['reset']).toBe(true);
  });

  it('starts a new visitor when the token is forged or expired, and shows that visitor nothing of the old one', async () => {
    let now = Date.UTC(2026, 10, 24);
    const bot = echo();
    const { url } = await started(bot, { now: () => now });
    const cookie = cookieOf(await chat(url, hello()));
    const forged = await chat(url, { ...hello(), after: 0 }, { cookie: cookie.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')) });
    expect(forged.json().messages.map((m) => m.said.text)).toEqual(['1 hello']);
    expect(cookieOf(forged)).not.toBe(cookie);
    now += 31 * 86_400_000;
    const late = await chat(url, { ...hello(), after: 1 }, { cookie });
    expect(late.json().messages.map((m) => m.said.text)).toEqual(['1 hello']);
    expect(late.json()['reset']).toBe(true);
    expect(new Set(bot.committed.map((c) => c.address)).size).toBe(3);
  });

  it('renews a token in its second half for the same visitor', async () => {
    let now = Date.UTC(2026, 10, 24);
    const bot = echo();
    const { url } = await started(bot, { now: () => now });
    const cookie = cookieOf(await chat(url, hello()));
    now += 20 * 86_400_000;
    const renewed = await chat(url, { ...hello(), after: 1 }, { cookie });
    expect(cookieOf(renewed)).toMatch(/^visitor=/);
    now += 20 * 86_400_000;
    await chat(url, { ...hello(), after: 2 }, { cookie: cookieOf(renewed) });
    expect(new Set(bot.committed.map((c) => c.address)).size).toBe(1);
  });

  it('says static help and when to come back while the store is away', async () => {
    const bot = echo();
    const { url } = await started(bot);
    bot.away = true;
    const began = performance.now();
    const answer = await chat(url, hello());
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.text).toContain('1900 0368');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('gives frames a bearer token and no cookie, and only where frames are allowed', async () => {
    const bot = echo();
    const closed = await started(bot);
    expect((await chat(closed.url, { ...hello(), frame: true })).status).toBe(403);
    const { url } = await started(bot, { webOrigins: ['https://xa-mau.example'] });
    const first = await chat(url, { ...hello(), frame: true });
    expect(first.headers['set-cookie']).toBeUndefined();
    const token = String(first.json()['token']);
    const own = cookieOf(await chat(url, hello()));
    const second = await chat(url, { ...hello(), after: 1, frame: true }, { authorization: `Bearer ${token}`, cookie: own });
    expect(second.json().messages.map((m) => m.said.text)).toEqual(['2 hello']);
    expect(second.json()['token']).toBeUndefined();
  });

  it('takes nothing that is not a small JSON event, and never answers 5xx to it', async () => {
    const bot = echo();
    const { url } = await started(bot);
    const headers = { 'content-type': 'application/json', origin: url };
    for (const [body, status] of [['null', 400], ['{', 400], ['[]', 400], ['{"event":{"type":"timer"},"clientId":"abcdefgh"}', 400], ['"' + 'a'.repeat(20_000) + '"', 413]] as const) expect((await ask(`${url}/chat`, { method: 'POST', headers, body })).status).toBe(status);
    expect((await ask(`${url}/chat`, { method: 'POST', headers: { ...headers, 'transfer-encoding': 'chunked' }, body: 'a'.repeat(50_000) })).status).toBe(413);
    expect((await ask(`${url}/chat`, { method: 'POST', headers: { origin: url, 'content-type': 'text/plain' }, body: '{}' })).status).toBe(415);
    expect(bot.committed).toEqual([]);
  });
});

describe('other sites', () => {
  const cross: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1' },
    { origin: 'http://localhost:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ];

  it.each(cross.map((headers) => [headers] as const))('cannot post: %o', async (headers) => {
    const bot = echo();
    const { url } = await started(bot);
    const cookie = cookieOf(await chat(url, hello()));
    const answer = await ask(`${url}/chat`, { method: 'POST', headers: { 'content-type': 'application/json', cookie, ...headers }, body: JSON.stringify(hello()) });
    expect(answer.status).toBe(403);
    expect(bot.committed).toHaveLength(1);
  });

  it.each(cross.slice(0, 6).map((headers) => [headers] as const))('cannot listen: %o', async (headers) => {
    const bot = echo();
    const { url } = await started(bot);
    const cookie = cookieOf(await chat(url, hello()));
    expect((await ask(`${url}/chat/events`, { headers: { cookie, ...headers } })).status).toBe(403);
  });

  it('cannot rebind a name to this machine', async () => {
    const { url, port } = await started(echo());
    const headers = { 'content-type': 'application/json', host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
    const answer = await ask(`${url}/chat`, { method: 'POST', headers, body: JSON.stringify(hello()) });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('needs-https');
  });

  it('get no CORS permission', async () => {
    const { url } = await started(echo());
    const answer = await ask(`${url}/chat`, { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('behind https', () => {
  it('uses the __Host- cookie, takes the public origin only and ignores the plain name', async () => {
    const bot = echo();
    const { url } = await started(bot, { publicUrl: 'https://vneid.example' });
    const good = { origin: 'https://vneid.example' };
    const first = await chat(url, hello(), good);
    expect(first.headers['set-cookie']?.[0]).toMatch(/^__Host-visitor=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/);
    await chat(url, { ...hello(), after: 0 }, { ...good, cookie: cookieOf(first).replace('__Host-', '') });
    expect(new Set(bot.committed.map((c) => c.address)).size).toBe(2);
    expect((await chat(url, hello())).status).toBe(403);
  });
});
