// The Lua scripts and protocol.ts are one set of rules written twice: on random histories they must give the same replies and bytes.
import { Redis } from 'ioredis';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim, commit, drop, type Grant, type Me, sent } from '../../src/store/protocol.ts';
import { decode, emptyRec, encode, idHash, type Rec } from '../../src/store/record.ts';
import { dueKey, SHARDS, shardOf } from '../../src/store/keys.ts';
import { scripts } from '../../src/store/redis-lua.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

const HOUR = 3600_000;
const START = 4_000_000_000_000; // far ahead of Redis' own clock, which must not expire the key

type Step =
  | { t: 'commit'; id: number; at: number; stale: boolean; ttl: number; wake: number; me: number; timer: boolean; forget: boolean; inc: boolean; text: string; count: number }
  | { t: 'claim'; me: number }
  | { t: 'drop'; me: number }
  | { t: 'sent'; me: number; op: number; wait: number; unknown: boolean; wrong: boolean }
  | { t: 'pass'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({
    t: fc.constant('commit' as const), id: fc.integer({ min: 0, max: 90 }), at: fc.oneof(fc.constant(0), fc.integer({ min: -30 * HOUR, max: 14 * HOUR }), fc.integer({ min: -60_000, max: 0 })),
    stale: fc.boolean(), ttl: fc.constantFrom(0, 3600, 86_400, 2_592_000), wake: fc.constantFrom(0, 0, 500, 60_000, HOUR), me: fc.nat(4), timer: fc.nat(9).map((n) => n === 0),
    forget: fc.nat(19).map((n) => n === 0), inc: fc.boolean(), text: fc.string({ unit: 'grapheme', maxLength: 20 }), count: fc.constantFrom(0, 1, 1, 2, 5),
  }) },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('claim' as const), me: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ t: fc.constant('drop' as const), me: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ t: fc.constant('sent' as const), me: fc.nat(4), op: fc.nat(2), wait: fc.constantFrom(0, 1000, 60_000), unknown: fc.boolean(), wrong: fc.nat(4).map((n) => n === 0) }) },
  { weight: 3, arbitrary: fc.record({ t: fc.constant('pass' as const), ms: fc.constantFrom(1, 1500, 13_000, 70_000, HOUR, 23 * HOUR, 26 * HOUR, -2 * HOUR) }) },
);
const MES: Me[] = [{ inst: 1, boot: 100, num: 1 }, { inst: 1, boot: 100, num: 2 }, { inst: 1, boot: 200, num: 1 }, { inst: 4_000_000_000, boot: 281_000_000_000_000, num: 4_294_967_295 }, { inst: 1, boot: 200, num: 2 }];

describe('redis scripts against the oracle', () => {
  let server: RedisServer;
  let redis: Redis;
  const lua = scripts('clock');
  /** One decision in a call that could take many. */
  const alone = async (script: string, args: readonly string[]): Promise<unknown> => (JSON.parse((await redis.eval(script, 1, 'r', 1, args.length, ...args)) as string) as unknown[])[0];
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it.each([12_000, 0])('same replies and bytes, lease %i ms', { timeout: 60_000 }, async (leaseMs) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120 }), async (steps) => {
        await redis.flushdb();
        let now = START;
        let rec: Rec | undefined;
        for (const s of steps) {
          if (s.t === 'pass') {
            now += s.ms;
            continue;
          }
          await redis.set('clock', now);
          const me = MES[s.me]!;
          const args = [me.inst, me.boot, me.num];
          if (s.t === 'commit') {
            const mine = rec ?? emptyRec();
            const expected = s.stale ? mine.version - 1 : expectedVersion(mine, now);
            const c = {
              expected, id: idHash(`${s.id}`), at: s.at === 0 ? 0 : Math.floor((now + s.at) / 1000), ttl: s.ttl, wakeAt: s.wake === 0 ? 0 : now + s.wake, leaseMs,
              timer: s.timer ? mine.wakeAt || 7 : 0, forget: s.forget, address: 'telegram 1', increments: s.inc ? 'a b\t1\n' : '', session: s.text,
              messages: Array.from({ length: s.count }, (_, i) => `${s.text}${i}`),
            };
            const reply = await alone(rec ? lua.known : lua.commit, [JSON.stringify([c.expected, c.id, c.at, c.ttl, c.wakeAt, ...args, leaseMs, c.timer, s.forget ? 1 : 0, c.address, c.increments, 0, 0]), c.session, ...c.messages]);
            const want = commit(mine, c, me, now);
            const own = want.type === 'committed' && want.grant && want.grant.seq >= want.version * 32;
            expect(reply).toEqual(
              want.type === 'stale' ? [0, now, want.version, want.session]
                : want.grant ? [want.type === 'committed' ? 3 : 4, now, want.version, ...grantList(own ? { ...want.grant, bytes: '' } : want.grant)]
                : [want.type === 'committed' ? 1 : 2, now, want.version, want.notBefore],
            );
            // Only what is written counts; a refused commit writes nothing in Redis.
            if (want.type === 'committed' || (want.type === 'seen' && want.grant)) rec = mine;
            else rec = rec && decode((await redis.getBuffer('r'))!);
          } else if (s.t === 'claim') {
            const reply = (await alone(lua.claim, [JSON.stringify([...args, 0])])) as unknown[] | false;
            if (!rec) {
              expect(reply).toBe(false);
              continue;
            }
            const want = claim(rec, me, now);
            const { grant } = want;
            if (!reply) throw new Error('no record');
            expect(reply.slice(0, 5)).toEqual([now, want.next, want.dropped, rec.increments === '' ? 0 : 1, want.timer]);
            expect(reply[8]).toBe(grant ? 1 : 0);
            if (grant) expect(reply.slice(9)).toEqual(grantList(grant));
            // Nothing granted or dropped: nothing written.
            rec = decode((await redis.getBuffer('r'))!);
          } else if (s.t === 'drop') {
            await redis.eval(lua.drop, 1, 'r');
            if (!rec || (rec.unsent.length === 0 && rec.wakeAt === 0)) continue;
            if (rec.exp * 1000 <= now) rec.session = '';
            drop(rec);
          } else {
            const first = rec?.unsent[0]?.seq ?? 1;
            const seq = s.wrong ? first + 1 : first;
            const reply = await alone(lua.known, [JSON.stringify([...args, seq, s.op, s.wait, s.unknown ? 1 : 0, s.unknown ? 1 : 0])]);
            if (!rec) {
              expect(reply).toEqual([0, now]);
              continue;
            }
            const op = (['drop', 'drop-all', 'wait'] as const)[s.op]!;
            const before = encode(rec);
            const grant = sent(rec, { op, seq, waitMs: s.wait, unknown: s.unknown, failed: s.unknown }, me, now);
            expect(reply).toEqual(grant ? [1, now, ...grantList(grant)] : [0, now]);
            if (encode(rec).equals(before)) continue;
          }
          const bytes = await redis.getBuffer('r');
          if (rec) expect(decode(bytes!)).toEqual(decode(encode(rec)));
          else expect(bytes).toBeNull();
          if (rec) rec = decode(bytes!);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('1,024 shards are 1,024 cluster slots, and a chat key falls on its shard evenly', () => {
    const slots = new Set(Array.from({ length: SHARDS }, (_, shard) => clusterSlot(dueKey(shard))));
    expect(slots.size).toBe(SHARDS);
    const hit = new Set(Array.from({ length: 64 * 64 }, (_, i) => shardOf(Buffer.from([i >> 4, (i & 15) << 4, 0]).toString('base64url'))));
    expect(hit.size).toBe(SHARDS);
  });
});

function expectedVersion(rec: Rec, now: number): number {
  return rec.version > 0 && rec.exp <= Math.floor(now / 1000) ? rec.version + 1 : rec.version;
}
function grantList(grant: Grant): unknown[] {
  return [grant.seq, grant.unknowns, grant.fails, grant.bytes];
}
/** CRC16 (XModem) of the hash tag, mod 16384: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ */
function clusterSlot(key: string): number {
  let crc = 0;
  for (const byte of Buffer.from(/\{(.+?)\}/.exec(key)![1]!)) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc % 16_384;
}
