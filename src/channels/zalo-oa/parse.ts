// Zalo OA webhook event (raw JSON) → what a citizen did. Shapes: platforms-fixtures.json, zalo_oa. All ids and times are strings.
// Promises: pure, never throws; echoes, receipts and personal data sheets (user_submit_info) give nothing.
import { z } from 'zod';
import type { Incoming } from '../../ports.ts';

export type ZaloOaUpdate = {
  readonly appId: string | undefined;
  readonly incoming: readonly Incoming[];
  /** This person no longer follows the account. */
  readonly left?: string;
};

const id = z.union([z.string().min(1).max(64), z.int().transform(String)]);
const party = z.object({ id }).optional().catch(undefined);
const event = z.object({
  app_id: id.optional().catch(undefined),
  event_name: z.string().max(64),
  timestamp: z.union([z.string().regex(/^\d{1,16}$/), z.int().transform(String)]).optional().catch(undefined),
  sender: party,
  follower: party,
  message: z
    .object({
      msg_id: id.optional().catch(undefined),
      message_id: id.optional().catch(undefined),
      text: z.string().optional().catch(undefined),
      attachments: z.array(z.unknown()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
/** Degrees come as text. */
const degrees = (max: number) => z.union([z.string().regex(/^-?\d{1,3}(\.\d{1,20})?$/).transform(Number), z.number()]).pipe(z.number().min(-max).max(max));
const place = z.object({ payload: z.object({ coordinates: z.object({ latitude: degrees(90), longitude: degrees(180) }) }) });
const link = z.object({ payload: z.object({ url: z.string().min(1).max(2000) }) });

/** A press on `oa.query.*` comes as a text that is the payload: `#` and no space. */
const PAYLOAD = /^#([\x21-\x7e]{1,200})$/;
const WORDLESS = new Set(['user_send_sticker', 'user_send_audio', 'user_send_video', 'user_send_file', 'user_send_business_card']);

export function parseZaloOa(raw: unknown): ZaloOaUpdate {
  const read = event.safeParse(raw);
  if (!read.success) return { appId: undefined, incoming: [] };
  const { app_id: appId, event_name: kind, timestamp, sender, follower, message } = read.data;
  const at = timestamp === undefined ? {} : { at: Number(timestamp) };
  if (kind === 'follow' && follower) return { appId, incoming: [{ address: follower.id, id: `f${timestamp ?? ''}`, ...at, body: { type: 'hello' } }] };
  if (kind === 'unfollow' && follower) return { appId, incoming: [], left: follower.id };
  const number = message?.msg_id ?? message?.message_id;
  if (!kind.startsWith('user_send_') || !sender || !message || number === undefined) return { appId, incoming: [] };
  const from = { address: sender.id, id: `m${number}`, ...at };
  const text = message.text?.trim() ?? '';
  const [attachment] = message.attachments ?? [];
  switch (kind) {
    case 'user_send_text': {
      const payload = PAYLOAD.exec(text)?.[1];
      return { appId, incoming: text === '' ? [] : [{ ...from, body: payload === undefined ? { type: 'text', text: message.text ?? '' } : { type: 'choice', choice: payload } }] };
    }
    case 'user_send_image':
    case 'user_send_gif': {
      const photo: Incoming = { ...from, body: { type: 'photo' } };
      return { appId, incoming: text === '' ? [photo] : [photo, { ...from, id: `${from.id}c`, body: { type: 'text', text } }] };
    }
    case 'user_send_location': {
      const { data } = place.safeParse(attachment);
      // The place's name stands in the text; without coordinates it is all we have.
      if (!data) return { appId, incoming: text === '' ? [] : [{ ...from, body: { type: 'text', text } }] };
      const { latitude: lat, longitude: lon } = data.payload.coordinates;
      return { appId, incoming: [{ ...from, body: { type: 'location', lat, lon } }] };
    }
    case 'user_send_link': {
      const url = link.safeParse(attachment).data?.payload.url ?? '';
      const said = text.includes(url) ? text : `${text} ${url}`.trim();
      return { appId, incoming: said === '' ? [] : [{ ...from, body: { type: 'text', text: said } }] };
    }
    default:
      return { appId, incoming: WORDLESS.has(kind) ? [{ ...from, body: { type: 'hello', unread: true } }] : [] };
  }
}
