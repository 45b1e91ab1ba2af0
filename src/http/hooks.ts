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

export function createHooks(hooks: readonly Hook[], settings: HttpSettings, log: HttpLog) {
  const byPath = new Map(hooks.map((hook) => [hook.path, hook]));
  const failures = createBuckets(FAILURES_PER_MINUTE, FAILURES_PER_MINUTE);
  // As a flat list, which node writes as it is; what a hook answers is added behind.
  const guards = Object.entries(securityHeaders('data', settings)).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const plain = [...guards, ...(guards.includes('cache-control') ? [] : ['cache-control', 'no-store']), ...(guards.includes('x-content-type-options') ? [] : ['x-content-type-options', 'nosniff'])];
  const refuse = refuser(plain);
  let working = 0;
  const newId = requestIds();

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const hook = byPath.get(path);
    if (hook === undefined) return refuse(response, 404);
    if (request.method !== 'POST') return refuse(response, 405, { allow: 'POST' });
    const address = clientAddress(request.socket.remoteAddress, header(request, 'x-forwarded-for'), settings.trustProxy);
    // Without TRUST_PROXY everyone behind a local proxy shares one address: never shut the platform out with the forger.
    const waitMs = isLocal(address) ? undefined : failures.wait(address, steady());
    if (waitMs !== undefined) return refuse(response, 429, { 'retry-after': retryAfter(waitMs) });
    if (working >= AT_ONCE) return refuse(response, 503, { 'retry-after': '1' });
    working += 1;
    const id = newId();
    try {
      const body = await readBody(request);
      if (body === undefined) return refuse(response, 413);
      const answer = await duringRequest(id, () => hook.handle({ headers: flat(request), body, at: Date.now() }));
      if (answer.status === 401 || answer.status === 403) {
        // One line per counted failure: a flood does not fill the log either.
        if (isLocal(address) || failures.take(address, steady()) === undefined) log.warn('hook refused', { route: path, status: answer.status, request: id });
      }
      send(response, answer, answer.status >= 400 ? [...plain, 'x-request-id', id] : plain);
    } catch (error) {
      // The other side went away in the middle of its request.
      if (response.destroyed || response.headersSent) return;
      log.error('hook failed', { route: path, request: id }, error);
      refuse(response, 500, { 'x-request-id': id });
    } finally {
      working -= 1;
    }
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
    request.on('error', fail);
    request.on('close', () => request.complete || fail(new Error('closed')));
  });
}

/** Node joins repeated headers itself, all but this one, which no hook reads. */
function flat(request: IncomingMessage): Record<string, string | undefined> {
  const { headers } = request;
  if (headers['set-cookie'] !== undefined) headers['set-cookie'] = undefined;
  return headers as Record<string, string | undefined>;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function send(response: ServerResponse, answer: HookAnswer, guards: readonly string[]): void {
  const body = answer.body ?? '';
  const headers = [...guards, 'content-length', String(Buffer.byteLength(body))];
  for (const name in answer.headers) headers.push(name, answer.headers[name]!);
  if (answer.headers?.['content-type'] === undefined) headers.push('content-type', 'text/plain; charset=utf-8');
  response.writeHead(answer.status, headers);
  response.end(body);
}

/** A refusal closes the connection: whatever the other side still sends is not read. */
function refuser(guards: readonly string[]) {
  return (response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void =>
    send(response, { status, headers: { ...headers, ...(status === 413 || status === 429 ? { connection: 'close' } : {}) } }, guards);
}
