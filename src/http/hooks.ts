// Webhooks on raw node:http, in front of everything else: bytes in, the hook's answer out.
// Promises: at most 256 kB are read, the body is never parsed here, faults become a bare status; a line in the log and the answer it is
// about carry the same request id.
// Refuses other methods, unknown paths, addresses that keep failing authentication, and more at once than we can commit.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { duringRequest } from '../log.ts';
import type { Hook, HookAnswer } from '../ports.ts';
import { clientAddress, createBuckets, isLocal, retryAfter, steady } from './buckets.ts';
import { requestIds, securityHeaders } from './headers.ts';
import type { HttpLog, HttpSettings } from './settings.ts';

export const HOOK_BYTES = 262_144;
/** Webhooks being worked on at once; each waits for one commit (deadline 700 ms), so this is several hundred a second. */
const AT_ONCE = 512;
/** Forged requests an address may send before it only gets 429: a misconfigured secret shows in the log, a flood costs us nothing. */
const FAILURES_PER_MINUTE = 30;

export type Asked = { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Uint8Array | (() => Promise<Uint8Array | undefined>); /** Address of the socket's other end. */ readonly peer: string | undefined };
export type Hooks = {
  readonly at: (path: string) => Hook | undefined;
  /** What to answer to a POST to that hook; 'gone' when the other side left before its request was complete. */
  answer(hook: Hook, asked: Asked): Promise<HookAnswer | 'gone'>;
  /** Headers of every answer: name, value, name, value … */
  readonly guards: readonly string[];
  /** The same for a request that came through node:http. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

class Gone extends Error {}
/** A refusal closes the connection where more of the request may follow: it is not read. */
const CLOSE = { connection: 'close' } as const;

export function createHooks(hooks: readonly Hook[], settings: HttpSettings, log: HttpLog): Hooks {
  const byPath = new Map(hooks.map((hook) => [hook.path, hook]));
  const failures = createBuckets(FAILURES_PER_MINUTE, FAILURES_PER_MINUTE);
  // As a flat list, which node writes as it is; what a hook answers is added behind.
  const security = Object.entries(securityHeaders('data', settings)).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const guards = [...security, 'cache-control', 'no-store'];
  let working = 0;
  const newId = requestIds();

  async function answer(hook: Hook, { headers, body, peer }: Asked): Promise<HookAnswer | 'gone'> {
    const address = clientAddress(peer, headers['x-forwarded-for'], settings.trustProxy);
    // Without TRUST_PROXY everyone behind a local proxy shares one address: never shut the platform out with the forger.
    const waitMs = isLocal(address) ? undefined : failures.wait(address, steady());
    if (waitMs !== undefined) return { status: 429, headers: { 'retry-after': retryAfter(waitMs), ...CLOSE } };
    if (working >= AT_ONCE) return { status: 503, headers: { 'retry-after': '1' } };
    working += 1;
    const id = newId();
    try {
      const bytes = body instanceof Uint8Array ? body : await body();
      if (bytes === undefined) return { status: 413, headers: CLOSE };
      const said = await duringRequest(id, () => hook.handle({ headers, body: bytes, at: Date.now() }));
      if (said.status < 400) return said;
      // One line per counted failure: a flood does not fill the log either.
      if ((said.status === 401 || said.status === 403) && (isLocal(address) || failures.take(address, steady()) === undefined)) log.warn('hook refused', { route: hook.path, status: said.status, request: id });
      return { ...said, headers: { ...said.headers, 'x-request-id': id } };
    } catch (error) {
      if (error instanceof Gone) return 'gone';
      log.error('hook failed', { route: hook.path, request: id }, error);
      return { status: 500, headers: { 'x-request-id': id } };
    } finally {
      working -= 1;
    }
  }

  return {
    at: (path) => byPath.get(path),
    answer,
    guards,
    async handle(request, response) {
      const hook = byPath.get(request.url?.split('?', 1)[0] ?? '');
      if (hook === undefined) return send(response, { status: 404 }, guards);
      if (request.method !== 'POST') return send(response, { status: 405, headers: { allow: 'POST' } }, guards);
      const said = await answer(hook, { headers: flat(request), body: () => readBody(request), peer: request.socket.remoteAddress });
      if (said !== 'gone' && !response.destroyed) send(response, said, guards);
    },
  };
}

/** All bytes, or `undefined` past the limit; nothing beyond the limit is kept, and the socket stays: the 413 still has to go out on it. */
function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > HOOK_BYTES) return Promise.resolve(undefined);
  return new Promise((done, fail) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > HOOK_BYTES) {
        request.pause();
        return done(undefined);
      }
      if (!first) first = chunk;
      else (more ??= [first]).push(chunk);
    });
    request.on('end', () => done(more ? Buffer.concat(more) : (first ?? Buffer.alloc(0))));
    request.on('error', () => fail(new Gone()));
    request.on('close', () => request.complete || fail(new Gone()));
  });
}

/** Node joins repeated headers itself, all but this one, which no hook reads. */
function flat(request: IncomingMessage): Record<string, string | undefined> {
  const { headers } = request;
  if (headers['set-cookie'] !== undefined) headers['set-cookie'] = undefined;
  return headers as Record<string, string | undefined>;
}

function send(response: ServerResponse, answer: HookAnswer, guards: readonly string[]): void {
  const body = answer.body ?? '';
  const headers = [...guards, 'content-length', String(Buffer.byteLength(body))];
  for (const name in answer.headers) headers.push(name, answer.headers[name]!);
  if (answer.headers?.['content-type'] === undefined) headers.push('content-type', 'text/plain; charset=utf-8');
  response.writeHead(answer.status, headers);
  response.end(body);
}
