// One chat on one platform: how a citizen's act becomes an event there, how it is delivered, and the exact bytes the platform accepted.
import { joinZaloBot, renderZaloBot } from '../../../src/channels/zalo-bot/render.ts';
import { renderTelegram } from '../../../src/channels/telegram/render.ts';
import { renderZaloOa } from '../../../src/channels/zalo-oa/render.ts';
import type { Said } from '../../../src/engine/message.ts';
import type { RawBody } from '../../../src/ports.ts';
import type { Call, FakeServer } from '../fakes/server.ts';
import { telegramUpdate } from '../fakes/telegram.ts';
import { zaloBotEvent } from '../fakes/zalo-bot.ts';
import { oaSignature, zaloOaEvent } from '../fakes/zalo-oa.ts';
import { SECRETS, type Service } from './service.ts';

export type Line = {
  readonly name: string;
  readonly fake: FakeServer;
  /** Which calls are messages, for faults. */
  readonly sends: string;
  readonly buttons: boolean;
  /** How a newcomer begins there. */
  readonly hello: RawBody;
  /** The platform's event; made once, so that delivering it again is a redelivery. */
  event(body: RawBody): Record<string, unknown>;
  deliver(event: Record<string, unknown>): Promise<void>;
  render(said: readonly Said[]): readonly string[];
  /** What the platform carried out for this chat, in order, repeats after an unknown outcome left out. */
  accepted(): readonly string[];
  /** What can be pressed under the last message. */
  codes(): readonly string[];
  /** The texts of all messages. */
  texts(): readonly string[];
};

const isUnknown = ({ fault }: Call): boolean => fault === 'reset-after' || fault === 'html' || fault === 'garbage';

/** A repeat that follows an outcome nobody could know is the platform's second copy of one message. */
function acceptedOf(calls: readonly Call[], bytesOf: (call: Call) => string | undefined): string[] {
  const list: string[] = [];
  let doubt: string | undefined;
  for (const call of calls) {
    const bytes = call.accepted ? bytesOf(call) : undefined;
    if (bytes === undefined) continue;
    if (bytes !== doubt) list.push(bytes);
    doubt = isUnknown(call) ? bytes : undefined;
  }
  return list;
}

async function posted(status: Promise<number>): Promise<void> {
  const got = await status;
  if (got !== 200) throw new Error(`the webhook answered ${got}`);
}

const media = (service: Service) => (service.publicUrl === undefined ? {} : { mediaUrl: (id: string) => `${service.publicUrl}/media/${id}.png` });
let updates = 900_000_000;

export function telegramLine(service: Service, chat: number): Line {
  const { telegram: fake } = service;
  return {
    name: 'telegram',
    fake,
    sends: 'sendMessage',
    buttons: true,
    hello: { type: 'hello' },
    event(body) {
      const update_id = (updates += 1);
      switch (body.type) {
        case 'choice':
          return { update_id, ...telegramUpdate.press(chat, body.choice) };
        case 'location':
          return { update_id, ...telegramUpdate.location(chat, body.lat, body.lon) };
        case 'text':
          return { update_id, ...telegramUpdate.text(chat, body.text) };
        case 'link':
          return { update_id, ...telegramUpdate.text(chat, `/start ${body.code}`) };
        default:
          return { update_id, ...telegramUpdate.text(chat, '/start') };
      }
    },
    async deliver(event) {
      if (service.publicUrl === undefined) fake.push(event);
      else await posted(service.post('/hooks/telegram', { 'x-telegram-bot-api-secret-token': SECRETS.telegram }, JSON.stringify(event)));
    },
    render: (said) => said.flatMap((one) => renderTelegram(one, String(chat), media(service))),
    accepted: () => acceptedOf(fake.calls, ({ method, body, raw }) => (/^send(Message|Photo)$/.test(method) && (body as { chat_id?: number }).chat_id === chat ? `${method} ${raw}` : undefined)),
    codes: () => fake.sent(chat).at(-1)?.codes ?? [],
    texts: () => fake.sent(chat).map(({ text }) => text),
  };
}

export function zaloBotLine(service: Service, chat: string): Line {
  const { zaloBot: fake } = service;
  return {
    name: 'zalo-bot',
    fake,
    sends: 'sendMessage',
    buttons: false,
    hello: { type: 'hello', unread: true },
    event: (body) => (body.type === 'text' ? zaloBotEvent.text(chat, body.text) : body.type === 'hello' ? zaloBotEvent.kind(chat, 'message.unsupported.received') : zaloBotEvent.photo(chat)),
    async deliver(event) {
      if (service.publicUrl === undefined) fake.push(event);
      else await posted(service.post('/hooks/zalo-bot', { 'x-bot-api-secret-token': SECRETS.zaloBot }, JSON.stringify(event)));
    },
    render: (said) => joinZaloBot(said.flatMap((one) => renderZaloBot(one, chat, media(service)))),
    accepted: () => acceptedOf(fake.calls, ({ method, body, raw }) => (/^send(Message|Photo)$/.test(method) && (body as { chat_id?: string }).chat_id === chat ? `${method} ${raw}` : undefined)),
    codes: () => [],
    texts: () => fake.sent(chat).map(({ text }) => text),
  };
}

export function zaloOaLine(service: Service, user: string): Line {
  const { zaloOa: fake } = service;
  /** Uploaded pictures are rendered with their name and sent with the platform's id. */
  const named = (raw: string): string => raw.replace(/"attachment_id":"[^"]+"/, '"attachment_id":"*"');
  return {
    name: 'zalo-oa',
    fake,
    sends: 'cs',
    buttons: true,
    hello: { type: 'hello' },
    event(body) {
      switch (body.type) {
        case 'choice':
          return zaloOaEvent.text(user, `#${body.choice}`);
        case 'location':
          return zaloOaEvent.location(user, body.lat, body.lon);
        case 'text':
          return zaloOaEvent.text(user, body.text);
        default:
          return zaloOaEvent.follow(user);
      }
    },
    async deliver(event) {
      const raw = new TextEncoder().encode(JSON.stringify(event));
      const time = String(event['timestamp']);
      await posted(service.post('/hooks/zalo-oa', { 'x-zevent-timestamp': time, 'x-zevent-signature': oaSignature(fake.app.id, raw, time, fake.app.oaKey) }, raw));
    },
    render: (said) => said.flatMap((one) => renderZaloOa(one, user, { ...media(service), uploads: true })).map(named),
    accepted: () => acceptedOf(fake.calls, ({ method, body, raw }) => (method === 'cs' && (body as { recipient?: { user_id?: string } }).recipient?.user_id === user ? named(raw) : undefined)),
    codes: () => (fake.sent(user).at(-1)?.codes ?? []).map((code) => code.replace(/^#/, '')),
    texts: () => fake.sent(user).map(({ text }) => text),
  };
}
