// A bad proxy in front of several servers: takes them in turn and cuts answers short as it is told.
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request: passed on, dropped before or after the server got it, answer cut in the middle, stream cut after some ms. */
export type Fate = 'pass' | 'drop-before' | 'drop-after' | 'cut' | { readonly cutAfterMs: number };

export async function badProxy(backends: readonly number[], fate: (request: IncomingMessage, count: number) => Fate) {
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    const what = fate(incoming, count);
    const port = backends[count % backends.length]!;
    count += 1;
    if (what === 'drop-before') return void incoming.socket.destroy();
    const onward = request({ port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false }, (answer) => {
      if (what === 'drop-after') return void (answer.resume(), incoming.socket.destroy());
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (typeof what === 'object') setTimeout(() => incoming.socket.destroy(), what.cutAfterMs);
      answer.on('data', (chunk: Buffer) => {
        if (what === 'cut') outgoing.write(chunk.subarray(0, chunk.length >> 1), () => incoming.socket.destroy());
        else outgoing.write(chunk);
      });
      answer.on('end', () => outgoing.end());
      answer.on('error', () => outgoing.destroy());
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => count,
    close: () => new Promise<void>((done) => (server.close(() => done()), server.closeAllConnections())),
  };
}
