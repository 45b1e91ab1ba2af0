// Telegram update (raw JSON) → what a citizen did. Shapes: core.telegram.org/bots/api, samples in platforms-fixtures.json.
// Promises: pure, never throws; unknown updates give nothing. A group never yields an event, only a hint to the private chat. Read by hand, for it comes
// with every event; agrees with a reading by schema (test/channels/telegram/parse.test.ts).
import type { Lang } from '../../flow/schema.ts';
import type { Incoming } from '../../ports.ts';

export type Me = { readonly id: number; readonly username: string };

export type Pressed = { readonly chat: number; readonly messageId: number; readonly data: string; readonly keyboard: readonly (readonly Readonly<Record<string, unknown>>[])[] };

export type Update = {
  readonly updateId: number | undefined;
  readonly incoming: readonly Incoming[];
  /** To be answered at once, whatever becomes of the event. */
  readonly callbackId?: string;
  /** The message whose button was pressed, when it can still be edited. */
  readonly pressed?: Pressed;
  /** Somebody addressed the bot in this group. */
  readonly hint?: { readonly chat: number; readonly lang: Lang };
  /** This person blocked the bot. */
  readonly left?: string;
};

/** Kinds of message that carry nothing we read; the person still gets an answer. */
const WORDLESS = ['voice', 'audio', 'video', 'video_note', 'sticker', 'animation', 'contact', 'poll', 'dice', 'story', 'checklist', 'paid_media'] as const;

/** Kinds of update asked for at registration; everything else would be ignored. */
export const WANTED = ['message', 'callback_query', 'my_chat_member'] as const;

export function parseTelegram(raw: unknown, me: Me | undefined): Update {
  if (!isRecord(raw) || !isInt(raw['update_id'])) return { updateId: undefined, incoming: [] };
  const updateId = raw['update_id'];
  const press = readPress(raw['callback_query']);
  if (press) return pressUpdate(press, updateId);
  const membership = readMember(raw['my_chat_member']);
  if (membership) return membership.gone ? { updateId, incoming: [], left: membership.chat } : { updateId, incoming: [] };
  const said = raw['message'];
  const chat = isRecord(said) && isInt(said['message_id']) ? readChat(said['chat']) : undefined;
  if (!isRecord(said) || !chat) return { updateId, incoming: [] };
  const from = readUser(said['from']);
  if (from?.bot === true) return { updateId, incoming: [] };
  if (chat.type === 'group' || chat.type === 'supergroup') {
    const lang: Lang = from?.language?.startsWith('en') ? 'en' : 'vi';
    return addressed(said, me) ? { updateId, incoming: [], hint: { chat: chat.id, lang } } : { updateId, incoming: [] };
  }
  return { updateId, incoming: chat.type === 'private' ? privateEvents(said, String(chat.id), `u${updateId}`) : [] };
}

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isInt = (value: unknown): value is number => Number.isSafeInteger(value);
const isNumber = (value: unknown): value is number => Number.isFinite(value);
/** At most so many characters; whatever else it is counts as left out. */
const textIn = (value: unknown, most = Infinity): string | undefined => (typeof value === 'string' && value.length <= most ? value : undefined);

type Chat = { readonly id: number; readonly type: string };
function readChat(raw: unknown): Chat | undefined {
  return isRecord(raw) && isInt(raw['id']) && typeof raw['type'] === 'string' ? { id: raw['id'], type: raw['type'] } : undefined;
}

type User = { readonly id: number; readonly bot: boolean | undefined; readonly language: string | undefined };
function readUser(raw: unknown): User | undefined {
  if (!isRecord(raw) || !isInt(raw['id'])) return undefined;
  const bot = raw['is_bot'];
  return bot === undefined || typeof bot === 'boolean' ? { id: raw['id'], bot, language: textIn(raw['language_code']) } : undefined;
}

function readMember(raw: unknown): { readonly chat: string; readonly gone: boolean } | undefined {
  const chat = isRecord(raw) ? readChat(raw['chat']) : undefined;
  const now = isRecord(raw) ? raw['new_chat_member'] : undefined;
  if (!chat || !isRecord(now) || typeof now['status'] !== 'string') return undefined;
  return { chat: String(chat.id), gone: chat.type === 'private' && now['status'] === 'kicked' };
}

type Press = { readonly id: string; readonly from: User; readonly data: string | undefined; readonly under: { readonly id: number; readonly date: number; readonly chat: Chat; readonly markup: unknown } | undefined };
function readPress(raw: unknown): Press | undefined {
  if (!isRecord(raw)) return undefined;
  const id = textIn(raw['id'], 64);
  const from = readUser(raw['from']);
  if (id === undefined || id === '' || !from) return undefined;
  const under = raw['message'];
  const chat = isRecord(under) && isInt(under['message_id']) && isNumber(under['date']) ? readChat(under['chat']) : undefined;
  return { id, from, data: textIn(raw['data'], 64), under: chat && isRecord(under) ? { id: under['message_id'] as number, date: under['date'] as number, chat, markup: under['reply_markup'] } : undefined };
}

function pressUpdate({ id, from, data, under }: Press, updateId: number): Update {
  const own = under === undefined || under.chat.type === 'private';
  const incoming: Incoming[] = data === undefined || !own || from.bot === true ? [] : [{ address: String(under?.chat.id ?? from.id), id: `u${updateId}`, body: { type: 'choice', choice: data } }];
  // Date 0 marks a message that can no longer be edited.
  const keyboard = under && under.date !== 0 && data !== undefined ? keyboardOf(under.markup) : undefined;
  if (!under || !keyboard || data === undefined) return { updateId, callbackId: id, incoming };
  return { updateId, callbackId: id, pressed: { chat: under.chat.id, messageId: under.id, data, keyboard }, incoming };
}

/** Rows of buttons with a text each, whatever else they carry. */
function keyboardOf(markup: unknown): Pressed['keyboard'] | undefined {
  const rows = isRecord(markup) ? markup['inline_keyboard'] : undefined;
  const fits = Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every((button) => isRecord(button) && typeof button['text'] === 'string'));
  return fits ? (rows as Pressed['keyboard']) : undefined;
}

function privateEvents(said: Json, address: string, id: string): Incoming[] {
  const from: { address: string; messageId: string; at?: number } = { address, messageId: String(said['message_id']) };
  if (isNumber(said['date'])) from.at = said['date'] * 1000;
  const text = textIn(said['text']);
  if (text !== undefined) return [{ ...from, id, body: textBody(text) }];
  const place = readPlace(said['location']);
  if (place) return [{ ...from, id, body: { type: 'location', ...place } }];
  const document = isRecord(said['document']) ? (textIn(said['document']['mime_type']) ?? '') : undefined;
  const events: Incoming[] = [];
  // An album comes as one message a picture: one answer is enough.
  if (Array.isArray(said['photo']) || document?.startsWith('image/') === true) {
    const album = textIn(said['media_group_id'], 64);
    events.push({ ...from, id: album === undefined ? id : `g${album}`, body: { type: 'photo' } });
  }
  // A caption is something said: it is heard (and redacted) like any text.
  const caption = textIn(said['caption']);
  if (caption !== undefined && caption.trim() !== '') events.push({ ...from, id: `${id}c`, body: { type: 'text', text: caption } });
  if (events.length === 0 && (document !== undefined || WORDLESS.some((kind) => said[kind] !== undefined))) events.push({ ...from, id, body: { type: 'hello', unread: true } });
  return events;
}

function readPlace(raw: unknown): { readonly lat: number; readonly lon: number } | undefined {
  if (!isRecord(raw)) return undefined;
  const { latitude: lat, longitude: lon } = raw;
  return isNumber(lat) && isNumber(lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

/** `/start`, `/start <payload>`, `/command@ourname …` without the name; anything else as typed. */
function textBody(text: string): Incoming['body'] {
  const start = /^\/start(?:@\w{1,64})?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*$/.exec(text);
  if (start) return start[1] === undefined ? { type: 'hello' } : { type: 'link', code: start[1] };
  return { type: 'text', text: text.replace(/^(\/[a-z0-9_]{1,32})@\w{1,64}/i, '$1') };
}

/** A command, a mention of our name, or an answer to our message. */
function addressed(said: Json, me: Me | undefined): boolean {
  const to = said['reply_to_message'];
  if (me && isRecord(to) && readUser(to['from'])?.id === me.id) return true;
  const text = textIn(said['text']) ?? '';
  return entitiesOf(said['entities']).some(({ type, offset, length }) => {
    const word = text.slice(offset, offset + length).toLowerCase();
    if (type === 'bot_command') return !word.includes('@') || (me !== undefined && word.endsWith(`@${me.username.toLowerCase()}`));
    return type === 'mention' && me !== undefined && word === `@${me.username.toLowerCase()}`;
  });
}

type Entity = { readonly type: string; readonly offset: number; readonly length: number };
/** All of them, or none when one is no entity. */
function entitiesOf(raw: unknown): readonly Entity[] {
  const whole = Array.isArray(raw) && raw.every((one) => isRecord(one) && typeof one['type'] === 'string' && isInt(one['offset']) && isInt(one['length']));
  return whole ? (raw as readonly Entity[]) : [];
}
