// A strict Zalo Bot API on loopback: errors with HTTP 200 and ok:false, one update per getUpdates (consumed by reading), 408 when there is none.
import { z } from 'zod';
import { type Answered, fakeServer, type FakeServer } from './server.ts';

export type ZaloBotFake = FakeServer & {
  readonly token: string;
  readonly self: string;
  /** Queues an event for polling; while a webhook is set it is lost, as there. */
  push(event: Record<string, unknown>): void;
  pending(): number;
  sent(chat: string): { readonly text: string; readonly photo?: string; readonly labels: readonly string[]; readonly codes: readonly string[] }[];
  readonly webhook: { url: string; secret: string; reachable: boolean };
  /** After so many sends every further one is refused with 429. */
  quota: number;
};

const text = z.string().refine((t) => t.trim() !== '', 'must not be empty').refine((t) => t.length <= 2000, 'must be 1-2000 characters').refine((t) => t.isWellFormed(), 'must be UTF-8');
const chat_id = z.string().min(1, 'The chat_id must not be empty');
const METHODS = {
  getMe: z.strictObject({}),
  getUpdates: z.strictObject({ timeout: z.union([z.int().min(0), z.string().regex(/^\d+$/)]).optional() }),
  setWebhook: z.strictObject({ url: z.string().startsWith('https://'), secret_token: z.string().min(8).max(256) }),
  deleteWebhook: z.strictObject({}),
  getWebhookInfo: z.strictObject({}),
  sendMessage: z.strictObject({ chat_id, text }),
  sendPhoto: z.strictObject({ chat_id, photo: z.string().regex(/^https?:\/\//, 'The photo must start with http:// or https://'), caption: text.optional() }),
  sendChatAction: z.strictObject({ chat_id, action: z.literal('typing') }),
} as const;

const fail = (error_code: number | string, description: string): Answered => ({ status: 200, body: { ok: false, description, error_code }, refusal: description });
const fine = (result?: unknown): Answered => ({ status: 200, body: { ok: true, ...(result === undefined ? {} : { result }) } });

export async function fakeZaloBot({ token = '3300112233:fake-token_canary', port = 0 }: { token?: string; port?: number } = {}): Promise<ZaloBotFake> {
  const self = '3300112233445566778';
  const events: Record<string, unknown>[] = [];
  const messages: { chat: string; text: string; photo?: string }[] = [];
  const webhook = { url: '', secret: '', reachable: true };
  let wake: (() => void) | undefined;
  let sends = 0;

  const server = await fakeServer(
    async ({ method, body, url, gone }) => {
      if (!url.startsWith(`/bot${token}/`)) return fail(401, 'Unauthorized');
      const schema = METHODS[method as keyof typeof METHODS];
      if (!schema) return fail(404, 'Not Found');
      const read = schema.safeParse(body ?? {});
      if (!read.success) return fail(400, `Bad request: ${read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`);
      return carryOut(method as keyof typeof METHODS, read.data as Record<string, unknown>, gone);
    },
    (url) => url.replace(/^.*\//, ''),
    { flood: () => fail(429, 'Quota exceeded'), refuse: (code, description) => fail(code, description) },
    port,
  );
  const fake: ZaloBotFake = {
    ...server,
    token,
    self,
    webhook,
    quota: Number.POSITIVE_INFINITY,
    push(event) {
      if (webhook.url !== '') return;
      events.push(event);
      wake?.();
    },
    pending: () => events.length,
    sent: (chat) => messages.filter((one) => one.chat === chat).map(({ text, photo }) => ({ text, ...(photo === undefined ? {} : { photo }), labels: [], codes: [] })),
  };
  return fake;

  async function carryOut(method: keyof typeof METHODS, data: Record<string, unknown>, gone: AbortSignal): Promise<Answered> {
    switch (method) {
      case 'getMe':
        return fine({ id: self, account_name: 'bot.ThuNghiem', account_type: 'BASIC', can_join_groups: false });
      case 'setWebhook':
        Object.assign(webhook, { url: data['url'], secret: data['secret_token'] });
        return fine({ url: webhook.url, updated_at: Date.now(), verification: webhook.reachable ? { ok: true, status_code: 200, outcome: 'webhook.ok', latency_ms: 9, hint: '' } : { ok: false, status_code: 403, outcome: 'webhook.http.403', latency_ms: 9, hint: 'WAF' } });
      case 'deleteWebhook':
        if (webhook.url === '') return fail(400, 'Bad request: no webhook');
        webhook.url = '';
        return fine({ url: '', updated_at: Date.now() });
      case 'getWebhookInfo':
        return fine({ url: webhook.url, updated_at: Date.now() });
      case 'getUpdates':
        return poll(Number(data['timeout'] ?? 30), gone);
      case 'sendChatAction':
        return fine();
      default: {
        sends += 1;
        if (sends > fake.quota) return fail(429, 'Quota exceeded');
        messages.push({ chat: String(data['chat_id']), text: String(data['text'] ?? data['caption'] ?? ''), ...(data['photo'] === undefined ? {} : { photo: String(data['photo']) }) });
        return fine({ message_id: sends.toString(16).padStart(20, '0'), date: Date.now() });
      }
    }
  }

  async function poll(seconds: number, gone: AbortSignal): Promise<Answered> {
    if (webhook.url !== '') return fail(400, 'Bad request: a webhook is set');
    if (events.length === 0)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000).unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        gone.addEventListener('abort', () => resolve());
      });
    if (gone.aborted) return fail(408, 'Request timeout');
    const event = events.shift();
    return event ? fine(event) : fail(408, 'Request timeout');
  }
}

let message = 0xc61;
const head = (chat: string, more: object): object => ({ date: 1795312800000, chat: { id: chat, chat_type: 'PRIVATE' }, message_id: `a01f3c55e9b7d204${(message += 1).toString(16)}`, from: { id: chat, display_name: 'Bà Sáu', is_bot: false }, ...more });
export const zaloBotEvent = {
  text: (chat: string, text: string, more: object = {}): Record<string, unknown> => ({ event_name: 'message.text.received', message: head(chat, { text, ...more }) }),
  photo: (chat: string, more: object = {}): Record<string, unknown> => ({ event_name: 'message.image.received', message: head(chat, { photo_url: 'https://photo-thu.example.zdn.vn/1.jpg', message_type: 'CHAT_PHOTO', ...more }) }),
  kind: (chat: string, event_name: string, more: object = {}): Record<string, unknown> => ({ event_name, message: head(chat, more) }),
};
