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
type Line = { readonly socket: Socket; used: boolean; busy: boolean; /** The other side says no more. */ ended: boolean; since: number; held: Buffer | undefined; /** What came before on it. */ known: Known | undefined };

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
    const line: Line = { socket, used: false, busy: false, ended: false, since: steady(), held: undefined, known: undefined };
    lines.add(line);
    const onData = (chunk: Buffer): void => {
      if (line.busy) {
        // More before the answer: node's parser knows how to queue.
        socket.pause();
        line.held = line.held ? Buffer.concat([line.held, chunk]) : chunk;
        return;
      }
      const request = readWhole(chunk, hooks.at, line.known);
      if (!request) return handOver(chunk);
      line.known = request.known;
      line.busy = line.used = true;
      hooks.answer(request.known.hook, { headers: request.known.headers, body: request.body, peer: socket.remoteAddress }).then(answered, () => socket.destroy());
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

/** A head that was read, around the digits of its Content-Length; the next one of a connection is mostly the same. `headers` are without that length. */
type Known = { readonly hook: Hook; readonly headers: Readonly<Record<string, string>>; readonly before: string; readonly behind: string };
type Whole = { readonly known: Known; readonly body: Buffer };
/** Names without `_`, values without blanks around them: what nobody could read differently. */
const HEADER = /^([A-Za-z0-9-]+): ?([!-~](?:[ -~]*[!-~])?)?$/;
/** Each of them changes where a request ends, or who speaks next. */
const NOT_PLAIN = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te'];
const LENGTH = /^\d{1,6}$/;

/** A POST to a hook that begins and ends with this chunk and that everybody would read alike; undefined for all others. */
export function readWhole(chunk: Buffer, at: (path: string) => Hook | undefined, before?: Known): Whole | undefined {
  if (chunk[0] !== 0x50) return undefined;
  const text = chunk.toString('latin1', 0, Math.min(chunk.length, HEAD_BYTES));
  const known = before && sameHead(text, before) ? before : readHead(text, at);
  if (!known) return undefined;
  const start = known.before.length;
  const end = text.indexOf('\r', start);
  const body = chunk.subarray(end + known.behind.length);
  return Number(text.slice(start, end)) === body.length ? { known, body } : undefined;
}

function sameHead(text: string, { before, behind }: Known): boolean {
  if (!text.startsWith(before)) return false;
  const end = text.indexOf('\r', before.length);
  return LENGTH.test(text.slice(before.length, end)) && text.startsWith(behind, end);
}

function readHead(text: string, at: (path: string) => Hook | undefined): Known | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const hook = first.startsWith('POST ') && first.endsWith(' HTTP/1.1') ? at(first.slice(5, -9)) : undefined;
  if (!hook) return undefined;
  const headers: Record<string, string> = {};
  let length: { readonly start: number; readonly end: number } | undefined;
  let position = first.length + 2;
  for (const line of lines) {
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    if (name === undefined || Object.hasOwn(headers, name.toLowerCase())) return undefined;
    headers[name.toLowerCase()] = value;
    position += line.length + 2;
    if (name.toLowerCase() === 'content-length') length = { start: position - 2 - value.length, end: position - 2 };
  }
  const { 'content-length': digits = '', ...rest } = headers;
  if (!length || !LENGTH.test(digits) || !rest['host'] || NOT_PLAIN.some((name) => Object.hasOwn(rest, name)) || (rest['connection'] ?? 'keep-alive').toLowerCase() !== 'keep-alive') return undefined;
  return { hook, headers: rest, before: text.slice(0, length.start), behind: text.slice(length.end, end + 4) };
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
