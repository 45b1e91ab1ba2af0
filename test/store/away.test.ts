// Redis frozen, killed, full, forgetful: what the store says, how fast, and that nothing is done twice or lost.
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { openRedis } from '../../src/store/redis.ts';
import { type Chat, StoreAway } from '../../src/store-port.ts';
import { freePort, type RedisServer, startRedis } from './redis-server.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const chat = (n: number, leaseMs = 2000): Chat => ({ key: `${String(n).padStart(4, 'A')}bbbbbbbbcccc`, address: `telegram ${n}`, leaseMs });
const count = (s: string | undefined) => ({ session: `${Number(s ?? 0) + 1}`, messages: ['m'] });

async function open(url: string) {
  const opened = openRedis({ url, instance: 'a:1' });
  closing.push(opened.store.close);
  await ready(opened.store);
  return opened;
}
async function ready(store: { ready(): boolean }) {
  for (let i = 0; i < 500 && !store.ready(); i++) await wait(10);
  expect(store.ready()).toBe(true);
}
async function server(...args: string[]): Promise<RedisServer> {
  const redis = await startRedis(args);
  closing.push(redis.stop);
  return redis;
}
async function timed<T>(promise: Promise<T>): Promise<{ ms: number; error: unknown; value: T | undefined }> {
  const began = performance.now();
  const [value, error] = await promise.then((v) => [v, undefined] as const, (e: unknown) => [undefined, e] as const);
  return { ms: performance.now() - began, error, value };
}

describe('redis away', () => {
  it('frozen: says so within a second, at once after three failures, and is back by itself; what was in flight happened at most once', async () => {
    const redis = await server();
    const { store } = await open(redis.url);
    await store.update(chat(1), { id: '1' }, count);
    redis.signal('SIGSTOP');
    const first = await timed(store.update(chat(1), { id: '2' }, count));
    expect(first.error).toBeInstanceOf(StoreAway);
    expect(first.ms).toBeLessThan(1000);
    await timed(store.update(chat(2), { id: '2' }, count));
    expect(store.ready()).toBe(false);
    const late = await timed(store.update(chat(3), { id: '1' }, count));
    expect(late.error).toBeInstanceOf(StoreAway);
    expect(late.ms).toBeLessThan(200);
    redis.signal('SIGCONT');
    await ready(store);
    // The platform delivers again. The frozen commit was applied on waking: seen, and the lease is ours all the same.
    const again = await store.update(chat(1), { id: '2' }, count);
    expect(again.type).toBe('seen');
    let session: string | undefined;
    await store.update(chat(1), { id: '3' }, (s) => ({ session: (session = s)!, messages: [] }));
    expect(session).toBe('2');
  });

  it('killed and restarted with appendfsync always: acknowledged turns are there, and it is back within two seconds', async () => {
    const redis = await server('--appendonly', 'yes', '--appendfsync', 'always');
    const { store } = await open(redis.url);
    for (let i = 0; i < 20; i++) await store.update(chat(1), { id: `${i}` }, count);
    await redis.kill();
    const gone = await timed(store.update(chat(1), { id: '20' }, count));
    expect(gone.error).toBeInstanceOf(StoreAway);
    expect(gone.ms).toBeLessThan(1000);
    await redis.start();
    const began = performance.now();
    await ready(store);
    expect(performance.now() - began).toBeLessThan(2000);
    let session: string | undefined;
    await store.update(chat(1), { id: '20' }, (s) => count((session = s)));
    expect(session).toBe('20');
  });

  it('not there at start: fails at once, works when it comes', async () => {
    const port = await freePort();
    const opened = openRedis({ url: `redis://127.0.0.1:${port}`, instance: 'a:1' });
    closing.push(opened.store.close);
    expect((await timed(opened.store.update(chat(1), { id: '1' }, count))).error).toBeInstanceOf(StoreAway);
    const redis = await startRedis([], port);
    closing.push(redis.stop);
    await ready(opened.store);
    expect((await opened.store.update(chat(1), { id: '1' }, count)).type).toBe('committed');
  });

  it('not let in: says so, and not only that nobody answers', async () => {
    const redis = await server('--requirepass', 'the-right-password-of-this-test');
    const opened = openRedis({ url: redis.url.replace('//', '//:a-wrong-one@'), instance: 'a:1' });
    closing.push(opened.store.close);
    await wait(300);
    const { error } = await timed(opened.store.update(chat(1), { id: '1' }, count));
    expect(error).toBeInstanceOf(StoreAway);
    expect(String(error)).toContain('WRONGPASS');
  });

  it('full: new chats are refused, known ones go on, sending and erasing work, nothing is evicted', async () => {
    const redis = await server('--maxmemory-policy', 'noeviction');
    const { store } = await open(redis.url);
    const one = await store.update(chat(1), { id: '1' }, (s) => ({ ...count(s), messages: ['m1', 'm2'] }));
    const admin = new Redis(redis.url);
    closing.push(() => admin.disconnect());
    await admin.config('SET', 'maxmemory', '1mb');
    const refused = await timed(store.update(chat(2), { id: '1' }, count));
    expect(refused.error).toBeInstanceOf(StoreAway);
    expect(store.ready()).toBe(true);
    expect((await store.update(chat(1), { id: '2' }, count)).type).toBe('committed');
    const next = await store.sent(one.lease!, { type: 'drop' });
    expect(next?.first.bytes).toBe('m2');
    await store.sent(next!, { type: 'wait', waitMs: 1, because: 'unknown' });
    await store.forget(chat(1).key);
    await admin.config('SET', 'maxmemory', '0');
    expect((await store.update(chat(2), { id: '1' }, count)).type).toBe('committed');
  });

  it('scripts flushed: loads them again', async () => {
    const redis = await server();
    const { store } = await open(redis.url);
    const admin = new Redis(redis.url);
    closing.push(() => admin.disconnect());
    await store.update(chat(1), { id: '1' }, count);
    await admin.script('FLUSH');
    expect((await store.update(chat(1), { id: '2' }, count)).type).toBe('committed');
  });

  it('too few replicas: says so, the breaker stays shut', async () => {
    const redis = await server('--min-replicas-to-write', '1');
    const { store } = await open(redis.url);
    for (let i = 0; i < 5; i++) expect((await timed(store.update(chat(1), { id: `${i}` }, count))).error).toBeInstanceOf(StoreAway);
    expect(store.ready()).toBe(true);
  });

  it('a reply lost on the way: the commit is asked again with the same id and the lease is still found', async () => {
    const redis = await server();
    const cut = await lossyProxy(redis.port);
    const { store } = await open(`redis://127.0.0.1:${cut.port}`);
    await store.update(chat(1), { id: '0' }, count);
    let leases = 0;
    for (let i = 1; i <= 10; i++) {
      await ready(store);
      await store.update(chat(1), { id: `sync ${i}` }, (s) => ({ session: s!, messages: [] }));
      cut.loseNextReply();
      let answer;
      while (!answer) answer = (await timed(store.update(chat(1), { id: `${i}` }, count))).value ?? void (await wait(50));
      if (i === 1) {
        // Message 0 is still leased by the first turn, so nothing is granted; end it.
        expect(answer.lease).toBeUndefined();
        await wait(2100);
        const [claimed] = await store.claim(await store.due(false));
        for (let held = claimed?.lease; held; held = await store.sent(held, { type: 'drop' }));
        continue;
      }
      expect(answer.type).toBe('seen');
      if (answer.lease) leases++;
      for (let held = answer.lease; held; held = await store.sent(held, { type: 'drop' }));
    }
    expect(leases).toBe(9);
    let session: string | undefined;
    await store.update(chat(1), { id: 'look' }, (s) => ({ session: (session = s)!, messages: [] }));
    expect(session).toBe('11');
  });
});

/** Passes everything on; on demand it swallows the next answer after Redis acted and cuts the line. */
async function lossyProxy(to: number): Promise<{ port: number; loseNextReply(): void }> {
  let lose = false;
  const sockets = new Set<Socket>();
  const proxy: Server = createServer((client) => {
    const upstream = createConnection(to, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => [client, upstream].forEach((one) => one.destroy()));
    }
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      if (lose) {
        lose = false;
        client.destroy();
      } else client.write(data);
    });
  });
  const port = await freePort();
  await new Promise<void>((done) => proxy.listen(port, '127.0.0.1', done));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return { port, loseNextReply: () => (lose = true) };
}
