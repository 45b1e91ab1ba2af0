// The web chat in a real browser at 360×640: by touch, by typing, by keyboard, over bad networks, in two tabs.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve, say } from '../http/fake.ts';
import { smallBot } from './bot.ts';
import { answered, botTexts, launch, ownTexts, press, type } from './launch.ts';
import type { Phone } from './launch.ts';

let phone: Phone;
let bot: ReturnType<typeof smallBot>;
let server: Awaited<ReturnType<typeof serve>>;
let faults: string[];

beforeEach(async () => {
  bot = smallBot();
  server = await serve(bot);
  phone = await launch();
  faults = [];
  phone.page.on('pageerror', (error) => faults.push(error.message));
  phone.page.on('console', (line) => line.type() === 'error' && !/Failed to load resource/.test(line.text()) && faults.push(line.text()));
  phone.page.on('dialog', (dialog) => (faults.push(dialog.message()), void dialog.dismiss()));
}, 20_000);
afterEach(async () => {
  await phone.close();
  await server.close();
  expect(faults).toEqual([]);
});
const open = async (path = '/') => {
  await phone.page.goto(server.url + path);
};

describe('a conversation', () => {
  it('goes on by pressing choices and by typing numbers and words', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    await press(page, 'Android');
    await answered(page, 'Đã cài xong chưa');
    await type(page, '1');
    await answered(page, 'Bác gửi: 1');
    expect(bot.committed.map(({ body }) => body)).toEqual([{ type: 'hello' }, { type: 'choice', choice: 'v1:code0' }, { type: 'text', text: '1' }]);
    expect(await ownTexts(page)).toEqual(['Điện thoại Android', '1']);
    expect(await page.locator('.own .state').allTextContents()).toEqual(['', '']);
  }, 20_000);

  it('lets only the current choices be pressed, and a second press does nothing', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    await page.locator('.choices button').first().evaluate((node: HTMLElement) => (node.click(), node.click(), node.click()));
    await answered(page, 'Đã cài xong chưa');
    expect(await page.locator('.choices:not([hidden]) button').allTextContents()).toEqual(['1Đã xong', '2Bị lừa', 'Chia sẻ vị trí']);
    await page.waitForTimeout(300);
    expect(bot.committed).toHaveLength(2);
  }, 20_000);

  it('works by keyboard alone, and focus goes on at what came', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    await page.locator('#log').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await answered(page, 'Đã cài xong chưa');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Mở cửa hàng ứng dụng');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Mở cửa hàng');
  }, 20_000);

  it('shows what the server says as plain characters', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    await type(page, '<img src=x onerror=alert(1)><b>đậm</b>');
    await answered(page, 'Bác gửi: <img src=x onerror=alert(1)><b>đậm</b>');
    expect(await page.locator('#log b, #log img').count()).toBe(0);
  }, 20_000);

  it('follows the language of the conversation', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    await type(page, 'english');
    await answered(page, 'Which phone');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('#input').getAttribute('placeholder')).toBe('Type a question or number');
    expect(await page.locator('header a').getAttribute('href')).toBe('/en/privacy');
    expect(await page.title()).toBe('VNeID community helper');
  }, 20_000);

  it('offers links, phone and clipboard as they are', async () => {
    const { page } = phone;
    await phone.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open();
    await answered(page, 'Xin chào');
    await press(page, 'Android');
    await answered(page, 'Đã cài xong chưa');
    const link = page.locator('.open a.url');
    expect([await link.getAttribute('href'), await link.getAttribute('rel'), await link.getAttribute('target')]).toEqual(['https://play.google.com/store/apps/details?id=com.vnid', 'noopener noreferrer', '_blank']);
    expect(await page.locator('.open a.phone').getAttribute('href')).toBe('tel:19000368');
    await page.getByText('Chép tên').click();
    await page.getByText('Đã chép').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('VNeID');
    expect(await page.locator('.bot img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(0);
  }, 20_000);

  it('sends a rough location when allowed, and asks to type when not', async () => {
    const { page, context } = phone;
    await open();
    await answered(page, 'Xin chào');
    await press(page, 'Android');
    await press(page, 'Chia sẻ vị trí');
    await page.getByText('Không lấy được vị trí').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('input');
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ latitude: 10.123456789, longitude: 106.987654321 });
    await press(page, 'Chia sẻ vị trí');
    await answered(page, '10.1235 106.9877');
  }, 20_000);

  it('opens at the step of a help link, once', async () => {
    const { page } = phone;
    await open('/?to=activate/otp');
    await answered(page, 'Mở activate/otp');
    expect(new URL(page.url()).search).toBe('');
    await page.reload();
    await answered(page, 'Mở activate/otp');
    await page.waitForTimeout(300);
    expect(bot.committed.map(({ body }) => body)).toEqual([{ type: 'link', code: 'activate/otp', to: 'activate/otp' }]);
  }, 20_000);

  it('leaves nothing on the screen or in the tab after "delete my data", and long numbers never stay', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    await type(page, 'số của tôi là 099 123 456 789');
    await answered(page, 'Bác gửi');
    expect(await ownTexts(page)).toEqual(['số của tôi là •••89']);
    await type(page, 'xoa');
    await answered(page, 'Đã xoá hết');
    expect(await page.locator('#log').textContent()).not.toContain('số của tôi');
    expect(await page.evaluate(() => sessionStorage.getItem('chat'))).not.toMatch(/số của tôi|Xin chào/);
  }, 20_000);
});

describe('a bad network', () => {
  it('keeps what is written offline, over a reload too, and sends it once and in order', async () => {
    const { page, context } = phone;
    await open();
    await answered(page, 'Xin chào');
    await page.waitForFunction(async () => (await caches.match(`${location.origin}/`)) !== undefined && (await Promise.all([...document.querySelectorAll<HTMLScriptElement>('script[src]')].map((node) => caches.match(node.src)))).every(Boolean));
    await context.setOffline(true);
    await type(page, 'một');
    await type(page, 'hai');
    await page.getByText('chưa gửi, đang chờ mạng').first().waitFor();
    await page.reload();
    expect(await ownTexts(page)).toEqual(['một', 'hai']);
    await type(page, 'ba');
    await context.setOffline(false);
    await answered(page, 'Bác gửi: ba');
    expect(bot.committed.slice(1).map(({ body }) => body)).toEqual(['một', 'hai', 'ba'].map((text) => ({ type: 'text', text })));
    expect(await page.locator('#status').textContent()).toBe('');
  }, 30_000);

  it('repeats what got no answer without doing or showing anything twice', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    let lost = 0;
    await page.route('**/chat', async (route) => {
      if (route.request().method() !== 'POST' || lost >= 2) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await type(page, 'một lần thôi');
    await answered(page, 'Bác gửi: một lần thôi');
    await page.waitForFunction(() => document.querySelector('.own .state')?.textContent === '');
    expect(lost).toBe(2);
    expect(bot.committed).toHaveLength(2);
    expect(await botTexts(page)).toEqual(['Xin chào.\nBác dùng điện thoại nào?', 'Bác gửi: một lần thôi']);
  }, 30_000);

  it('shows static help once while the store is away, and goes on by itself', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    bot.away = true;
    await type(page, 'alo');
    await page.locator('#help', { hasText: '1900 0368' }).waitFor();
    await page.waitForTimeout(2500);
    expect(await page.locator('#help p').count()).toBe(1);
    bot.away = false;
    await answered(page, 'Bác gửi: alo');
    expect(await page.locator('#help').textContent()).toBe('');
  }, 30_000);

  it('gets late messages after the server was gone for a while', async () => {
    const { page } = phone;
    await open();
    await answered(page, 'Xin chào');
    const address = bot.committed[0]!.address;
    await page.waitForTimeout(300);
    bot.late(address, say('reminder', 'Nhắc một'));
    await answered(page, 'Nhắc một');
    await server.close();
    bot.late(address, say('reminder', 'Nhắc hai'));
    await page.waitForTimeout(500);
    server = await serve(bot, { port: server.port });
    await answered(page, 'Nhắc hai');
    expect(await botTexts(page)).toEqual(['Xin chào.\nBác dùng điện thoại nào?', 'Nhắc một', 'Nhắc hai']);
  }, 30_000);
});

describe('two tabs', () => {
  it('are one visitor with one conversation, also when both open at the same moment', async () => {
    const { page, context } = phone;
    const other = await context.newPage();
    await Promise.all([open(), other.goto(server.url)]);
    await Promise.all([answered(page, 'Xin chào'), other.locator('.bot').first().waitFor()]);
    expect(new Set(bot.committed.map(({ address }) => address)).size).toBe(1);
    await page.bringToFront();
    await type(page, 'từ trang một');
    await answered(page, 'từ trang một');
    await other.bringToFront();
    await answered(other, 'Bác gửi: từ trang một');
    expect(await ownTexts(other)).toContain('từ trang một');
    await type(other, 'từ trang hai');
    await answered(other, 'Bác gửi: từ trang hai');
    await page.bringToFront();
    await answered(page, 'Bác gửi: từ trang hai');
    for (const one of [page, other]) {
      const texts = await botTexts(one);
      expect(new Set(texts.filter((text) => text.startsWith('Bác gửi: từ'))).size).toBe(texts.filter((text) => text.startsWith('Bác gửi: từ')).length);
    }
    const third = await context.newPage();
    await third.goto(server.url);
    await answered(third, 'Bác gửi: từ trang hai');
    expect(new Set(bot.committed.map(({ address }) => address)).size).toBe(1);
  }, 30_000);
});
