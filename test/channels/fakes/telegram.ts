// A strict Telegram Bot API on loopback: refuses what the real one refuses and unknown fields besides, keeps updates until the offset moves.
// Misbehaves on demand (server.ts); `repeat` and `shuffle` bring duplicates and disorder to getUpdates.
import { z } from 'zod';
import { type Answered, fakeServer, type FakeServer } from './server.ts';

export type TelegramFake = FakeServer & {
  readonly token: string;
  readonly me: { readonly id: number; readonly username: string };
  /** Queues an update for polling; gives it the next id unless it has one. */
  push(update: Record<string, unknown>): number;
  /** Updates not confirmed by an offset yet. */
  pending(): number;
  /** Every getUpdates answer repeats the last `n` confirmed updates / comes in another order. */
  misorder(options: { readonly repeat?: number; readonly shuffle?: boolean }): void;
  /** Messages that reached a chat, in order. */
  sent(chat: number): SentMessage[];
  readonly webhook: { url: string; secret: string };
};
export type SentMessage = { readonly text: string; readonly photo?: string; readonly labels: readonly string[]; readonly codes: readonly string[]; readonly asksLocation: boolean };

const chatId = z.int();
const label = z.string().min(1);
const inlineButton = z
  .strictObject({
    text: label,
    callback_data: z.string().refine((data) => Buffer.byteLength(data) >= 1 && Buffer.byteLength(data) <= 64, 'BUTTON_DATA_INVALID').optional(),
    url: z.string().regex(/^(https?|tg):\/\//, 'BUTTON_URL_INVALID').optional(),
    copy_text: z.strictObject({ text: z.string().min(1).max(256) }).optional(),
    style: z.enum(['danger', 'success', 'primary']).optional(),
  })
  .refine((button) => [button.callback_data, button.url, button.copy_text].filter((kind) => kind !== undefined).length === 1, 'exactly one kind of button');
const inlineMarkup = z.strictObject({ inline_keyboard: z.array(z.array(inlineButton).min(1).max(8)).max(100) });
const markup = z.union([
  inlineMarkup,
  z.strictObject({
    keyboard: z.array(z.array(z.strictObject({ text: label, request_location: z.boolean().optional() }))),
    resize_keyboard: z.boolean().optional(),
    one_time_keyboard: z.boolean().optional(),
    input_field_placeholder: z.string().min(1).max(64).optional(),
  }),
  z.strictObject({ remove_keyboard: z.literal(true) }),
]);
/** Telegram counts after parsing entities; without parse_mode that is the text itself. Lone surrogates are no UTF-8 it accepts. */
const text = (max: number) => z.string().min(1).refine((t) => t.trim() !== '', 'message text is empty').refine((t) => t.length <= max, 'message is too long').refine((t) => t.isWellFormed(), 'strings must be encoded in UTF-8');
const METHODS = {
  sendMessage: z.strictObject({ chat_id: chatId, text: text(4096), reply_markup: markup.optional(), link_preview_options: z.strictObject({ is_disabled: z.boolean() }).optional() }),
  sendPhoto: z.strictObject({ chat_id: chatId, photo: z.string().regex(/^https?:\/\//, 'wrong file identifier/HTTP URL specified'), caption: z.string().max(1024).optional(), reply_markup: markup.optional() }),
  answerCallbackQuery: z.strictObject({ callback_query_id: z.string().min(1), text: z.string().max(200).optional() }),
  deleteMessage: z.strictObject({ chat_id: chatId, message_id: z.int() }),
  editMessageReplyMarkup: z.strictObject({ chat_id: chatId, message_id: z.int(), reply_markup: inlineMarkup }),
  sendChatAction: z.strictObject({ chat_id: chatId, action: z.literal('typing') }),
  getMe: z.strictObject({}),
  setMyCommands: z.strictObject({ commands: z.array(z.strictObject({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: z.string().min(1).max(256) })).max(100), language_code: z.string().length(2).optional() }),
  setWebhook: z.strictObject({ url: z.string().startsWith('https://'), secret_token: z.string().regex(/^[\w-]{1,256}$/), allowed_updates: z.array(z.string()).optional(), max_connections: z.int().min(1).max(100).optional() }),
  deleteWebhook: z.strictObject({ drop_pending_updates: z.boolean().optional() }),
  getWebhookInfo: z.strictObject({}),
  getUpdates: z.strictObject({ offset: z.int().optional(), timeout: z.int().min(0).optional(), limit: z.int().optional(), allowed_updates: z.array(z.string()).optional() }),
} as const;

const fail = (code: number, description: string, more: object = {}): Answered => ({ status: code, body: { ok: false, error_code: code, description, ...more }, refusal: description });
const fine = (result: unknown): Answered => ({ status: 200, body: { ok: true, result } });

export async function fakeTelegram({ token = '800000001:AAfake-token_canary', port = 0 }: { token?: string; port?: number } = {}): Promise<TelegramFake> {
  const me = { id: 800000001, username: 'vi_du_vneid_bot' };
  const updates: Record<string, unknown>[] = [];
  const confirmed: Record<string, unknown>[] = [];
  const webhook = { url: '', secret: '' };
  const messages: { chat: number; message: SentMessage }[] = [];
  const order = { repeat: 0, shuffle: false };
  let nextUpdate = 500_000_000;
  let nextMessage = 200;
  let kick: (() => void) | undefined;
  let wake: (() => void) | undefined;

  const server = await fakeServer(
    async ({ method, headers, body, url, gone }) => {
      if (!url.startsWith(`/bot${token}/`)) return fail(401, 'Unauthorized');
      const schema = METHODS[method as keyof typeof METHODS];
      if (!schema) return fail(404, 'Not Found');
      if (headers['content-type']?.startsWith('application/json') !== true) return fail(400, 'Bad Request: only JSON is taken here');
      const read = schema.safeParse(body ?? {});
      if (!read.success) return fail(400, `Bad Request: ${read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`);
      return carryOut(method as keyof typeof METHODS, read.data as Record<string, unknown>, gone);
    },
    (url) => url.replace(/^.*\//, ''),
    {
      flood: (retryAfter) => fail(429, 'Too Many Requests', retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
      refuse: (code, description) => fail(code, description),
    },
    port,
  );

  async function carryOut(method: keyof typeof METHODS, data: Record<string, unknown>, gone: AbortSignal): Promise<Answered> {
    switch (method) {
      case 'getMe':
        return fine({ ...me, is_bot: true, first_name: 'Thử' });
      case 'setWebhook':
        Object.assign(webhook, { url: data['url'], secret: data['secret_token'] });
        return fine(true);
      case 'deleteWebhook':
        Object.assign(webhook, { url: '', secret: '' });
        return fine(true);
      case 'getWebhookInfo':
        return fine({ url: webhook.url, has_custom_certificate: false, pending_update_count: updates.length });
      case 'getUpdates':
        return poll(data, gone);
      case 'sendMessage':
      case 'sendPhoto': {
        messages.push({ chat: Number(data['chat_id']), message: sentMessage(data) });
        return fine({ message_id: (nextMessage += 1), date: Math.floor(Date.now() / 1000), chat: { id: data['chat_id'], type: 'private' } });
      }
      default:
        return fine(true);
    }
  }

  /** The second poller ends the first one with 409, as the real server does; a set webhook ends any. */
  async function poll(data: Record<string, unknown>, gone: AbortSignal): Promise<Answered> {
    if (webhook.url !== '') return fail(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
    kick?.();
    const offset = Number(data['offset'] ?? 0);
    while (updates[0] && Number(updates[0]['update_id']) < offset) confirmed.push(updates.shift() as Record<string, unknown>);
    let kicked = false;
    if (updates.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Number(data['timeout'] ?? 0) * 1000);
        kick = () => {
          kicked = true;
          resolve();
        };
        wake = resolve;
        gone.addEventListener('abort', () => resolve());
        timer.unref();
      });
      kick = undefined;
    }
    if (kicked) return fail(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running');
    const batch = [...(order.repeat > 0 ? confirmed.slice(-order.repeat) : []), ...updates.slice(0, 100)];
    return fine(order.shuffle ? batch.toReversed() : batch);
  }

  return {
    ...server,
    token,
    me,
    webhook,
    push(update) {
      const update_id = typeof update['update_id'] === 'number' ? update['update_id'] : (nextUpdate += 1);
      updates.push({ ...update, update_id });
      wake?.();
      return update_id;
    },
    pending: () => updates.length,
    misorder: (options) => void Object.assign(order, { repeat: 0, shuffle: false }, options),
    sent: (chat) => messages.filter((entry) => entry.chat === chat).map((entry) => entry.message),
  };
}

function sentMessage(data: Record<string, unknown>): SentMessage {
  const keyboard = data['reply_markup'] as { inline_keyboard?: { text: string; callback_data?: string }[][]; keyboard?: { text: string; request_location?: boolean }[][] } | undefined;
  const inline = keyboard?.inline_keyboard?.flat() ?? [];
  return {
    text: String(data['text'] ?? data['caption'] ?? ''),
    ...(data['photo'] === undefined ? {} : { photo: String(data['photo']) }),
    labels: inline.map((button) => button.text),
    codes: inline.flatMap((button) => button.callback_data ?? []),
    asksLocation: (keyboard?.keyboard?.flat() ?? []).some((button) => button.request_location === true),
  };
}

let message = 100;
/** Updates as the platform sends them; names and numbers are invented. */
export const telegramUpdate = {
  text: (chat: number, text: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ message: { ...head(chat), text, ...commandEntity(text), ...more } }),
  press: (chat: number, data: string, under: Record<string, unknown> = {}): Record<string, unknown> => ({
    callback_query: { id: `70000${(message += 1)}`, from: person(chat), chat_instance: '-1', data, message: { ...head(chat), from: { id: 800000001, is_bot: true, first_name: 'Thử' }, text: '…', ...under } },
  }),
  location: (chat: number, latitude: number, longitude: number): Record<string, unknown> => ({ message: { ...head(chat), location: { latitude, longitude } } }),
  photo: (chat: number, caption?: string): Record<string, unknown> => ({ message: { ...head(chat), photo: [{ file_id: 'AgThu', file_unique_id: 's', width: 90, height: 160 }], ...(caption === undefined ? {} : { caption }) } }),
};
const person = (id: number): object => ({ id, is_bot: false, first_name: 'Sáu', language_code: 'vi' });
const head = (chat: number): object => ({ message_id: (message += 1), from: person(chat), chat: { id: chat, first_name: 'Sáu', type: 'private' }, date: 1795312800 });
const commandEntity = (text: string): object => (/^\/\w+/.test(text) ? { entities: [{ type: 'bot_command', offset: 0, length: /^\S+/.exec(text)?.[0].length ?? 0 }] } : {});
