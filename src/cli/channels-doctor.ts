// `npm run channels:doctor`: looks at every channel that is switched on and prints what to fix. Changes nothing; exit 1 when something is wrong.
import { deriveKey } from '../chat-key.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import type { Finding } from '../channels/doctor.ts';
import { openRecords } from './open-records.ts';

process.exitCode = await examine();

async function examine(): Promise<number> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  let wrong = 0;
  const found = await findings(config);
  for (const [channel, list] of found) {
    process.stdout.write(`${channel}\n`);
    for (const { ok, what, fix } of list) {
      if (!ok) wrong += 1;
      process.stdout.write(`  ${ok ? 'ok ' : 'FIX'} ${what}${fix === undefined ? '' : `\n      → ${fix}`}\n`);
    }
  }
  if (found.length === 0) process.stdout.write('No channel is switched on: set TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN or ZALO_OA_APP_ID. The web chat needs none.\n');
  return wrong === 0 ? 0 : 1;
}

async function findings(config: Config): Promise<[string, Finding[]][]> {
  const found: [string, Finding[]][] = [];
  const publicUrl = config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL };
  if (config.TELEGRAM_BOT_TOKEN !== undefined) {
    const { telegramDoctor } = await import('../channels/telegram/doctor.ts');
    found.push(['Telegram', await telegramDoctor({ token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT, mode: config.TELEGRAM_MODE, ...publicUrl })]);
  }
  if (config.ZALO_BOT_TOKEN !== undefined) {
    const { zaloBotDoctor } = await import('../channels/zalo-bot/doctor.ts');
    found.push(['Zalo Bot', await zaloBotDoctor({ token: config.ZALO_BOT_TOKEN, apiRoot: config.ZALO_BOT_API_ROOT, mode: config.ZALO_BOT_MODE, ...publicUrl, ...(config.ZALO_BOT_LINK === undefined ? {} : { link: config.ZALO_BOT_LINK }) })]);
  }
  if (config.ZALO_OA_APP_ID !== undefined) {
    const { zaloOaDoctor } = await import('../channels/zalo-oa/doctor.ts');
    // Without the store the doctor says what can be said without it.
    const store = await openRecords(config).catch(() => undefined);
    const { ZALO_OA_ACCESS_TOKEN: access, ZALO_OA_REFRESH_TOKEN: refresh } = config;
    const first = { ...(access === undefined ? {} : { access }), ...(refresh === undefined ? {} : { refresh }) };
    found.push(['Zalo Official Account', await zaloOaDoctor({ apiRoot: config.ZALO_OA_API_ROOT, records: store?.records, tokenKey: deriveKey(config.APP_SECRET, 'token'), first, ...publicUrl })]);
    await store?.close();
  }
  return found;
}
