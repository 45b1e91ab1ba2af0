// Telegram, outgoing: sends rendered bytes with a hard limit and names what went wrong; asides are best effort.
// Promises: settles within the limit, never throws; outcomes carry codes, never texts of the platform or the citizen.
import { z } from 'zod';
import type { Aside, PushChannel, SendOutcome } from '../../ports.ts';
import { gatewayFault, networkFault } from '../errors.ts';
import type { Log } from '../wiring.ts';
import { TELEGRAM_LIMITS } from './limits.ts';
import { renderTelegram, type RenderOptions } from './render.ts';
import type { Reply, Wire } from './wire.ts';

export type Sending = RenderOptions & { readonly wire: Wire; readonly log: Log; readonly sendMs?: number };

export function telegramChannel({ wire, log, sendMs = TELEGRAM_LIMITS.sendMs, ...options }: Sending): PushChannel {
  return {
    name: 'telegram',
    limits: { ...TELEGRAM_LIMITS, sendMs },
    render: (said, address) => renderTelegram(said, address, options),
    async send(bytes) {
      const until = performance.now() + sendMs;
      const [method, body] = cut(bytes);
      const outcome = outcomeOf(await wire.post(method, body, sendMs));
      const inWords = method === 'sendPhoto' && outcome.type === 'rejected' ? withoutPicture(body) : undefined;
      if (inWords === undefined) return outcome;
      // The platform could not fetch the picture: what it shows is said in words instead.
      log('telegram.picture-refused', {});
      return outcomeOf(await wire.post('sendMessage', inWords, Math.max(1, until - performance.now())));
    },
    async aside(what, address) {
      const [method, body] = asideRequest(what, address);
      const outcome = outcomeOf(await wire.post(method, JSON.stringify(body), sendMs));
      if (outcome.type !== 'accepted') log('telegram.aside', { what: method, outcome: outcome.type, ...('code' in outcome ? { code: outcome.code } : {}) });
    },
  };
}

/** `method {json}` → its two halves. */
function cut(bytes: string): [string, string] {
  const space = bytes.indexOf(' ');
  return [bytes.slice(0, space), bytes.slice(space + 1)];
}

function asideRequest(what: Aside, address: string): [string, Record<string, unknown>] {
  switch (what.type) {
    case 'delete-incoming':
      return ['deleteMessage', { chat_id: Number(address), message_id: Number(what.messageId) }];
    case 'answer-callback':
      return ['answerCallbackQuery', { callback_query_id: what.callbackId }];
    case 'typing':
      return ['sendChatAction', { chat_id: Number(address), action: 'typing' }];
  }
}

const pictureBody = z.object({ chat_id: z.number(), caption: z.string() });
function withoutPicture(body: string): string | undefined {
  const read = pictureBody.safeParse(readJsonText(body));
  return read.success ? JSON.stringify({ chat_id: read.data.chat_id, text: `🖼 ${read.data.caption}` }) : undefined;
}

const failure = z.object({ ok: z.literal(false), error_code: z.number(), description: z.string().catch(''), parameters: z.object({ retry_after: z.number().min(0).optional() }).optional().catch(undefined) });

/** A flood answer without a time: long enough to matter, short enough for a person who waits. */
const FLOOD_WAIT_MS = 5000;

export function outcomeOf(reply: Reply): SendOutcome {
  if (reply.type === 'failed') return networkFault(reply.code, reply.sent);
  // The answer to a good send is not read further: nothing in it is used.
  if (reply.status === 200 && reply.body.startsWith('{"ok":true')) return { type: 'accepted' };
  const body = readFailure(reply.body);
  if (body === 'ok') return { type: 'accepted' };
  const code = body?.error_code ?? reply.status;
  if (code === 429) return { type: 'throttled', waitMs: (body?.parameters?.retry_after ?? FLOOD_WAIT_MS / 1000) * 1000 };
  if (code >= 500) return gatewayFault(code);
  if (!body) return reply.status === 200 ? { type: 'unknown', code: 'bad-answer' } : reply.status === 413 ? { type: 'rejected', code: '413' } : { type: 'unreachable', code: `http-${reply.status}` };
  if (code === 403) return { type: 'blocked', code: '403' };
  if (code === 401 || code === 404) return { type: 'misconfigured', code: String(code) };
  if (code === 409) return { type: 'unreachable', code: '409' };
  return /chat not found|user is deactivated|PEER_ID_INVALID/i.test(body.description) ? { type: 'blocked', code: 'no-chat' } : { type: 'rejected', code: String(code) };
}

function readFailure(text: string): z.infer<typeof failure> | 'ok' | undefined {
  const json = readJsonText(text);
  if (typeof json === 'object' && json !== null && 'ok' in json && json.ok === true) return 'ok';
  return failure.safeParse(json).data;
}

function readJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
