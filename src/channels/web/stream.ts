// Late messages as server-sent events: id = seq, so a browser that reconnects with Last-Event-ID misses nothing and gets nothing twice.
// Promises: writing acknowledges nothing; a browser that does not read is disconnected at 64 kB; open streams are bounded.
import { HEARTBEAT_MS, STREAM_BUFFER_BYTES, STREAM_MS, STREAMS, STREAMS_PER_VISITOR } from './limits.ts';
import { readSince } from './port.ts';
import type { WebPort } from './port.ts';

type Open = { readonly end: () => void };

export function createStreams(port: WebPort) {
  const byVisitor = new Map<string, Set<Open>>();
  let count = 0;

  const open = (address: string, after: number): Response | undefined => {
    const mine = byVisitor.get(address) ?? new Set<Open>();
    if (mine.size >= STREAMS_PER_VISITOR) mine.values().next().value?.end();
    if (count >= STREAMS) return undefined;
    byVisitor.set(address, mine);
    const leave = (one: Open) => {
      if (!mine.delete(one)) return;
      count -= 1;
      if (mine.size === 0 && byVisitor.get(address) === mine) byVisitor.delete(address);
    };
    const body = streamOf(port, address, after, (one) => (mine.add(one), (count += 1)), leave);
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // nginx would otherwise hold the stream back until its buffer is full.
        'x-accel-buffering': 'no',
      },
    });
  };

  return {
    open,
    count: () => count,
    close: () => [...byVisitor.values()].flatMap((set) => [...set]).forEach((one) => one.end()),
  };
}

function streamOf(port: WebPort, address: string, after: number, enter: (one: Open) => void, leave: (one: Open) => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let seen = after;
        const now = { reading: false, again: false, ended: false };
        const stop = (how: () => void) => {
          if (now.ended) return;
          now.ended = true;
          clearInterval(beat);
          clearTimeout(life);
          unsubscribe();
          leave(me);
          try {
            how();
          } catch {
            // Already cancelled by the other side.
          }
        };
        const write = (text: string) => {
          if (now.ended) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) <= 0) stop(() => controller.error(new Error('unread')));
        };
        const pump = async () => {
          if (now.reading) {
            now.again = true;
            return;
          }
          now.reading = true;
          try {
            do {
              now.again = false;
              const { last, messages, reset } = await readSince(port, address, seen);
              if (reset) write('event: reset\ndata: {}\n\n');
              for (const { seq, said } of messages) write(`id: ${seq}\ndata: ${JSON.stringify(said)}\n\n`);
              seen = last;
            } while (now.again && !now.ended);
          } catch {
            // Store away: the browser comes back by itself with the last id it saw.
            stop(() => controller.close());
          }
          now.reading = false;
        };
        const me: Open = { end: () => stop(() => controller.close()) };
        end = me.end;
        const beat = setInterval(() => write(':\n\n'), HEARTBEAT_MS);
        const life = setTimeout(me.end, STREAM_MS);
        beat.unref();
        life.unref();
        // Listening starts before the first reading: nothing can fall between the two.
        const unsubscribe = port.subscribe(address, () => void pump());
        enter(me);
        write('retry: 2000\n\n');
        void pump();
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: STREAM_BUFFER_BYTES }),
  );
}
