// The system's Chromium for browser tests: a fresh profile each time, a phone's screen, no traffic of its own.
// `CHROMIUM` names another binary. Nothing is downloaded: playwright-core only drives what is installed.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

export const PHONE = { width: 360, height: 640 } as const;

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export type Phone = { readonly context: BrowserContext; readonly page: Page; close(): Promise<void> };

/** One phone: its own profile (cookies, storage), 360×640, Vietnamese. */
export async function launch(options: BrowserContextOptions = {}): Promise<Phone> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`No Chromium at ${executablePath}: apt-get install chromium`);
  const profile = await mkdtemp(join(tmpdir(), 'phone-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: ARGUMENTS,
    viewport: PHONE,
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    ...options,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    context,
    page,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Screenshots land in SHOTS, or nowhere in particular. */
export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(process.env.SHOTS ?? join(tmpdir(), 'shots'), `${name}.png`) });
}

export const botTexts = (page: Page): Promise<string[]> => page.locator('.bot .text').allTextContents();
export const ownTexts = (page: Page): Promise<string[]> => page.locator('.own p').allTextContents();
/** Presses the choice whose label contains this text, among those that can be pressed now. */
export const press = (page: Page, label: string | RegExp): Promise<void> => page.locator('.choices:not([hidden]) button', { hasText: label }).last().click();
/** Types a line and sends it as a thumb would: Enter. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator('#input').fill(text);
  await page.locator('#input').press('Enter');
}
/** Waits until the newest message of the bot contains this text. */
export const answered = (page: Page, text: string): Promise<void> => page.locator('.bot', { hasText: text }).last().waitFor();
