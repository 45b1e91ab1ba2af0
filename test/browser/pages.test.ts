// Help pages, accessibility, embedding and paper, in a real browser.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say, serve } from '../http/fake.ts';
import { axe } from './axe.ts';
import { smallBot } from './bot.ts';
import { answered, launch, press, type } from './launch.ts';
import type { Phone } from './launch.ts';

type Served = Awaited<ReturnType<typeof serve>>;
let server: Served;
beforeAll(async () => {
  server = await serve(smallBot());
});
afterAll(() => server.close());

/** A phone for one test, closed whatever happens. */
async function on(options: Parameters<typeof launch>[0], work: (phone: Phone) => Promise<void>): Promise<void> {
  const phone = await launch(options);
  try {
    await work(phone);
  } finally {
    await phone.close();
  }
}

describe('accessibility', () => {
  const looks = [
    { name: 'light', options: { colorScheme: 'light' } },
    { name: 'dark', options: { colorScheme: 'dark' } },
    { name: 'high contrast', options: { contrast: 'more' } },
    { name: 'dark, high contrast', options: { colorScheme: 'dark', contrast: 'more' } },
    { name: 'forced colours', options: { forcedColors: 'active' } },
  ] as const;

  it.each(looks)('has no violations: $name', ({ options }) =>
    on({ ...options, reducedMotion: 'reduce' }, async ({ page }) => {
      await page.goto(server.url);
      await answered(page, 'Xin chào');
      expect(await axe(page)).toEqual([]);
      await press(page, 'Android');
      await answered(page, 'Đã cài xong chưa');
      await type(page, 'chữ');
      await answered(page, 'Bác gửi: chữ');
      await page.locator('#larger').click();
      await page.locator('#larger').click();
      await page.locator('#larger').click();
      expect(await axe(page)).toEqual([]);
      for (const path of ['/h/activate/otp', '/en/h', '/privacy', '/missing']) {
        await page.goto(server.url + path);
        expect(await axe(page), path).toEqual([]);
      }
    }), 30_000);

  it('has targets of at least 48 px and text of at least 18 px where one reads and presses', () =>
    on({}, async ({ page }) => {
      const small = `[...document.querySelectorAll('button, a, textarea')].filter((n) => n.checkVisibility() && !n.closest('p, li:not(.choices > li), .visually-hidden')).map((n) => [n.textContent || n.id, Math.round(n.getBoundingClientRect().width), Math.round(n.getBoundingClientRect().height)]).filter(([, w, h]) => w < 48 || h < 48)`;
      await page.goto(server.url);
      await answered(page, 'Xin chào');
      await press(page, 'Android');
      await answered(page, 'Đã cài xong chưa');
      expect(await page.evaluate(small)).toEqual([]);
      expect(await page.locator('.bot .text').first().evaluate((node) => parseFloat(getComputedStyle(node).fontSize))).toBeGreaterThanOrEqual(18);
      await page.goto(`${server.url}/h/activate/otp`);
      expect(await page.evaluate(small)).toEqual([]);
    }), 20_000);

  it('never scrolls sideways, at the largest text on the smallest screen', () =>
    on({ viewport: { width: 320, height: 568 } }, async ({ page }) => {
      await page.goto(server.url);
      await answered(page, 'Xin chào');
      await press(page, 'Android');
      for (let i = 0; i < 3; i++) await page.locator('#larger').click();
      const wide = () => page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.querySelector('#log')?.scrollWidth ?? 0) - innerWidth);
      expect(await wide()).toBeLessThanOrEqual(0);
      await page.reload();
      expect(await page.locator('html').getAttribute('data-size')).toBe('4');
      for (const path of ['/h/activate/otp', '/h', '/privacy', '/missing']) {
        await page.goto(server.url + path);
        expect(await wide(), path).toBeLessThanOrEqual(0);
      }
    }), 20_000);
});

describe('help pages', () => {
  it('read whole without scripts', () =>
    on({ javaScriptEnabled: false }, async ({ page }) => {
      await page.goto(`${server.url}/h/activate/otp`);
      for (const text of ['Nhập mã OTP', 'Không đọc mã cho ai', '1900 0368', 'Gửi cho người thân', '20/11/2026']) expect(await page.getByText(text).first().isVisible()).toBe(true);
      expect(await page.locator('button:visible').count()).toBe(0);
      await page.getByRole('link', { name: 'Đã nhập xong' }).click();
      expect(new URL(page.url()).pathname).toBe('/h/activate/done');
      await page.goto(server.url);
      expect(await page.getByRole('link', { name: 'Trang hướng dẫn' }).isVisible()).toBe(true);
    }), 20_000);

  it('copy the message to forward with one tap', () =>
    on({ permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page }) => {
      await page.goto(`${server.url}/h/activate/otp`);
      await page.getByRole('button', { name: 'Chép lời nhắn' }).click();
      await page.getByText('Đã chép').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Nhập mã OTP\nhttps://example.org/h/activate/otp');
    }), 20_000);

  it('open again without a connection, and say that they are a saved copy', () =>
    on({}, async ({ page, context }) => {
      await page.goto(`${server.url}/h/activate/otp`);
      expect(await page.locator('.saved').isVisible()).toBe(false);
      await page.waitForFunction(async () => (await caches.match(location.href)) !== undefined);
      await context.setOffline(true);
      await page.reload();
      expect(await page.locator('.saved').isVisible()).toBe(true);
      expect(await page.getByText('Không đọc mã cho ai').isVisible()).toBe(true);
      await context.setOffline(false);
      await page.reload();
      expect(await page.locator('.saved').isVisible()).toBe(false);
    }), 20_000);

  it('lead into the conversation at their step', () =>
    on({}, async ({ page }) => {
      await page.goto(`${server.url}/h/activate/otp`);
      await page.getByRole('link', { name: 'Trò chuyện trên trang này' }).click();
      await answered(page, 'Mở activate/otp');
    }), 20_000);
});

describe('on another site', () => {
  /** A site of someone else that carries our script tag; the tag's address is asked for at each visit. */
  const host = async (name: string, script: () => string): Promise<{ url: string; close(): void }> => {
    const site = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>xã</title><h1>Trang của xã</h1><script src="${script()}/ui/embed.js" async></script>`));
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
    return { url: `http://${name}:${(site.address() as AddressInfo).port}`, close: () => site.close() };
  };

  it.each([
    // Another site: this Chromium refuses it all storage, as strict browsers do.
    { name: 'localhost', keeps: false },
    // Another origin of the same site: storage is allowed.
    { name: '127.0.0.1', keeps: true },
  ])('one script tag opens the chat in a frame ($name), without cookies', async ({ name, keeps }) => {
    let address = '';
    const site = await host(name, () => address);
    const bot = smallBot();
    const own = await serve(bot, { webOrigins: [site.url] });
    address = own.url;
    const visitors = () => new Set(bot.committed.map(({ address: who }) => who)).size;
    try {
      await on({}, async ({ page, context }) => {
        await page.goto(site.url);
        expect(page.frames()).toHaveLength(1);
        await page.getByRole('button', { name: 'Hỏi về VNeID' }).click();
        const frame = page.frameLocator('iframe');
        await frame.locator('.bot', { hasText: 'Xin chào' }).waitFor();
        await frame.locator('.choices button').first().click();
        await frame.locator('.bot', { hasText: 'Đã cài xong chưa' }).waitFor();
        bot.late(bot.committed[0]!.address, say('r', 'Nhắc trong khung'));
        await frame.locator('.bot', { hasText: 'Nhắc trong khung' }).waitFor();
        expect(visitors()).toBe(1);
        expect(await context.cookies()).toEqual([]);
        expect(await frame.locator('header a').getAttribute('target')).toBe('_blank');
        await page.reload();
        await page.getByRole('button', { name: 'Hỏi về VNeID' }).click();
        await frame.locator('.bot', { hasText: keeps ? 'Nhắc trong khung' : 'Xin chào' }).waitFor();
        expect(visitors()).toBe(keeps ? 1 : 2);
      });
    } finally {
      site.close();
      await own.close();
    }
  }, 20_000);

  it('that is not on the list shows no chat', async () => {
    const own = await serve(smallBot(), { webOrigins: ['https://xa-mau.example'] });
    const site = await host('localhost', () => own.url);
    try {
      await on({}, async ({ page }) => {
        const refused = page.waitForEvent('console', (line) => /frame-ancestors/.test(line.text()));
        await page.goto(site.url);
        await page.getByRole('button', { name: 'Hỏi về VNeID' }).click();
        await refused;
      });
    } finally {
      site.close();
      await own.close();
    }
  }, 20_000);
});

describe('plain http from elsewhere', () => {
  it('says that the chat needs https and leads to the written guide', () =>
    on({}, async ({ page }) => {
      await page.goto(`http://xa-mau.localhost:${server.port}/`);
      await page.getByText('chỉ chạy trên địa chỉ an toàn').waitFor();
      expect(await page.locator('#form').isVisible()).toBe(false);
      expect(await axe(page)).toEqual([]);
      await page.getByRole('link', { name: 'Trang hướng dẫn' }).click();
      await page.getByRole('heading', { name: 'Tất cả hướng dẫn' }).waitFor();
    }), 20_000);
});

describe('on paper', () => {
  it('the conversation is whole and the controls are gone', () =>
    on({}, async ({ page }) => {
      await page.goto(server.url);
      await answered(page, 'Xin chào');
      for (const text of ['một', 'hai', 'ba', 'bốn']) {
        await type(page, text);
        await answered(page, `Bác gửi: ${text}`);
      }
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#form').isVisible()).toBe(false);
      expect(await page.locator('#larger').isVisible()).toBe(false);
      // Nothing is cut off: the log is as high as what it holds.
      expect(await page.locator('#log').evaluate((log) => log.scrollHeight - log.clientHeight)).toBe(0);
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(5000);
    }), 20_000);
});
