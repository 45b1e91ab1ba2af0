// A long answer onto the socket: as fast as the other side reads, ended quietly when either side goes.
// Written by hand because the library prints stream faults to the console, past our log.
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';

/** Resolves when the answer ended. A fault of the stream (the reader fell too far behind) cuts the connection. */
export async function sendStream(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  const reader = response.body?.getReader();
  const gone = () => void reader?.cancel().catch(() => {});
  outgoing.on('close', gone);
  outgoing.on('error', gone);
  try {
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      if (outgoing.destroyed) return;
      if (!outgoing.write(part.value)) await Promise.race([once(outgoing, 'drain'), reader?.closed]);
    }
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}
