import { Redis } from 'ioredis';
import { openRedis } from '../../src/store/redis.ts';
import { recordKey } from '../../src/store/keys.ts';
import { decode } from '../../src/store/record.ts';
import { storeContract } from './contract.ts';
import { startRedis } from './redis-server.ts';

storeContract('redis store, days passed by a clock key', async () => {
  const server = await startRedis();
  const admin = new Redis(server.url);
  let ahead = 60_000;
  const set = () => admin.set('clock', Date.now() + ahead);
  await set();
  const tick = setInterval(set, 5);
  const opened: ReturnType<typeof openRedis>[] = [];
  let boots = 1000;
  const open = async (instance: string) => {
    const one = openRedis({ url: server.url, instance, boot: ++boots, commandTimeoutMs: 2000, turnTimeoutMs: 4000, clock: { key: 'clock', now: () => Date.now() + ahead } });
    opened.push(one);
    while (!one.store.ready()) await new Promise((done) => setTimeout(done, 5));
    return one;
  };
  let second: ReturnType<typeof open> | undefined;
  return {
    open: () => open('127.0.0.1:8080'),
    reopen: () => open('127.0.0.1:8080'),
    other: () => (second ??= open('127.0.0.1:8081')),
    ids: async ({ key }) => decode((await admin.getBuffer(recordKey(key)))!).ring.length / 8,
    async pass(ms) {
      ahead += ms;
      await set();
    },
    async close() {
      clearInterval(tick);
      for (const one of opened) await one.store.close();
      admin.disconnect();
      await server.stop();
    },
  };
});
