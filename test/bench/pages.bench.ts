// What a page costs a phone: `node test/bench/pages.bench.ts`. The shipped guide on the real server, a real Chromium at 360×640, each page in a new
// profile: bytes over the wire (pictures, styles and scripts included), requests, requests to anybody else, scripts that hold up the reading, the second
// visit, and whether it can be read without scripts. Beside each the same text as one bare HTML file from a bare server, loaded the same way.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { deriveKey } from '../../src/chat-key.ts';
import { serve } from '../../src/cli/serve.ts';
import { readConfig } from '../../src/config.ts';
import { remoteRecords } from '../../src/links/command.ts';
import { createShortLinks } from '../../src/links/short-links.ts';
import { sealSignIn } from '../../src/links/sign-in.ts';
import { createVolunteers } from '../../src/links/volunteers.ts';
import { createLogger } from '../../src/log.ts';
import { launch } from '../browser/launch.ts';
import { ensurePackages } from '../packages.ts';

const BUDGET = 50_000;
/** With what the first visit saves for a second one without a network. */
const MOST_REQUESTS = 12;
const SECRET = 'a secret that only this bench knows, 32+';

ensurePackages();
const data = mkdtempSync(join(tmpdir(), 'bench-pages-'));
const served = await serve(readConfig({ PORT: '0', DATA_DIR: data, APP_SECRET: SECRET, RATE_ADDRESS: 'off' }), createLogger([], { write: () => true }));
const url = `http://127.0.0.1:${served.port}`;
let bareHtml = '';
const bare = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(bareHtml));
await new Promise<void>((done) => bare.listen(0, '127.0.0.1', done));
const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;

type Visit = { readonly bytes: number; readonly requests: number; readonly foreign: number; readonly ms: number };
async function visit(page: Page, address: string): Promise<Visit> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  let [bytes, requests, foreign] = [0, 0, 0];
  devtools.on('Network.requestWillBeSent', ({ request }) => {
    if (!/^https?:/.test(request.url)) return;
    requests++;
    if (new URL(request.url).origin !== new URL(address).origin) foreign++;
  });
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const began = performance.now();
  await page.goto(address, { waitUntil: 'domcontentloaded' });
  const ms = performance.now() - began;
  // The chat keeps a stream open: the network is never idle.
  await new Promise((done) => setTimeout(done, 1500));
  await devtools.detach();
  return { bytes, requests, foreign, ms };
}
async function on<T>(options: Parameters<typeof launch>[0], cookie: string, work: (page: Page) => Promise<T>): Promise<T> {
  const phone = await launch(options);
  try {
    if (cookie !== '') await phone.context.addCookies([{ name: 'volunteer', value: cookie, url }]);
    return await work(phone.page);
  } finally {
    await phone.close();
  }
}
let broken = 0;
const judge = (what: string, fine: boolean): void => {
  process.stdout.write(`${fine ? 'PASS' : 'FAIL'}  ${what}\n`);
  if (!fine) broken++;
};

try {
  const key = deriveKey(SECRET, 'link');
  const send = async (body: string, signature: string): Promise<string> => (await fetch(`${url}/v/records`, { method: 'POST', body, headers: { 'x-signature': signature } })).text();
  const records = { ...remoteRecords(key, send), role: () => ({ hold: async () => undefined, release: async () => {} }) };
  const short = createShortLinks(records, key, Date.now);
  const me = await createVolunteers(records, short, Date.now).add({ name: 'Chị Lan', campaign: 'cho-xuan' });
  const cookie = sealSignIn(key, 'cookie', me.id, me.until);
  const link = await short.make({ to: 'activate-steps/answer', lang: 'vi', campaign: 'cho-xuan' }, me.id);
  if (link === 'too-many') throw new Error('too many links');

  // The heaviest of all help pages, by its HTML and its picture.
  const paths = [...(await (await fetch(`${url}/sitemap.xml`)).text()).matchAll(/<loc>[^<]*?(\/(?:en\/)?h\/[^<]+)<\/loc>/g)].map((match) => match[1]!);
  const weights = await Promise.all(paths.map(async (path) => {
    const html = await (await fetch(url + path)).text();
    const picture = /<img[^>]+src="(\/media\/[^"]+)"/.exec(html)?.[1];
    return { path, weight: html.length / 3 + (picture ? (await (await fetch(url + picture)).arrayBuffer()).byteLength : 0) };
  }));
  weights.sort((a, b) => b.weight - a.weight);
  process.stdout.write(`${paths.length} help pages in the sitemap\n\n${''.padEnd(46)}kB   requests   others   ms to read   second visit kB   bare kB   bare ms   without scripts\n`);
  for (const [name, path, seal] of [
    ['heaviest help page', weights[0]!.path, ''], ['middling help page', weights[Math.floor(weights.length / 2)]!.path, ''], ['list of all guides', '/h', ''], ['short link', `/s/${link.code}`, ''],
    ['web chat', '/', ''], ['volunteers', '/en/v', cookie], ['link to forward', `/v/links/${link.code}`, cookie], ['board', '/board/cho-xuan', cookie], ['poster', `/v/posters/${link.code}/a4`, cookie],
  ] as const) {
    const text = await on({ javaScriptEnabled: false }, seal, async (page) => {
      await page.goto(url + path);
      return page.locator('body').innerText();
    });
    const { first, second } = await on({}, seal, async (page) => {
      const first = await visit(page, url + path);
      return { first, second: await visit(page, url + path) };
    });
    bareHtml = `<!doctype html><meta charset="utf-8"><title>x</title><pre>${text.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</pre>`;
    const plain = await on({}, '', (page) => visit(page, bareUrl));
    const readable = text.trim().length > 150;
    process.stdout.write(`${`${name} ${path}`.slice(0, 42).padEnd(42)}${(first.bytes / 1000).toFixed(1).padStart(7)}${String(first.requests).padStart(11)}${String(first.foreign).padStart(9)}${first.ms.toFixed(0).padStart(13)}${(second.bytes / 1000).toFixed(1).padStart(18)}${(plain.bytes / 1000).toFixed(1).padStart(10)}${plain.ms.toFixed(0).padStart(10)}   ${readable ? `${text.length} signs` : 'no'}\n`);
    const help = /help page|short link|guides/.test(name);
    if (help) judge(`${name}: ≤ ${BUDGET / 1000} kB with pictures`, first.bytes <= BUDGET);
    judge(`${name}: ≤ ${MOST_REQUESTS} requests, none to anybody else, readable without scripts, second visit no heavier`, first.requests <= MOST_REQUESTS && first.foreign === 0 && readable && second.bytes <= first.bytes);
  }
} finally {
  await served.stop();
  bare.close();
  rmSync(data, { recursive: true, force: true });
}
process.exit(broken > 0 ? 1 : 0);
