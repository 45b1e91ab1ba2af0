// The whole service on loopback with all three push channels against their fakes, and a clock that can be put forward.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type Served } from '../../../src/cli/serve.ts';
import { readConfig } from '../../../src/config.ts';
import { createLogger } from '../../../src/log.ts';
import { eventually } from '../contract/platform.ts';
import { fakeTelegram, type TelegramFake } from '../fakes/telegram.ts';
import { fakeZaloBot, type ZaloBotFake } from '../fakes/zalo-bot.ts';
import { fakeZaloOa, type ZaloOaFake } from '../fakes/zalo-oa.ts';

export const SECRETS = { telegram: 'bi-mat-webhook-telegram_canary', zaloBot: 'bi-mat-webhook-zalo-bot_canary' };

export type Service = {
  readonly served: Served;
  readonly telegram: TelegramFake;
  readonly zaloBot: ZaloBotFake;
  readonly zaloOa: ZaloOaFake;
  readonly publicUrl: string | undefined;
  readonly lines: string[];
  /** The store's clock. */
  now(): number;
  /** Puts that clock forward: waits that a platform asked for are over. */
  forward(ms: number): void;
  post(path: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array): Promise<number>;
  stop(): Promise<void>;
};

/** `webhook`: with a public address, pictures by address and registered webhooks; else polling and pictures uploaded or in words. */
export async function startService(mode: 'polling' | 'webhook'): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'journey-'));
  const [telegram, zaloBot, zaloOa] = await Promise.all([fakeTelegram(), fakeZaloBot(), fakeZaloOa()]);
  const publicUrl = mode === 'webhook' ? 'https://bot.example.vn' : undefined;
  const lines: string[] = [];
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const config = readConfig({
    PORT: '0',
    DATA_DIR: folder,
    RATE_CHAT: 'off',
    RATE_ADDRESS: 'off',
    ...(publicUrl === undefined ? {} : { PUBLIC_URL: publicUrl }),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_MODE: mode,
    TELEGRAM_WEBHOOK_SECRET: SECRETS.telegram,
    ZALO_BOT_TOKEN: zaloBot.token,
    ZALO_BOT_API_ROOT: zaloBot.url,
    ZALO_BOT_MODE: mode,
    ZALO_BOT_WEBHOOK_SECRET: SECRETS.zaloBot,
    ZALO_OA_APP_ID: zaloOa.app.id,
    ZALO_OA_APP_SECRET: zaloOa.app.secret,
    ZALO_OA_SECRET_KEY: zaloOa.app.oaKey,
    ZALO_OA_ACCESS_TOKEN: zaloOa.pair.access,
    ZALO_OA_REFRESH_TOKEN: zaloOa.pair.refresh,
    ZALO_OA_API_ROOT: zaloOa.url,
    ZALO_OAUTH_ROOT: zaloOa.url,
  });
  const served = await serve(config, createLogger([], { write: (line) => lines.push(line) }), { now });
  const root = `http://127.0.0.1:${served.port}`;
  await eventually(async () => ((await (await fetch(`${root}/readyz`)).json()) as { places: boolean }).places, 30_000);
  if (mode === 'webhook') await eventually(() => telegram.webhook.url !== '' && zaloBot.webhook.url !== '', 10_000);
  // Both bots know their own name before anybody writes.
  await eventually(() => telegram.calls.some(({ method }) => method === 'setMyCommands') && zaloBot.calls.some(({ method }) => method === 'getMe'), 10_000);
  return {
    served,
    telegram,
    zaloBot,
    zaloOa,
    publicUrl,
    lines,
    now,
    forward: (ms) => void (ahead += ms),
    post: async (path, headers, body) => (await fetch(root + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : Buffer.from(body) })).status,
    async stop() {
      await served.stop();
      await Promise.all([telegram.close(), zaloBot.close(), zaloOa.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
