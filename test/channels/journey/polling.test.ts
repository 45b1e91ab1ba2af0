// The whole way on Telegram and Zalo Bot by polling and on Zalo OA without a public address, while the platforms misbehave.
// Proves: every step is answered once, in order, byte for byte as the pure engine says, by buttons and by typing alike.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telegramLine, zaloBotLine, zaloOaLine } from './platforms.ts';
import { type Service, startService } from './service.ts';
import { TROUBLES, walk } from './way.ts';

let service: Service;
beforeAll(async () => {
  service = await startService('polling');
}, 60_000);
afterAll(async () => service?.stop());

describe('the whole way by polling', () => {
  it('on Telegram by buttons, with every fault and a shared location', async () => {
    service.telegram.misorder({ repeat: 3 });
    service.telegram.next({ type: 'html', status: 502 }, 'getUpdates');
    const keys = await walk(service, telegramLine(service, 5001), 'buttons', { troubles: TROUBLES, location: true });
    expect(keys.length).toBeGreaterThan(25);
  }, 60_000);

  it('on Telegram by numbers and by labels without accents', async () => {
    const byNumbers = await walk(service, telegramLine(service, 5002), 'numbers');
    expect(await walk(service, telegramLine(service, 5003), 'labels')).toEqual(byNumbers);
  }, 60_000);

  it('on Zalo Bot by numbers with every fault, and by labels', async () => {
    const byNumbers = await walk(service, zaloBotLine(service, 'zb-5001'), 'numbers', { troubles: TROUBLES });
    expect(await walk(service, zaloBotLine(service, 'zb-5002'), 'labels')).toEqual(byNumbers);
  }, 90_000);

  it('on Zalo OA with uploaded pictures by buttons, numbers and labels', async () => {
    const byButtons = await walk(service, zaloOaLine(service, '60015001'), 'buttons', { troubles: TROUBLES });
    expect(await walk(service, zaloOaLine(service, '60015002'), 'numbers')).toEqual(byButtons);
    expect(await walk(service, zaloOaLine(service, '60015003'), 'labels')).toEqual(byButtons);
    expect(service.zaloOa.uploads.length).toBeGreaterThan(0);
    expect(service.zaloOa.uploads.length).toBeLessThan(12);
  }, 90_000);

  it('no log line held a token, a chat or a word of a citizen', () => {
    const log = service.lines.join('');
    expect(log).not.toMatch(/canary|500[123]|zb-|6001500|ben nghe|phuong/i);
    expect(log).toContain('"event":"send"');
  });
});
