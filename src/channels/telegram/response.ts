// Reads HTTP/1.1 answers from a socket's chunks: status, body by length, by chunks or until close is refused.
// Promises: linear time, at most 1 MB, false for anything that is not a plain answer. Most answers come in one chunk and are read without copying.

export type Response = { readonly status: number; readonly body: string };

const MAX_HEAD = 16 * 1024;
const MAX_ANSWER = 1024 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** Returns a function that takes chunks; it answers false when the stream cannot be trusted any more. `idleMs` 0: the server closes. */
export function responseReader(done: (response: Response, idleMs: number) => void): (chunk: Buffer) => boolean {
  let held: Buffer | undefined;
  return (chunk) => {
    const bytes = held ? Buffer.concat([held, chunk]) : chunk;
    if (bytes.length > MAX_ANSWER) return false;
    const found = readAnswer(bytes);
    if (found === 'more') {
      held = bytes;
      return true;
    }
    held = undefined;
    // Bytes after the answer belong to nothing: one request is in flight at a time.
    if (found === 'bad' || found.end !== bytes.length) return false;
    done({ status: found.status, body: found.body }, found.idleMs);
    return true;
  };
}

type Body = { readonly body: string; readonly end: number; readonly idleMs?: number };
type Found = { readonly status: number; readonly body: string; readonly end: number; readonly idleMs: number };

function readAnswer(bytes: Buffer): Found | 'more' | 'bad' {
  const headEnd = bytes.indexOf(END_OF_HEAD);
  if (headEnd < 0) return bytes.length > MAX_HEAD ? 'bad' : 'more';
  const head = bytes.toString('latin1', 0, headEnd);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) return 'bad';
  const start = headEnd + 4;
  if (status.startsWith('1')) {
    const rest = readAnswer(bytes.subarray(start));
    return typeof rest === 'string' ? rest : { ...rest, end: rest.end + start };
  }
  const body = /\r\ntransfer-encoding:[^\r]*chunked/i.test(head) ? readChunks(bytes, start) : readLength(bytes, start, /\r\ncontent-length:\s*(\d{1,8})/i.exec(head)?.[1], status);
  if (body === 'more' || body === 'bad') return body;
  return { status: Number(status), idleMs: idleMs(head), ...body };
}

function readLength(bytes: Buffer, start: number, length: string | undefined, status: string): Body | 'more' | 'bad' {
  // Neither length nor chunks: the body ends with the connection. The status is enough to go on; the socket is given up.
  if (length === undefined) return { body: '', end: bytes.length, ...(status === '204' || status === '304' ? {} : { idleMs: 0 }) };
  const end = start + Number(length);
  return bytes.length < end ? 'more' : { body: bytes.toString('utf8', start, end), end };
}

function readChunks(bytes: Buffer, start: number): Body | 'more' | 'bad' {
  const pieces: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return bytes.length - at > 64 ? 'bad' : 'more';
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!Number.isInteger(size) || size < 0) return 'bad';
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return 'more';
    if (size === 0) return { body: Buffer.concat(pieces).toString('utf8'), end: next };
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}

/** How long the server keeps the connection, one second less than it says; 0 when it closes. */
function idleMs(head: string): number {
  if (/\r\nconnection:\s*close/i.test(head)) return 0;
  const seconds = /\r\nkeep-alive:[^\r]*timeout=(\d+)/i.exec(head)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(seconds) - 1) * 1000;
}
