// Zalo OA, outgoing: sends rendered bodies with the shared access token; mends an expired token or upload once.
// Promises: settles within the limit, never throws; one refresh and one repeat per message at most.
import { z } from 'zod';
import type { PushChannel, SendOutcome } from '../../ports.ts';
import { buttonsInWords } from '../layout.ts';
import type { Log } from '../wiring.ts';
import type { ZaloCall } from '../zalo-call.ts';
import { ZALO_OA_LIMITS } from './limits.ts';
import { type Answered, outcomeOf } from './outcomes.ts';
import { renderZaloOa, type RenderOptions, UPLOAD } from './render.ts';
import type { Tokens } from './tokens.ts';
import type { Uploads } from './upload.ts';

export type Sending = RenderOptions & {
  readonly call: ZaloCall;
  readonly apiRoot: string;
  readonly tokens: Tokens;
  readonly media: Uploads | undefined;
  readonly log: Log;
  readonly now: () => number;
  readonly sendMs?: number;
};

export function zaloOaChannel({ call, apiRoot, tokens, media, log, now, sendMs = ZALO_OA_LIMITS.sendMs, ...options }: Sending): PushChannel {
  const url = `${apiRoot}/v3.0/oa/message/cs`;

  async function send(bytes: string): Promise<SendOutcome> {
    const until = performance.now() + sendMs;
    const left = (): number => Math.max(1, until - performance.now());
    let access = await tokens.access();
    if (access === undefined) return { type: 'misconfigured', code: 'no-token' };
    const post = async (body: string): Promise<Answered> => outcomeOf(await call({ url, body, headers: { access_token: access ?? '' }, limitMs: left() }), now());
    /** One repeat with a fresh token. */
    const attempt = async (body: string): Promise<Answered> => {
      const first = await post(body);
      if (first.type !== 'token') return first;
      // A refresh may take longer than a send; it goes on and serves the next attempt.
      const fresh = await within(left() - 50, tokens.renew(access ?? ''));
      if (fresh === undefined) return tokens.over() ? { type: 'misconfigured', code: 'consent' } : { type: 'unreachable', code: 'token' };
      access = fresh;
      return post(body);
    };

    const uploaded = uploadIn(bytes);
    if (uploaded === undefined) return inWords(await attempt(bytes), bytes, attempt);
    // A picture without a public address: its upload stands in until it expires (-100), then it is uploaded once more.
    for (const again of [false, true]) {
      const id = await media?.attachment(uploaded, access, again, left());
      const outcome = id === undefined ? ({ type: 'rejected', code: 'upload' } as const) : await attempt(bytes.replace(`${UPLOAD}${uploaded}`, id));
      if (outcome.type === 'expired-upload' && !again) continue;
      return inWords(outcome, bytes, attempt);
    }
    return { type: 'rejected', code: '-100' };
  }

  /** A picture or buttons that are refused are said in words: whether buttons need a paid package is not documented. */
  async function inWords(outcome: Answered, bytes: string, attempt: (body: string) => Promise<Answered>): Promise<SendOutcome> {
    const code = 'code' in outcome ? outcome.code : '-100';
    const words = outcome.type === 'rejected' || outcome.type === 'expired-upload' || REFUSES_BUTTONS.has(code) ? plainer(bytes) : undefined;
    if (words === undefined) return plain(outcome);
    log('zalo-oa.in-words', { code });
    return plain(await attempt(words));
  }

  return {
    name: 'zalo-oa',
    limits: { ...ZALO_OA_LIMITS, sendMs },
    render: (said, address) => renderZaloOa(said, address, options),
    send: async (bytes) => (await within(sendMs + 200, send(bytes).catch((): SendOutcome => ({ type: 'unreachable', code: 'store' })))) ?? { type: 'unknown', code: 'timeout' },
  };
}

/** What could not be mended. */
function plain(answered: Answered): SendOutcome {
  if (answered.type === 'token') return { type: 'misconfigured', code: 'token' };
  return answered.type === 'expired-upload' ? { type: 'rejected', code: '-100' } : answered;
}

const uploadIn = (bytes: string): string | undefined => /"attachment_id":"upload:([A-Za-z0-9_-]{1,64})"/.exec(bytes)?.[1];

/** Package too low, wrong account type: the text alone may still pass. */
const REFUSES_BUTTONS = new Set(['-224', '-235']);

const target = z.union([z.object({ url: z.string() }).transform(({ url }) => url), z.object({ phone_code: z.string() }).transform(({ phone_code }) => phone_code), z.string().transform(() => undefined)]);
const refusable = z.object({
  recipient: z.object({ user_id: z.string() }),
  message: z.object({
    text: z.string(),
    attachment: z.object({ payload: z.union([z.object({ template_type: z.literal('media') }), z.object({ buttons: z.array(z.object({ title: z.string(), payload: target })) })]) }),
  }),
});
/** The same without picture or buttons; undefined when there was neither. */
function plainer(bytes: string): string | undefined {
  const { data } = refusable.safeParse(JSON.parse(bytes));
  if (!data) return undefined;
  const { text, attachment } = data.message;
  const words = 'buttons' in attachment.payload ? buttonsInWords(text, attachment.payload.buttons.map(({ title: label, payload }) => ({ label, ...(payload === undefined ? {} : { target: payload }) }))) : `🖼 ${text}`;
  return JSON.stringify({ recipient: data.recipient, message: { text: words } });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), Math.max(1, ms))));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
