// A thin HTTP/1.1 client for the hot Telegram calls: kept-alive sockets, one write per request, one request per socket at a time.
// Promises: settles by the limit and then destroys the socket; says whether the request may have left; never throws.
// Refuses redirects, proxies and answers over 1 MB. telegraf's own client serves the rare calls (api.ts): a send costs an eighth of its
// CPU here, and a third of node:http's (test/channels/telegram/wire.bench.ts: 26 µs against 86 with node:http, 205 with telegraf, 266 with fetch).
import net from 'node:net';
import tls from 'node:tls';
import { responseReader, type Response } from './response.ts';

export type Reply = ({ readonly type: 'answer' } & Response) | { readonly type: 'failed'; readonly sent: boolean; readonly code: string };
export type Wire = {
  /** POSTs a JSON text to `<base>/<method>`. */
  post(method: string, body: string, limitMs: number): Promise<Reply>;
  /** Requests that wait for an answer now. */
  busy(): number;
  close(): void;
};

/** More than this many at once wait for a free socket. */
const MAX_SOCKETS = 128;
/** An idle socket older than this is not trusted: the server may be closing it. */
const IDLE_MS = 20_000;
const TOO_LATE_MS = 50;

type Job = { readonly data: string; readonly until: number; readonly settle: (reply: Reply) => void; timer?: NodeJS.Timeout; done: boolean; line?: Line };
type Line = { readonly socket: net.Socket; job: Job | undefined; connected: boolean; idleUntil: number };

export function openWire(base: URL): Wire {
  const secure = base.protocol === 'https:';
  const port = Number(base.port || (secure ? 443 : 80));
  const host = base.hostname.replace(/^\[|\]$/g, '');
  const path = base.pathname.replace(/\/$/, '');
  const head = `Host: ${base.host}\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: `;
  const idle: Line[] = [];
  const lines = new Set<Line>();
  const waiting: Job[] = [];
  let ticket: Buffer | undefined;
  let closed = false;

  function dial(): Line {
    const socket = secure ? tls.connect({ host, port, ...(net.isIP(host) ? {} : { servername: host }), ...(ticket ? { session: ticket } : {}) }) : net.connect({ host, port });
    const line: Line = { socket, job: undefined, connected: false, idleUntil: 0 };
    const read = responseReader((response, idleMs) => answered(line, response, idleMs));
    lines.add(line);
    socket.setNoDelay(true);
    socket.on(secure ? 'secureConnect' : 'connect', () => (line.connected = true));
    socket.on('session', (session: Buffer) => (ticket = session));
    socket.on('data', (chunk: Buffer) => {
      if (!line.job || !read(chunk)) drop(line, 'bad-answer');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => drop(line, error.code ?? 'network'));
    socket.on('end', () => drop(line, 'closed'));
    socket.on('close', () => drop(line, 'closed'));
    return line;
  }

  function answered(line: Line, response: Response, idleMs: number): void {
    const job = line.job;
    line.job = undefined;
    if (job) finish(job, { type: 'answer', ...response });
    if (idleMs <= 0 || closed) return drop(line, 'closed');
    const next = takeWaiting();
    if (next) return put(line, next);
    line.idleUntil = performance.now() + Math.min(idleMs, IDLE_MS);
    line.socket.unref();
    idle.push(line);
  }

  function drop(line: Line, code: string): void {
    if (!lines.delete(line)) return;
    line.socket.destroy();
    const at = idle.indexOf(line);
    if (at >= 0) idle.splice(at, 1);
    const job = line.job;
    line.job = undefined;
    if (job) finish(job, { type: 'failed', sent: line.connected, code });
    const next = closed ? undefined : takeWaiting();
    if (next) put(dial(), next);
  }

  function put(line: Line, job: Job): void {
    line.job = job;
    job.line = line;
    line.socket.ref();
    line.socket.write(job.data);
  }

  /** A job with hardly any time left would only be cut off after it was sent. */
  function takeWaiting(): Job | undefined {
    for (;;) {
      const job = waiting.shift();
      if (!job || (!job.done && job.until - performance.now() > TOO_LATE_MS)) return job;
    }
  }

  /** The youngest idle socket that is still trusted, else a new one, else none. */
  function freeLine(): Line | undefined {
    for (;;) {
      const line = idle.pop();
      if (!line) break;
      if (line.idleUntil > performance.now()) return line;
      drop(line, 'closed');
    }
    return lines.size < MAX_SOCKETS ? dial() : undefined;
  }

  return {
    post(method, body, limitMs) {
      return new Promise((resolve) => {
        const data = `POST ${path}/${method} HTTP/1.1\r\n${head}${Buffer.byteLength(body)}\r\n\r\n${body}`;
        const job: Job = { data, until: performance.now() + limitMs, settle: resolve, done: false };
        if (closed) return finish(job, { type: 'failed', sent: false, code: 'closed' });
        job.timer = setTimeout(() => {
          if (job.line) drop(job.line, 'timeout');
          else finish(job, { type: 'failed', sent: false, code: 'timeout' });
        }, limitMs);
        const line = freeLine();
        if (line) put(line, job);
        else waiting.push(job);
      });
    },
    busy: () => lines.size - idle.length + waiting.length,
    close() {
      closed = true;
      for (const line of lines) drop(line, 'closed');
      for (const job of waiting.splice(0)) finish(job, { type: 'failed', sent: false, code: 'closed' });
    },
  };
}

function finish(job: Job, reply: Reply): void {
  if (job.done) return;
  job.done = true;
  clearTimeout(job.timer);
  job.settle(reply);
}
