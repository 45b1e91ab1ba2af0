// The HTTP server: webhooks on raw node:http, everything else through hono. The only place that knows the web server.
// Promises: every answer carries the security headers, slow and oversized requests are cut off, faults say nothing about us.
import { createServer as createNodeServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './app.ts';
import { createHooks } from './hooks.ts';
import type { ServerParts } from './settings.ts';

export type Server = {
  /** Resolves with the port once it accepts connections; rejects when the port is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new connection, ends streams, lets what is being answered finish within 5 s. */
  close(): Promise<void>;
};

/** A request must be complete by then: what trickles in slower holds a socket, not a conversation. */
const REQUEST_MS = 10_000;
/** Longer than the 60 s for which nginx keeps an idle connection, so that it never writes into one we just closed. */
const KEEP_ALIVE_MS = 65_000;
const CONNECTIONS = 10_000;
const CLOSING_MS = 5000;

export function createServer(parts: ServerParts): Server {
  const hooks = createHooks(parts.hooks, parts.settings, parts.log);
  const app = getRequestListener(createApp(parts).fetch, { overrideGlobalObjects: false, errorHandler: () => new Response('error', { status: 500 }) });
  const server = createNodeServer(
    {
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16_384,
    },
    (request, response) => void (request.url?.startsWith('/hooks/') ? hooks(request, response) : app(request, response)),
  );
  server.maxConnections = CONNECTIONS;
  server.on('clientError', (_error, socket: Socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        parts.web.close();
        const force = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
