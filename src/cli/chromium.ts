// The system's Chromium for printing: HTML → PDF or PNG. Used by `npm run book`, posters and pictures; never by the server.
// Promises: no network but what the page is given; ends the browser it started. Refuses with the install command when there is none.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = PLACES.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error('Chromium is missing. Install it with: sudo apt-get install chromium');
  const { chromium } = await import('playwright-core');
  const profile = await mkdtemp(join(tmpdir(), 'print-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: CHROMIUM_FLAGS, headless: true });
  try {
    const page = await context.newPage();
    await page.route(/^https?:/, (route) => route.abort());
    return await use(page);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}
