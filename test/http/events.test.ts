// GET /chat/events over real sockets: late messages arrive, cuts lose nothing, a deaf browser is let go.
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, chat, cookieOf, newId } from './ask.ts';
import { fakeBot, say, serve } from './fake.ts';

let close = async () => {};
afterEach(() => close());

async function world(settings: Parameters<typeof serve>[1] = {}) {
  const bot = fakeBot((body, turn) => [say('t', `${turn} ${body.type}`)]);
  const server = await serve(bot, settings);
  close = server.close;
  const first = await chat(server.url, { clientId: newId(), event: { type: 'hello' }, after: 0 });
  return { bot, ...server, cookie: cookieOf(first), address: bot.committed[0]!.address };
}

function listen(url: string, headers: Record<string, string>): Promise<{ response: IncomingMessage; ids: () => string[]; until(count: number): Promise<void>; ended: Promise<void> }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/chat/events`, { headers, agent: false }, (response) => {
      let text = '';
      let changed = () => {};
      response.setEncoding('utf8').on('data', (chunk: string) => ((text += chunk), changed()));
      const ids = () => [...text.matchAll(/^id: (\d+)$/gm)].map((m) => m[1]!);
      const until = (count: number) => new Promise<void>((done) => (changed = () => ids().length >= count && done())() as unknown as void);
      const ended = new Promise<void>((done) => response.once('close', done));
      response.on('error', () => {});
      resolve({ response, ids, until, ended });
    });
    sent.on('error', reject).end();
  });
}

describe('late messages', () => {
  it('arrive as they are said, with their seq as id', async () => {
    const { bot, url, cookie, address } = await world();
    const stream = await listen(url, { cookie, 'last-event-id': '1' });
    expect(stream.response.headers['content-type']).toContain('text/event-stream');
    expect(stream.response.headers['cache-control']).toContain('no-store');
    bot.late(address, say('reminder', 'Bác đã đi làm thẻ chưa?'));
    await stream.until(1);
    expect(stream.ids()).toEqual(['2']);
    stream.response.destroy();
  });

  it('are resumed from Last-Event-ID after a cut in mid-stream: nothing missing, nothing twice', async () => {
    const { bot, url, cookie, address } = await world();
    const seen: string[] = [];
    let last = '1';
    for (let round = 0; round < 5; round++) {
      const stream = await listen(url, { cookie, 'last-event-id': last });
      for (let i = 0; i < 3; i++) bot.late(address, say('r', `lời ${round} ${i}`));
      await stream.until(1);
      stream.response.destroy();
      seen.push(...stream.ids());
      last = seen.at(-1)!;
      bot.late(address, say('r', `khi vắng ${round}`));
    }
    const end = await listen(url, { cookie, 'last-event-id': last });
    const rest = 1 + 5 * 4 - Number(last);
    await end.until(rest);
    seen.push(...end.ids());
    end.response.destroy();
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 2)));
  });

  it('are for the visitor of the token alone', async () => {
    const { bot, url, cookie, address } = await world();
    const other = cookieOf(await chat(url, { clientId: newId(), event: { type: 'hello' }, after: 0 }));
    const mine = await listen(url, { cookie, 'last-event-id': '1' });
    const theirs = await listen(url, { cookie: other, 'last-event-id': '1' });
    bot.late(address, say('r', 'riêng'));
    await mine.until(1);
    expect(theirs.ids()).toEqual([]);
    mine.response.destroy();
    theirs.response.destroy();
    expect((await ask(`${url}/chat/events`)).status).toBe(401);
    expect((await ask(`${url}/chat/events`, { headers: { cookie: 'visitor=x.y.z' } })).status).toBe(401);
  });

  it('end for a browser that reads nothing once 64 kB wait, and its listener goes with it', async () => {
    const { bot, url, cookie, address, web } = await world();
    const stream = await listen(url, { cookie, 'last-event-id': '1' });
    stream.response.pause();
    expect(web.open()).toBe(1);
    // The kernel takes several megabytes on loopback before anything waits with us.
    for (let i = 0; i < 40_000 && web.open() > 0; i++) {
      bot.late(address, say('r', 'x'.repeat(1400)));
      if (i % 20 === 0) await new Promise((done) => setImmediate(done));
    }
    expect(web.open()).toBe(0);
    expect(bot.wakes()).toBe(0);
    stream.response.resume();
    await stream.ended;
  });

  it('keep at most six streams of one visitor: the oldest goes', async () => {
    const { url, cookie, web } = await world();
    const streams = [];
    for (let i = 0; i < 8; i++) streams.push(await listen(url, { cookie, 'last-event-id': '1' }));
    await Promise.all([streams[0]!.ended, streams[1]!.ended]);
    expect(web.open()).toBe(6);
    for (const { response } of streams) response.destroy();
  });

  it('leave nothing behind when the browser goes', async () => {
    const { bot, url, cookie, web } = await world();
    const stream = await listen(url, { cookie, 'last-event-id': '1' });
    expect(bot.wakes()).toBe(1);
    stream.response.destroy();
    for (let i = 0; i < 100 && web.open() > 0; i++) await new Promise((done) => setTimeout(done, 10));
    expect([web.open(), bot.wakes()]).toEqual([0, 0]);
  });
});

/** Bytes as they are, to see what a library would hide. */
async function raw(port: number, text: string): Promise<{ readonly socket: Socket; text(): string; until(part: string): Promise<void>; readonly closed: Promise<void> }> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk)).on('error', () => {});
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  await new Promise<void>((done) => socket.once('connect', done));
  socket.write(text);
  return {
    socket,
    text: () => heard,
    async until(part) {
      for (let i = 0; i < 300 && !heard.includes(part); i++) await new Promise((done) => setTimeout(done, 10));
      expect(heard).toContain(part);
    },
    closed,
  };
}

describe('the open line', () => {
  const GET = (cookie: string, port: number, more = '', version = '1.1'): string => `GET /chat/events HTTP/${version}\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\nsec-fetch-site: same-origin\r\nlast-event-id: 1\r\n${more}\r\n`;

  it('is a bare stream of bytes with all our headers, also for a proxy that speaks HTTP/1.0', async () => {
    const { bot, port, cookie, address } = await world();
    for (const version of ['1.1', '1.0']) {
      const line = await raw(port, GET(cookie, port, '', version));
      await line.until('retry: 2000\n\n');
      const [head = '', body] = line.text().split('\r\n\r\n');
      expect(head.split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
      for (const header of ['connection: close', 'content-type: text/event-stream', "content-security-policy: default-src 'none'", 'x-content-type-options: nosniff', 'x-accel-buffering: no', 'date: ']) expect(head).toContain(header);
      expect(head).not.toMatch(/chunked|content-length/i);
      expect(body?.startsWith('retry: 2000\n\n')).toBe(true);
      bot.late(address, say('r', 'Bác ơi'));
      await line.until('Bác ơi');
      line.socket.destroy();
    }
  });

  it('is given up when the browser says anything more or hangs up its end', async () => {
    const { port, cookie, web } = await world();
    for (const more of [(socket: Socket) => socket.write('GET / HTTP/1.1\r\n\r\n'), (socket: Socket) => socket.end()]) {
      const line = await raw(port, GET(cookie, port));
      await line.until('retry');
      more(line.socket);
      await line.closed;
      expect(web.open()).toBe(0);
    }
  });

  it('works as well behind a request in the same packet, before one, beside itself, and in a connection that was used before', async () => {
    const { bot, port, cookie, address, web } = await world();
    const other = `GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`;
    const lines = await Promise.all([GET(cookie, port) + other, other + GET(cookie, port), GET(cookie, port) + GET(cookie, port)].map((text) => raw(port, text)));
    await Promise.all(lines.map((line) => line.until('retry: 2000')));
    const used = await raw(port, other);
    await used.until('ok');
    used.socket.write(GET(cookie, port));
    await used.until('retry: 2000');
    bot.late(address, say('r', 'muộn'));
    await Promise.all([...lines, used].map((line) => line.until('muộn')));
    // The second of two on one connection waits for the first to end.
    expect(web.open()).toBe(5);
    for (const { socket } of [...lines, used]) socket.destroy();
    for (let i = 0; i < 100 && web.open() > 0; i++) await new Promise((done) => setTimeout(done, 10));
    expect([web.open(), bot.wakes()]).toEqual([0, 0]);
  });

  it('is refused to requests with a body; whoever asks for another protocol is answered in this one', async () => {
    const { port, cookie, url, web } = await world();
    for (const more of ['content-length: 5\r\n', 'transfer-encoding: chunked\r\n']) {
      const line = await raw(port, GET(cookie, port, more));
      await line.until('HTTP/1.1 400');
      await line.closed;
    }
    expect(web.open()).toBe(0);
    const other = await raw(port, `GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    await other.until('HTTP/1.1 200');
    other.socket.destroy();
    expect((await ask(`${url}/chat/events`, { method: 'POST', headers: { cookie } })).status).toBe(404);
  });

  it('keeps nothing of HTTP: no parser and no response stay behind an open stream', async () => {
    const { port, cookie, web } = await world();
    const lines = await Promise.all([1, 2, 3].map(() => raw(port, GET(cookie, port))));
    await Promise.all(lines.map((line) => line.until('retry')));
    const handles = (process as unknown as { _getActiveHandles(): { remotePort?: number; parser?: unknown; _httpMessage?: unknown }[] })._getActiveHandles();
    const ours = handles.filter(({ remotePort }) => lines.some(({ socket }) => socket.localPort === remotePort));
    expect(ours.map(({ parser, _httpMessage }) => [parser, _httpMessage])).toEqual(lines.map(() => [null, null]));
    expect(web.open()).toBe(3);
    for (const { socket } of lines) socket.destroy();
  });

  it('does not hold up the end of the service, also not a deaf one with bytes waiting', async () => {
    const { bot, url, port, cookie, address, web, close: end } = await world();
    const quiet = await raw(port, GET(cookie, port));
    await quiet.until('retry');
    const deaf = await listen(url, { cookie, 'last-event-id': '1' });
    deaf.response.pause();
    for (let i = 0; i < 4000; i++) {
      bot.late(address, say('r', 'x'.repeat(1400)));
      if (i % 20 === 0) await new Promise((done) => setImmediate(done));
    }
    const began = performance.now();
    await end();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(web.open()).toBe(0);
    await quiet.closed;
    deaf.response.destroy();
  });
});
