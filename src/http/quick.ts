// The usual webhook, read off the socket: a whole small POST in one piece, as platforms and proxies send it, costs a third of what it costs through
// node:http. Promises: only requests that can be read in one way are taken; whatever is odd, partial, large or not for a hook goes, unread and with its
// bytes, to node's own parser, and so does the rest of that connection. Refuses to wait for a second piece.
import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Hook, HookAnswer } from '../ports.ts';
import { steady } from './buckets.ts';
import type { Hooks } from './hooks.ts';

export type Limits = { /** The first request must be complete by then. */ readonly requestMs: number; /** A connection may rest so long between two. */ readonly keepAliveMs: number };
/** A connection we read ourselves. */
type Line = { readonly socket: Socket; used: boolean; busy: boolean; /** The other side says no more. */ ended: boolean; since: number; held: Buffer | undefined };

const HEAD_BYTES = 4096;
const LOOK_MS = 1000;

/** Stands in front of node's reading of `server`. `close`: idle connections end, busy ones after their answer; `now` = all at once. */
export function readQuickly(server: Server, hooks: Hooks, limits: Limits): { close(now?: boolean): void } {
  const parse = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const lines = new Set<Line>();
  const head = hooks.guards.reduce((text, part, i) => text + part + (i % 2 === 0 ? ': ' : '\r\n'), '');
  const keep = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(limits.keepAliveMs / 1000)}\r\n`;
  let closing = false;

  server.on('connection', (socket: Socket) => {
    const line: Line = { socket, used: false, busy: false, ended: false, since: steady(), held: undefined };
    lines.add(line);
    const onData = (chunk: Buffer): void => {
      if (line.busy) {
        // More before the answer: node's parser knows how to queue.
        socket.pause();
        line.held = line.held ? Buffer.concat([line.held, chunk]) : chunk;
        return;
      }
      const request = readWhole(chunk, hooks.at);
      if (!request) return handOver(chunk);
      line.busy = line.used = true;
      hooks.answer(request.hook, { headers: request.headers, body: request.body, peer: socket.remoteAddress }).then(answered, () => socket.destroy());
    };
    const onEnd = (): void => {
      line.ended = true;
      if (!line.busy) socket.end();
    };
    const onError = (): void => void socket.destroy();
    const onClose = (): void => void lines.delete(line);
    socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);

    function answered(answer: HookAnswer | 'gone'): void {
      line.busy = false;
      line.since = steady();
      if (answer === 'gone' || socket.destroyed) return void socket.destroy();
      const last = closing || line.ended || answer.headers?.['connection'] === 'close';
      const body = answer.body ?? '';
      socket.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${head}${own(answer, body)}Date: ${date()}\r\n${last ? 'Connection: close\r\n' : keep}\r\n${body}`);
      if (last) return void socket.end();
      if (line.held) handOver(line.held);
    }

    function handOver(chunk: Buffer): void {
      lines.delete(line);
      socket.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      socket.pause();
      socket.unshift(chunk);
      for (const one of parse) one.call(server, socket);
      socket.resume();
    }
  });

  const looking = setInterval(() => {
    const now = steady();
    for (const { busy, used, since, socket } of lines) if (!busy && now - since > (used ? limits.keepAliveMs : limits.requestMs)) socket.destroy();
  }, LOOK_MS).unref();
  return {
    close(now = false) {
      closing = true;
      clearInterval(looking);
      for (const { busy, socket } of lines) {
        if (now) socket.destroy();
        else if (!busy) socket.end();
      }
    },
  };
}

type Whole = { readonly hook: Hook; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };
/** Names without `_`, values without blanks around them: what nobody could read differently. */
const HEADER = /^([A-Za-z0-9-]+): ?([!-~](?:[ -~]*[!-~])?)?$/;
/** Each of them changes where a request ends, or who speaks next. */
const NOT_PLAIN = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te'];

/** A POST to a hook that begins and ends with this chunk and that everybody would read alike; undefined for all others. */
export function readWhole(chunk: Buffer, at: (path: string) => Hook | undefined): Whole | undefined {
  if (chunk[0] !== 0x50) return undefined;
  const end = chunk.indexOf('\r\n\r\n');
  if (end < 0 || end > HEAD_BYTES) return undefined;
  const [first = '', ...lines] = chunk.toString('latin1', 0, end).split('\r\n');
  if (!first.startsWith('POST ') || !first.endsWith(' HTTP/1.1')) return undefined;
  const hook = at(first.slice(5, -9));
  if (!hook) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const match = HEADER.exec(line);
    if (!match) return undefined;
    const name = match[1]!.toLowerCase();
    if (Object.hasOwn(headers, name)) return undefined;
    headers[name] = match[2] ?? '';
  }
  if (!headers['host'] || NOT_PLAIN.some((name) => Object.hasOwn(headers, name)) || (headers['connection'] ?? 'keep-alive').toLowerCase() !== 'keep-alive') return undefined;
  const length = headers['content-length'] ?? '';
  const body = chunk.subarray(end + 4);
  return /^\d{1,6}$/.test(length) && Number(length) === body.length ? { hook, headers, body } : undefined;
}

function own({ headers }: HookAnswer, body: string): string {
  let text = `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  for (const name in headers) if (name !== 'connection') text += `${name}: ${headers[name]}\r\n`;
  return headers?.['content-type'] === undefined ? `${text}content-type: text/plain; charset=utf-8\r\n` : text;
}

let dated = { second: 0, text: '' };
function date(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dated.second) dated = { second, text: new Date(second * 1000).toUTCString() };
  return dated.text;
}
