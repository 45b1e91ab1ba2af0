// GET /chat/events on raw node:http: what browsers hold open for minutes, ten thousand at once in one process.
// Promises: an open stream is a socket and nothing else (about 6 kB); the same limits and headers as everywhere; a browser that says anything
// more, or goes, is let go. Refuses: requests with a body.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Opening, WebChat } from '../channels/web/chat.ts';
import type { Line } from '../channels/web/stream.ts';
import { clientAddress, type Doors, retryAfter } from './buckets.ts';
import { securityHeaders } from './headers.ts';
import type { HttpSettings } from './settings.ts';

export type Events = {
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** For the server's `upgrade`: the socket of a request that became a stream. */
  taken(request: IncomingMessage, socket: Duplex, rest: Buffer): void;
};

const PATH = '/chat/events';
const STREAM = [
  'content-type', 'text/event-stream; charset=utf-8',
  'cache-control', 'no-store, no-transform',
  // nginx would otherwise hold the stream back until its buffer is full.
  'x-accel-buffering', 'no',
];

export function createEvents(web: Pick<WebChat, 'events'>, settings: HttpSettings, doors: Doors): Events {
  const guards = Object.entries(securityHeaders('data', settings)).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const headers = [...guards, ...STREAM];
  const head = `HTTP/1.1 200 OK\r\nconnection: close\r\n${headers.map((part, i) => part + (i % 2 === 0 ? ': ' : '\r\n')).join('')}`;
  const awaited = new WeakMap<IncomingMessage, () => void>();

  async function refuse(response: ServerResponse, answer: Response): Promise<void> {
    const text = await answer.text();
    response.writeHead(answer.status, [...guards, ...[...answer.headers].flat()]);
    response.end(text);
  }

  /**
   * Node gives up what it keeps for HTTP (parser, request and response, 10 kB a connection) only for an upgrade, so the request, which is complete, is
   * declared one; Node then hands the bare socket to `taken`, still in this tick. Where that cannot be (an answer before it is not finished,
   * or a request came behind it in the same packet) the response itself carries the stream: the same bytes, only more memory.
   */
  function begin(request: IncomingMessage, response: ServerResponse, open: Opening): void {
    const { socket } = request;
    let begun = false;
    if (response.socket === socket) {
      awaited.set(request, () => {
        begun = true;
        response.detachSocket(socket);
        socket.on('error', ignore).on('data', drop).on('end', drop).on('finish', drop);
        socket.write(`${head}date: ${new Date().toUTCString()}\r\n\r\n`);
        follow(socket, open);
      });
      Object.assign(request, { upgrade: true });
    }
    setImmediate(() => {
      if (begun || socket.destroyed) return;
      awaited.delete(request);
      response.on('error', ignore);
      response.writeHead(200, headers);
      follow(response, open);
    });
  }

  return {
    path: PATH,
    handle(request, response) {
      const address = clientAddress(request.socket.remoteAddress, one(request.headers['x-forwarded-for']), settings.trustProxy);
      const waitMs = doors.read(address) ?? doors.knock(address);
      if (waitMs !== undefined) return void refuse(response, Response.json({ error: 'busy' }, { status: 429, headers: { 'retry-after': retryAfter(waitMs) } }));
      if (Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined) return void refuse(response, Response.json({ error: 'malformed' }, { status: 400, headers: { connection: 'close' } }));
      const asked = new Headers();
      for (const name of ASKED) {
        const value = one(request.headers[name]);
        if (value !== undefined) asked.set(name, value);
      }
      const answer = web.events(asked, new URLSearchParams(request.url?.slice(PATH.length)).get('after') ?? undefined);
      if (answer instanceof Response) return void refuse(response, answer);
      begin(request, response, answer);
    },
    taken(request, socket, rest) {
      const go = awaited.get(request);
      if (go === undefined || rest.length > 0 || socket.destroyed) return void socket.destroy();
      go();
    },
  };
}

/** What the web chat looks at. */
const ASKED = ['host', 'origin', 'sec-fetch-site', 'cookie', 'authorization', 'last-event-id'] as const;

function follow(line: Line & { on(event: 'close', gone: () => void): unknown }, open: Opening): void {
  line.on('close', open(line));
}
const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(', ') : value);
const ignore = (): void => {};
function drop(this: Duplex): void {
  this.destroy();
}
