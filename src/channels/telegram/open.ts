// Telegram switched on: channel, webhook or polling, and the registration that goes with it.
// Promises: `start` returns at once; registration is tried until it succeeds and never keeps the process from serving.
import { z } from 'zod';
import type { Lang } from '../../flow/schema.ts';
import type { Accept } from '../../ports.ts';
import { onDuty } from '../duty.ts';
import { untilDone } from '../retry.ts';
import type { ChannelRecords, GroupHint, Left, Log, Opened } from '../wiring.ts';
import { openApi } from './api.ts';
import { telegramChannel } from './channel.ts';
import { telegramHook } from './hook.ts';
import { telegramIntake } from './intake.ts';
import { type Me, WANTED } from './parse.ts';
import { pollTelegram } from './poll.ts';
import { openWire } from './wire.ts';

export type TelegramSettings = {
  readonly token: string;
  readonly apiRoot?: string;
  readonly mode: 'polling' | 'webhook';
  /** Webhook secrets that are valid now; the first one is registered. */
  readonly secrets?: readonly string[];
  /** Without it a webhook is served but not registered. */
  readonly publicUrl?: string;
  readonly mediaUrl?: (id: string) => string | undefined;
  readonly commands: Readonly<Record<Lang, readonly { readonly command: string; readonly description: string }[]>>;
  readonly groupHint: GroupHint;
  readonly accept: Accept;
  readonly left?: Left;
  readonly records: Pick<ChannelRecords, 'role'>;
  readonly log: Log;
  readonly sendMs?: number;
  readonly pollSeconds?: number;
  readonly dutyMs?: number;
  readonly markAfterMs?: number;
  readonly hurry?: number;
};

export function openTelegram(settings: TelegramSettings): Opened {
  const { token, mode, log, records } = settings;
  if (!/^[\w:-]+$/.test(token)) throw new Error('TELEGRAM_BOT_TOKEN has characters no token has');
  const apiRoot = settings.apiRoot ?? 'https://api.telegram.org';
  const wire = openWire(new URL(`${apiRoot.replace(/\/$/, '')}/bot${token}`));
  const api = openApi(token, apiRoot);
  let me: Me | undefined;
  let registered = false;
  const intake = telegramIntake({ ...settings, wire, me: () => me });
  const stopping = new AbortController();
  let polling: { stop(): Promise<void> } | undefined;

  const until = (step: string, work: () => Promise<unknown>): Promise<void> => untilDone('telegram.register', step, log, stopping.signal, work);
  async function register(): Promise<void> {
    await until('getMe', async () => {
      me = meSchema.parse(await api.call('getMe', {}, 10_000, stopping.signal));
    });
    if (mode === 'webhook' && settings.publicUrl !== undefined) {
      const url = new URL('/hooks/telegram', settings.publicUrl).href;
      await until('setWebhook', () => api.call('setWebhook', { url, secret_token: settings.secrets?.[0], allowed_updates: WANTED, max_connections: 40 }, 10_000, stopping.signal));
      log('telegram.registered', {});
    }
    registered = true;
    for (const language of [undefined, 'vi', 'en'] as const) {
      const commands = settings.commands[language ?? 'vi'];
      await until('setMyCommands', () => api.call('setMyCommands', { commands, ...(language ? { language_code: language } : {}) }, 10_000, stopping.signal));
    }
  }

  return {
    channel: telegramChannel({ ...settings, wire }),
    ...(mode === 'webhook' ? { hook: telegramHook({ secrets: settings.secrets ?? [], intake }) } : {}),
    start() {
      void register();
      if (mode !== 'polling') return;
      const work = (signal: AbortSignal): Promise<void> => pollTelegram({ ...settings, api, intake, wire }, signal);
      polling = onDuty({ records, role: `telegram/poll-${token.split(':')[0]}`, log, work, ...(settings.dutyMs === undefined ? {} : { ttlMs: settings.dutyMs }) });
    },
    ready: () => registered,
    async stop() {
      stopping.abort();
      await polling?.stop();
    },
  };
}

const meSchema = z.object({ id: z.int(), username: z.string() });
