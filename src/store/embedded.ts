// The store in one file on this machine (node:sqlite), for development, a commune or a demonstration. One server process.
// Promises: the same contract as Redis; one transaction per turn; what was committed survives kill -9, and with synchronous=FULL
// also a power cut, as far as the disk honours fsync; what was erased is overwritten in the file and cut from the write-ahead log before
// the answer. Refuses: a second server process on the same folder.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Chat, Claimed, Due, Lease, Records, Settled, Store, Unsent } from '../store-port.ts';
import { embeddedRecords } from './embedded-records.ts';
import { claim, commit, drop, type Grant, type Me, nextLook, sent } from './protocol.ts';
import { decode, emptyRec, encode, idHash, incrementText, type Rec, RING_S } from './record.ts';

export type EmbeddedOptions = { readonly dir: string; /** ms; tests pass their own. */ readonly now?: () => number };

/** Opens (and creates) `<dir>/store.db`. Throws when another process has it. */
export function openEmbedded(options: EmbeddedOptions): { readonly store: Store; readonly records: Records } {
  const now = options.now ?? Date.now;
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const unlock = lock(join(options.dir, 'server.lock'));
  const db = new DatabaseSync(join(options.dir, 'store.db'));
  db.exec(SCHEMA);
  const sql = {
    get: db.prepare('SELECT value FROM chat WHERE key = ?'),
    put: db.prepare('INSERT INTO chat (key, value, exp, due) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, exp = excluded.exp, due = excluded.due'),
    remove: db.prepare('DELETE FROM chat WHERE key = ?'),
    due: db.prepare('SELECT key, due FROM chat WHERE due > 0 AND due <= ? ORDER BY due LIMIT 1000'),
    all: db.prepare('SELECT key, due FROM chat WHERE due > 0 ORDER BY due'),
    expired: db.prepare('DELETE FROM chat WHERE key IN (SELECT key FROM chat WHERE exp <= ? AND due = 0 LIMIT 1000)'),
    silent: db.prepare(`SELECT key FROM chat WHERE substr(value, 5, 4) < ? AND substr(value, 14, 1) > x'00' LIMIT ${TIDY_STEP}`),
    count: db.prepare('INSERT INTO count (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n'),
    counts: db.prepare('SELECT name, n FROM count'),
    boot: db.prepare('UPDATE boot SET n = n + 1 RETURNING n'),
  };
  const boot = Number(sql.boot.get()!['n']);
  const watchers = new Map<string, Set<() => void>>();
  const records = embeddedRecords(db, now, boot);
  let num = 0;
  let lastPurge = 0;
  let closed = false;

  const load = (key: string): Rec | undefined => {
    const row = sql.get.get(key);
    if (!row) return undefined;
    const value = row['value'] as Uint8Array;
    const rec = decode(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    return rec.exp * 1000 <= now() && rec.unsent.length === 0 ? undefined : rec;
  };
  const save = (key: string, rec: Rec): void => {
    const at = now();
    sql.put.run(key, encode(rec), rec.exp, nextLook(rec, at));
  };
  /** Counters ride in the same transaction here, so the record never carries increments. */
  const saveCounting = (key: string, rec: Rec, increments: Readonly<Record<string, number>> | undefined): void => {
    rec.increments = '';
    if (!increments) return save(key, rec);
    db.exec('BEGIN IMMEDIATE');
    try {
      save(key, rec);
      for (const name in increments) sql.count.run(name, increments[name]!);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
  /** SQLite overwrites what it deletes (secure_delete), but older pages wait in the write-ahead log until it is emptied. */
  const scour = (): void => db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const me = (): Me => ({ inst: 1, boot, num: ++num });
  const lease = (chat: Chat, token: number, grant: Grant | undefined): Lease | undefined =>
    grant && { chat, token, deadline: performance.now() + chat.leaseMs, first: { seq: grant.seq, bytes: grant.bytes }, unknowns: grant.unknowns, fails: grant.fails };

  const store: Store = {
    async update(chat, happened, turn) {
      const rec = load(chat.key) ?? emptyRec();
      const at = now();
      const mine = me();
      const id = idHash(happened.id);
      const base = { id, at: Math.floor((happened.at ?? 0) / 1000), leaseMs: chat.leaseMs, address: chat.address, timer: happened.timer ?? 0 };
      const blank = { ttl: 0, wakeAt: 0, forget: false, increments: '', session: '', messages: [] };
      // A version no record has: tells "seen" from "not seen" without running the turn for nothing.
      const before = commit(rec, { ...base, ...blank, expected: -1 }, mine, at);
      if (before.type !== 'stale') {
        if (before.grant) save(chat.key, rec);
        return { type: 'seen', ...optional(lease(chat, mine.num, before.grant)) };
      }
      const next = turn(before.session === '' ? undefined : before.session, { now: at, version: before.version });
      if (next.messages.length > 31) throw new Error('more than 31 messages in one turn');
      const fresh = load(chat.key) ?? emptyRec();
      const reply = commit(
        fresh,
        {
          ...base,
          expected: before.version,
          ttl: Math.ceil((next.ttlMs ?? 0) / 1000),
          wakeAt: next.wakeAt ?? 0,
          forget: next.forget ?? false,
          increments: incrementText(next.increments),
          session: next.session,
          messages: next.messages,
        },
        mine,
        at,
      );
      if (reply.type !== 'committed') throw new Error('a record changed under its own transaction');
      saveCounting(chat.key, fresh, next.increments);
      if (next.forget) scour();
      if (chat.leaseMs === 0) for (const wake of watchers.get(chat.key) ?? []) queueMicrotask(wake);
      return { type: 'committed', ...optional(lease(chat, mine.num, reply.grant)) };
    },
    async forget(key) {
      const rec = load(key);
      if (!rec) return;
      const blank = { id: idHash(`forget ${num}`), at: 0, ttl: 0, wakeAt: 0, leaseMs: 0, timer: 0, address: '', increments: '', session: '', messages: [] };
      commit(rec, { ...blank, expected: rec.version, forget: true }, me(), now());
      saveCounting(key, rec, undefined);
      scour();
    },
    async drop(key) {
      const rec = load(key);
      if (!rec) return;
      drop(rec);
      save(key, rec);
    },
    async due(all) {
      const at = now();
      if (at - lastPurge > 60_000) {
        lastPurge = at;
        sql.expired.run(Math.floor(at / 1000));
        records.purge();
      }
      const rows = all ? sql.all.all() : sql.due.all(at);
      return rows.map((row): Due => ({ key: row['key'] as string, score: row['due'] as number }));
    },
    async claim(due) {
      return due.map(({ key }): Claimed => {
        const rec = load(key);
        if (!rec) {
          sql.remove.run(key);
          return { key, dropped: 0 };
        }
        const mine = me();
        const reply = claim(rec, mine, now());
        save(key, rec);
        const chat: Chat = { key, address: rec.address, leaseMs: rec.leaseMs };
        const first = rec.unsent[0];
        return {
          key,
          dropped: reply.dropped,
          ...optional(lease(chat, mine.num, reply.grant)),
          ...(reply.timer > 0 ? { timer: { wakeAt: reply.timer, address: rec.address } } : {}),
          ...(first && rec.leaseMs > 0 ? { oldest: first.born * 1000 } : {}),
        };
      });
    },
    async sent(held, how) {
      const rec = load(held.chat.key);
      if (!rec) return undefined;
      const grant = sent(rec, sentHow(held, how), { inst: 1, boot, num: held.token }, now());
      save(held.chat.key, rec);
      // The last word to somebody who was erased has left, and with it the address it went to.
      if (rec.session === '' && rec.unsent.length === 0) scour();
      return lease(held.chat, held.token, grant);
    },
    async tidy() {
      const silent = sql.silent.all(beforeSeconds(now() / 1000 - RING_S));
      for (const { key } of silent) {
        const rec = load(key as string);
        if (rec) save(key as string, { ...rec, ring: Buffer.alloc(0) });
      }
      if (silent.length > 0) scour();
      return silent.length === TIDY_STEP;
    },
    async since(key, seq) {
      const kept = load(key)?.unsent ?? [];
      const after = kept.length > 0 && seq > kept.at(-1)!.seq ? kept : kept.filter((one) => one.seq > seq);
      return after.map((one): Unsent => ({ seq: one.seq, bytes: one.bytes }));
    },
    watch(key, wake) {
      const set = watchers.get(key) ?? new Set();
      watchers.set(key, set.add(wake));
      return () => {
        set.delete(wake);
        if (set.size === 0) watchers.delete(key);
      };
    },
    async counters() {
      return new Map(sql.counts.all().map((row) => [row['name'] as string, row['n'] as number]));
    },
    now,
    ready: () => !closed,
    async close() {
      if (closed) return;
      closed = true;
      db.close();
      unlock();
    },
  };
  return { store, records };
}

/** Chats tidied at once. */
const TIDY_STEP = 500;
/** As it stands in a record (record.ts): the order of the bytes is the order of the times. */
function beforeSeconds(seconds: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Math.max(0, Math.floor(seconds)));
  return bytes;
}

const SCHEMA = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA busy_timeout = 2000;
CREATE TABLE IF NOT EXISTS chat (key TEXT PRIMARY KEY, value BLOB NOT NULL, exp INTEGER NOT NULL, due INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS chat_due ON chat (due) WHERE due > 0;
CREATE INDEX IF NOT EXISTS chat_exp ON chat (exp);
CREATE TABLE IF NOT EXISTS count (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS boot (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL);
INSERT OR IGNORE INTO boot VALUES (1, 0);
`;

export function sentHow(held: Lease, how: Settled): Parameters<typeof sent>[1] {
  const waits = how.type === 'wait';
  return {
    op: how.type,
    seq: held.first.seq,
    waitMs: waits ? Math.ceil(how.waitMs) : 0,
    unknown: waits && how.because === 'unknown',
    failed: waits && how.because !== 'throttled',
  };
}

function optional(lease: Lease | undefined): { lease?: Lease } {
  return lease ? { lease } : {};
}

/** An exclusive transaction on a file of its own: the kernel frees it when the process dies, however it dies. */
function lock(path: string): () => void {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    db.close();
    throw new Error(`another server process uses ${path}; run one, or set REDIS_URL for several`);
  }
  return () => db.close();
}
