// The store in Redis. Promises: one round trip for a turn whose session this process holds, one more when it is stale; the hint that
// something is to do is written with the record (in a Cluster before it); an unanswered commit is repeated with the same id and token
// while that can end by 900 ms. Refuses: to acknowledge a commit whose hint was not written.
import { hash } from 'node:crypto';
import { type Chat, type Claimed, type Due, type Happened, type Lease, type Next, type Records, type Settled, type Store, StoreAway, type StoreTurn, type Unsent, type Updated } from '../store-port.ts';
import { connect } from './redis-client.ts';
import { countsKey, dueKey, recordKey, SHARDS, shardOf } from './keys.ts';
import { redisRecords } from './redis-records.ts';
import { tidier } from './redis-tidy.ts';
import { together } from './redis-together.ts';
import { watcher } from './redis-watch.ts';
import { DAY_S, decode, idHash, incrementText } from './record.ts';
import { sessionCache } from './session-cache.ts';

export type RedisOptions = {
  readonly url: string;
  /** Names this process's listening socket (host:port); the same instance started again takes over its old leases. */
  readonly instance: string;
  readonly commandTimeoutMs?: number;
  readonly turnTimeoutMs?: number;
  readonly cacheChats?: number;
  /** Tests: the key scripts read their time from, and the same time here. */
  readonly clock?: { readonly key: string; now(): number };
  /** Boot time, ms. */
  readonly boot?: number;
  readonly onCache?: (hit: boolean) => void;
};

/** A chat without lease length of its own (erased, or only counting): look again after this, ms. */
const LOOK_MS = 12_000;
/** At start everything due within this is looked at: a lease of our former self ends later. */
const START_MS = 70_000;

export function openRedis(options: RedisOptions): { readonly store: Store; readonly records: Records } {
  const client = connect({
    url: options.url,
    ...(options.commandTimeoutMs === undefined ? {} : { commandTimeoutMs: options.commandTimeoutMs }),
    ...(options.clock ? { clockKey: options.clock.key } : {}),
  });
  const inst = hash('sha256', options.instance, 'buffer').readUInt32BE(0) || 1;
  const boot = options.boot ?? Date.now();
  const clock: Clock = options.clock ?? serverClock();
  const cache = sessionCache(options.cacheChats ?? 20_000);
  const watch = watcher(client);
  const ask = together(client);
  /** In a Cluster a script knows one key; elsewhere it moves the hint as well. */
  const keysOf = (key: string): readonly string[] => (client.cluster ? [recordKey(key)] : [recordKey(key), dueKey(shardOf(key))]);
  /** Tokens of commits that ended unknown: the lease may be ours without our knowing. */
  const lost = new Map<string, number>();
  let num = 0;

  const tokenFor = (key: string): number => {
    const had = lost.get(key);
    if (had === undefined) return (num = (num + 1) % 0x1_0000_0000);
    lost.delete(key);
    return had;
  };
  const lose = (key: string, token: number): void => {
    if (lost.size >= 10_000) lost.clear();
    lost.set(key, token);
  };

  async function update(chat: Chat, happened: Happened, turn: StoreTurn): Promise<Updated> {
    const until = performance.now() + (options.turnTimeoutMs ?? 700);
    const { key } = chat;
    const token = tokenFor(key);
    const id = idHash(happened.id);
    const at = Math.floor((happened.at ?? 0) / 1000);
    let known = cache.get(key);
    options.onCache?.(known !== undefined);
    for (let stales = 0; ; ) {
      const base = known ?? { version: 0, session: '' };
      const next = turn(base.session === '' ? undefined : base.session, { now: clock.now(), version: base.version });
      if (next.messages.length > 31) throw new Error('more than 31 messages in one turn');
      const increments = incrementText(next.increments);
      const began = performance.now();
      let reply: CommitReply;
      try {
        const soon = increments !== '' || (next.messages.length > 0 && chat.leaseMs > 0);
        const hint = hintOf(chat, next, soon);
        const commit = ask(base.version > 0 ? 'known' : 'commit', keysOf(key), [
          `[${base.version},${id},${at},${Math.ceil((next.ttlMs ?? 0) / 1000)},${Math.ceil(next.wakeAt ?? 0)},${inst},${boot},${token},${chat.leaseMs},${happened.timer ?? 0},${next.forget ? 1 : 0},${JSON.stringify(chat.address)},${increments === '' ? '""' : JSON.stringify(increments)},${hint},${soon ? 0 : 1}]`,
          next.session, ...next.messages,
        ]);
        if (client.cluster && hint > 0) await Promise.all([remind(key, hint, soon ? [] : ['LT'], base.version > 0), commit]);
        reply = (await commit) as unknown as CommitReply;
      } catch (error) {
        if (!(error instanceof StoreAway)) throw error;
        lose(key, token);
        // Unknown: ask again with the same id and token, which changes nothing twice.
        // Not when it could only end too late: whoever waits is told within a second, on a busy machine as well.
        if (performance.now() + (options.commandTimeoutMs ?? 300) > until + 200 || client.broken() || isAnswer(error)) throw error;
        await new Promise((done) => setTimeout(done, 20));
        lost.delete(key);
        continue;
      }
      clock.learn?.(reply[1]);
      if (reply[0] === 0) {
        known = { version: reply[2], session: reply[3] };
        cache.set(key, known);
        if (++stales > 20 || performance.now() >= until) throw new StoreAway('too many at once on one chat');
        continue;
      }
      const committed = reply[0] === 1 || reply[0] === 3;
      if (committed) cache.set(key, { version: reply[2], session: next.forget ? '' : next.session });
      if (chat.leaseMs === 0 && committed) watch.tell(key);
      const type = committed ? 'committed' : 'seen';
      if (reply[0] < 3) {
        const notBefore = reply[3] as number;
        if (notBefore > 0) void remind(key, notBefore, ['LT'], true).catch(() => {});
        return { type };
      }
      const [, , , seq, unknowns, fails, bytes] = reply as Granted;
      const first = { seq, bytes: bytes === '' ? next.messages[0]! : bytes };
      return { type, lease: { chat, token, deadline: began + chat.leaseMs, first, unknowns, fails } };
    }
  }

  /** When the chat is to be looked at; 0 = no need. Later than the hint that stands is allowed only where a look at the old time is sure to come. */
  function hintOf(chat: Chat, next: Next, soon: boolean): number {
    const wakeAt = next.forget ? undefined : next.wakeAt;
    const kept = next.messages.length > 0 ? clock.now() + (DAY_S + 2) * 1000 : Infinity;
    const at = Math.ceil(Math.min(soon ? clock.now() + (chat.leaseMs || LOOK_MS) : Infinity, wakeAt ?? Infinity, chat.leaseMs === 0 ? kept : Infinity));
    return at === Infinity ? 0 : at;
  }

  async function remind(key: string, score: number, sooner: readonly 'LT'[], known: boolean): Promise<void> {
    const name = dueKey(shardOf(key));
    try {
      await client.ask((r) => (sooner.length > 0 ? r.zadd(name, 'LT', score, key) : r.zadd(name, score, key)));
    } catch (error) {
      // Full: who is known goes on, who is new is refused.
      if (!known || !(error instanceof StoreAway) || !error.message.startsWith('OOM')) throw error;
      await client.run('due', [name], [...sooner, score, key]);
    }
  }

  /** `next`: where the hint is still to be moved. */
  async function claimOne(due: Due): Promise<{ readonly claimed: Claimed; readonly next: number | undefined }> {
    const { key } = due;
    const token = tokenFor(key);
    const began = performance.now();
    const moves = !client.cluster;
    const reply = (await ask('claim', keysOf(key), [`[${inst},${boot},${token},${due.score}]`])) as ClaimReply | false;
    if (!reply) return { claimed: { key, dropped: 0 }, next: moves ? undefined : 0 };
    const [now, next, dropped, counts, timer, address, leaseMs, born, granted, seq, unknowns, fails, bytes] = reply;
    clock.learn?.(now);
    const flushed = counts === 0 || (await client.run('flush', [recordKey(key), countsKey(shardOf(key))], []).then(() => true, () => false));
    const chat: Chat = { key, address, leaseMs };
    return {
      // Moved already, or kept because a counter could not be added up.
      next: flushed && !(moves && counts === 0) ? next : undefined,
      claimed: {
        key,
        dropped,
        ...(granted ? { lease: { chat, token, deadline: began + leaseMs, first: { seq, bytes }, unknowns, fails } } : {}),
        ...(timer > 0 ? { timer: { wakeAt: timer, address } } : {}),
        ...(born > 0 && leaseMs > 0 ? { oldest: born * 1000 } : {}),
      },
    };
  }

  const store: Store = {
    update,
    async forget(key) {
      const chat: Chat = { key, address: '', leaseMs: 0 };
      await update(chat, { id: `forget ${boot} ${++num}` }, () => ({ session: '', messages: [], forget: true }));
    },
    async drop(key) {
      await client.run('drop', [recordKey(key)], []);
    },
    async due(all) {
      const before = all ? clock.now() + START_MS : clock.now();
      // 20,000 chats at most in one look: more would not be answered within a call's time. The next look finds the rest.
      const each = 20;
      const found: Due[] = [];
      const add = (flat: readonly string[]): void => {
        for (let i = 0; i < flat.length; i += 2) found.push({ key: flat[i]!, score: Number(flat[i + 1]) });
      };
      if (!client.cluster) add((await client.run('sweep', [dueKey(0)], [SHARDS, before, each])) as string[]);
      else // On several nodes: shard by shard, some at a time, so that turns come in between.
        for (let first = 0; first < SHARDS; first += 128) {
          const some = Array.from({ length: 128 }, (_, i) => client.ask((r) => r.zrangebyscore(dueKey(first + i), '-inf', before, 'WITHSCORES', 'LIMIT', 0, each)));
          for (const flat of await Promise.all(some)) add(flat);
        }
      return found;
    },
    async claim(due) {
      const looked = await Promise.all(due.map((one) => claimOne(one).catch(() => undefined)));
      const moves = new Map<string, (string | number)[]>();
      looked.forEach((one, i) => {
        if (one?.next === undefined) return;
        const { key, score } = due[i]!;
        const name = dueKey(shardOf(key));
        const list = moves.get(name) ?? [];
        moves.set(name, list);
        list.push(key, score, one.next);
      });
      // A hint that could not be moved is only looked at once more.
      await Promise.all([...moves].map(([name, list]) => client.run('hint', [name], list).catch(() => {})));
      return looked.flatMap((one) => (one ? [one.claimed] : []));
    },
    async sent(held: Lease, how: Settled) {
      const { chat, token, first } = held;
      const began = performance.now();
      const waits = how.type === 'wait';
      const waitMs = waits ? Math.ceil(how.waitMs) : 0;
      const hinted = waits ? remind(chat.key, Math.ceil(clock.now()) + waitMs, [], true) : undefined;
      const op = how.type === 'drop' ? 0 : how.type === 'drop-all' ? 1 : 2;
      const answer = ask('known', keysOf(chat.key), [
        `[${inst},${boot},${token},${first.seq},${op},${waitMs},${waits && how.because === 'unknown' ? 1 : 0},${waits && how.because !== 'throttled' ? 1 : 0}]`,
      ]);
      const reply = hinted === undefined ? await answer : (await Promise.all([answer, hinted]))[0];
      const [more, now, seq, unknowns, fails, bytes] = reply as unknown as [number, number, number, number, number, string];
      clock.learn?.(now);
      return more ? { chat, token, deadline: began + chat.leaseMs, first: { seq, bytes }, unknowns, fails } : undefined;
    },
    tidy: tidier(client),
    async since(key, seq) {
      const bytes = await client.ask((r) => r.getBuffer(recordKey(key)));
      const kept = bytes ? decode(bytes).unsent : [];
      const after = kept.length > 0 && seq > kept.at(-1)!.seq ? kept : kept.filter((one) => one.seq > seq);
      return after.map((one): Unsent => ({ seq: one.seq, bytes: one.bytes }));
    },
    watch: watch.watch,
    async counters() {
      const hashes = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => client.ask((r) => r.hgetall(countsKey(shard)))));
      const sum = new Map<string, number>();
      for (const one of hashes) for (const [name, n] of Object.entries(one)) sum.set(name, (sum.get(name) ?? 0) + Number(n));
      return sum;
    },
    now: () => clock.now(),
    ready: client.ready,
    async close() {
      watch.close();
      await client.close();
    },
  };
  return { store, records: redisRecords(client, clock.now, inst, boot) };
}

/** Redis answered, only not as we wish: asking again at once would not help. */
function isAnswer(error: StoreAway): boolean {
  return /^(OOM|MISCONF|NOREPLICAS|LOADING|MASTERDOWN)/.test(error.message);
}

type CommitReply = [0, number, number, string] | [1 | 2, number, number, number] | Granted;
type Granted = [3 | 4, number, number, number, number, number, string];
type ClaimReply = [number, number, number, number, number, string, number, number, number, number, number, number, string];

/** Redis TIME as last heard, carried on by the monotonic clock: a jump of this machine's clock moves no hint. */
type Clock = { now(): number; learn?(redisNow: number): void };
function serverClock(): Clock {
  let offset = Date.now() - performance.now();
  return {
    now: () => Math.floor(performance.now() + offset),
    learn: (redisNow) => {
      offset = redisNow - performance.now();
    },
  };
}
