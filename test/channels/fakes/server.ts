// The loopback server under the fake platforms: records every call, breaks calls on demand, and remembers which of them counted.
// Promises: a call that was reset before acceptance did not happen; one reset after acceptance did. Nothing leaves this machine.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What to do to a call. `before`/`after`: whether the platform carried it out. */
export type Fault =
  | { readonly type: 'flood'; readonly retryAfter?: number }
  /** The platform's own way of saying no. */
  | { readonly type: 'refuse'; readonly code: number; readonly text?: string }
  | { readonly type: 'html'; readonly status: number; readonly accepted?: boolean }
  | { readonly type: 'garbage' }
  | { readonly type: 'half' }
  | { readonly type: 'reset-before' }
  | { readonly type: 'reset-after' }
  | { readonly type: 'slow'; readonly ms: number }
  | { readonly type: 'hang' };

export type Call = {
  readonly at: number;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly raw: string;
  readonly fault?: Fault['type'];
  /** The platform carried it out. */
  accepted: boolean;
  /** Why the platform refused it. */
  refusal?: string;
};
export type Answered = { readonly status: number; readonly body: unknown; readonly refusal?: string };
/** Decides about one call; undefined: all is well. */
export type Plan = (method: string, count: number) => Fault | undefined;

export type FakeServer = {
  readonly url: string;
  readonly calls: Call[];
  /** Faults for the next calls of these methods (any method without a name), one each, in order. */
  next(fault: Fault, method?: string): void;
  /** A standing plan, asked for every call that has no queued fault. */
  plan(plan: Plan | undefined): void;
  /** The platform's clock against ours, as its Date header shows it. */
  skew(ms: number): void;
  close(): Promise<void>;
};

type Handler = (call: { readonly method: string; readonly headers: IncomingMessage['headers']; readonly body: unknown; readonly raw: string; readonly url: string; readonly gone: AbortSignal }) => Promise<Answered>;
type Style = { readonly flood: (retryAfter: number | undefined) => Answered; readonly refuse: (code: number, text: string) => Answered };

export async function fakeServer(handle: Handler, methodOf: (url: string) => string, style: Style, port = 0): Promise<FakeServer> {
  const calls: Call[] = [];
  const queued: { fault: Fault; method: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  let plan: Plan | undefined;
  let count = 0;
  let ahead = 0;

  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => void serve(request, response, Buffer.concat(chunks).toString('utf8'), gone.signal));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });

  async function serve(request: IncomingMessage, response: ServerResponse, raw: string, gone: AbortSignal): Promise<void> {
    if (ahead !== 0) response.setHeader('date', new Date(Date.now() + ahead).toUTCString());
    const url = request.url ?? '';
    const method = methodOf(url);
    count += 1;
    const at = queued.findIndex((entry) => entry.method === undefined || entry.method === method);
    const fault = at >= 0 ? queued.splice(at, 1)[0]?.fault : plan?.(method, count);
    const call: Call = { at: Date.now(), method, headers: request.headers, body: bodyOf(raw), raw, ...(fault ? { fault: fault.type } : {}), accepted: false };
    calls.push(call);
    const carryOut = async (): Promise<Answered> => {
      const answered = await handle({ method, headers: request.headers, body: call.body, raw, url, gone });
      call.accepted = answered.refusal === undefined;
      if (answered.refusal !== undefined) call.refusal = answered.refusal;
      return answered;
    };
    switch (fault?.type) {
      case 'flood':
        return reply(response, style.flood(fault.retryAfter));
      case 'refuse':
        return reply(response, style.refuse(fault.code, fault.text ?? 'refused on demand'));
      case 'html':
        if (fault.accepted) await carryOut();
        response.writeHead(fault.status, { 'content-type': 'text/html' });
        response.end(`<html><body><h1>${fault.status}</h1><p>${url}</p></body></html>`);
        return;
      case 'garbage':
        await carryOut();
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"ok":tr');
        return;
      case 'half':
        await carryOut();
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4000' });
        response.write('{"ok":true,');
        setTimeout(() => request.socket.destroy(), 20);
        return;
      case 'reset-before':
        request.socket.destroy();
        return;
      case 'reset-after':
        await carryOut();
        request.socket.destroy();
        return;
      case 'hang':
        return;
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        return reply(response, await carryOut());
      default:
        return reply(response, await carryOut());
    }
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    next: (fault, method) => void queued.push({ fault, method }),
    plan: (next) => void (plan = next),
    skew: (ms) => void (ahead = ms),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function reply(response: ServerResponse, { status, body }: Answered): void {
  if (response.destroyed) return;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function bodyOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
