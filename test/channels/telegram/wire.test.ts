// The thin HTTP client: sockets are reused, odd answers are never taken for good ones, time limits hold, errors carry nothing.
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { array, assert, boolean, nat, property } from 'fast-check';
import { openApi } from '../../../src/channels/telegram/api.ts';
import { type Response, responseReader } from '../../../src/channels/telegram/response.ts';
import { openWire, type Wire } from '../../../src/channels/telegram/wire.ts';
import { dumpOf } from '../contract/contract.ts';
import { fakeTelegram } from '../fakes/telegram.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A server that answers each request with the next of these bytes; counts its connections. */
async function rawServer(answers: (string | Buffer)[]): Promise<{ wire: Wire; connections: () => number }> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server: Server = createTcp((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(answers.shift() ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const wire = openWire(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/bot1:x`));
  cleanUps.push(() => {
    wire.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { wire, connections: () => connections };
}
const ok = (body: string, more = ''): string => `HTTP/1.1 200 OK\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('telegram wire', () => {
  it('keeps one socket for calls one after the other, and opens more for calls at once', async () => {
    const { wire, connections } = await rawServer(Array.from({ length: 60 }, () => ok('{"ok":true}')));
    for (let i = 0; i < 20; i += 1) expect(await wire.post('sendMessage', '{}', 1000)).toEqual({ type: 'answer', status: 200, body: '{"ok":true}' });
    expect(connections()).toBe(1);
    await Promise.all(Array.from({ length: 10 }, () => wire.post('sendMessage', '{}', 1000)));
    expect(connections()).toBe(10);
    expect(wire.busy()).toBe(0);
  });

  it('gives a socket up when the server says close, answers odd or sends too much', async () => {
    const { wire, connections } = await rawServer([ok('1', 'Connection: close\r\n'), 'SSH-2.0-x\r\n\r\n', `${ok('3')}HTTP/1.1 200 OK`, 'HTTP/1.1 502 Bad Gateway\r\n\r\n<html>', ok('5')]);
    const statuses = [];
    for (let i = 0; i < 5; i += 1) {
      const reply = await wire.post('getMe', '{}', 1000);
      statuses.push(reply.type === 'answer' ? reply.status : reply.code);
    }
    expect(statuses).toEqual([200, 'bad-answer', 'bad-answer', 502, 200]);
    expect(connections()).toBe(5);
  });

  it('reads an answer whole however it is cut, by length and by chunks', () => {
    const body = '{"ok":true,"text":"Điện thoại 👨‍👩‍👧"}';
    const chunked = (cuts: number[]): Buffer => {
      const raw = Buffer.from(body);
      const pieces: Buffer[] = [];
      let at = 0;
      for (const cut of [...cuts.map((c) => c % raw.length).sort((a, b) => a - b), raw.length]) {
        if (cut > at) pieces.push(Buffer.concat([Buffer.from(`${(cut - at).toString(16)}\r\n`), raw.subarray(at, cut), Buffer.from('\r\n')]));
        at = Math.max(at, cut);
      }
      return Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'), ...pieces, Buffer.from('0\r\n\r\n')]);
    };
    assert(
      property(boolean(), array(nat(200), { maxLength: 5 }), array(nat(300), { maxLength: 6 }), (asChunks, inner, outer) => {
        const bytes = asChunks ? chunked(inner) : Buffer.from(ok(body));
        const got: Response[] = [];
        const read = responseReader((response) => got.push(response));
        const cuts = [...new Set(outer.map((c) => c % bytes.length))].sort((a, b) => a - b);
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          if (cut > at) expect(read(bytes.subarray(at, cut))).toBe(true);
          at = Math.max(at, cut);
        }
        expect(got).toEqual([{ status: 200, body }]);
      }),
      { numRuns: 300, seed: 20261122 },
    );
  });

  it('settles by the limit, also while it waits for a free socket, and says whether anything was sent', async () => {
    const { wire } = await rawServer([]);
    const began = performance.now();
    const replies = await Promise.all(Array.from({ length: 140 }, () => wire.post('sendMessage', '{}', 300)));
    expect(performance.now() - began).toBeLessThan(1500);
    expect(replies.filter((reply) => reply.type === 'failed' && reply.sent)).toHaveLength(128);
    expect(replies.filter((reply) => reply.type === 'failed' && !reply.sent)).toHaveLength(12);
    expect(wire.busy()).toBe(0);
  });
});

describe('telegram api errors', () => {
  it('carry a code and nothing of token, payload or answer', async () => {
    const fake = await fakeTelegram();
    cleanUps.push(() => fake.close());
    const errors: unknown[] = [];
    const call = (method: string, root = fake.url) => openApi(fake.token, root).call(method, { chat_id: 1, text: 'số 099000000001' }, 400).catch((error: unknown) => errors.push(error));
    for (const fault of [{ type: 'refuse', code: 400, text: 'số 099000000001' }, { type: 'html', status: 200 }, { type: 'html', status: 502 }, { type: 'flood', retryAfter: 3 }, { type: 'reset-before' }, { type: 'hang' }] as const) {
      fake.next(fault);
      await call('sendMessage');
    }
    await call('sendMessage', 'http://127.0.0.1:1');
    expect(errors.map(String)).toEqual([
      'ChannelError: sendMessage: rejected 400',
      'ChannelError: sendMessage: unknown bad-answer',
      'ChannelError: sendMessage: unreachable 502',
      'ChannelError: sendMessage: throttled',
      'ChannelError: sendMessage: unknown ECONNRESET',
      'ChannelError: sendMessage: unknown timeout',
      'ChannelError: sendMessage: unknown ECONNREFUSED',
    ]);
    expect(dumpOf(errors)).not.toMatch(/canary|099000000001|800000001/);
  });
});
