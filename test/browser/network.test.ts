// The chat through a proxy that takes two processes in turn and loses, cuts and drops: nothing missing, nothing twice, in order.
import { describe, expect, it } from 'vitest';
import { say, serve } from '../http/fake.ts';
import { smallBot } from './bot.ts';
import { answered, botTexts, launch, ownTexts, type } from './launch.ts';
import { badProxy } from './proxy.ts';
import type { Fate } from './proxy.ts';

const FATES: readonly Fate[] = ['pass', 'drop-after', 'pass', 'cut', 'drop-before', 'pass', 'drop-after', 'pass'];

describe('a network that fails half of the time', () => {
  it('delays and does nothing else, over two processes', async () => {
    const bot = smallBot();
    const one = await serve(bot);
    const two = await serve(bot);
    let posts = 0;
    let streams = 0;
    const proxy = await badProxy([one.port, two.port], ({ method, url }) => {
      if (url === '/chat' && method === 'POST') return FATES[posts++ % FATES.length]!;
      if (url === '/chat/events') return { cutAfterMs: 150 + 50 * (streams++ % 4) };
      return 'pass';
    });
    const phone = await launch();
    try {
      const { page } = phone;
      await page.goto(proxy.url);
      await answered(page, 'Xin chào');
      const words = Array.from({ length: 10 }, (_, i) => `câu số ${String.fromCharCode(97 + i)}`);
      for (const [i, text] of words.entries()) {
        await type(page, text);
        if (i % 3 === 0) bot.late(bot.committed.at(-1)!.address, say('late', `nhắc ${i}`));
      }
      await page.waitForFunction((count) => document.querySelectorAll('.bot').length >= count, words.length + 4 + 1, { timeout: 60_000 });
      await page.waitForTimeout(1500);
      expect(bot.committed.filter(({ body }) => body.type === 'text').map(({ body }) => (body.type === 'text' ? body.text : ''))).toEqual(words);
      const texts = await botTexts(page);
      expect(texts.filter((text) => text.startsWith('Bác gửi'))).toEqual(words.map((text) => `Bác gửi: ${text}`));
      expect(texts.filter((text) => text.startsWith('nhắc'))).toEqual([0, 3, 6, 9].map((i) => `nhắc ${i}`));
      expect(await ownTexts(page)).toEqual(words);
      expect(posts).toBeGreaterThan(words.length);
      expect(streams).toBeGreaterThan(2);
    } finally {
      await phone.close();
      await proxy.close();
      await Promise.all([one.close(), two.close()]);
    }
  }, 90_000);

  it('of 2G speed still opens the chat and gets an answer', async () => {
    const bot = smallBot();
    const server = await serve(bot);
    const phone = await launch();
    try {
      const { page, context } = phone;
      const client = await context.newCDPSession(page);
      // Slow 2G as browsers' own tools define it: 250 kbit/s down, 50 kbit/s up, 300 ms.
      await client.send('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: 250_000 / 8, uploadThroughput: 50_000 / 8 });
      const began = performance.now();
      await page.goto(server.url);
      await answered(page, 'Xin chào');
      // Page, style, script and two exchanges: a budget people still wait for. Counted in round trips and bytes, so a slow machine changes little.
      expect(performance.now() - began).toBeLessThan(8000);
      await type(page, 'chậm');
      await page.getByText('đang gửi…').waitFor();
      await answered(page, 'Bác gửi: chậm');
    } finally {
      await phone.close();
      await server.close();
    }
  }, 40_000);
});
