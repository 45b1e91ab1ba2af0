// CPU of one turn of the store against a naive GET + SET, in the same process and run, alternated; and bytes per conversation in Redis.
// Judges the store only: no HTTP, no platform, no content. Run: node test/bench/store.bench.ts [turns]
// Last, on 2 cores shared with other work: 0.044-0.054 s against 0.011-0.012 for two bare commands; 326 bytes a conversation after 8
// turns, 908 with a full ring of 64 events and a session of 150 bytes.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { openRedis } from '../../src/store/redis.ts';
import type { Chat } from '../../src/store-port.ts';
import { startRedis } from '../store/redis-server.ts';

const TURNS = Number(process.argv[2] ?? 16_000);
const IN_FLIGHT = 64;
const CHATS = 1000;
const SESSION = 'x'.repeat(90);
const MESSAGE = JSON.stringify({ chat_id: 123456789, text: 'Bác bấm vào nút bên dưới để chọn loại điện thoại đang dùng nhé.'.repeat(2), reply_markup: { inline_keyboard: [[{ text: 'Android', callback_data: 'v1:AbCdEfGhIj' }]] } });
const key = (n: number) => `${Buffer.from([n & 255, (n * 7) & 255]).toString('base64url').slice(0, 2)}${String(n).padStart(14, '0')}`;
const chat = (n: number): Chat => ({ key: key(n), address: `telegram ${100_000_000 + n}`, leaseMs: 12_000 });

const server = await startRedis();
const redisPid = Number(execFileSync('redis-cli', ['-p', String(server.port), 'info', 'server']).toString().match(/process_id:(\d+)/)![1]);
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const admin = new Redis(server.url);
const { store } = openRedis({ url: server.url, instance: 'bench:1' });
const floor = new Redis({ port: server.port, enableAutoPipelining: true, autoResendUnfulfilledCommands: false });
while (!store.ready()) await new Promise((done) => setTimeout(done, 5));

async function ours(id: number): Promise<void> {
  const { lease } = await store.update(chat(id % CHATS), { id: `u${id}`, at: Date.now() }, () => ({ session: SESSION, messages: [MESSAGE], ttlMs: 30 * 86_400_000 }));
  if (lease) await store.sent(lease, { type: 'drop' });
}
async function naive(id: number): Promise<void> {
  const name = `session:${id % CHATS}`;
  const had = await floor.get(name);
  const session = had === null ? {} : (JSON.parse(had) as object);
  await floor.set(name, JSON.stringify({ ...session, text: SESSION }));
}
async function measure(turn: (id: number) => Promise<void>, from: number): Promise<{ self: number; redis: number; rate: number }> {
  const self = process.cpuUsage();
  const redis = cpuOf(redisPid);
  const began = performance.now();
  let next = from;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (next < from + TURNS) await turn(next++);
  }));
  const used = process.cpuUsage(self);
  const per = 1000 / TURNS;
  return { self: ((used.user + used.system) / 1e6) * per, redis: (cpuOf(redisPid) - redis) * per, rate: TURNS / ((performance.now() - began) / 1000) };
}
const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!;
const runs: { ours: Awaited<ReturnType<typeof measure>>; naive: Awaited<ReturnType<typeof measure>> }[] = [];
let from = 0;
for (let r = 0; r < 6; r++) {
  const a = await measure(ours, (from += TURNS));
  const b = await measure(naive, (from += TURNS));
  if (r > 0) runs.push({ ours: a, naive: b });
}
const show = (pick: (r: (typeof runs)[0]) => number) => median(runs.map(pick)).toFixed(3);
console.log(`CPU s per 1,000 turns  ours ${show((r) => r.ours.self)} + redis ${show((r) => r.ours.redis)}   GET+SET ${show((r) => r.naive.self)} + redis ${show((r) => r.naive.redis)}`);
console.log(`ratio bot ${show((r) => r.ours.self / r.naive.self)}  bot+redis ${show((r) => (r.ours.self + r.ours.redis) / (r.naive.self + r.naive.redis))}   turns/s ${show((r) => r.ours.rate)} vs ${show((r) => r.naive.rate)}`);

for (const [what, turns, session, n] of [['8 turns', 8, SESSION, 100_000], ['70 turns, session 150', 70, 'y'.repeat(150), 20_000]] as const) {
  await admin.flushall();
  const before = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))![1]);
  let next = 0;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (next < n) {
      const c = chat(1_000_000 + next++);
      for (let i = 0; i < turns; i++) {
        const { lease } = await store.update(c, { id: `u${i}` }, () => ({ session, messages: i === turns - 1 ? [MESSAGE] : [], ttlMs: 30 * 86_400_000 }));
        if (lease) await store.sent(lease, { type: 'drop' });
      }
    }
  }));
  for (let due; (due = await store.due(true)).length > 0; ) for (let i = 0; i < due.length; i += 500) await store.claim(due.slice(i, i + 500));
  const after = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))![1]);
  console.log(`bytes per conversation, ${what}: ${Math.round((after - before) / n)} (${n} conversations, keys ${await admin.dbsize()})`);
}
await store.close();
floor.disconnect();
admin.disconnect();
await server.stop();
