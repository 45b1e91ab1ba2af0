// Environment → one frozen Config. The only reader of the environment besides the command line files.
// Promises: all faults at once, by name, no value printed; an enabled webhook without its secret refuses to start; nothing is guessed in public.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder that ships with the project: flows/ and locales/ beside src/. */
export const OWN_CONTENT = fileURLToPath(new URL('..', import.meta.url));

const flag = z.enum(['on', 'off', 'true', 'false', '1', '0']).transform((word) => word === 'on' || word === 'true' || word === '1');
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const redisUrl = z.string().regex(/^(rediss?|redis\+sentinel|rediss\+sentinel|redis\+cluster|rediss\+cluster):\/\//, 'a redis://, redis+sentinel:// or redis+cluster:// address');
const mode = z.enum(['polling', 'webhook']);
/** Telegram's rule for its secret token; Zalo Bot asks for 8 to 256 characters. */
const hookSecret = z.string().min(16).max(256).regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, _ and -');
/** `30/60`: 30 messages a 60 seconds. `false` and not undefined for off: a default would step in. */
const rate = z.union([z.literal('off').transform(() => false as const), z.string().regex(/^\d+\/\d+$/, 'a count and seconds such as 30/60, or off').transform((text) => ({ count: Number(text.split('/')[0]), seconds: Number(text.split('/')[1]) }))]);

const settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  DATA_DIR: z.string().min(1).default('var'),
  CONTENT_DIR: z.string().min(1).default(OWN_CONTENT),
  REDIS_URL: redisUrl.optional(),
  APP_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  INSTANCE: z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/).optional(),
  TRUST_PROXY: flag.default(false),
  METRICS_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  RATE_CHAT: rate.default({ count: 30, seconds: 60 }),
  RATE_ADDRESS: rate.default({ count: 240, seconds: 60 }),
  WEB_ORIGINS: z.string().default('').transform((text) => text.split(',').map((origin) => origin.trim()).filter((origin) => origin !== '')).pipe(z.array(z.url({ protocol: /^https?$/ }))),
  TELEGRAM_BOT_TOKEN: z.string().regex(/^\d+:[A-Za-z0-9_-]{10,}$/, 'the token BotFather gave, digits:letters').optional(),
  TELEGRAM_MODE: mode.default('polling'),
  TELEGRAM_WEBHOOK_SECRET: hookSecret.optional(),
  TELEGRAM_LINK: httpUrl.optional(),
  TELEGRAM_API_ROOT: httpUrl.default('https://api.telegram.org'),
  ZALO_BOT_TOKEN: z.string().regex(/^\d+:.{8,}$/, 'the token from Bot Creator, digits:letters').optional(),
  ZALO_BOT_MODE: mode.default('polling'),
  ZALO_BOT_WEBHOOK_SECRET: hookSecret.optional(),
  ZALO_BOT_API_ROOT: httpUrl.default('https://bot-api.zaloplatforms.com'),
  ZALO_BOT_LINK: httpUrl.optional(),
  ZALO_OA_APP_ID: z.string().regex(/^\d+$/, 'digits').optional(),
  ZALO_OA_APP_SECRET: z.string().min(8).optional(),
  ZALO_OA_SECRET_KEY: z.string().min(8).optional(),
  ZALO_OA_ACCESS_TOKEN: z.string().min(8).optional(),
  ZALO_OA_REFRESH_TOKEN: z.string().min(8).optional(),
  ZALO_OA_API_ROOT: httpUrl.default('https://openapi.zalo.me'),
  ZALO_OAUTH_ROOT: httpUrl.default('https://oauth.zaloapp.com'),
  ZALO_OA_LINK: httpUrl.optional(),
});
export type Settings = z.output<typeof settings>;
export type SettingName = keyof Settings;
export const SETTING_NAMES = Object.keys(settings.shape) as SettingName[];
export type Config = Readonly<Settings> & { readonly APP_SECRET: string };

export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The settings are not complete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Reads the settings; throws one ConfigError that names every fault. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(SETTING_NAMES.flatMap((name) => (env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]])));
  const parsed = settings.safeParse(given);
  if (parsed.success) {
    const faults = missing(parsed.data);
    if (faults.length > 0) throw new ConfigError(faults);
    return Object.freeze({ ...parsed.data, APP_SECRET: parsed.data.APP_SECRET ?? ownSecret(parsed.data.DATA_DIR) });
  }
  // What is missing is told together with what is malformed: nobody wants to start five times.
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  const readable = settings.safeParse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))));
  const faults = readable.success ? missing(readable.data).filter((fault) => !wrong.has(fault.split(':', 1)[0] ?? '')) : [];
  throw new ConfigError([...parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`), ...faults]);
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

function missing(config: Settings): string[] {
  const faults: string[] = [];
  if (config.APP_SECRET === undefined && (config.REDIS_URL !== undefined || !isLoopback(config.HOST))) faults.push('APP_SECRET: needed with REDIS_URL or a HOST that others can reach (at least 32 characters, the same in every process)');
  if (config.TELEGRAM_BOT_TOKEN !== undefined && config.TELEGRAM_MODE === 'webhook' && config.TELEGRAM_WEBHOOK_SECRET === undefined) faults.push('TELEGRAM_WEBHOOK_SECRET: needed with TELEGRAM_MODE=webhook');
  if (config.ZALO_BOT_TOKEN !== undefined && config.ZALO_BOT_MODE === 'webhook' && config.ZALO_BOT_WEBHOOK_SECRET === undefined) faults.push('ZALO_BOT_WEBHOOK_SECRET: needed with ZALO_BOT_MODE=webhook');
  if (config.ZALO_OA_APP_ID !== undefined) for (const name of ['ZALO_OA_APP_SECRET', 'ZALO_OA_SECRET_KEY'] as const) if (config[name] === undefined) faults.push(`${name}: needed with ZALO_OA_APP_ID`);
  return faults;
}

/** With the embedded store on a loopback address the secret is made once and kept beside the data, readable by its owner only. */
function ownSecret(folder: string): string {
  const file = join(folder, 'app-secret');
  let secret = '';
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    secret = readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigError(['DATA_DIR: the folder cannot be made, or app-secret in it cannot be written and read']);
  }
  if (secret.length < 32) throw new ConfigError(['DATA_DIR: app-secret in it is damaged; delete it to make a new secret (old web visitors start anew)']);
  return secret;
}
