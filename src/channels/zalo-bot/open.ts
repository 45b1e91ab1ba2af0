// Zalo Bot switched on: channel, webhook or polling, quota, and the registration that goes with it.
// Promises: `start` returns at once; a webhook that Zalo stored but cannot reach is reported by its outcome code.
import { z } from 'zod';
import type { Accept } from '../../ports.ts';
import { onDuty } from '../duty.ts';
import { ChannelError } from '../errors.ts';
import { untilDone } from '../retry.ts';
import type { ChannelRecords, GroupHint, Log, Opened } from '../wiring.ts';
import { openZaloCall } from '../zalo-call.ts';
import { outcomeOf, type ZaloBotApi, zaloBotChannel } from './channel.ts';
import { pollZaloBot, zaloBotHook, zaloBotIntake } from './intake.ts';
import { openKeeper } from './keep.ts';
import { openQuota } from './quota.ts';

export type ZaloBotSettings = {
  readonly token: string;
  readonly apiRoot?: string;
  readonly mode: 'polling' | 'webhook';
  readonly secrets?: readonly string[];
  readonly publicUrl?: string;
  readonly mediaUrl?: (id: string) => string | undefined;
  readonly link?: string;
  readonly groupHint: GroupHint;
  readonly quotaNotice: string;
  readonly budget?: { readonly users: number; readonly messages: number };
  readonly personKey: (address: string) => string;
  readonly accept: Accept;
  readonly records: ChannelRecords;
  readonly log: Log;
  readonly sendMs?: number;
  readonly pollSeconds?: number;
  readonly dutyMs?: number;
  readonly hurry?: number;
  readonly now?: () => number;
};

const me = z.object({ result: z.object({ id: z.union([z.string(), z.int().transform(String)]) }) });
const registered = z.object({ result: z.object({ verification: z.object({ ok: z.boolean(), outcome: z.string().regex(/^webhook\.[a-z0-9.]{1,40}$/).catch('unknown') }).optional() }) });

export function openZaloBot(settings: ZaloBotSettings): Opened {
  const { token, mode, log } = settings;
  if (/[\s/?#]/.test(token)) throw new Error('ZALO_BOT_TOKEN has characters no token has');
  const base = `${(settings.apiRoot ?? 'https://bot-api.zaloplatforms.com').replace(/\/$/, '')}/bot${token}`;
  const call = openZaloCall();
  const api: ZaloBotApi = (method, body, limitMs, signal) => call({ url: `${base}/${method}`, body, limitMs, ...(signal ? { signal } : {}) });
  const quota = openQuota(settings);
  const stopping = new AbortController();
  let self: string | undefined;
  let known = false;
  let polling: { stop(): Promise<void> } | undefined;
  const intake = zaloBotIntake({ ...settings, api, quota, self: () => self });
  const keeper = openKeeper(intake, log, stopping.signal);

  async function ask(method: string, body: object): Promise<unknown> {
    const reply = await api(method, JSON.stringify(body), 15_000, stopping.signal);
    const outcome = outcomeOf(reply);
    if (outcome.type === 'accepted' && reply.type === 'json') return reply.body;
    throw new ChannelError(method, outcome.type === 'accepted' ? { type: 'unknown', code: 'bad-answer' } : outcome.type === 'throttled' ? { type: 'throttled', waitMs: outcome.waitMs || 60_000 } : outcome);
  }
  const until = (step: string, work: () => Promise<unknown>): Promise<void> => untilDone('zalo-bot.register', step, log, stopping.signal, work);

  async function register(): Promise<void> {
    await until('getMe', async () => {
      self = me.parse(await ask('getMe', {})).result.id;
    });
    known = mode !== 'webhook' || settings.publicUrl === undefined;
    if (mode !== 'webhook' || settings.publicUrl === undefined) return;
    const url = new URL('/hooks/zalo-bot', settings.publicUrl).href;
    await until('setWebhook', async () => {
      const { data } = registered.safeParse(await ask('setWebhook', { url, secret_token: settings.secrets?.[0] }));
      const verification = data?.result.verification;
      known = verification?.ok !== false;
      // Zalo keeps the address even when it could not reach it: nothing would arrive, and nobody would know.
      log(verification?.ok === false ? 'zalo-bot.webhook-unreachable' : 'zalo-bot.registered', verification ? { outcome: verification.outcome } : {});
    });
  }

  return {
    channel: zaloBotChannel({ ...settings, api, quota }),
    ...(mode === 'webhook' ? { hook: zaloBotHook({ secrets: settings.secrets ?? [], intake, keeper }) } : {}),
    start() {
      void quota.flush();
      void register();
      if (mode !== 'polling') return;
      const work = (signal: AbortSignal): Promise<void> => pollZaloBot({ ...settings, api, intake, keeper }, signal);
      polling = onDuty({ records: settings.records, role: `zalo-bot/poll-${token.split(':')[0]}`, log, work, ...(settings.dutyMs === undefined ? {} : { ttlMs: settings.dutyMs }) });
    },
    ready: () => known,
    async stop() {
      stopping.abort();
      await polling?.stop();
      await keeper.empty();
      await quota.stop();
    },
  };
}
