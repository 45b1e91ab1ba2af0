// Webhooks on raw node:http, in front of everything else: bytes in, the hook's answer out.
// Promises: at most 256 kB are read, the body is never parsed here, faults become a bare status.
// Refuses other methods, unknown paths, addresses that keep failing authentication, and more at once than we can commit.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hook, HookAnswer } from '../ports.ts';
import { clientAddress, createBuckets, isLocal } from './buckets.ts';
import type { HttpLog, HttpSettings } from './settings.ts';

export const HOOK_BYTES = 262_144;
/** Webhooks being worked on at once; each waits for one commit (deadline 700 ms), so this is several hundred a second. */
const AT_ONCE = 512;
/** Forged requests an address may send before it only gets 429: a misconfigured secret shows in the log, a flood costs us nothing. */
const FAILURES_PER_MINUTE = 30;

export function createHooks(hooks: readonly Hook[], settings: HttpSettings, log: HttpLog, now: () => number = Date.now) {
  const byPath = new Map(hooks.map((hook) => [hook.path, hook]));
  const failures = createBuckets(FAILURES_PER_MINUTE, FAILURES_PER_MINUTE);
  let working = 0;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const hook = byPath.get(path);
    if (hook === undefined) return refuse(response, 404);
    if (request.method !== 'POST') return refuse(response, 405, { allow: 'POST' });
    const address = clientAddress(request.socket.remoteAddress, header(request, 'x-forwarded-for'), settings.trustProxy);
    // Without TRUST_PROXY everyone behind a local proxy shares one address: never shut the platform out with the forger.
    const waitMs = isLocal(address) ? undefined : failures.wait(address, now());
    if (waitMs !== undefined) return refuse(response, 429, { 'retry-after': seconds(waitMs) });
    if (working >= AT_ONCE) return refuse(response, 503, { 'retry-after': '1' });
    working += 1;
    try {
      const body = await readBody(request);
      if (body === undefined) return refuse(response, 413);
      const answer = await hook.handle({ headers: flat(request), body, at: now() });
      if (answer.status === 401 || answer.status === 403) {
        // One line per counted failure: a flood does not fill the log either.
        if (isLocal(address) || failures.take(address, now()) === undefined) log.warn('hook refused', { route: path, status: answer.status });
      }
      send(response, answer);
    } catch (error) {
      // The other side went away in the middle of its request.
      if (response.destroyed || response.headersSent) return;
      log.error('hook failed', { route: path }, error);
      refuse(response, 500);
    } finally {
      working -= 1;
    }
  };
}

/** All bytes, or `undefined` past the limit; nothing beyond the limit is kept. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > HOOK_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed on an early end: the 413 still has to go out on this socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > HOOK_BYTES) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function flat(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(request.headers).map((name) => [name, header(request, name)]));
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function send(response: ServerResponse, answer: HookAnswer): void {
  const body = answer.body ?? '';
  response.writeHead(answer.status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** A refusal closes the connection: whatever the other side still sends is not read. */
function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  send(response, { status, headers: { ...headers, ...(status === 413 || status === 429 ? { connection: 'close' } : {}) } });
}

const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));
