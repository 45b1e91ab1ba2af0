// The same reading as src/channels/telegram/parse.ts, by schema: what the hand-written reader has to agree with.
import { z } from 'zod';
import type { Me, Pressed, Update } from '../../../src/channels/telegram/parse.ts';
import type { Lang } from '../../../src/flow/schema.ts';
import type { Incoming } from '../../../src/ports.ts';

/** Kinds of message that carry nothing we read; the person still gets an answer. */
const WORDLESS = ['voice', 'audio', 'video', 'video_note', 'sticker', 'animation', 'document', 'contact', 'poll', 'dice', 'story', 'checklist', 'paid_media'] as const;

/** In UTF-16 units, as everything here is measured (zod counts characters). */
const short = z.string().refine((text) => text.length <= 64);

const user = z.object({ id: z.int(), is_bot: z.boolean().optional(), language_code: z.string().optional().catch(undefined) });
const chat = z.object({ id: z.int(), type: z.string() });
const entity = z.object({ type: z.string(), offset: z.int(), length: z.int() });
const message = z.looseObject({
  message_id: z.int(),
  date: z.number().optional().catch(undefined),
  chat,
  from: user.optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  caption: z.string().optional().catch(undefined),
  entities: z.array(entity).optional().catch(undefined),
  media_group_id: short.optional().catch(undefined),
  photo: z.array(z.unknown()).optional().catch(undefined),
  document: z.object({ mime_type: z.string().optional().catch(undefined) }).optional().catch(undefined),
  location: z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }).optional().catch(undefined),
  reply_to_message: z.object({ from: user }).optional().catch(undefined),
});
const callback = z.object({
  id: short.refine((id) => id !== ''),
  from: user,
  data: short.optional().catch(undefined),
  message: z
    .object({
      message_id: z.int(),
      date: z.number(),
      chat,
      reply_markup: z.unknown().optional(),
    })
    .optional()
    .catch(undefined),
});
const member = z.object({ chat, new_chat_member: z.object({ status: z.string() }) });
const update = z.object({
  update_id: z.int(),
  message: message.optional().catch(undefined),
  callback_query: callback.optional().catch(undefined),
  my_chat_member: member.optional().catch(undefined),
});
type Message = z.infer<typeof message>;

export function parseBySchema(raw: unknown, me: Me | undefined): Update {
  const read = update.safeParse(raw);
  if (!read.success) return { updateId: undefined, incoming: [] };
  const { update_id: updateId, message: said, callback_query: press, my_chat_member: membership } = read.data;
  const id = `u${updateId}`;
  if (press) return { updateId, callbackId: press.id, ...pressedOf(press), incoming: pressEvent(press, id) };
  if (membership) return { updateId, incoming: [], ...(membership.chat.type === 'private' && membership.new_chat_member.status === 'kicked' ? { left: String(membership.chat.id) } : {}) };
  if (!said || said.from?.is_bot === true) return { updateId, incoming: [] };
  if (said.chat.type === 'group' || said.chat.type === 'supergroup') {
    const lang: Lang = said.from?.language_code?.startsWith('en') ? 'en' : 'vi';
    return { updateId, incoming: [], ...(addressed(said, me) ? { hint: { chat: said.chat.id, lang } } : {}) };
  }
  if (said.chat.type !== 'private') return { updateId, incoming: [] };
  return { updateId, incoming: privateEvents(said, id) };
}

function pressEvent(press: z.infer<typeof callback>, id: string): Incoming[] {
  const place = press.message?.chat ?? { id: press.from.id, type: 'private' };
  if (press.data === undefined || place.type !== 'private' || press.from.is_bot === true) return [];
  return [{ address: String(place.id), id, body: { type: 'choice', choice: press.data } }];
}

/** `date` 0 marks a message that can no longer be edited. */
function pressedOf({ message: under, data }: z.infer<typeof callback>): { pressed?: Pressed } {
  const keyboard = under && keyboardOf(under.reply_markup);
  if (!under || under.date === 0 || data === undefined || !keyboard) return {};
  return { pressed: { chat: under.chat.id, messageId: under.message_id, data, keyboard } };
}

/** Rows of buttons with a text each, whatever else they carry; by hand, for it comes with every press. */
function keyboardOf(markup: unknown): Pressed['keyboard'] | undefined {
  const rows = isRecord(markup) ? markup['inline_keyboard'] : undefined;
  const fits = Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every((button) => isRecord(button) && typeof button['text'] === 'string'));
  return fits ? (rows as Pressed['keyboard']) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function privateEvents(said: Message, id: string): Incoming[] {
  const from = { address: String(said.chat.id), messageId: String(said.message_id), ...(said.date === undefined ? {} : { at: said.date * 1000 }) };
  if (said.text !== undefined) return [{ ...from, id, body: textBody(said.text) }];
  if (said.location) return [{ ...from, id, body: { type: 'location', lat: said.location.latitude, lon: said.location.longitude } }];
  const picture = said.photo !== undefined || said.document?.mime_type?.startsWith('image/') === true;
  const events: Incoming[] = [];
  // An album comes as one message a picture: one answer is enough.
  if (picture) events.push({ ...from, id: said.media_group_id === undefined ? id : `g${said.media_group_id}`, body: { type: 'photo' } });
  // A caption is something said: it is heard (and redacted) like any text.
  if (said.caption !== undefined && said.caption.trim() !== '') events.push({ ...from, id: `${id}c`, body: { type: 'text', text: said.caption } });
  if (events.length === 0 && WORDLESS.some((kind) => said[kind] !== undefined)) events.push({ ...from, id, body: { type: 'hello', unread: true } });
  return events;
}

/** `/start`, `/start <payload>`, `/command@ourname …` without the name; anything else as typed. */
function textBody(text: string): Incoming['body'] {
  const start = /^\/start(?:@\w{1,64})?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*$/.exec(text);
  if (start) return start[1] === undefined ? { type: 'hello' } : { type: 'link', code: start[1] };
  return { type: 'text', text: text.replace(/^(\/[a-z0-9_]{1,32})@\w{1,64}/i, '$1') };
}

/** A command, a mention of our name, or an answer to our message. */
function addressed(said: Message, me: Me | undefined): boolean {
  if (me && said.reply_to_message?.from.id === me.id) return true;
  return (said.entities ?? []).some(({ type, offset, length }) => {
    const word = (said.text ?? '').slice(offset, offset + length).toLowerCase();
    if (type === 'bot_command') return !word.includes('@') || (me !== undefined && word.endsWith(`@${me.username.toLowerCase()}`));
    return type === 'mention' && me !== undefined && word === `@${me.username.toLowerCase()}`;
  });
}
