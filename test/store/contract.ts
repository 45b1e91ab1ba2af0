// What every store promises, run on both. A harness opens the store, moves its clock and reopens it as after a crash.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chat, Lease, Next, Records, Store } from '../../src/store-port.ts';

export type Opened = { readonly store: Store; readonly records: Records };
export type Harness = {
  open(): Promise<Opened>;
  /** The same instance, started again without having ended well. */
  reopen(): Promise<Opened>;
  /** Another process on the same data; undefined where the store allows one only. */
  other(): Promise<Opened | undefined>;
  /** Event ids in the record of a chat. */
  ids(c: Chat): Promise<number>;
  /** Moves the store's clock. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
};

const L = 12_000;
const HOUR = 3600_000;
let chats = 0;
const chat = (leaseMs = L): Chat => {
  const n = ++chats;
  return { key: `${String(n).padStart(4, 'A')}bbbbbbbbcccc`, address: `telegram ${n}`, leaseMs };
};
const say = (session: string, ...messages: string[]): Next => ({ session, messages });
const first = (lease: Lease | undefined): string | undefined => lease?.first.bytes;

export function storeContract(name: string, make: () => Promise<Harness>): void {
  describe(name, () => {
    let h: Harness;
    let store: Store;
    let records: Records;
    beforeAll(async () => {
      h = await make();
      ({ store, records } = await h.open());
    });
    afterAll(() => h.close());
    const session = async (c: Chat): Promise<string | undefined> => {
      let found: string | undefined;
      await store.update(c, { id: `look ${Math.random()}` }, (s) => {
        found = s;
        return say(s ?? '');
      });
      return found;
    };
    /** What is claimed of this chat among all that is due. */
    const claimOf = async (c: Chat, from = store) => (await from.claim((await from.due(false)).filter((d) => d.key === c.key)))[0];
    /** Ends all that is unsent. */
    const sendAll = async (lease: Lease | undefined, from = store): Promise<string[]> => {
      const sent: string[] = [];
      for (let held = lease; held; held = await from.sent(held, { type: 'drop' })) sent.push(held.first.bytes);
      return sent;
    };

    describe('a turn', () => {
      it('starts from nothing, keeps the session, raises the version', async () => {
        const c = chat();
        const seen: [string | undefined, number][] = [];
        for (const id of ['1', '2', '3'])
          await store.update(c, { id }, (s, meta) => {
            seen.push([s, meta.version]);
            return say(`${s ?? ''}x`);
          });
        const versions = seen.slice(-3).map((one) => one[1]);
        expect(seen.at(-1)![0]).toBe('xx');
        expect(versions[0]).toBeLessThan(versions[1]!);
        expect(versions[2]).toBe(versions[1]! + 1);
      });

      it('happens once for one event id, however often it comes', async () => {
        const c = chat();
        for (let i = 0; i < 5; i++) expect((await store.update(c, { id: 'same' }, (s) => say(`${s ?? ''}x`))).type).toBe(i ? 'seen' : 'committed');
        expect(await session(c)).toBe('x');
      });

      it('leaves nothing behind when it throws', async () => {
        const c = chat();
        const boom = () => {
          throw new Error('boom');
        };
        await expect(store.update(c, { id: 'a' }, boom)).rejects.toThrow('boom');
        expect((await store.update(c, { id: 'a' }, () => say('ok'))).type).toBe('committed');
      });

      it('keeps Vietnamese, emoji and odd characters in session, messages and address', async () => {
        const c = { ...chat(), address: 'zalo-oa đ-1' };
        const odd = 'Bà ơi, đủ 5 năm 👵🏽\u0000\n"\\ ';
        const { lease } = await store.update(c, { id: '1' }, () => ({ ...say(odd, odd), wakeAt: store.now() + 1000 }));
        expect(first(lease)).toBe(odd);
        await sendAll(lease);
        expect(await session(c)).toBe(odd);
      });

      it('is remembered for 25 h and 64 events; with a full ring, older than the oldest counts as seen', async () => {
        const c = chat();
        const t = store.now();
        const put = (id: string, at: number) => store.update(c, { id, at }, () => ({ ...say('s'), ttlMs: 48 * HOUR })).then((u) => u.type);
        for (let i = 0; i < 64; i++) expect(await put(`e${i}`, t + i * 10_000 - 3600_000)).toBe('committed');
        expect(await put('e0', t - 3600_000)).toBe('seen');
        expect(await put('e64', t)).toBe('committed');
        expect(await put('e0', t - 3600_000)).toBe('seen');
        expect(await put('new but late', t - 3600_000 + 60_000)).toBe('committed');
        await h.pass(24 * HOUR);
        expect(await put('e64', t)).toBe('seen');
        await h.pass(2 * HOUR);
        expect(await put('e64', store.now())).toBe('committed');
      });

      it('is remembered by its time too: one that just left the ring is not taken again, and a flood within seconds is all new', async () => {
        const c = chat();
        const t = store.now();
        const put = (id: string, at: number) => store.update(c, { id, at }, () => ({ ...say('s'), ttlMs: 48 * HOUR })).then((u) => u.type);
        const at = (i: number): number => t - 600_000 + Math.round(i * 833);
        for (let i = 0; i < 72; i++) expect(await put(`e${i}`, at(i))).toBe('committed');
        for (let i = 0; i < 72; i++) expect(await put(`e${i}`, at(i))).toBe('seen');
        const other = chat();
        for (let i = 0; i < 80; i++) expect((await store.update(other, { id: `f${i}`, at: store.now() }, () => say('s'))).type).toBe('committed');
      });

      it('without a platform time, or with an absurd one, is not taken for old', async () => {
        const c = chat();
        for (let i = 0; i < 70; i++) expect((await store.update(c, { id: `n${i}` }, () => say('s'))).type).toBe('committed');
        expect((await store.update(c, { id: '1970', at: 1 }, () => say('s'))).type).toBe('committed');
        expect((await store.update(c, { id: '2199', at: 7e12 }, () => say('s'))).type).toBe('committed');
      });

      it('expires after its own ttl; absent ttl keeps what it was, and versions never come again', async () => {
        const c = chat();
        let version = 0;
        const look = (ttlMs?: number) =>
          store.update(c, { id: `${Math.random()}` }, (s, meta) => {
            version = meta.version;
            return { ...say(`${s ?? ''}x`), ...(ttlMs === undefined ? {} : { ttlMs }) };
          });
        await look(30 * 24 * HOUR);
        await h.pass(29 * 24 * HOUR);
        await look();
        await h.pass(29 * 24 * HOUR);
        expect(await session(c)).toBe('xx');
        await look(24 * HOUR);
        const last = version;
        await h.pass(23 * HOUR);
        expect(await session(c)).toBe('xxx');
        await h.pass(25 * HOUR);
        expect(await session(c)).toBeUndefined();
        await look();
        expect(version).toBeGreaterThan(last);
      });

      it('runs again with the newer session when another process was faster', async () => {
        const two = await h.other();
        if (!two) return;
        const c = chat();
        await store.update(c, { id: '1' }, () => say('a'));
        await two.store.update(c, { id: '2' }, (s) => say(`${s}b`));
        const runs: (string | undefined)[] = [];
        await store.update(c, { id: '3' }, (s) => {
          runs.push(s);
          return say(`${s}c`);
        });
        expect(runs).toEqual(['a', 'ab']);
        expect(await session(c)).toBe('abc');
      });
    });

    describe('sending', () => {
      it('gives the lease with the commit, then message after message', async () => {
        const c = chat();
        const { lease } = await store.update(c, { id: '1' }, () => say('s', 'm1', 'm2'));
        expect(await sendAll(lease)).toEqual(['m1', 'm2']);
        expect((await store.update(c, { id: '1' }, () => say('s'))).lease).toBeUndefined();
      });

      it('is for one holder: a second event waits, and its messages follow in order', async () => {
        const c = chat();
        const one = await store.update(c, { id: '1' }, () => say('s', 'm1'));
        const two = await store.update(c, { id: '2' }, () => say('s', 'm2', 'm3'));
        expect(two.lease).toBeUndefined();
        expect(await sendAll(one.lease)).toEqual(['m1', 'm2', 'm3']);
      });

      it('a repeated report changes nothing and tells the same', async () => {
        const c = chat();
        const { lease } = await store.update(c, { id: '1' }, () => say('s', 'm1', 'm2'));
        const a = await store.sent(lease!, { type: 'drop' });
        const b = await store.sent(lease!, { type: 'drop' });
        expect([first(a), first(b)]).toEqual(['m2', 'm2']);
        expect(await store.sent(b!, { type: 'drop' })).toBeUndefined();
        expect(await store.sent(b!, { type: 'drop' })).toBeUndefined();
      });

      it('a holder that died is followed after its lease, and what it says later is ignored', async () => {
        const c = chat();
        const { lease } = await store.update(c, { id: '1' }, () => say('s', 'm1', 'm2'));
        await h.pass(L - 1000);
        expect((await claimOf(c))?.lease).toBeUndefined();
        expect((await store.update(c, { id: '1' }, () => say('s'))).lease).toBeUndefined();
        await h.pass(2000);
        const taken = (await claimOf(c))?.lease;
        expect(first(taken)).toBe('m1');
        expect(taken!.chat).toEqual(c);
        expect(await store.sent(lease!, { type: 'drop' })).toBeUndefined();
        expect(await sendAll(taken)).toEqual(['m1', 'm2']);
      });

      it('a redelivered event takes over the lease of a dead holder', async () => {
        const c = chat();
        await store.update(c, { id: '1' }, () => say('s', 'm1'));
        await h.pass(L + 1000);
        const again = await store.update(c, { id: '1' }, () => say('other', 'other'));
        expect(again.type).toBe('seen');
        expect(await sendAll(again.lease)).toEqual(['m1']);
      });

      it('the same instance started again takes over at once', async () => {
        const c = chat();
        await store.update(c, { id: '1' }, () => say('s', 'm1'));
        ({ store, records } = await h.reopen());
        const found = (await store.due(true)).filter((d) => d.key === c.key);
        const [claimed] = await store.claim(found);
        expect(await sendAll(claimed?.lease)).toEqual(['m1']);
      });

      it('throttled: nobody sends before its time, the sweeper does after', async () => {
        const c = chat();
        const { lease } = await store.update(c, { id: '1' }, () => say('s', 'm1'));
        expect(await store.sent(lease!, { type: 'wait', waitMs: 30_000, because: 'throttled' })).toBeUndefined();
        const two = await store.update(c, { id: '2' }, () => say('s', 'm2'));
        expect(two.lease).toBeUndefined();
        await h.pass(29_000);
        expect((await claimOf(c))?.lease).toBeUndefined();
        await h.pass(1500);
        const taken = (await claimOf(c))?.lease;
        expect([taken?.unknowns, taken?.fails]).toEqual([0, 0]);
        expect(await sendAll(taken)).toEqual(['m1', 'm2']);
      });

      it('unknown and failed sends are counted for the message, and forgotten with it', async () => {
        const c = chat();
        let { lease } = await store.update(c, { id: '1' }, () => say('s', 'm1', 'm2'));
        for (const because of ['unknown', 'failed', 'unknown'] as const) {
          await store.sent(lease!, { type: 'wait', waitMs: 1000, because });
          await h.pass(1500);
          ({ lease } = (await claimOf(c))!);
        }
        expect([lease!.unknowns, lease!.fails]).toEqual([2, 3]);
        const next = await store.sent(lease!, { type: 'drop' });
        expect([first(next), next!.unknowns, next!.fails]).toEqual(['m2', 0, 0]);
        await sendAll(next);
      });

      it('blocked: everything unsent of this chat is dropped', async () => {
        const c = chat();
        const { lease } = await store.update(c, { id: '1' }, () => say('s', 'm1', 'm2'));
        expect(await store.sent(lease!, { type: 'drop-all' })).toBeUndefined();
        const two = await store.update(c, { id: '2' }, () => say('s', 'm3'));
        expect(await sendAll(two.lease)).toEqual(['m3']);
      });

      it('gives up after 24 h, counting, even when the record itself has expired; the rest goes on', async () => {
        const c = chat();
        const { lease } = await store.update(c, { id: '1' }, () => ({ ...say('s', 'old'), ttlMs: HOUR }));
        await store.sent(lease!, { type: 'wait', waitMs: 1000, because: 'failed' });
        await h.pass(24 * HOUR + 5000);
        const claimed = await claimOf(c);
        expect([claimed?.dropped, claimed?.lease]).toEqual([1, undefined]);
        expect(await session(c)).toBeUndefined();
      });

      it('keeps messages until sent when the session has expired, and does not show the expired session', async () => {
        const c = chat();
        await store.update(c, { id: '1' }, () => ({ ...say('secret', 'm1'), ttlMs: HOUR }));
        await h.pass(2 * HOUR);
        expect(await session(c)).toBeUndefined();
        expect(await sendAll((await store.update(c, { id: '1' }, () => say(''))).lease)).toEqual([]);
      });

      it('an event of another process is sent by the holder, in order', async () => {
        const two = await h.other();
        if (!two) return;
        const c = chat();
        const one = await store.update(c, { id: '1' }, () => say('s', 'm1'));
        expect((await two.store.update(c, { id: '2' }, () => say('s', 'm2'))).lease).toBeUndefined();
        expect(await sendAll(one.lease)).toEqual(['m1', 'm2']);
        expect((await claimOf(c, two.store))?.lease).toBeUndefined();
      });
    });

    describe('waking', () => {
      it('a timer fires at its time, once, and not when the citizen acted before', async () => {
        const c = chat();
        const wakeAt = store.now() + 60_000;
        await store.update(c, { id: '1' }, () => ({ ...say('s'), wakeAt }));
        await h.pass(59_000);
        expect((await claimOf(c))?.timer).toBeUndefined();
        await h.pass(1500);
        const { timer } = (await claimOf(c))!;
        expect(timer).toEqual({ wakeAt, address: c.address });
        const fire = () => store.update(c, { id: `t:${wakeAt}`, timer: wakeAt }, (s) => say(`${s}t`));
        expect((await fire()).type).toBe('committed');
        expect((await fire()).type).toBe('seen');
        expect(await session(c)).toBe('st');
        const later = store.now() + 60_000;
        await store.update(c, { id: '2' }, () => ({ ...say('s'), wakeAt: later }));
        await store.update(c, { id: '3' }, () => ({ ...say('u'), wakeAt: later + 5000 }));
        expect((await store.update(c, { id: `t:${later}`, timer: later }, () => say('wrong'))).type).toBe('seen');
        expect(await session(c)).toBe('u');
      });

      it('a timer that could not be handled is found again', async () => {
        const c = chat();
        await store.update(c, { id: '1' }, () => ({ ...say('s'), wakeAt: store.now() + 1000 }));
        await h.pass(1500);
        expect((await claimOf(c))?.timer).toBeDefined();
        expect(await claimOf(c)).toBeUndefined();
        await h.pass(6000);
        expect((await claimOf(c))?.timer).toBeDefined();
      });

      it('a finished chat asks for nothing', async () => {
        const c = chat();
        await sendAll((await store.update(c, { id: '1' }, () => say('s', 'm'))).lease);
        await h.pass(L + 1000);
        await claimOf(c);
        await h.pass(48 * HOUR);
        expect((await store.due(true)).filter((d) => d.key === c.key)).toEqual([]);
      });

      it('a later message does not delay what already waits for a sooner time', async () => {
        const c = chat();
        const { lease } = await store.update(c, { id: '1' }, () => say('s', 'm1'));
        await store.sent(lease!, { type: 'wait', waitMs: 2000, because: 'throttled' });
        await store.update(c, { id: '2' }, () => ({ ...say('s', 'm2'), wakeAt: store.now() + 24 * HOUR }));
        await store.update(c, { id: '3' }, () => ({ ...say('s'), wakeAt: store.now() + 24 * HOUR }));
        await h.pass(2500);
        expect(await sendAll((await claimOf(c))?.lease)).toEqual(['m1', 'm2']);
      });
    });

    describe('forgetting', () => {
      it('erases session and unsent at once, sends the confirmation, remembers ids for 25 h', async () => {
        const c = chat();
        await store.update(c, { id: '1' }, () => ({ ...say('s', 'm1'), wakeAt: store.now() + HOUR }));
        const gone = await store.update(c, { id: '2' }, () => ({ ...say('ignored', 'deleted'), forget: true }));
        expect(gone.lease).toBeUndefined();
        await h.pass(L + 1000);
        expect(await sendAll((await claimOf(c))?.lease)).toEqual(['deleted']);
        expect((await store.update(c, { id: '1' }, () => say('back'))).type).toBe('seen');
        expect(await session(c)).toBeUndefined();
      });

      it('by key alone erases too, and cannot be undone by a late process', async () => {
        const c = chat();
        const two = (await h.other()) ?? { store };
        await store.update(c, { id: '1' }, () => say('s', 'm1'));
        await two.store.forget(c.key);
        const runs: unknown[] = [];
        await store.update(c, { id: '2' }, (s) => {
          runs.push(s);
          return say(s ?? 'new');
        });
        expect(runs.at(-1)).toBeUndefined();
        expect(await session(c)).toBe('new');
        await two.store.forget('ZZZZbbbbbbbbcccc');
      });
    });

    describe('somebody who left', () => {
      it('gets nothing any more, unsent or timed, and comes back to the same session', async () => {
        const c = chat();
        const held = await store.update(c, { id: '1' }, () => ({ ...say('s', 'm1', 'm2'), wakeAt: store.now() + HOUR }));
        await store.drop(c.key);
        // Whoever was sending at that moment stops at its next report.
        expect(await store.sent(held.lease!, { type: 'drop' })).toBeUndefined();
        await h.pass(2 * HOUR);
        const looked = await claimOf(c);
        expect([looked?.lease, looked?.timer]).toEqual([undefined, undefined]);
        expect((await store.update(c, { id: '1' }, () => say('again'))).type).toBe('seen');
        const back = await store.update(c, { id: '2' }, (s) => say(`${s} and back`, 'm3'));
        expect(await sendAll(back.lease)).toEqual(['m3']);
        expect(await session(c)).toBe('s and back');
      });

      it('and was never known: nothing is made', async () => {
        await store.drop('ZZZZcccccccccccc');
        expect((await store.due(true)).some(({ key }) => key === 'ZZZZcccccccccccc')).toBe(false);
      });
    });

    describe('pull channels', () => {
      it('keep the last 20 messages for 24 h, by rising seq, without a lease', async () => {
        const c = chat(0);
        for (let i = 0; i < 12; i++) expect((await store.update(c, { id: `${i}` }, () => say('s', `a${i}`, `b${i}`))).lease).toBeUndefined();
        const all = await store.since(c.key, 0);
        expect(all.map((one) => one.bytes)).toEqual(Array.from({ length: 10 }, (_, i) => [`a${i + 2}`, `b${i + 2}`]).flat());
        expect(all.every((one, i) => i === 0 || one.seq > all[i - 1]!.seq)).toBe(true);
        expect((await store.since(c.key, all[17]!.seq)).map((one) => one.bytes)).toEqual(['a11', 'b11']);
        expect(await store.since(c.key, all[19]!.seq)).toEqual([]);
        expect(await store.since(c.key, all[19]!.seq + 1000)).toEqual(all);
        await h.pass(25 * HOUR);
        await claimOf(c);
        expect(await store.since(c.key, 0)).toEqual([]);
      });

      it('wake watchers, in this process and others', async () => {
        const c = chat(0);
        const sides = [{ store }, await h.other()].filter((side) => side !== undefined);
        const woken = sides.map(() => 0);
        const stops = sides.map((side, i) => side.store.watch(c.key, () => void woken[i]!++));
        await eventually(() => store.since(c.key, 0).then(() => true));
        await new Promise((done) => setTimeout(done, 100));
        woken.fill(0);
        await store.update(c, { id: '1' }, () => say('s', 'm'));
        await eventually(async () => woken.every((n) => n > 0));
        for (const stop of stops) stop();
        woken.fill(0);
        await store.update(c, { id: '2' }, () => say('s', 'm'));
        await new Promise((done) => setTimeout(done, 50));
        expect(woken.every((n) => n === 0)).toBe(true);
      });
    });

    it('counters are added exactly once', async () => {
      const c = chat();
      const before = (await store.counters()).get('step.reached a/b') ?? 0;
      for (let i = 0; i < 6; i++) await store.update(c, { id: `${i % 3}` }, () => ({ ...say('s'), increments: { 'step.reached a/b': 2, 'c d': 1 } }));
      await h.pass(L + 1000);
      const due = (await store.due(false)).filter((d) => d.key === c.key);
      await Promise.all([store.claim(due), store.claim(due)]);
      await claimOf(c);
      expect((await store.counters()).get('step.reached a/b')).toBe(before + 6);
      expect(await session(c)).toBe('s');
    });

    describe('records', () => {
      it('are written only on the version they were read at', async () => {
        const put = await Promise.all([records.put('revision/1', 0, 'a'), records.put('revision/1', 0, 'b')]);
        expect(put.filter((v) => v !== undefined)).toEqual([1]);
        const { value, version } = (await records.get('revision/1'))!;
        expect(value).toBe(put[0] === 1 ? 'a' : 'b');
        expect(await records.put('revision/1', version, 'ơ👵')).toBe(2);
        expect(await records.put('revision/1', version, 'd')).toBeUndefined();
        expect(await records.get('revision/1')).toEqual({ value: 'ơ👵', version: 2 });
        expect(await records.get('revision/none')).toBeUndefined();
      });

      it('are listed by prefix, expire, and can be removed', async () => {
        for (const name of ['link/b1', 'link/a1', 'link/a2', 'linkage/x']) await records.put(name, 0, name);
        await records.put('link/a3', 0, 'short', 1000);
        expect((await records.list('link/a')).map((one) => one.name)).toEqual(['link/a1', 'link/a2', 'link/a3']);
        await h.pass(1500);
        await records.expire('link/a1', 0);
        expect((await records.list('link/')).map((one) => one.value)).toEqual(['link/a2', 'link/b1']);
        expect(await records.get('link/a3')).toBeUndefined();
        await records.expire('link/a2', 1000);
        await h.pass(1500);
        expect(await records.get('link/a2')).toBeUndefined();
      });

      it('increment and forget on time', async () => {
        expect(await records.increment('poison/x', 1, 2000)).toBe(1);
        await h.pass(1500);
        expect(await records.increment('poison/x', 2, 2000)).toBe(3);
        await h.pass(1000);
        expect(await records.increment('poison/x', 1, 2000)).toBe(1);
      });
    });

    it('a role has one holder at a time, with a rising token', async () => {
      const mine = records.role('poller/t', 10_000);
      const a = (await mine.hold())!;
      expect((await mine.hold())!.token).toBe(a.token);
      const two = await h.other();
      if (two) {
        const theirs = two.records.role('poller/t', 10_000);
        expect(await theirs.hold()).toBeUndefined();
        await h.pass(11_000);
        const b = (await theirs.hold())!;
        expect(b.token).toBeGreaterThan(a.token);
        expect(await mine.hold()).toBeUndefined();
        await mine.release();
        expect((await theirs.hold())!.token).toBe(b.token);
        await theirs.release();
      }
      expect((await mine.hold())!.token).toBeGreaterThanOrEqual(a.token);
      ({ store, records } = await h.reopen());
      expect((await records.role('poller/t', 10_000).hold())!.token).toBeGreaterThan(a.token);
    });

    describe('tidying', () => {
      const tidied = async (): Promise<void> => {
        while (await store.tidy());
      };
      it('takes event ids out of silent chats after 25 hours, and nothing else', async () => {
        const [silent, busy] = [chat(), chat()];
        for (const c of [silent, busy]) await sendAll((await store.update(c, { id: 'old' }, () => ({ ...say('s', 'm'), ttlMs: 72 * HOUR }))).lease);
        await h.pass(24 * HOUR);
        await store.update(busy, { id: 'young' }, (s) => say(`${s}+`));
        await tidied();
        expect((await store.update(silent, { id: 'old' }, () => say('again'))).type).toBe('seen');
        await h.pass(2 * HOUR);
        const before = await h.ids(silent);
        await tidied();
        expect([before, await h.ids(silent), await h.ids(busy)]).toEqual([1, 0, 2]);
        expect([await session(silent), await session(busy)]).toEqual(['s', 's+']);
      });
    });
  });
}

async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await check()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('did not happen within 2 s');
}
