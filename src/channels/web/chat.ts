// The web chat as a pull channel: POST /chat takes an event and answers with everything the browser has not seen.
// Promises: nothing is minted or kept before an event arrives; a repeat with the same id does nothing twice; the token never reaches scripts except in a frame.
// Refuses foreign origins, plain http beyond this machine, bodies that are not an event.
import type { Lang } from '../../flow/schema.ts';
import { POST_BYTES } from './limits.ts';
import { reach } from './origin.ts';
import { parsePost } from './parse.ts';
import type { Posted } from './parse.ts';
import { readSince } from './port.ts';
import type { WebPort } from './port.ts';
import { createStreams, type Line } from './stream.ts';
import { issueToken, readToken } from './visitor.ts';

export type WebSettings = {
  /** Signs visitor tokens; derived from APP_SECRET. */
  readonly key: Uint8Array;
  readonly publicUrl?: string | undefined;
  /** Sites that may embed the chat; with none, frames get no token. */
  readonly webOrigins: readonly string[];
  readonly now?: () => number;
};

export type WebChat = {
  post(request: Request): Promise<Response>;
  /** What the answer to GET /chat/events is: a refusal, or how to begin the stream on a line. */
  events(headers: Headers, after: string | undefined): Response | Opening;
  /** Open streams, for the metrics. */
  open(): number;
  close(): void;
};

/** Begins the stream; returns what to call when the line is gone. */
export type Opening = (line: Line) => () => void;

/** Browsers on plain http at this machine do not all accept `Secure` cookies, so there the name has no prefix. */
export const COOKIE = { secure: '__Host-visitor', plain: 'visitor' } as const;

export function createWebChat(port: WebPort, settings: WebSettings): WebChat {
  const now = settings.now ?? Date.now;
  const streams = createStreams(port);

  /** The visitor behind a request; a frame never counts as the visitor of the site's own cookie. */
  const visitorOf = (headers: Headers, secure: boolean, frame: boolean) =>
    readToken(settings.key, now(), frame ? bearer(headers) : cookie(headers, secure ? COOKIE.secure : COOKIE.plain));

  return {
    async post(request) {
      const from = reach(request.headers, settings.publicUrl, true);
      if (from.type === 'refused') return answer(403, { error: from.error });
      if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) return answer(415, { error: 'malformed' });
      const raw = await request.text();
      if (raw.length > POST_BYTES) return answer(413, { error: 'malformed' });
      const posted = parsePost(raw);
      if (posted === undefined) return answer(400, { error: 'malformed' });
      const frame = posted.frame;
      if (frame && settings.webOrigins.length === 0) return answer(403, { error: 'origin' });

      const visitor = visitorOf(request.headers, from.secure, frame);
      if (visitor === undefined && posted.body === undefined) return answer(200, { messages: [], last: 0, ...(posted.after > 0 ? { reset: true } : {}) });
      const fresh = visitor === undefined || visitor.stale ? issueToken(settings.key, now(), visitor?.id) : undefined;
      const address = visitor?.id ?? fresh!.id;
      // A new visitor has seen nothing, whatever the browser remembers of an expired one.
      const done = await turn(port, address, visitor === undefined ? { ...posted, after: 0 } : posted, visitor === undefined && posted.after > 0);
      if (done.status !== 200 || fresh === undefined) return answer(done.status, done.body, done.headers);
      if (frame) return answer(200, { ...done.body, token: fresh.token });
      return answer(200, done.body, { 'set-cookie': setCookie(fresh.token, fresh.maxAge, from.secure) });
    },

    events(headers, given) {
      const from = reach(headers, settings.publicUrl, false);
      if (from.type === 'refused') return answer(403, { error: from.error });
      const visitor = visitorOf(headers, from.secure, headers.has('authorization'));
      if (visitor === undefined) return answer(401, { error: 'unknown' });
      const after = Number(headers.get('last-event-id') ?? given ?? '0');
      if (!Number.isSafeInteger(after) || after < 0) return answer(400, { error: 'malformed' });
      if (!streams.admits(visitor.id)) return answer(503, { error: 'busy' }, { 'retry-after': '5' });
      return (line) => streams.open(visitor.id, after, line);
    },

    open: streams.count,
    close: streams.close,
  };
}

type Done = { readonly status: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> };

async function turn(port: WebPort, address: string, posted: Posted, reset: boolean): Promise<Done> {
  try {
    if (posted.body !== undefined && posted.id !== undefined) {
      const accepted = await port.accept(address, { id: posted.id, body: posted.body });
      if (accepted.type === 'unavailable') return away(port, posted.lang, accepted.retryAfterMs);
      if (accepted.type === 'shed') return { status: 429, body: { error: 'busy' }, headers: { 'retry-after': '3' } };
    }
    return { status: 200, body: { ...(await readSince(port, address, posted.after)), ...(reset ? { reset } : {}) } };
  } catch {
    // The event may be committed or not; the browser repeats it with the same id and the store knows.
    return away(port, posted.lang, 2000);
  }
}

const away = (port: WebPort, lang: Lang, retryAfterMs: number): Done => ({
  status: 503,
  body: { error: 'unavailable', help: port.help(lang) },
  headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
});

function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers } });
}

const setCookie = (token: string, maxAge: number, secure: boolean): string =>
  `${secure ? COOKIE.secure : COOKIE.plain}=${token}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

const bearer = (headers: Headers): string | undefined => /^Bearer ([\w.-]{1,200})$/.exec(headers.get('authorization') ?? '')?.[1];

function cookie(headers: Headers, name: string): string | undefined {
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
