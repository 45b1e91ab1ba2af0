// Browsers that hold the event stream open and do nothing else: many thousand in a process of their own, each a visitor with a signed cookie and an
// address of its own behind the proxy. Told by messages; answers with what it sees. Promises: loopback only; ends with its parent.
import { connect, type Socket } from 'node:net';
import { deriveKey } from '../../../src/chat-key.ts';
import { issueToken } from '../../../src/channels/web/visitor.ts';

export type CrowdOrder = { readonly open: number; readonly port: number; readonly secret: string; readonly path?: string } | 'state';
export type CrowdState = { /** Now. */ readonly open: number; /** How often a browser had to come again. */ readonly again: number };

const AGENT = 'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
/** What the server tells browsers to wait before they come again. */
const RETRY_MS = 2000;
let open = 0;
let again = 0;

/** As a browser asks and a proxy passes on. Sources differ, so that no pair of addresses runs out of ports. */
function enter(port: number, path: string, token: string, n: number): void {
  let answered = false;
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (n % 8)}` }, () =>
    socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-forwarded-for: 10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}\r\nx-forwarded-proto: https\r\ncookie: visitor=${token}\r\nsec-fetch-site: same-origin\r\nsec-fetch-mode: cors\r\naccept: */*\r\nlast-event-id: 0\r\nuser-agent: ${AGENT}\r\naccept-language: vi-VN,vi;q=0.9,en;q=0.8\r\naccept-encoding: gzip, deflate, br, zstd\r\n\r\n`),
  );
  socket.on('data', (chunk: Buffer) => {
    if (answered) return;
    answered = chunk.subarray(0, 15).includes(' 200 ');
    if (answered) open += 1;
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    if (answered) open -= 1;
    again += 1;
    setTimeout(() => enter(port, path, token, n), RETRY_MS);
  });
}

process.on('message', async (order: CrowdOrder) => {
  if (order !== 'state') {
    const key = deriveKey(order.secret, 'cookie');
    for (let n = 0; n < order.open; n++) {
      enter(order.port, order.path ?? '/chat/events', issueToken(key, Date.now()).token, n);
      if (n % 50 === 49) await new Promise((done) => setTimeout(done, 10));
    }
    for (let i = 0; i < 600 && open < order.open; i++) await new Promise((done) => setTimeout(done, 50));
  }
  process.send!({ open, again } satisfies CrowdState);
});
process.on('disconnect', () => process.exit());
