// Links, volunteers and boards on a real Redis, seen by two processes: one makes, the other finds; what one froze the other shows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBoards } from '../../src/links/board-days.ts';
import { createShortLinks } from '../../src/links/short-links.ts';
import { createVolunteers } from '../../src/links/volunteers.ts';
import { vnDate } from '../../src/engine/facts.ts';
import { openRedis } from '../../src/store/redis.ts';
import { KEY } from '../links/store.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';

const DAY = 86_400_000;
let redis: RedisServer;
let a: ReturnType<typeof openRedis>;
let b: ReturnType<typeof openRedis>;
beforeAll(async () => {
  redis = await startRedis();
  a = openRedis({ url: redis.url, instance: 'a' });
  b = openRedis({ url: redis.url, instance: 'b' });
  while (!a.store.ready() || !b.store.ready()) await new Promise((done) => setTimeout(done, 5));
});
afterAll(async () => {
  await Promise.all([a.store.close(), b.store.close()]);
  await redis.stop();
});

describe('on Redis', () => {
  it('a link made by one process is found, revoked and forgotten by the other', async () => {
    const [one, two] = [a, b].map(({ records, store }) => createShortLinks(records, KEY, () => store.now()));
    const made = await one!.make({ to: 'otp/answer', lang: 'vi', campaign: 'cho-xuan' }, 'v1');
    if (made === 'too-many') throw new Error();
    expect(await two!.find(made.code)).toEqual({ code: made.code, to: 'otp/answer', lang: 'vi', campaign: 'cho-xuan' });
    expect((await two!.madeBy('v1')).map(({ code }) => code)).toEqual([made.code]);
    expect(await two!.revoke('v1', made.code)).toBe(true);
    expect(await one!.find(made.code)).toEqual({ code: made.code, to: 'otp/answer', lang: 'vi' });
  });

  it('a volunteer revoked in one process is nobody in the other', async () => {
    const [one, two] = [a, b].map(({ records, store }) => createVolunteers(records, createShortLinks(records, KEY, () => store.now()), () => store.now()));
    const lan = await one!.add({ name: 'Chị Lan', campaign: 'cho-xuan', target: 20 });
    expect(await two!.find(lan.id)).toEqual(lan);
    expect(await two!.campaign('cho-xuan')).toMatchObject({ id: 'cho-xuan', target: 20 });
    await two!.revoke(lan.id);
    expect(await one!.find(lan.id)).toBeUndefined();
  });

  it('milestones that rode in records and pages that were opened become one board, frozen for both', async () => {
    const today = vnDate(a.store.now());
    for (let i = 0; i < 7; i += 1) {
      const chat = { key: `chat${String(i).padStart(12, '0')}`, address: `web ${i}`, leaseMs: 0 };
      await (i % 2 ? a : b).store.update(chat, { id: 'e1' }, () => ({ session: 's', messages: [], increments: { [`board/cho-dem.${today}.-.started`]: 1, ...(i < 4 ? { [`board/cho-dem.${today}.-.activated`]: 1 } : {}) } }));
      await createBoards((i % 2 ? a : b).records, a.store, () => a.store.now()).opened('cho-dem');
    }
    await a.store.claim(await a.store.due(true));
    await expect.poll(async () => (await b.store.counters()).get(`board/cho-dem.${today}.-.started`), { timeout: 5000 }).toBe(7);
    const campaign = { id: 'cho-dem', made: a.store.now(), commune: '00004' };
    const tomorrow = (): number => a.store.now() + DAY;
    const [one, two] = await Promise.all([a, b].map(({ records, store }) => createBoards(records, store, tomorrow).read(campaign)));
    expect(one!.total).toEqual({ opened: 5, started: 5 });
    expect(one!.communes.map(({ commune }) => commune)).toEqual(['00004']);
    expect(two).toEqual(one);
    expect((await createBoards(a.records, a.store, () => a.store.now()).read(campaign)).days).toEqual([]);
  });
});
