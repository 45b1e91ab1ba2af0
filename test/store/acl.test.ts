// The access list that ships (src/ops/redis.acl): the store does everything it ever does as that user, on one server and on a cluster; what the list
// allows is used, and nothing else is allowed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { openRedis } from '../../src/store/redis.ts';
import type { Chat, Records, Store } from '../../src/store-port.ts';
import { startRedis } from './redis-server.ts';

const ACL = readFileSync(join(import.meta.dirname, '../../src/ops/redis.acl'), 'utf8').replace('CHANGE-ME-TO-A-LONG-SECRET', 'guide-password').replace('CHANGE-ME-TOO', 'rewrite-password').trim();
const ALLOWED = [...(/^user guide (.*)$/m.exec(ACL)?.[1] ?? '').matchAll(/\+([a-z|]+)/g)].map(([, name = '']) => name);
/** Sent while slots move or a replica takes over; there is one node here. */
const UNSEEN = new Set(['asking', 'readonly', 'readwrite']);
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function server(cluster: boolean): Promise<{ url: string; admin: Redis; used: Set<string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'vneid-acl-'));
  writeFileSync(join(folder, 'redis.acl'), `${ACL}\nuser admin on >admin-password ~* &* +@all\n`);
  const redis = await startRedis(['--aclfile', join(folder, 'redis.acl'), ...(cluster ? ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-config-file', join(folder, 'nodes.conf')] : [])]);
  const login = { port: redis.port, host: '127.0.0.1', username: 'admin', password: 'admin-password' };
  const admin = new Redis(login).on('error', () => {});
  closing.push(() => rmSync(folder, { recursive: true, force: true }), redis.stop, () => admin.disconnect());
  if (cluster) {
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    for (let i = 0; i < 100 && !String(await admin.call('CLUSTER', 'INFO')).includes('cluster_state:ok'); i++) await wait(50);
  }
  // What a command is called as the access list writes it; lines of the administrator are his own.
  const used = new Set<string>();
  const own = /addr=(\S+)/.exec(String(await admin.call('CLIENT', 'INFO')))?.[1];
  const spy = (await new Redis(login).monitor()).on('error', () => {});
  closing.push(() => spy.disconnect());
  spy.on('monitor', (_time: string, args: string[], source: string) => {
    if (source === own) return;
    const name = (args[0] ?? '').toLowerCase();
    used.add(['client', 'cluster', 'script'].includes(name) ? `${name}|${(args[1] ?? '').toLowerCase()}` : name);
  });
  return { url: `redis${cluster ? '+cluster' : ''}://guide:guide-password@127.0.0.1:${redis.port}${cluster ? '' : '/1'}`, admin, used };
}

/** Every operation of the store and of the records once, and again after the server forgot our scripts. */
async function everything({ store, records }: { readonly store: Store; readonly records: Records }, admin: Redis): Promise<void> {
  for (let i = 0; i < 200 && !store.ready(); i++) await wait(20);
  const chat = (n: number, leaseMs = 2000): Chat => ({ key: `${String(n).padStart(4, 'A')}bbbbbbbbcccc`, address: `telegram ${n}`, leaseMs });
  const count = (s: string | undefined) => ({ session: `${Number(s ?? 0) + 1}`, messages: ['m'], increments: { 'board/x.-.-.y': 1 } });
  for (const round of [1, 2]) {
    const first = await store.update(chat(round), { id: '1' }, count);
    expect(first.type).toBe('committed');
    await store.sent(first.lease!, { type: 'wait', waitMs: 1, because: 'failed' });
    await store.update(chat(round), { id: '2' }, count);
    while (await store.tidy());
    let woken = 0;
    const stop = store.watch(chat(round + 10, 0).key, () => (woken += 1));
    await wait(100);
    await store.update(chat(round + 10, 0), { id: '1' }, count);
    for (let i = 0; i < 50 && woken === 0; i++) await wait(10);
    expect(woken).toBeGreaterThan(0);
    expect((await store.since(chat(round + 10, 0).key, 0)).length).toBe(1);
    stop();
    expect((await store.claim(await store.due(true))).length).toBeGreaterThan(0);
    expect((await store.counters()).get('board/x.-.-.y')).toBeGreaterThan(0);
    await store.drop(chat(round).key);
    await store.forget(chat(round).key);
    const name = `family/${round}`;
    expect(await records.put(name, 0, 'v', 60_000)).toBe(1);
    expect((await records.get(name))?.value).toBe('v');
    expect((await records.list('family/')).length).toBe(1);
    await records.expire(name, 1000);
    await records.expire(name, 0);
    expect(await records.list('family/')).toEqual([]);
    expect(await records.increment(name, 1, 1000)).toBe(1);
    const role = records.role('duty/one', 1000);
    expect(await role.hold()).toBeDefined();
    await role.release();
    if (round === 1) await admin.call('SCRIPT', 'FLUSH');
  }
  // Full: who is known goes on.
  await admin.config('SET', 'maxmemory', '1mb');
  expect((await store.update(chat(1), { id: '3' }, count)).type).toBe('committed');
  await admin.config('SET', 'maxmemory', '0');
  // Silent: asked again until it answers.
  await admin.call('CLIENT', 'PAUSE', '1500');
  for (let i = 0; i < 5; i++) await store.update(chat(1), { id: `4${i}` }, count).catch(() => {});
  for (let i = 0; i < 200 && !store.ready(); i++) await wait(20);
  expect((await store.update(chat(1), { id: '5' }, count)).type).toBe('committed');
}

describe('the access list', () => {
  it('is enough for everything, and every command in it is used', async () => {
    const used = new Set<string>();
    for (const cluster of [false, true]) {
      const one = await server(cluster);
      const opened = openRedis({ url: one.url, instance: 'a:1' });
      closing.push(opened.store.close);
      await everything(opened, one.admin);
      // What was refused would stand here.
      expect(((await one.admin.call('ACL', 'LOG')) as unknown[]).map(String)).toEqual([]);
      for (const name of one.used) used.add(name);
    }
    expect(ALLOWED.filter((name) => !used.has(name) && !UNSEEN.has(name))).toEqual([]);
    expect([...used].filter((name) => !ALLOWED.includes(name))).toEqual([]);
  });
});
