// Telegram, outgoing: sends rendered bytes with a hard limit and names what went wrong; asides are best effort.
// Promises: settles within the limit, never throws; outcomes carry codes, never texts of the platform or the citizen.
import { z } from 'zod';
import type { Said } from '../../engine/message.ts';
import type { Aside, PushChannel, SendOutcome } from '../../ports.ts';
import { gatewayFault, networkFault } from '../errors.ts';
import { buttonsInWords } from '../layout.ts';
import type { Log } from '../wiring.ts';
import { TELEGRAM_LIMITS } from './limits.ts';
import { renderTelegram, type RenderOptions } from './render.ts';
import type { Reply, Wire } from './wire.ts';

export type Sending = RenderOptions & { readonly wire: Wire; readonly log: Log; readonly sendMs?: number };

export function telegramChannel({ wire, log, sendMs = TELEGRAM_LIMITS.sendMs, ...options }: Sending): PushChannel {
  const render = renderOnce((said, address) => renderTelegram(said, address, options));
  return {
    name: 'telegram',
    limits: { ...TELEGRAM_LIMITS, sendMs },
    render,
    async send(bytes) {
      const until = performance.now() + sendMs;
      const [method, body] = cut(bytes);
      const outcome = outcomeOf(await wire.post(method, body, sendMs));
      if (outcome.type !== 'rejected') return outcome;
      const inWords = plainer(body);
      if (inWords === undefined) return outcome;
      // A picture that cannot be fetched, a button that is refused: better the same in words than silence.
      log('telegram.in-words', { what: method, code: outcome.code });
      return outcomeOf(await wire.post('sendMessage', inWords, Math.max(1, until - performance.now())));
    },
    async aside(what, address) {
      const [method, body] = asideRequest(what, address);
      const outcome = outcomeOf(await wire.post(method, JSON.stringify(body), sendMs));
      if (outcome.type !== 'accepted') log('telegram.aside', { what: method, outcome: outcome.type, ...('code' in outcome ? { code: outcome.code } : {}) });
    },
  };
}

/** The same message for another chat (turn-alike.ts) differs in the chat's number only, and that stands in front. */
export function renderOnce(render: (said: Said, address: string) => string[]): (said: Said, address: string) => string[] {
  const rendered = new WeakMap<Said, readonly (readonly [head: string, tail: string])[]>();
  return (said, address) => {
    const known = rendered.get(said);
    if (known) return known.map(([head, tail]) => head + address + tail);
    const made = render(said, address);
    const pieces = made.map((bytes) => {
      const at = bytes.indexOf(CHAT_ID) + CHAT_ID.length;
      return [bytes.slice(0, at), bytes.slice(at + address.length)] as const;
    });
    if (made.every((bytes, i) => pieces[i]![0].endsWith(CHAT_ID) && bytes.startsWith(address, pieces[i]![0].length))) rendered.set(said, pieces);
    return made;
  };
}
const CHAT_ID = '{"chat_id":';

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

const refusable = z.object({
  chat_id: z.number(),
  text: z.string().optional(),
  caption: z.string().optional(),
  reply_markup: z.object({ inline_keyboard: z.array(z.array(z.object({ text: z.string(), url: z.string().optional(), copy_text: z.object({ text: z.string() }).optional() }))) }).optional(),
});
/** The same without picture or buttons; undefined when there was neither. */
function plainer(body: string): string | undefined {
  const { data } = refusable.safeParse(readJsonText(body));
  if (data?.caption !== undefined) return JSON.stringify({ chat_id: data.chat_id, text: `🖼 ${data.caption}` });
  if (data?.text === undefined || !data.reply_markup) return undefined;
  const buttons = data.reply_markup.inline_keyboard.flat().map(({ text: label, url, copy_text }) => ({ label, ...(url === undefined && !copy_text ? {} : { target: url ?? copy_text?.text ?? '' }) }));
  return JSON.stringify({ chat_id: data.chat_id, text: buttonsInWords(data.text, buttons) });
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
