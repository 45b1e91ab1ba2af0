// Late messages as server-sent events: id = seq, so a browser that reconnects with Last-Event-ID misses nothing and gets nothing twice.
// Promises: writing acknowledges nothing; a browser that does not read is disconnected at 64 kB; open streams are bounded, and one costs a
// plain object here: one timer beats for all. Refuses: to know what carries the bytes.
import { HEARTBEAT_MS, STREAM_BUFFER_BYTES, STREAM_MS, STREAMS, STREAMS_PER_VISITOR } from './limits.ts';
import { readSince } from './port.ts';
import type { WebPort } from './port.ts';

/** What a stream is written to: a socket, or whatever behaves like one. */
export type Line = {
  /** Bytes the other side has not taken yet. */
  readonly writableLength: number;
  write(bytes: Uint8Array): unknown;
  end(): unknown;
  destroy(): unknown;
};
export type Streams = {
  /** Room for one more of this visitor; the oldest of six goes for it. */
  admits(address: string): boolean;
  /** Returns what to call when the line is gone. */
  open(address: string, after: number, line: Line): () => void;
  count(): number;
  close(): void;
};

type Stream = { readonly address: string; readonly line: Line; readonly turn: Set<Stream>; readonly until: number; seen: number; reading: boolean; again: boolean; over: boolean; unsubscribe: () => void; older: Stream | undefined };

/** Each second one of these groups gets its sign of life. */
const TURNS = HEARTBEAT_MS / 1000;
const encoder = new TextEncoder();
const BEAT = encoder.encode(':\n\n');
const RETRY = encoder.encode('retry: 2000\n\n');

export function createStreams(port: WebPort): Streams {
  /** The newest stream of each visitor; it knows the older ones. */
  const byVisitor = new Map<string, Stream>();
  const turns = Array.from({ length: TURNS }, () => new Set<Stream>());
  let now = 0;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;

  function beat(): void {
    now = (now + 1) % TURNS;
    const at = performance.now();
    for (const stream of turns[now]!) {
      if (at >= stream.until) end(stream);
      else write(stream, BEAT);
    }
  }

  function leave(stream: Stream): void {
    if (stream.over) return;
    stream.over = true;
    stream.unsubscribe();
    stream.turn.delete(stream);
    const newest = byVisitor.get(stream.address);
    if (newest === stream) {
      if (stream.older) byVisitor.set(stream.address, stream.older);
      else byVisitor.delete(stream.address);
    } else for (let one = newest; one; one = one.older) if (one.older === stream) one.older = stream.older;
    if ((count -= 1) > 0) return;
    clearInterval(timer);
    timer = undefined;
  }
  /** What waits unread would keep the line open as long as the other side likes; it comes again with the last id it saw. */
  function end(stream: Stream): void {
    leave(stream);
    if (stream.line.writableLength > 0) stream.line.destroy();
    else stream.line.end();
  }
  function write(stream: Stream, bytes: Uint8Array): void {
    if (stream.over) return;
    stream.line.write(bytes);
    if (stream.line.writableLength < STREAM_BUFFER_BYTES) return;
    leave(stream);
    stream.line.destroy();
  }

  async function pump(stream: Stream): Promise<void> {
    if (stream.reading) {
      stream.again = true;
      return;
    }
    stream.reading = true;
    try {
      do {
        stream.again = false;
        const { last, messages, reset } = await readSince(port, stream.address, stream.seen);
        if (reset) write(stream, encoder.encode('event: reset\ndata: {}\n\n'));
        for (const { seq, said } of messages) write(stream, encoder.encode(`id: ${seq}\ndata: ${JSON.stringify(said)}\n\n`));
        stream.seen = last;
      } while (stream.again && !stream.over);
    } catch {
      // Store away: the browser comes back by itself.
      end(stream);
    }
    stream.reading = false;
  }

  function oldest(address: string): { readonly stream: Stream; readonly streams: number } | undefined {
    let stream = byVisitor.get(address);
    let streams = 1;
    for (; stream?.older; stream = stream.older) streams += 1;
    return stream && { stream, streams };
  }

  return {
    admits(address) {
      const last = oldest(address);
      if (last && last.streams >= STREAMS_PER_VISITOR) end(last.stream);
      return count < STREAMS;
    },
    open(address, after, line) {
      // What was cut out of a header keeps the whole header in memory: this copy stands alone.
      const own = structuredClone(address);
      const stream: Stream = {
        address: own, line, turn: turns[now]!, seen: after, reading: false, again: false, over: false, unsubscribe: () => {}, older: byVisitor.get(own),
        // Not all at once: streams that began together (after a restart) shall not end together.
        until: performance.now() + STREAM_MS * (0.75 + Math.random() / 4),
      };
      byVisitor.set(own, stream);
      stream.turn.add(stream);
      count += 1;
      timer ??= setInterval(beat, HEARTBEAT_MS / TURNS).unref();
      // Listening starts before the first reading: nothing can fall between the two.
      stream.unsubscribe = port.subscribe(own, () => void pump(stream));
      write(stream, RETRY);
      void pump(stream);
      return () => leave(stream);
    },
    count: () => count,
    close: () => turns.forEach((turn) => turn.forEach(end)),
  };
}
