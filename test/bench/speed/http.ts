// The least HTTP/1.1 that the bench needs, on sockets: both sides of it share a core with Redis and must not be what is measured.
// Promises: bodies by length or in chunks, one request at a time per socket. Refuses: everything else, loudly.
import net from 'node:net';

type Read = { readonly head: string; readonly body: string; readonly end: number };

function readMessage(bytes: Buffer): Read | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const start = headEnd + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return bytes.length < end ? undefined : { head, body: bytes.toString('utf8', start, end), end };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { head, body: '', end: start };
  const pieces: Buffer[] = [];
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const next = line + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { head, body: Buffer.concat(pieces).toString('utf8'), end: next };
    pieces.push(bytes.subarray(line + 2, line + 2 + size));
    at = next;
  }
}

function messages(socket: net.Socket, seen: (read: Read) => void): void {
  let held: Buffer | undefined;
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    let bytes = held ? Buffer.concat([held, chunk]) : chunk;
    for (let read = readMessage(bytes); read; read = readMessage(bytes)) {
      bytes = bytes.subarray(read.end);
      seen(read);
    }
    held = bytes.length > 0 ? bytes : undefined;
  });
}

export function serve(port: number, handle: (path: string, body: string, answer: (body: string) => void) => void): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    messages(socket, ({ head, body }) => {
      const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'));
      handle(path, body, (text) => socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`));
    });
  });
  return new Promise((done) => server.listen(port, '127.0.0.1', () => done((server.address() as net.AddressInfo).port)));
}

export type Answer = { readonly status: number; readonly body: string };
/** One kept-alive connection. */
export type Line = { post(path: string, headers: string, body: string): Promise<Answer>; close(): void };
export function dial(port: number): Line {
  let socket: net.Socket | undefined;
  let done: ((answer: Answer) => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  function open(): net.Socket {
    const one = net.connect(port, '127.0.0.1');
    messages(one, ({ head, body }) => {
      const resolve = done;
      done = failed = undefined;
      if (/\r\nconnection: *close/i.test(head)) one.destroy();
      resolve?.({ status: Number(head.slice(9, 12)), body });
    });
    one.on('error', () => {});
    one.on('close', () => {
      if (socket === one) socket = undefined;
      const reject = failed;
      done = failed = undefined;
      reject?.(new Error('connection closed without an answer'));
    });
    return one;
  }
  return {
    post: (path, headers, body) =>
      new Promise((resolve, reject) => {
        done = resolve;
        failed = reject;
        socket ??= open();
        socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}Connection: keep-alive\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => socket?.destroy(),
  };
}
