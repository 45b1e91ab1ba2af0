// Zalo Bot event (raw JSON, both envelopes) → what a citizen did. Shapes: platforms-fixtures.json, zalo_bot.
// Promises: pure, never throws; own echoes and unknown shapes give nothing; an unsupported message is a first contact, because
// the platform sends it for protected people (children, people who cannot read) without saying what it was.
import { z } from 'zod';
import type { Incoming } from '../../ports.ts';

export type ZaloBotUpdate = {
  readonly incoming: readonly Incoming[];
  /** Somebody addressed the bot in this group. */
  readonly hint?: string;
};

const id = z.union([z.string().min(1).max(128), z.int().transform(String)]);
const event = z.object({
  event_name: z.string(),
  message: z.object({
    message_id: id,
    date: z.number().positive().optional().catch(undefined),
    from: z.object({ id, is_bot: z.boolean().optional().catch(undefined) }),
    chat: z.object({ id, chat_type: z.string().optional().catch(undefined) }),
    text: z.string().optional().catch(undefined),
    caption: z.string().optional().catch(undefined),
  }),
});
const NOTHING: ZaloBotUpdate = { incoming: [] };

export function parseZaloBot(raw: unknown, self: string | undefined): ZaloBotUpdate {
  const read = event.safeParse(unwrap(raw));
  if (!read.success) return NOTHING;
  const { event_name: kind, message } = read.data;
  if (!kind.startsWith('message.') || message.from.is_bot === true || message.from.id === self) return NOTHING;
  if (message.chat.chat_type === 'GROUP') return kind === 'message.unsupported.received' ? NOTHING : { incoming: [], hint: message.chat.id };
  const from = { address: message.chat.id, ...(message.date === undefined ? {} : { at: milliseconds(message.date) }) };
  const id = `m${message.message_id}`;
  if (kind === 'message.text.received' && message.text !== undefined) {
    return { incoming: [{ ...from, id, body: /^\/start\s*$/.test(message.text) ? { type: 'hello' } : { type: 'text', text: message.text } }] };
  }
  if (kind !== 'message.image.received') return { incoming: [{ ...from, id, body: { type: 'hello', unread: true } }] };
  const photo: Incoming = { ...from, id, body: { type: 'photo' } };
  const caption = message.caption?.trim() ?? '';
  return { incoming: caption === '' ? [photo] : [photo, { ...from, id: `${id}c`, body: { type: 'text', text: caption } }] };
}

/** The docs and getUpdates wrap the event in `{ok, result}`; live webhooks send it bare. */
function unwrap(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  return 'ok' in raw && raw.ok === true && 'result' in raw ? raw.result : raw;
}

/** Milliseconds; seconds have been seen. */
const milliseconds = (date: number): number => (date < 1e12 ? date * 1000 : date);
