// A strict Zalo Official Account API with its OAuth on loopback: error ≠ 0 with HTTP 200, single-use refresh tokens, expiring uploads.
// A wrong field, a sixth button, a title over 100 or a text over 2000 fails the whole send, as there.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Answered, fakeServer, type FakeServer } from './server.ts';

export type ZaloOaFake = FakeServer & {
  readonly app: { readonly id: string; readonly secret: string; readonly oaKey: string };
  /** The pair that works now. */
  readonly pair: { access: string; refresh: string };
  /** Refresh tokens that were spent, in order; a token spent twice is in here twice. */
  readonly spent: string[];
  /** The access token stops working (25 h are over). */
  expireAccess(): void;
  /** Uploads stop working (7 days are over). */
  expireUploads(): void;
  readonly uploads: string[];
  sent(user: string): { readonly text: string; readonly photo?: string; readonly labels: readonly string[]; readonly codes: readonly string[]; readonly kinds: readonly string[] }[];
};

const title = z.string().min(1).max(100);
const button = z.discriminatedUnion('type', [
  z.strictObject({ title, type: z.literal('oa.query.hide'), payload: z.string().startsWith('#').max(1000) }),
  z.strictObject({ title, type: z.literal('oa.query.show'), payload: z.string().max(1000) }),
  z.strictObject({ title, type: z.literal('oa.open.url'), payload: z.strictObject({ url: z.string().regex(/^https?:\/\//) }) }),
  z.strictObject({ title, type: z.literal('oa.open.phone'), payload: z.strictObject({ phone_code: z.string().regex(/^\+?\d{3,15}$/) }) }),
]);
const text = z.string().refine((t) => t.trim() !== '', 'text is empty').refine((t) => t.length <= 2000, 'text is too long').refine((t) => t.isWellFormed(), 'text is invalid');
const message = z.union([
  z.strictObject({ text, attachment: z.strictObject({ type: z.literal('template'), payload: z.strictObject({ buttons: z.array(button).min(1).max(5) }) }).optional() }),
  z.strictObject({
    text: text.optional(),
    attachment: z.strictObject({
      type: z.literal('template'),
      payload: z.strictObject({
        template_type: z.literal('media'),
        elements: z.tuple([z.union([z.strictObject({ media_type: z.literal('image'), url: z.string().startsWith('https://') }), z.strictObject({ media_type: z.literal('image'), attachment_id: z.string().min(1) })])]),
      }),
    }),
  }),
]);
const send = z.strictObject({ recipient: z.strictObject({ user_id: z.string().min(1) }), message });

const fail = (error: number, text: string): Answered => ({ status: 200, body: { error, message: text }, refusal: `${error} ${text}` });
const fine = (data: unknown): Answered => ({ status: 200, body: { data, error: 0, message: 'Success' } });

export async function fakeZaloOa({ port = 0, pair: start }: { port?: number; pair?: { access: string; refresh: string } } = {}): Promise<ZaloOaFake> {
  const app = { id: '1122334455667788990', secret: 'app-bi-mat_canary', oaKey: 'OaBiMatThuNghiem123' };
  const pair = start ?? { access: 'AT_canary_0', refresh: 'RT_canary_0' };
  const spent: string[] = [];
  const uploads: string[] = [];
  const messages: { user: string; message: z.infer<typeof message> }[] = [];
  let pairs = 0;
  let number = 0;

  const server = await fakeServer(
    async ({ method, body, raw, headers }) => {
      if (method === 'access_token') return grant(new URLSearchParams(raw), headers);
      if (method === 'permission') return fail(-14, 'open this in a browser');
      if (headers['access_token'] !== pair.access) return fail(-216, 'Access token is invalid');
      if (method === 'image') return upload(raw);
      if (method !== 'cs') return fail(-233, 'unknown API');
      const read = send.safeParse(body);
      if (!read.success) return fail(-201, `params is invalid: ${read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`);
      const element = 'attachment' in read.data.message ? read.data.message.attachment?.payload : undefined;
      if (element && 'elements' in element && 'attachment_id' in element.elements[0] && !uploads.includes(element.elements[0].attachment_id)) return fail(-100, 'attachment id is invalid');
      messages.push({ user: read.data.recipient.user_id, message: read.data.message });
      number += 1;
      return fine({ message_id: `oa-out-${number}`, user_id: read.data.recipient.user_id, sent_time: String(Date.now()), quota: { quota_type: 'reply' } });
    },
    (url) => new URL(url, 'http://x').pathname.replace(/^.*\//, ''),
    { flood: () => fail(-32, 'Your application reached limit call api'), refuse: (code, description) => fail(code, description) },
    port,
  );

  function grant(form: URLSearchParams, headers: Record<string, unknown>): Answered {
    if (headers['secret_key'] !== app.secret || form.get('app_id') !== app.id) return fail(-14002, 'app is invalid');
    if (form.get('grant_type') === 'authorization_code') {
      if (form.get('code') !== 'ma-cap-phep' || (form.get('code_verifier') ?? '').length < 43) return fail(-14019, 'code is invalid');
    } else {
      const token = form.get('refresh_token') ?? '';
      spent.push(token);
      if (token !== pair.refresh) return { status: 200, body: { error: -118, error_name: 'Invalid refresh token', error_description: `token ${token}` }, refusal: 'spent' };
    }
    pairs += 1;
    pair.access = `AT_canary_${pairs}_${spent.length}`;
    pair.refresh = `RT_canary_${pairs}_${spent.length}`;
    return { status: 200, body: { access_token: pair.access, refresh_token: pair.refresh, expires_in: '90000' } };
  }

  function upload(raw: string): Answered {
    if (!/name="file"; filename="[^"]+\.(png|jpe?g)"/.test(raw)) return fail(-201, 'file is invalid');
    if (raw.length > 1.2 * 1024 * 1024) return fail(-210, 'file is too large');
    uploads.push(`ATT-${uploads.length + 1}-${Math.floor(performance.now())}`);
    return fine({ attachment_id: uploads.at(-1) });
  }

  return {
    ...server,
    app,
    pair,
    spent,
    uploads,
    expireAccess: () => void (pair.access = `${pair.access}-moi-het-han`),
    expireUploads: () => void uploads.splice(0),
    sent: (user) => messages.filter((one) => one.user === user).map(({ message: one }) => shown(one)),
  };
}

function shown(one: z.infer<typeof message>): ReturnType<ZaloOaFake['sent']>[number] {
  const payload = one.attachment?.payload;
  const buttons = payload && 'buttons' in payload ? payload.buttons : [];
  const element = payload && 'elements' in payload ? payload.elements[0] : undefined;
  return {
    text: one.text ?? '',
    ...(element ? { photo: 'url' in element ? element.url : element.attachment_id } : {}),
    labels: buttons.flatMap((entry) => (entry.type === 'oa.query.hide' ? entry.title : [])),
    codes: buttons.flatMap((entry) => (entry.type === 'oa.query.hide' ? entry.payload : [])),
    kinds: buttons.map((entry) => entry.type),
  };
}

/** The signature Zalo puts on a body; `time` as the literal digits. */
export function oaSignature(appId: string, body: Uint8Array, time: string, key: string): string {
  return `mac=${createHash('sha256').update(appId).update(body).update(time).update(key).digest('hex')}`;
}

let message_number = 0;
const event = (user: string, event_name: string, more: object): Record<string, unknown> => ({
  app_id: '1122334455667788990',
  sender: { id: user },
  recipient: { id: '9988776655443322110' },
  event_name,
  ...more,
  timestamp: String(Date.now()),
  user_id_by_app: '6677889900112233445',
});
const msg = (more: object): object => ({ message: { msg_id: `oa${(message_number += 1).toString().padStart(16, '0')}`, ...more } });
export const zaloOaEvent = {
  text: (user: string, text: string): Record<string, unknown> => event(user, 'user_send_text', msg({ text })),
  image: (user: string, text?: string): Record<string, unknown> => event(user, 'user_send_image', msg({ ...(text === undefined ? {} : { text }), attachments: [{ type: 'image', payload: { url: 'https://anh.example.zdn.vn/1.jpg' } }] })),
  location: (user: string, latitude: number, longitude: number): Record<string, unknown> =>
    event(user, 'user_send_location', msg({ attachments: [{ payload: { coordinates: { latitude: latitude.toFixed(7), longitude: longitude.toFixed(7) } }, type: 'location' }], text: 'Công an phường thử' })),
  kind: (user: string, event_name: string, more: object = msg({})): Record<string, unknown> => event(user, event_name, more),
  follow: (user: string, event_name = 'follow'): Record<string, unknown> => ({ app_id: '1122334455667788990', oa_id: '9988776655443322110', follower: { id: user }, event_name, timestamp: String(Date.now()) }),
};
