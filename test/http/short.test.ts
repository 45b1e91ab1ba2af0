// Help links, volunteers and boards over HTTP on the whole service: who sees what, what is refused, and a volunteer's day.
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { deriveKey } from '../../src/chat-key.ts';
import { newCode, readCode, showCode } from '../../src/links/code.ts';
import { answerCommand, remoteRecords } from '../../src/links/command.ts';
import { createShortLinks } from '../../src/links/short-links.ts';
import { boardRoutes } from '../../src/http/board.ts';
import type { Outreach } from '../../src/http/outreach.ts';
import type { Env, Tools } from '../../src/http/short.ts';
import { sealSignIn } from '../../src/links/sign-in.ts';
import { createVolunteers } from '../../src/links/volunteers.ts';
import { SECRET, smallService } from '../links/small-service.ts';
import { readPng } from '../links/decode.ts';
import { ask, type Answer, chat, cookieOf, newId } from './ask.ts';

const KEY = deriveKey(SECRET, 'link');
const YEAR = 365 * 86_400_000;
let s: Awaited<ReturnType<typeof smallService>>;
beforeAll(async () => {
  s = await smallService();
});
afterAll(() => s.close());

/** What `npm run volunteers` does: through the door of the running service. */
const commandRecords = () => ({
  ...remoteRecords(KEY, async (body, signature) => {
    const answer = await ask(`${s.url}/v/records`, { method: 'POST', body, headers: { 'x-signature': signature } });
    if (answer.status !== 200) throw new Error(String(answer.status));
    return answer.text;
  }),
  role: () => ({ hold: async () => undefined, release: async () => {} }),
});
const team = () => createVolunteers(commandRecords(), createShortLinks(commandRecords(), KEY, s.now), s.now);

async function signIn(campaign: string, more: { organiser?: boolean; commune?: string; days?: number } = {}) {
  const volunteer = await team().add({ name: 'Chị Lan', campaign, ...more });
  const token = sealSignIn(KEY, 'sign-in', volunteer.id, volunteer.until);
  const answer = await ask(`${s.url}/v/in/${token}`);
  return { volunteer, token, answer, cookie: cookieOf(answer), get: (path: string) => ask(s.url + path, { headers: { cookie: cookieOf(answer) } }) };
}
const post = (path: string, cookie: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(s.url + path, { method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, origin: s.url, 'sec-fetch-site': 'same-origin', ...headers } });
async function makeLink(cookie: string, campaign: string, to = 'journey/google'): Promise<string> {
  const made = await post('/v/links', cookie, { to, campaign, lang: 'vi' });
  expect(made.status).toBe(303);
  return /^\/v\/links\/([0-9A-Z]{10})$/.exec(made.headers.location ?? '')?.[1] ?? '';
}
/** Everything of an answer but its date. */
const whole = ({ status, headers, text }: Answer): string => JSON.stringify([status, { ...headers, date: '' }, text]);

describe('a sign-in link', () => {
  it('becomes a cookie that scripts cannot read and other sites do not send, and leaves the address bar', async () => {
    const { answer } = await signIn('cho-xuan');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/v');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^volunteer=[\w-]{51}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('ends by itself and when revoked, also for who is signed in', async () => {
    const { volunteer, token, get } = await signIn('cho-xuan');
    expect((await get('/v')).text).toContain('Chào Chị Lan');
    await team().revoke(volunteer.id);
    expect((await get('/v')).status).toBe(404);
    expect((await ask(`${s.url}/v/in/${token}`)).status).toBe(404);
    const old = sealSignIn(KEY, 'sign-in', volunteer.id, s.now() - 1);
    expect((await ask(`${s.url}/v/in/${old}`)).status).toBe(404);
  });

  it('is one page with what does not exist: not signed in, forged, not yours, not there', async () => {
    const { get, cookie } = await signIn('cho-xuan');
    const other = await signIn('cho-ha');
    const code = await makeLink(other.cookie, 'cho-ha');
    const missing = whole(await ask(`${s.url}/no/such/page`));
    for (const path of ['/v', '/board/cho-xuan', '/board/no-such', `/v/links/${code}`, `/v/posters/${code}/a4`, '/board/cho-xuan/board.csv', `/v/in/${'A'.repeat(51)}`]) expect(whole(await ask(s.url + path)), path).toBe(missing);
    for (const path of ['/board/cho-ha', '/board/no-such', '/board/cho-ha/board.csv', `/v/links/${code}`, `/v/links/${newCode()}`, `/v/posters/${code}/a4`, '/board/__proto__', '/board/..%2fx']) expect(whole(await get(path)), path).toBe(missing);
    expect(whole(await ask(`${s.url}/v`, { headers: { cookie: `${cookie}x` } }))).toBe(missing);
    expect((await get('/board/cho-xuan')).status).toBe(200);
  });

  it('asks the store the same for a forbidden board as for one that does not exist, so no time tells them apart', async () => {
    const asked: string[] = [];
    const me = { id: Buffer.alloc(16, 7).toString('base64url'), name: 'x', campaigns: ['mine'], organiser: false, made: 0, until: 2e12 };
    const outreach = {
      key: KEY,
      now: () => 1e12,
      volunteers: { find: async () => (asked.push('volunteer'), me), campaign: async (id: string) => (asked.push(`campaign ${id}`), undefined) },
      boards: { read: async () => asked.push('board') },
      short: { madeBy: async () => (asked.push('made'), []) },
    } as unknown as Outreach;
    const app = new Hono<Env>();
    boardRoutes(app, { parts: { settings: {} }, outreach, look: () => ({ entry: { script: '', styles: [] }, base: '' }), page: async () => new Response(), missing: async () => new Response('', { status: 404 }), headers: () => {} } as unknown as Tools);
    const looks = async (path: string): Promise<string[]> => {
      asked.length = 0;
      expect((await app.request(path, { headers: { cookie: `volunteer=${sealSignIn(KEY, 'cookie', me.id, 2e12)}` } })).status).toBe(404);
      return [...asked];
    };
    expect(await looks('/board/theirs')).toEqual(['volunteer']);
    expect(await looks('/board/no-such')).toEqual(['volunteer']);
    expect(await looks('/board/mine')).toEqual(['volunteer', 'campaign mine']);
    expect(await looks(`/v/links/${newCode()}`)).toEqual(['volunteer', 'made']);
  });
});

describe('forms', () => {
  it('from other sites change nothing', async () => {
    const { cookie, get } = await signIn('cho-xuan');
    const code = await makeLink(cookie, 'cho-xuan');
    const foreign: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site', origin: s.url }, { 'sec-fetch-site': 'cross-site', origin: 'null' }, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:1' }, { 'sec-fetch-site': 'same-origin', host: 'evil.example' }];
    for (const headers of foreign) {
      expect((await post('/v/links', cookie, { to: 'otp/answer', campaign: 'cho-xuan' }, headers)).status, JSON.stringify(headers)).toBe(404);
      expect((await post(`/v/links/${code}/revoke`, cookie, {}, headers)).status).toBe(404);
    }
    expect((await get(`/v/links/${code}`)).text).not.toContain('đã thu hồi');
    expect((await get('/v')).text.match(/href="\/v\/links\//g)).toHaveLength(1);
  });

  it('may only be sent to us, by the policy of the page', async () => {
    const { get } = await signIn('cho-xuan');
    const page = await get('/v');
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await ask(`${s.url}/h/otp/answer`)).headers['content-security-policy']).toContain("form-action 'none'");
    expect(page.text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|javascript:|data:[a-z]/i);
  });

  it('make links for real steps and own campaigns only', async () => {
    const { cookie } = await signIn('cho-xuan');
    for (const to of ['no/such', 'https://evil.example/', '//evil.example', 'menu/top', '', 'otp']) expect((await post('/v/links', cookie, { to, campaign: 'cho-xuan' })).headers.location ?? '', to).not.toMatch(/evil/);
    for (const fields of [{ to: 'no/such', campaign: '' }, { to: 'menu/top', campaign: '' }, { to: 'otp/answer', campaign: 'cho-ha' }]) expect((await post('/v/links', cookie, fields as never)).status).toBe(404);
  });
});

describe('a short link', () => {
  it('shows its step and goes on with the code in every channel, counted on no one', async () => {
    const { cookie } = await signIn('cho-xuan');
    const code = await makeLink(cookie, 'cho-xuan');
    const page = await ask(`${s.url}/s/${code}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Cài từ CH Play.');
    expect(page.text).toContain(`href="/?c=${code}"`);
    expect(page.text).toContain(`${s.url}/s/${code}`);
    expect(page.text).toContain('noindex');
    expect(page.headers['set-cookie']).toBeUndefined();
    expect((await ask(`${s.url}/en/s/${code}`)).text).toContain('Install from Google Play.');
    for (const typed of [code.toLowerCase(), showCode(code), code.replace(/0/g, 'o').replace(/1/g, 'l')]) expect((await ask(`${s.url}/s/${typed}`)).status, typed).toBe(200);
    const revoked = await post(`/v/links/${code}/revoke`, cookie, {});
    expect(revoked.status).toBe(303);
    expect((await ask(`${s.url}/s/${code}`)).text).toContain('Cài từ CH Play.');
  });

  it('answers unknown, malformed and hostile codes alike, and never leads away: 1,000 tries', async () => {
    const missing = whole(await ask(`${s.url}/no/such/page`));
    const hosts = ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'https:evil.example', '%2f%2fevil.example', '..%2f..%2fevil.example', '@evil.example'];
    let away = 0;
    for (let i = 0; i < 1000; i += 1) {
      const bad = hosts[i % hosts.length]!;
      const path = [`/s/${encodeURIComponent(bad)}`, `/s/?to=${bad}`, `/s/${newCode()}?next=${encodeURIComponent(bad)}`, `/v/in/${encodeURIComponent(bad)}`, `/qr/${encodeURIComponent(bad)}.svg`, `/board/${encodeURIComponent(bad)}`, `/?c=${encodeURIComponent(bad)}`, `/h/${encodeURIComponent(bad)}`][(i >> 3) % 8]!;
      const answer = await ask(s.url + path, { headers: { 'x-forwarded-for': `10.0.${i >> 6}.${i & 63}` } });
      const to = answer.headers.location;
      if (to !== undefined && !/^\/(?![/\\])/.test(to)) away += 1;
      if (answer.status === 200) expect(answer.text).not.toMatch(/(?:href|src|action)="[^"]*evil/);
    }
    expect(away).toBe(0);
    // The address above knocked too often with wrong codes by now, so a fresh service answers the comparison.
    const fresh = await smallService();
    const theirs = whole(await ask(`${fresh.url}/no/such/page`));
    for (const path of [`/s/${newCode()}`, '/s/0912345678', '/s/x', `/s/${'9'.repeat(500)}`]) expect(whole(await ask(fresh.url + path)), path).toBe(theirs);
    expect(theirs.length).toBe(missing.length);
    await fresh.close();
  });

  it('slows guessing by address, and then says the same to right and wrong codes', async () => {
    const fresh = await smallService();
    const links = createShortLinks({ ...remoteRecords(KEY, async (body, signature) => (await ask(`${fresh.url}/v/records`, { method: 'POST', body, headers: { 'x-signature': signature } })).text), role: () => ({ hold: async () => undefined, release: async () => {} }) }, KEY, fresh.now);
    const made = await links.make({ to: 'otp/answer', lang: 'vi' }, 'x');
    if (made === 'too-many') throw new Error();
    let refused = 0;
    for (let i = 0; i < 150; i += 1) if ((await ask(`${fresh.url}/s/${newCode()}`)).status === 429) refused += 1;
    expect(refused).toBeGreaterThan(20);
    const [right, wrong] = [await ask(`${fresh.url}/s/${made.code}`), await ask(`${fresh.url}/s/${newCode()}`)];
    expect([right.status, wrong.status, right.text]).toEqual([429, 429, wrong.text]);
    await fresh.close();
  });

  it('has a QR code to our own host that says nothing about whether the code exists', async () => {
    const code = newCode();
    const svg = await ask(`${s.url}/qr/${code}.svg`);
    expect(svg.headers['content-type']).toBe('image/svg+xml');
    const png = new Uint8Array(await (await fetch(`${s.url}/qr/${code}.png`)).arrayBuffer());
    expect(readPng(png).text).toBe(`${s.url}/s/${code}`);
    expect((await ask(`${s.url}/qr/evil.svg`)).status).toBe(404);
  });
});

describe('the door for commands', () => {
  it('opens for fresh signed requests once, and for nobody else', async () => {
    const now = Date.now();
    const sent: [string, string][] = [];
    await remoteRecords(KEY, async (body, signature) => (sent.push([body, signature]), '{}'), () => now).list('volunteer/');
    const [body, signature] = sent[0]!;
    const at = (b: string, sig: string) => ask(`${s.url}/v/records`, { method: 'POST', body: b, headers: { 'x-signature': sig } });
    expect((await at(body.replace('volunteer', 'campaign'), signature)).status).toBe(404);
    expect((await at(body, signature.slice(0, -2))).status).toBe(404);
    expect((await at(body, '')).status).toBe(404);
    expect((await at(body, signature)).status).toBe(200);
    expect((await at(body, signature)).status).toBe(404);
    const own = new Map<string, string>();
    const records = { put: async (name: string) => (own.has(name) ? undefined : (own.set(name, ''), 1)), list: async () => [] } as never;
    expect(await answerCommand(KEY, records, body, signature, now + 61_000)).toBeUndefined();
    expect(await answerCommand(KEY, records, body, signature, now + 59_000)).toBe('{"result":[]}');
    await expect(remoteRecords(KEY, async (b, sig) => (await at(b, sig)).text).list('chat/')).rejects.toThrow();
  });
});

describe('in English', () => {
  it('the same pages, forms and board, one tap from the Vietnamese ones', async () => {
    const { get, cookie } = await signIn('cho-anh', { commune: '00001' });
    const home = (await get('/en/v')).text;
    expect(home).toContain('<html lang="en">');
    expect(home).toContain('Hello Chị Lan');
    expect(home).toContain('href="/v" lang="vi"');
    const made = await post('/en/v/links', cookie, { to: 'journey/google', campaign: 'cho-anh', lang: 'en' });
    expect([made.status, made.headers['location']]).toEqual([303, expect.stringMatching(/^\/en\/v\/links\/[0-9A-Z]{10}$/)]);
    const link = (await get(String(made.headers['location']))).text;
    expect(link).toContain('Message to forward');
    expect(link).toContain(`/en/s/${String(made.headers['location']).slice(-10)}`);
    const board = (await get('/en/board/cho-anh')).text;
    expect(board).toContain('Every cell is under 5.');
    expect((await get('/en/board/cho-anh/board.csv')).text).toContain('"commune code"');
    // No sentence of the other language is left over (what people are called and where they live stays Vietnamese).
    for (const page of [home, link, board]) expect(page.replace(/<option[^]*?<\/option>|Chị Lan|<a [^>]*lang="vi"[^>]*>[^<]*/g, '').replace(/<section class="forward">[^]*?<\/section>/, '')).not.toMatch(/người|đường dẫn|chiến dịch|dưới/i);
    expect((await ask(`${s.url}/en/v`)).status).toBe(404);
    expect((await get('/en/board/no-such')).status).toBe(404);
  });
});

describe("a volunteer's day", () => {
  it('link, forward, two come, one finishes: "dưới 5"; five more come: numbers on the day after', async () => {
    s.at(1, 8);
    const { get, cookie } = await signIn('cho-dem', { commune: '00001' });
    const code = await makeLink(cookie, 'cho-dem');
    const forward = /<p class="words" id="forward">([^<]*)<\/p>/.exec((await get(`/v/links/${code}`)).text)?.[1] ?? '';
    expect(forward.length).toBeLessThanOrEqual(500);
    const passedOn = /\/s\/([0-9A-Z]{10})/.exec(forward)?.[1] ?? '';
    expect(readCode(passedOn)).toBe(code);

    await citizen(passedOn, true);
    await citizen(passedOn, false);
    expect(await board(get)).toEqual({});
    expect((await get('/board/cho-dem')).text).toContain('dưới 5');

    s.at(2, 8);
    await settled();
    expect(await board(get)).toEqual({});
    expect((await get('/board/cho-dem')).text).toContain('Mọi ô đều dưới 5.');
    for (let i = 0; i < 5; i += 1) await citizen(i % 2 ? passedOn : showCode(passedOn).toLowerCase(), true);
    expect(await board(get), 'today is not shown').toEqual({});

    s.at(3, 8);
    await settled();
    const shown = await board(get);
    expect(shown).toEqual({ 'Lượt mở trang': '5', 'Bắt đầu': '5', 'Đã kích hoạt': '5' });
    const csv = (await get('/board/cho-dem/board.csv')).text.split('\r\n');
    expect(csv.filter((line) => line.includes('"5"'))).toHaveLength(1);
    // Two more of yesterday's kind come late: what was shown stays.
    await citizen(passedOn, true);
    s.at(4, 8);
    await settled();
    expect(await board(get)).toEqual(shown);
  });

  it('still helps when the poster is old: after half a year without a campaign, after three years not at all', async () => {
    // Time runs away here: a service of its own.
    const before = s;
    s = await smallService();
    onTestFinished(async () => {
      await s.close();
      s = before;
    });
    s.at(1, 8);
    const { cookie } = await signIn('cho-cu');
    const code = await makeLink(cookie, 'cho-cu', 'otp/answer');
    s.at(Math.ceil(YEAR / 86_400_000), 8);
    expect((await ask(`${s.url}/s/${code}`)).status).toBe(200);
    expect(await keysAfter(await visitor(), [{ type: 'link', code }])).not.toContain('ui/link-join');
    s.at(Math.ceil((3 * YEAR) / 86_400_000), 8);
    expect((await ask(`${s.url}/s/${code}`)).status).toBe(404);
  });
});

describe('a code in the web chat', () => {
  it('typed in small letters opens its step; a wrong one is answered kindly', async () => {
    const { cookie } = await signIn('cho-go');
    const code = await makeLink(cookie, 'cho-go', 'otp/answer');
    expect(await keysAfter(await visitor(), [{ type: 'hello' }, { type: 'text', text: showCode(code).toLowerCase() }])).toEqual(['ui/link-welcome', 'ui/link-join', 'otp/answer']);
    expect(await keysAfter(await visitor(), [{ type: 'text', text: 'K7Q2M-01WXY' }])).toContain('ui/link-unknown');
  });

  it('/chiase gives a text with a link that opens the same step for the next person', async () => {
    const me = await visitor();
    await keysAfter(me, [{ type: 'link', code: 'otp_answer' }]);
    const said = (await send(me, { type: 'text', text: '/chiase' })).at(-1)!.said as { text: string };
    const code = /\/s\/([0-9A-Z]{10})/.exec(said.text)?.[1] ?? '';
    expect(said.text).toContain(`${s.url}/s/${code}`);
    expect((await ask(`${s.url}/s/${code}`)).text).toContain('Đợi một lát rồi thử lại.');
    expect(await keysAfter(await visitor(), [{ type: 'link', code }])).toEqual(['ui/link-welcome', 'otp/answer']);
  });
});

type Visitor = { cookie: string; after: number };
type Sent = { seq: number; said: { key: string; text: string; choices: { label: string; code: string }[] } };
const visitor = async (): Promise<Visitor> => ({ cookie: '', after: 0 });
async function send(who: Visitor, event: object): Promise<Sent[]> {
  const answer = await chat(s.url, { clientId: newId(), event, after: who.after, lang: 'vi' }, who.cookie === '' ? {} : { cookie: who.cookie });
  expect(answer.status, answer.text).toBe(200);
  if (who.cookie === '') who.cookie = cookieOf(answer);
  const messages = answer.json().messages as unknown as Sent[];
  who.after = messages.at(-1)?.seq ?? who.after;
  return messages;
}
async function keysAfter(who: Visitor, events: readonly object[]): Promise<string[]> {
  let last: Sent[] = [];
  for (const event of events) last = await send(who, event);
  return last.map(({ said }) => said.key);
}

/** One citizen with a phone of their own: opens the page, goes on in the chat, agrees; perhaps finishes. */
async function citizen(code: string, finishes: boolean): Promise<void> {
  const page = await ask(`${s.url}/s/${code}`);
  const carried = /href="\/\?c=([^"]+)"/.exec(page.text)?.[1] ?? '';
  const who = await visitor();
  let last = await send(who, { type: 'link', code: carried });
  const press = async (label: string) => {
    const choice = last.flatMap(({ said }) => said.choices).find((one) => one.label === label)?.code;
    last = await send(who, { type: 'choice', choice: choice ?? `none called ${label}` });
  };
  await press('Đồng ý nhớ và đếm');
  if (!finishes) return;
  await press('Xong rồi');
  await press('Xong rồi');
  await press('Bỏ qua');
  expect(last.at(-1)?.said.key).toBe('journey/deadline');
}

/** The board's totals as read from the chart's text. */
async function board(get: (path: string) => Promise<Answer>): Promise<Record<string, string>> {
  const { text } = await get('/board/cho-dem');
  const svg = /<svg class="chart"[\s\S]*?<\/svg>/.exec(text)?.[0] ?? '';
  return Object.fromEntries([...svg.matchAll(/<text x="0"[^>]*>([^<]+)<\/text><text class="value"[^>]*>([^<]+)</g)].map((m) => [m[1]!, m[2]!]).filter(([, n]) => n !== 'dưới 5'));
}

/** Increments ride in the records and are added up by the sweeper. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1500));
