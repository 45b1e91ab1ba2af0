// HTTP calls to both Zalo APIs through axios: one POST, one hard limit, an answer as plain data.
// Promises: settles by the limit and destroys the socket; axios errors (which carry token and text) never leave this file.
// Refuses redirects, proxies and answers over 1 MB. Gateways answer HTML: what is no JSON is said as such.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { create } from 'axios';

export type ZaloReply =
  | { readonly type: 'json'; readonly status: number; readonly body: unknown }
  | { readonly type: 'no-json'; readonly status: number }
  | { readonly type: 'failed'; readonly sent: boolean; readonly code: string };

export type ZaloPost = {
  readonly url: string;
  /** JSON text, a form or a multipart form. */
  readonly body: string | URLSearchParams | FormData;
  readonly headers?: Readonly<Record<string, string>>;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
};
export type ZaloCall = (post: ZaloPost) => Promise<ZaloReply>;

const MAX_ANSWER = 1024 * 1024;

export function openZaloCall(): ZaloCall {
  const agent = { keepAlive: true, maxSockets: 64, timeout: 60_000 };
  const client = create({
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER,
    responseType: 'text',
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
  });
  return async ({ url, body, headers, limitMs, signal }) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limitMs);
    try {
      const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
      const { status, data } = await client.post<unknown>(url, body, { headers: { ...json, ...headers }, signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal });
      return readReply(status, String(data));
    } catch (error) {
      if (limit.signal.aborted) return { type: 'failed', sent: true, code: 'timeout' };
      const { code, cause } = error as { code?: unknown; cause?: { syscall?: unknown } };
      const connecting = ['connect', 'getaddrinfo'].includes(String(cause?.syscall)) || /^(ECONNREFUSED|ENOTFOUND)$|CERT|TLS|LEAF_SIGNATURE/.test(String(code));
      return { type: 'failed', sent: !connecting, code: typeof code === 'string' ? code : 'network' };
    } finally {
      clearTimeout(timer);
    }
  };
}

function readReply(status: number, text: string): ZaloReply {
  try {
    return { type: 'json', status, body: JSON.parse(text) };
  } catch {
    return { type: 'no-json', status };
  }
}
