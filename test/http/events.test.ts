// GET /chat/events over real sockets: late messages arrive, cuts lose nothing, a deaf browser is let go.
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
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
