// A volunteer with a phone of 360 px, a citizen who opens the link, and the posters on paper: in Chromium, on the whole service with its own content.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPixels, readPng } from '../links/decode.ts';
import { SECRET, smallService } from '../links/small-service.ts';
import { axe } from './axe.ts';
import { answered, launch, type Phone, press, shot } from './launch.ts';
import { PNG } from 'pngjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const PNG_HEAD = 8;
let s: Awaited<ReturnType<typeof smallService>>;
let out = '';
beforeAll(async () => {
  s = await smallService({ env: { CONTENT_DIR: root } });
  out = mkdtempSync(join(tmpdir(), 'posters-'));
});
afterAll(async () => {
  await s.close();
  rmSync(out, { recursive: true, force: true });
});

/** A command beside the running service, which holds the lock of the embedded store. */
async function command(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const all = { ...process.env, PORT: String(s.served.port), DATA_DIR: s.data, CONTENT_DIR: root, APP_SECRET: SECRET, ...env };
  try {
    const { stdout, stderr } = await run(process.execPath, [join(root, 'src/cli', script), ...args], { env: all });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string };
    return { code: failed.code, text: failed.stdout + failed.stderr };
  }
}

async function signedIn(name: string, campaign: string): Promise<Phone> {
  const { text } = await command('volunteers.ts', ['add', name, '--campaign', campaign, '--commune', '00004']);
  const phone = await launch();
  await phone.page.goto(/http:\S+\/v\/in\/\S+/.exec(text)?.[0] ?? `no link in: ${text}`);
  return phone;
}
const fits = async ({ page }: Phone): Promise<void> => expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBeLessThanOrEqual(360);

describe('a volunteer', () => {
  it('is added by a command beside the running service, listed, and revoked', async () => {
    const added = await command('volunteers.ts', ['add', 'Anh Minh', '--campaign', 'cho-ha', '--target', '50']);
    expect(added.text).toMatch(/\/v\/in\/[\w-]{51}\n/);
    expect((await command('volunteers.ts', ['list'])).text).toMatch(/Anh Minh {2}cho-ha/);
    expect((await command('volunteers.ts', ['revoke', 'Anh Minh'])).code).toBe(0);
    expect((await command('volunteers.ts', ['list'])).text).toMatch(/Anh Minh.*revoked/);
    expect((await command('volunteers.ts', ['add', 'X', '--campaign', 'Chợ Hà'])).code).toBe(2);
    expect((await command('volunteers.ts', ['add', 'X', '--commune', '99999'])).text).toContain('no commune');
  });

  it('makes a link with the thumb, copies the text with one tap; the QR code on the screen leads to it', async () => {
    const phone = await signedIn('Chị Lan', 'cho-xuan');
    const { page, context } = phone;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    expect(page.url()).toBe(`${s.url}/v`);
    await fits(phone);
    expect(await axe(page)).toEqual([]);
    await page.selectOption('select[name=to]', 'activate-steps/answer');
    await page.locator('form[action="/v/links"] button').click();
    await page.waitForURL(/\/v\/links\//);
    await fits(phone);
    expect(await axe(page)).toEqual([]);
    await shot(page, 'volunteer-link');
    const code = page.url().split('/').at(-1) ?? '';
    await page.locator('.copy').first().click();
    await page.locator('.copied', { hasText: '✓' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`${s.url}/s/${code}`);
    expect(copied.length).toBeLessThanOrEqual(500);
    const seen = readPng(await page.locator('img.qr').screenshot());
    expect(seen.text).toBe(`${s.url}/s/${code}`);
    for (const form of ['a4', 'a5', 'cards']) {
      await page.goto(`${s.url}/v/posters/${code}/${form}`);
      await fits(phone);
      await shot(page, `volunteer-poster-${form}`);
    }
    await page.goto(`${s.url}/board/cho-xuan`);
    await fits(phone);
    expect(await axe(page)).toEqual([]);
    expect(await page.locator('svg.chart').first().getAttribute('aria-label')).toContain('Lượt mở trang: dưới 5');
    await shot(page, 'board');
    await phone.close();
  });

  it('does all of it without scripts', async () => {
    const phone = await launch({ javaScriptEnabled: false });
    const { text } = await command('volunteers.ts', ['add', 'Bác Ba', '--campaign', 'cho-xuan']);
    const { page } = phone;
    await page.goto(/http:\S+\/v\/in\/\S+/.exec(text)?.[0] ?? '');
    await page.locator('form[action="/v/links"] button').click();
    await page.waitForURL(/\/v\/links\//);
    expect(await page.locator('#forward').textContent()).toContain('/s/');
    await page.locator('form[action$="/revoke"] button').click();
    await page.waitForURL(`${s.url}/v`);
    expect(await page.locator('.list', { hasText: 'đã thu hồi' }).count()).toBe(1);
    await phone.close();
  });
});

describe('a citizen', () => {
  it('opens the link, reads, goes on in the chat at that step, and agrees or not', async () => {
    const volunteer = await signedIn('Chị Hoa', 'cho-xuan');
    await volunteer.page.selectOption('select[name=to]', 'activate-steps/answer');
    await volunteer.page.locator('form[action="/v/links"] button').click();
    await volunteer.page.waitForURL(/\/v\/links\//);
    const code = volunteer.page.url().split('/').at(-1) ?? '';
    await volunteer.close();
    const phone = await launch();
    const { page } = phone;
    await page.goto(`${s.url}/s/${code}`);
    await fits(phone);
    expect(await axe(page)).toEqual([]);
    const title = await page.locator('h1').textContent();
    await page.locator('.go .first').click();
    await answered(page, 'không phải ứng dụng VNeID');
    await answered(page, 'Bấm');
    expect(page.url()).toBe(`${s.url}/`);
    expect(title).toBeTruthy();
    await press(page, 'Đồng ý nhớ và đếm');
    await answered(page, 'Cảm ơn quý vị.');
    await shot(page, 'citizen-joined');
    await phone.close();
  });
});

describe("a volunteer's day in the browser", () => {
  it('two come and one finishes: "dưới 5"; five more come: numbers the day after', async () => {
    const day = await smallService();
    const volunteer = await launch();
    const citizens = await launch();
    try {
      day.at(1, 8);
      const { text } = await command('volunteers.ts', ['add', 'Chị Lan', '--campaign', 'cho-dem'], { PORT: String(day.served.port), DATA_DIR: day.data, CONTENT_DIR: day.content });
      const { page } = volunteer;
      await page.goto(/http:\S+\/v\/in\/\S+/.exec(text)?.[0] ?? '');
      await page.selectOption('select[name=to]', 'journey/google');
      await page.locator('form[action="/v/links"] button').click();
      await page.waitForURL(/\/v\/links\//);
      const forward = (await page.locator('#forward').textContent()) ?? '';
      const link = /http:\S+\/s\/[0-9A-Z]{10}/.exec(forward)?.[0] ?? '';
      const board = async (): Promise<string> => {
        await page.goto(`${day.url}/board/cho-dem`);
        return (await page.locator('svg.chart').first().getAttribute('aria-label')) ?? '';
      };

      await citizen(citizens, link, true);
      await citizen(citizens, link, false);
      day.at(2, 8);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const nothing = await board();
      expect(nothing).toContain('Bắt đầu: dưới 5');
      expect(nothing).not.toMatch(/: [1-9]/);
      for (let i = 0; i < 5; i += 1) await citizen(citizens, link, true);
      expect(await board(), 'today is not shown').toBe(nothing);
      day.at(3, 8);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const shown = await board();
      for (const words of ['Lượt mở trang: 5', 'Bắt đầu: 5', 'Đã kích hoạt: 5', 'Đã cài: dưới 5']) expect(shown).toContain(words);
      await shot(page, 'board-day-after');
    } finally {
      await Promise.all([volunteer.close(), citizens.close()]);
      await day.close();
    }
  });
});

/** Somebody else's phone: nothing of the one before is left on it. */
async function citizen({ page, context }: Phone, link: string, finishes: boolean): Promise<void> {
  await page.goto(new URL('/h', link).href);
  await context.clearCookies();
  await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
  await page.goto(link);
  await page.locator('.go .first').click();
  await answered(page, 'Cài từ CH Play');
  await press(page, 'Đồng ý nhớ và đếm');
  await answered(page, 'Cảm ơn quý vị.');
  if (!finishes) return;
  await press(page, 'Xong rồi');
  await answered(page, 'Nhập mã OTP');
  await press(page, 'Xong rồi');
  await answered(page, 'Đang ở đâu');
  await press(page, 'Bỏ qua');
  await answered(page, 'Kích hoạt trong');
}

describe('posters', () => {
  it('are one page each, with fonts of their own, host and hotline in words, and codes a stranger can read from paper', async () => {
    const made = await command('posters.ts', ['make', 'activate-steps/answer', '--campaign', 'cho-xuan', '--out', out], { PUBLIC_URL: 'https://vneid.example.org' });
    expect(made.code, made.text).toBe(0);
    const url = /https:\/\/vneid\.example\.org\/s\/[0-9A-Z]{10}/.exec(made.text)?.[0] ?? '';
    const files = readdirSync(out).filter((file) => file.endsWith('.pdf'));
    expect(files).toHaveLength(3);
    for (const file of files) {
      const path = join(out, file);
      expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toMatch(/Pages: +1\n/);
      const fonts = execFileSync('pdffonts', [path], { encoding: 'utf8' }).split('\n').slice(2).filter((line) => line !== '');
      for (const font of fonts) expect(font).toContain('BeVietnamPro');
      const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).normalize('NFC').replace(/\s+/g, ' ');
      expect(text).toContain('vneid.example.org');
      expect(text).toContain('1900 0368');
      if (!file.includes('cards')) expect(text).toMatch(/ứng dụng giả.*Tổng đài/);
      execFileSync('pdftoppm', ['-r', '110', '-png', '-singlefile', path, path.slice(0, -4)]);
      const picture = readFileSync(`${path.slice(0, -4)}.png`);
      if (file.includes('cards')) {
        for (let i = 0; i < 10; i += 1) expect(readPart(picture, (i % 2) / 2, Math.floor(i / 2) / 5, 0.5, 0.2), `card ${i}`).toBe(url);
      } else expect(readPng(picture).text).toBe(url);
    }
  });

  it('are reported when their step or a cited fact changed since', async () => {
    const content = s.content;
    const env = { CONTENT_DIR: content, PUBLIC_URL: 'https://vneid.example.org' };
    expect((await command('posters.ts', ['make', 'otp/more', '--form', 'a5', '--out', out], env)).code).toBe(0);
    const stale = async () => {
      const { code, text } = await command('posters.ts', ['stale'], env);
      return { code, lines: text.split('\n').filter((line) => line.includes('otp/more')) };
    };
    expect((await stale()).lines).toEqual([]);
    const facts = join(content, 'flows/facts.yaml');
    const before = readFileSync(facts, 'utf8');
    writeFileSync(facts, before.replace('1900 0368', '1900 0369'));
    const after = await stale();
    expect(after.code).toBe(1);
    expect(after.lines[0]).toContain('a cited fact');
    writeFileSync(facts, before);
    expect((await stale()).lines).toEqual([]);
    const words = join(content, 'locales/vi/otp.yaml');
    writeFileSync(words, readFileSync(words, 'utf8').replace('Gọi {{', 'Hãy gọi {{'));
    expect((await stale()).lines).toHaveLength(1);
  });
});

/** The QR code in one part of a page, found without looking at its neighbours. */
function readPart(picture: Buffer, x: number, y: number, w: number, h: number): string | undefined {
  expect(picture.length).toBeGreaterThan(PNG_HEAD);
  const { width, height, data } = PNG.sync.read(picture);
  const [left, top, wide, high] = [Math.floor(x * width), Math.floor(y * height), Math.floor(w * width), Math.floor(h * height)];
  const pixels = new Uint8ClampedArray(wide * high * 4);
  for (let row = 0; row < high; row += 1) pixels.set(data.subarray(((top + row) * width + left) * 4, ((top + row) * width + left + wide) * 4), row * wide * 4);
  return readPixels(pixels, wide, high);
}
