// Sentinel on local processes: a master that dies and one that only falls silent and comes back believing it is still the master.
// A real bot process under load, in the full suite only: test/store/topology.test.ts is the slice. One host says nothing about real networks.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { freePort, type RedisServer, startRedis } from '../store/redis-server.ts';
import { figure, LONG } from './figures.ts';
import { check, settled, startBot, startPlatform } from './rig.ts';

const CHATS = 50;
const RATE = 60;
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 15_000; performance.now() < end; await wait(50)) if (await check().catch(() => false)) return;
  throw new Error(`${what}: not within 15 s`);
}

async function sentinels(): Promise<{ url: string; master: RedisServer }> {
  const args = ['--appendonly', 'yes', '--appendfsync', 'always', '--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1', '--min-replicas-to-write', '1', '--min-replicas-max-lag', '1'];
  const master = await startRedis(args);
  // Two: a new master that demands a replica needs another one, else it refuses until the old master is back (12 to 18 s measured).
  const replicas = await Promise.all([0, 1].map(() => startRedis([...args, '--replicaof', '127.0.0.1', String(master.port)])));
  const dir = mkdtempSync(join(tmpdir(), 'vneid-partition-'));
  closing.push(() => rmSync(dir, { recursive: true, force: true }), master.stop, ...replicas.map((one) => one.stop));
  const ports: number[] = [];
  for (let i = 0; i < 3; i++) {
    const port = await freePort();
    const conf = join(dir, `${i}.conf`);
    writeFileSync(conf, `port ${port}\nbind 127.0.0.1\ndir ${dir}\nsentinel monitor help 127.0.0.1 ${master.port} 2\nsentinel down-after-milliseconds help 1000\nsentinel failover-timeout help 4000\n`);
    closing.push((await startRedis([conf, '--sentinel'], port)).stop);
    ports.push(port);
  }
  const asked = new Redis({ port: ports[0]! });
  const watched = new Redis(master.url);
  closing.push(() => asked.disconnect());
  await until('sentinels know each other', async () => {
    const flat = (await asked.call('SENTINEL', 'MASTER', 'help')) as string[];
    return flat[flat.indexOf('num-other-sentinels') + 1] === '2' && flat[flat.indexOf('num-slaves') + 1] === '2';
  });
  await until('replicas in step', async () => (await watched.info('replication')).includes('min_slaves_good_slaves:2'));
  watched.disconnect();
  return { url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/help`, master };
}

it.runIf(LONG).each(['S5 killed', 'S6 silent for eight seconds, then back'] as const)('%s master: replaced, nothing acknowledged is lost, no chat steps back unnoticed', { timeout: 120_000 }, async (how) => {
  const { url, master } = await sentinels();
  const platform = await startPlatform();
  closing.push(platform.close);
  const bot = await startBot({ platform: platform.port, redis: url });
  closing.push(bot.kill);
  await bot.up();
  const events = RATE * 20;
  const feeding = platform.feed([bot.port], CHATS, events, RATE);
  await wait(3000);
  const began = performance.now();
  const answered = (): number => platform.answers.get('200') ?? 0;
  const before = answered();
  if (how === 'S5 killed') await master.kill();
  else master.signal('SIGSTOP');
  while (answered() <= before + 5 && performance.now() - began < 30_000) await wait(20);
  const outage = performance.now() - began;
  await wait(8000 - outage);
  if (how === 'S5 killed') await master.start();
  else master.signal('SIGCONT');
  await feeding;
  await settled(platform, CHATS, events, 20_000);
  const verdict = check(platform, CHATS, events);
  figure(`${how} master`, { ...verdict, outageMs: outage, slowestWebhookMs: platform.slowest });
  expect(verdict).toMatchObject({ lost: 0, differing: 0, disordered: 0, drift: 0 });
  expect(outage).toBeLessThan(5000);
  expect(platform.slowest).toBeLessThan(1500);
  expect(bot.stderr()).toBe('');
});
