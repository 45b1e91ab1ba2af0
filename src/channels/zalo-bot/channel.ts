// Zalo Bot, outgoing: sends rendered bytes with a hard limit, counts them against the month, names what went wrong.
// Promises: settles within the limit, never throws; near the end of the quota everybody still hears, once, where else to go.
import { z } from 'zod';
import type { PushChannel, SendOutcome } from '../../ports.ts';
import { gatewayFault, networkFault } from '../errors.ts';
import type { Log } from '../wiring.ts';
import type { ZaloReply } from '../zalo-call.ts';
import { ZALO_BOT_LIMITS } from './limits.ts';
import type { Quota } from './quota.ts';
import { joinZaloBot, renderZaloBot, type RenderOptions } from './render.ts';

export type ZaloBotApi = (method: string, body: string, limitMs: number, signal?: AbortSignal) => Promise<ZaloReply>;
export type Sending = RenderOptions & {
  readonly api: ZaloBotApi;
  readonly quota: Quota;
  readonly log: Log;
  /** Said once a day to each chat when the month's messages run out: other channels and the hotline, in both languages. */
  readonly quotaNotice: string;
  readonly sendMs?: number;
};

/** The quota answer names no time; it is tried again after these, ms. */
const QUOTA_WAITS = [60_000, 300_000, 1_800_000, 3_600_000];
const GATEWAY_WAIT_MS = 10_000;
const NOTICE_EVERY_MS = 24 * 3600_000;
const NOTICES_KEPT = 5000;

export function zaloBotChannel({ api, quota, log, quotaNotice, sendMs = ZALO_BOT_LIMITS.sendMs, ...options }: Sending): PushChannel {
  const told = new Map<string, number>();
  let refusals = 0;

  async function post(method: string, body: string, limitMs: number): Promise<SendOutcome> {
    const outcome = outcomeOf(await api(method, body, limitMs));
    if (outcome.type === 'accepted' || outcome.type === 'unknown') quota.count(1);
    if (outcome.type === 'accepted') refusals = 0;
    if (outcome.type !== 'throttled' || outcome.waitMs > 0) return outcome;
    refusals += 1;
    log('zalo-bot.quota-refused', { times: refusals });
    return { type: 'throttled', waitMs: QUOTA_WAITS[Math.min(refusals, QUOTA_WAITS.length) - 1] ?? GATEWAY_WAIT_MS };
  }

  /** The first message to a chat becomes the notice, the rest is given up: nothing more would arrive. */
  async function sendNotice(address: string): Promise<SendOutcome> {
    if (performance.now() - (told.get(address) ?? Number.NEGATIVE_INFINITY) < NOTICE_EVERY_MS) return { type: 'rejected', code: 'quota' };
    const outcome = await post('sendMessage', JSON.stringify({ chat_id: address, text: quotaNotice }), sendMs);
    if (outcome.type === 'throttled') return { type: 'rejected', code: 'quota' };
    if (told.size >= NOTICES_KEPT) told.clear();
    if (outcome.type === 'accepted') told.set(address, performance.now());
    return outcome;
  }

  return {
    name: 'zalo-bot',
    limits: { ...ZALO_BOT_LIMITS, sendMs },
    render: (said, address) => renderZaloBot(said, address, options),
    join: joinZaloBot,
    async send(bytes, address) {
      const level = quota.level();
      if (level === 'ending') return sendNotice(address);
      const until = performance.now() + sendMs;
      const space = bytes.indexOf(' ');
      const [method, body] = [bytes.slice(0, space), bytes.slice(space + 1)];
      if (method !== 'sendPhoto') return post(method, body, sendMs);
      // The text says what to do; a picture is not worth one of the month's last messages.
      if (level === 'low') return { type: 'rejected', code: 'quota-picture' };
      const outcome = await post(method, body, sendMs);
      const inWords = outcome.type === 'rejected' ? withoutPicture(body) : undefined;
      if (inWords === undefined) return outcome;
      log('zalo-bot.picture-refused', {});
      return post('sendMessage', inWords, Math.max(1, until - performance.now()));
    },
    async aside(what, address) {
      if (what.type !== 'typing' || quota.level() !== 'fine') return;
      const outcome = outcomeOf(await api('sendChatAction', JSON.stringify({ chat_id: address, action: 'typing' }), sendMs));
      if (outcome.type !== 'accepted') log('zalo-bot.aside', { outcome: outcome.type });
    },
  };
}

const pictureBody = z.object({ chat_id: z.string(), caption: z.string() });
function withoutPicture(body: string): string | undefined {
  const { data } = pictureBody.safeParse(JSON.parse(body));
  return data ? JSON.stringify({ chat_id: data.chat_id, text: `🖼 ${data.caption}` }) : undefined;
}

/** Numbers have been seen as strings. */
const envelope = z.object({ ok: z.boolean(), error_code: z.coerce.number().optional().catch(undefined) });

/** Errors of the application come with HTTP 200 and ok:false. A quota refusal has `waitMs` 0: the caller knows how long by now. */
export function outcomeOf(reply: ZaloReply): SendOutcome {
  if (reply.type === 'failed') return networkFault(reply.code, reply.sent);
  if (reply.status === 429 && reply.type === 'no-json') return { type: 'throttled', waitMs: GATEWAY_WAIT_MS };
  if (reply.status >= 500) return gatewayFault(reply.status);
  const { data } = reply.type === 'json' ? envelope.safeParse(reply.body) : { data: undefined };
  if (!data) return reply.status === 200 ? { type: 'unknown', code: 'bad-answer' } : { type: 'unreachable', code: `http-${reply.status}` };
  if (data.ok) return { type: 'accepted' };
  const code = data.error_code ?? reply.status;
  switch (code) {
    case 429:
      return { type: 'throttled', waitMs: 0 };
    case 401:
      return { type: 'misconfigured', code: '401' };
    // The docs name 403 "internal server error".
    case 403:
      return { type: 'unreachable', code: '403' };
    case 408:
      return { type: 'unknown', code: '408' };
    default:
      return code >= 500 && code < 600 ? gatewayFault(code) : { type: 'rejected', code: Number.isInteger(code) ? String(code) : 'refused' };
  }
}
