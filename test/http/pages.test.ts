// Help pages: readable by machines and by people without scripts, small, and only ours.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helpPage } from '../../src/http/pages/help.ts';
import type { Page } from '../../src/http/pages/source.ts';
import { ask } from './ask.ts';
import { fakeBot, serve } from './fake.ts';

let url = '';
let close = async () => {};
beforeAll(async () => ({ url, close } = await serve(fakeBot(() => []), { publicUrl: 'https://vneid.example' })));
afterAll(() => close());

const assetsOf = (html: string): string[] => [...html.matchAll(/<(?:script[^>]*src|link rel="stylesheet" href|img[^>]*src)="([^"]+)"/g)].map((m) => m[1]!);

async function weight(path: string): Promise<number> {
  const seen = new Set<string>();
  const load = async (one: string): Promise<number> => {
    if (seen.has(one)) return 0;
    seen.add(one);
    const { text } = await ask(url + one);
    // What the module itself imports counts too.
    const imports = one.endsWith('.js') ? [...text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+)["'`]/g)].map((m) => `/ui/${m[1]}`) : [];
    const parts = await Promise.all([...(one === path ? assetsOf(text) : []), ...imports].map(load));
    return gzipSync(text).length + parts.reduce((a, b) => a + b, 0);
  };
  return load(path);
}

describe('a help page', () => {
  it('is under 50 kB with its picture, and the chat page too', async () => {
    for (const path of ['/h/activate/otp', '/']) expect(await weight(path)).toBeLessThan(50_000);
  });

  it('loads nothing from elsewhere and has nothing inline', async () => {
    for (const path of ['/', '/en', '/h', '/h/activate/otp', '/en/privacy', '/missing']) {
      const { text } = await ask(url + path);
      expect(assetsOf(text).length).toBeGreaterThan(0);
      for (const asset of assetsOf(text)) expect(asset).toMatch(/^\/(ui|media)\//);
      expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|javascript:|data:/i);
    }
  });

  it('says title, summary, picture and its twin in the other language for previews', async () => {
    const { text } = await ask(`${url}/h/activate/otp`);
    expect(text).toContain('<html lang="vi">');
    expect(text).toContain('<title>Nhập mã OTP – ');
    expect(text).toContain('<meta property="og:title" content="Nhập mã OTP">');
    expect(text).toContain('<meta property="og:description" content="Nhập mã OTP &lt;b&gt;&amp;&quot;">');
    expect(text).toContain('<meta property="og:image" content="https://vneid.example/media/phone-otp.png">');
    expect(text).toContain('<link rel="canonical" href="https://vneid.example/h/activate/otp">');
    expect(text).toContain('hreflang="en" href="https://vneid.example/en/h/activate/otp"');
    const english = await ask(`${url}/en/h/activate/otp`);
    expect(english.text).toContain('<html lang="en">');
    expect(english.text).toContain('hreflang="vi" href="https://vneid.example/h/activate/otp"');
  });

  it('stands in reading order: title, answer, picture, links, next, forward, date', async () => {
    const { text } = await ask(`${url}/h/activate/otp`);
    const order = ['<h1>Nhập mã OTP</h1>', '<p>Mở tin nhắn trên điện thoại.</p>', '<li>Không đọc mã cho ai.</li>', 'phone-otp.svg', 'tel:19000368', 'href="/h/activate/done"', 'href="/?to=activate/otp"', 'https://t.me/example_bot?start=activate_otp', 'id="forward"', '20/11/2026'];
    const places = order.map((part) => text.indexOf(part));
    expect(places.filter((at) => at < 0)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('says who we are not, on every page', async () => {
    for (const path of ['/', '/h', '/h/activate/otp', '/privacy', '/missing']) expect((await ask(url + path)).text).toContain('Trợ lý cộng đồng, không phải Công an, không phải ứng dụng VNeID');
  });

  it('that moved leads on for good, one that never was leads to the list', async () => {
    const moved = await ask(`${url}/h/activate/old-otp`);
    expect([moved.status, moved.headers['location']]).toEqual([301, '/h/activate/otp']);
    for (const path of ['/h/activate/never', '/h/never', '/h/../x', '/en/h/activate/NEVER', '/h/a/b/c']) {
      const missing = await ask(url + path);
      expect(missing.status).toBe(404);
      expect(missing.text).toContain('/h/activate"');
      expect(missing.text).toContain('noindex');
    }
  });

  it('is not sent again when it did not change', async () => {
    const first = await ask(`${url}/h/activate/otp`);
    const again = await ask(`${url}/h/activate/otp`, { headers: { 'if-none-match': String(first.headers['etag']) } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('is in the sitemap in both languages', async () => {
    const { text } = await ask(`${url}/sitemap.xml`);
    expect(text).toContain('<loc>https://vneid.example/h/activate/otp</loc><lastmod>2026-11-20</lastmod>');
    expect(text).toContain('<loc>https://vneid.example/en/h/activate/otp</loc>');
    expect((await ask(`${url}/robots.txt`)).text).toContain('Sitemap: https://vneid.example/sitemap.xml');
  });
});

describe('hostile words in a page', () => {
  const bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>';

  it('stay words: no markup, no foreign way on, no address that runs', async () => {
    const page: Page = {
      flow: 'activate',
      step: 'otp',
      title: bad,
      summary: bad,
      text: `${bad}\n- ${bad}`,
      choices: ['javascript:alert(1)', '//evil.example', 'https://evil.example', '/h/x"onclick="alert(1)'].map((href) => ({ label: bad, href })),
      open: [
        { type: 'url', label: bad, url: 'javascript:alert(1)' },
        { type: 'phone', label: bad, phone: '1900 "onclick=' },
        { type: 'copy', label: bad, text: bad },
      ],
      picture: { id: bad, alt: bad },
      facts: [bad, 'javascript:alert(1)', `https://x.example/${bad}`].map((source) => ({ says: bad, source, date: bad })),
      asOf: bad,
      forward: bad,
      code: bad,
    };
    const text = await helpPage({ entry: { script: '/ui/a.js', styles: [] }, base: 'https://vneid.example' }, 'vi', page, { zaloOa: 'https://zalo.me/1' });
    const tags = [...text.matchAll(/<(\w+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/g)];
    expect(tags.filter(([, name]) => name === 'script').map(([all]) => all)).toEqual(['<script type="module" src="/ui/a.js">']);
    expect(tags.filter(([, , attributes]) => /\son\w+=/.test(attributes!.replace(/="[^"]*"/g, '=""')))).toEqual([]);
    const addresses = tags.flatMap(([, , attributes]) => [...attributes!.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((m) => m[1]!));
    expect(addresses.filter((one) => !/^(\/(?!\/)|tel:\+?\d*$|https:\/\/(vneid\.example|zalo\.me|x\.example)\/)/.test(one))).toEqual([]);
    expect(text).not.toMatch(/<img src=x|<\/script><img/);
  });
});

describe('the browser bundle', () => {
  it('stays under 15 kB of compressed script for the chat, far from the 30 kB allowed', async () => {
    const { text } = await ask(url);
    const script = assetsOf(text).find((asset) => asset.endsWith('.js'))!;
    const chunks = [...(await ask(url + script)).text.matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)].map((m) => `/ui/${m[1]}`);
    const sizes = await Promise.all([script, ...chunks].map(async (one) => gzipSync((await ask(url + one)).text, { level: 9 }).length));
    expect(chunks.length).toBeGreaterThan(0);
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(15_000);
  });

  it('is cached for a year under its hash, and compressed as the browser likes', async () => {
    const script = assetsOf((await ask(url)).text).find((asset) => asset.endsWith('.js'))!;
    const answer = await ask(url + script, { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBe('br');
    expect((await ask(`${url}/sw.js`)).headers['cache-control']).toBe('no-cache');
  });
});
