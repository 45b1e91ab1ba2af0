// Webhooks read off their socket are answered as node's parser would have them answered, and what is not plain goes to node.
import { createServer as createNodeServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readWhole } from '../../src/http/quick.ts';
import type { Hook } from '../../src/ports.ts';
import { fakeBot, say, serve } from './fake.ts';

let closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

const echo: Hook = { path: '/hooks/telegram', handle: async ({ body, headers }) => ({ status: 200, body: `${Buffer.from(body).toString()}|${headers['x-secret'] ?? ''}` }) };
const slow: Hook = { path: '/hooks/zalo-bot', handle: async ({ body }) => new Promise((done) => setTimeout(() => done({ status: 200, body: `slow ${body.length}` }), 60)) };
const at = (path: string): Hook | undefined => [echo, slow].find((hook) => hook.path === path);
async function started(hooks: readonly Hook[] = [echo, slow]) {
  const one = await serve(fakeBot(() => [say('t', 'vâng')]), { hooks });
  closing.push(one.close);
  return { ...one, port: Number(new URL(one.url).port) };
}
/** Sends pieces with pauses in between; all that came back until the socket is quiet or closed. */
function talk(port: number, pieces: readonly (string | Buffer)[], quietMs = 250): Promise<{ readonly text: string; readonly closed: boolean }> {
  return new Promise((done) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let text = '';
    let timer: NodeJS.Timeout | undefined;
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      done({ text, closed });
    };
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end(false), quietMs);
    };
    socket.on('data', (chunk) => {
      text += chunk.toString();
      wait();
    });
    socket.on('close', () => end(true));
    socket.on('error', () => end(true));
    socket.on('connect', async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await new Promise((next) => setTimeout(next, 15));
      }
      wait();
    });
  });
}
const post = (body: string, more = '', path = '/hooks/telegram'): string => `POST ${path} HTTP/1.1\r\nHost: x\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const statuses = (text: string): string[] => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!);

describe('what a connection may hold', () => {
  it('answers one after the other on one connection, with the security headers and a length', async () => {
    const { port } = await started();
    const { text, closed } = await talk(port, [post('một'), post('hai và', 'X-Secret: s\r\n'), post('ba')]);
    expect(statuses(text)).toEqual(['200', '200', '200']);
    for (const body of ['một|', 'hai và|s', 'ba|']) expect(text).toContain(`\r\n\r\n${body}`);
    expect(text.match(/content-security-policy: default-src 'none'/gi)).toHaveLength(3);
    expect(text).toMatch(/Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/);
    expect(closed).toBe(false);
  });

  it.each([
    ['a head in two pieces', [post('x').slice(0, 20), post('x').slice(20)], ['200']],
    ['a body in two pieces', [post('xyz').slice(0, -2), 'yz'], ['200']],
    ['two requests in one piece', [post('a') + post('b')], ['200', '200']],
    ['the second before the first is answered', [post('a', '', '/hooks/zalo-bot'), post('b'), post('c')], ['200', '200', '200']],
    ['a chunked body', [`POST /hooks/telegram HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`], ['200']],
    ['a page, then a hook', ['GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', post('a')], ['200', '200']],
    ['a hook, then a page', [post('a'), 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'], ['200', '200']],
    ['no host', ['POST /hooks/telegram HTTP/1.1\r\nContent-Length: 1\r\n\r\na'], ['400']],
    ['two lengths', [`POST /hooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`], ['400']],
    ['a length and chunks', [`POST /hooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`], ['400']],
    ['rubbish', ['PO\0ST / HTTP/1.1\r\n\r\n'], ['400']],
    ['an unknown hook', [post('a', '', '/hooks/none')], ['404']],
    ['another method', ['PUT /hooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na'], ['405']],
    ['a query', [post('a', '', '/hooks/telegram?x=1')], ['200']],
    ['a body over the limit', [`POST /hooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 262145\r\n\r\n${'x'.repeat(262_145)}`], ['413']],
  ] as const)('%s', async (_, pieces, wanted) => {
    const { port } = await started();
    expect(statuses((await talk(port, pieces)).text)).toEqual(wanted);
  });

  it('closes after "Connection: close", and after a client that says no more', async () => {
    const { port } = await started();
    const polite = await talk(port, [post('a', 'Connection: close\r\n')]);
    expect([statuses(polite.text), polite.closed]).toEqual([['200'], true]);
    const text = await new Promise<string>((done) => {
      const socket = connect({ port, host: '127.0.0.1' });
      let got = '';
      socket.on('data', (chunk) => (got += chunk.toString()));
      socket.on('close', () => done(got));
      socket.end(post('b', '', '/hooks/zalo-bot'));
    });
    expect(text).toMatch(/^HTTP\/1\.1 200[\s\S]*Connection: close[\s\S]*slow 1$/);
  });

  it('a client that goes away in the middle harms nobody', async () => {
    const { port } = await started();
    for (const piece of [post('abc').slice(0, -1), post('a', '', '/hooks/zalo-bot')]) {
      const socket = connect({ port, host: '127.0.0.1' });
      await new Promise<void>((done) => socket.write(piece, () => done()));
      socket.resetAndDestroy();
    }
    await new Promise((done) => setTimeout(done, 100));
    expect(statuses((await talk(port, [post('a')])).text)).toEqual(['200']);
  });

  it('a stop waits for the answer under way and ends idle connections', async () => {
    const one = await serve(fakeBot(() => []), { hooks: [slow] });
    const port = Number(new URL(one.url).port);
    const idle = talk(port, [post('a', '', '/hooks/zalo-bot')], 3000);
    await new Promise((done) => setTimeout(done, 150));
    const busy = talk(port, [post('ab', '', '/hooks/zalo-bot')], 3000);
    await new Promise((done) => setTimeout(done, 40));
    const began = performance.now();
    await one.close();
    expect(performance.now() - began).toBeLessThan(1500);
    expect((await busy).text).toMatch(/Connection: close[\s\S]*slow 2$/);
    expect([(await idle).closed, (await busy).closed]).toEqual([true, true]);
  });
});

describe('what is read off the socket', () => {
  it('is read as node reads it, whatever is changed in it, or not at all', async () => {
    // Node's own parser as the judge: what it saw of the same bytes.
    const seen: { url: string; headers: Record<string, unknown>; body: string }[] = [];
    const judge = createNodeServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('latin1') });
        response.end();
      });
    });
    await new Promise<void>((done) => judge.listen(0, '127.0.0.1', done));
    closing.push(() => void judge.close());
    const { port } = judge.address() as { port: number };
    const odd = fc.constantFrom('\r\n', '\n', '\r', ' ', '\t', ':', '\0', 'é', 'X-A: b\r\n', 'Content-Length: 3\r\n', 'content-length : 3\r\n', 'Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\n', 'Connection: close\r\n', 'X_Y: 1\r\n', ' folded\r\n', 'HTTP/1.0', '0');
    const changed = fc.tuple(fc.nat(), odd, fc.boolean()).map(([place, piece, replace]) => {
      const whole = post('abc', 'X-Secret: s\r\nAccept: */*\r\n');
      const i = place % whole.length;
      return whole.slice(0, i) + piece + whole.slice(i + (replace ? piece.length : 0));
    });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(changed, async (bytes) => {
        const read = readWhole(Buffer.from(bytes, 'latin1'), at);
        if (!read) return;
        taken++;
        seen.length = 0;
        await talk(port, [Buffer.from(bytes, 'latin1')], 30);
        const { host: _, 'content-length': __, ...theirs } = seen[0]?.headers ?? {};
        const { host: ___, ...ours } = read.known.headers;
        expect({ url: seen[0]?.url, body: seen[0]?.body, headers: theirs, requests: seen.length }).toEqual({ url: read.known.hook.path, body: read.body.toString('latin1'), headers: ours, requests: 1 });
      }),
      { numRuns: 1500 },
    );
    expect(taken).toBeGreaterThan(60);
  }, 60_000);

  it('a head that is known is read again only when it is the same but for its length', () => {
    const first = readWhole(Buffer.from(post('abc', 'X-Secret: one\r\n')), at);
    expect(first?.body.toString()).toBe('abc');
    const second = readWhole(Buffer.from(post('a longer body', 'X-Secret: one\r\n')), at, first?.known);
    expect([second?.known === first?.known, second?.body.toString()]).toEqual([true, 'a longer body']);
    const other = readWhole(Buffer.from(post('abc', 'X-Secret: two\r\n')), at, first?.known);
    expect(other?.known.headers['x-secret']).toBe('two');
    const more = readWhole(Buffer.from(post('abc', 'X-Secret: one\r\n').replace('\r\n\r\n', '\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n')), at, first?.known);
    expect(more?.known.headers['x-forwarded-for']).toBe('203.0.113.9');
    const chunked = post('abc', 'X-Secret: one\r\n').replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n');
    expect(readWhole(Buffer.from(chunked), at, first?.known)).toBeUndefined();
    expect(readWhole(Buffer.from(`${post('abc', 'X-Secret: one\r\n')}x`), at, first?.known)).toBeUndefined();
  });
});
