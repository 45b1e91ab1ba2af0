// The HTTP server: webhooks and event streams on raw node:http, everything else through hono. The only place that knows the web server.
// Promises: every answer carries the security headers, slow and oversized requests are cut off, faults say nothing about us.
import { createServer as createNodeServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { STREAMS } from '../channels/web/limits.ts';
import { createApp } from './app.ts';
import { createDoors } from './buckets.ts';
import { createEvents } from './events.ts';
import { createHooks } from './hooks.ts';
import { readQuickly } from './quick.ts';
import type { ServerParts } from './settings.ts';

export type Server = {
  /** Resolves with the port once it accepts connections; rejects when the port is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new connection, ends streams, lets what is being answered finish, 5 s unless told otherwise. */
  close(withinMs?: number): Promise<void>;
};

/** A request must be complete by then: what trickles in slower holds a socket, not a conversation. */
const REQUEST_MS = 10_000;
/** Longer than the 60 s for which nginx keeps an idle connection, so that it never writes into one we just closed. */
const KEEP_ALIVE_MS = 65_000;
/** Open streams, and room for everybody else. */
const CONNECTIONS = STREAMS + 4000;
const CLOSING_MS = 5000;

export function createServer(parts: ServerParts): Server {
  const hooks = createHooks(parts.hooks, parts.settings, parts.log);
  const doors = createDoors(parts.settings.rateAddress);
  const events = createEvents(parts.web, parts.settings, doors);
  const app = getRequestListener(createApp(parts, doors).fetch, { overrideGlobalObjects: false, errorHandler: () => new Response('error', { status: 500 }) });
  const server = createNodeServer(
    {
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16_384,
      // Nobody upgrades here; what asks for it (h2c, websocket) is answered as the plain request it also is.
      shouldUpgradeCallback: () => false,
    },
    (request, response) => {
      if (request.url?.startsWith('/hooks/')) return void hooks.handle(request, response);
      if (request.method === 'GET' && request.url?.split('?', 1)[0] === events.path) return events.handle(request, response);
      return void app(request, response);
    },
  );
  server.on('upgrade', events.taken);
  server.maxConnections = CONNECTIONS;
  const quick = readQuickly(server, hooks, { requestMs: REQUEST_MS, keepAliveMs: KEEP_ALIVE_MS });
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
    close: (withinMs = CLOSING_MS) =>
      new Promise((resolve) => {
        parts.web.close();
        const force = setTimeout(() => {
          server.closeAllConnections();
          quick.close(true);
        }, withinMs);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
        quick.close();
      }),
  };
}
