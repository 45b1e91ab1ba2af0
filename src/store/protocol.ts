// The send protocol on one decoded record: commit, claim, sent. Used by the embedded store, and the oracle for the Redis scripts,
// which do the same in Lua. Promises: no clock of its own, no I/O; every function changes the record it is given or says it did not.
// Refuses: a lease to anyone but the first who asks after it died.
import { DAY_S, emptyRec, KEEP, type Rec, RING, RING_S } from './record.ts';

/** One attempt to hold a lease: which instance, its boot time (ms), a number unique in that boot. */
export type Me = { readonly inst: number; readonly boot: number; readonly num: number };
export type Commit = {
  readonly expected: number;
  readonly id: number;
  /** Seconds, 0 = unknown. */
  readonly at: number;
  readonly ttl: number;
  readonly wakeAt: number;
  readonly leaseMs: number;
  readonly timer: number;
  readonly forget: boolean;
  readonly address: string;
  readonly increments: string;
  readonly session: string;
  readonly messages: readonly string[];
};
export type Grant = { readonly seq: number; readonly bytes: string; readonly unknowns: number; readonly fails: number };
export type CommitReply =
  | { readonly type: 'stale'; readonly version: number; readonly session: string }
  | { readonly type: 'committed' | 'seen'; readonly version: number; readonly grant: Grant | undefined; readonly notBefore: number };

/** A clock that went back must not make a lease immortal: one that ends later than this after its length is dead. */
const CLOCK_SLACK_MS = 5000;

export function commit(rec: Rec, c: Commit, me: Me, now: number): CommitReply {
  const sec = Math.floor(now / 1000);
  // A process may still hold the expired session in memory: another version tells it.
  if (expireSession(rec, sec)) rec.version++;
  const slot = Math.floor(sec / 4) & 0xffff;
  const known = c.at > 0 && c.at > sec - RING_S && c.at < sec + 12 * 3600;
  const eventSlot = known ? Math.floor(c.at / 4) & 0xffff : slot;
  pruneRing(rec, sec, slot);
  const full = rec.ring.length === RING * 8;
  const back = full && known ? behind(eventSlot, rec.ring.readUInt16BE(6)) : -1;
  // In the same four seconds as the oldest: it may be one that just left the ring, unless it is happening now (a flood).
  const older = back > 0 || (back === 0 && behind(eventSlot, slot) > 2);
  if (older || inRing(rec.ring, c.id) || (c.timer > 0 && rec.wakeAt !== c.timer)) return grantReply('seen', rec, me, now);
  if (rec.version !== c.expected) return { type: 'stale', version: rec.version, session: rec.session };
  const ttl = c.ttl > 0 ? c.ttl : rec.exp > rec.at ? rec.exp - rec.at : DAY_S;
  rec.version = rec.version === 0 ? sec : rec.version + 1;
  const entry = Buffer.alloc(8);
  entry.writeUIntBE(c.id, 0, 6);
  entry.writeUInt16BE(eventSlot, 6);
  rec.ring = Buffer.concat([full ? rec.ring.subarray(8) : rec.ring, entry]);
  rec.at = sec;
  rec.exp = sec + (c.forget ? RING_S : ttl);
  rec.session = c.forget ? '' : c.session;
  if (c.forget) {
    // The lease stays: its holder may be sending right now, and the confirmation must not overtake that.
    rec.unsent = [];
    rec.unknowns = rec.fails = 0;
  }
  rec.wakeAt = c.forget ? 0 : c.wakeAt;
  rec.leaseMs = c.leaseMs;
  rec.address = c.address;
  rec.increments += c.increments;
  c.messages.forEach((bytes, i) => rec.unsent.push({ seq: rec.version * 32 + i, born: sec, bytes }));
  if (c.leaseMs === 0) while (rec.unsent.length > KEEP || tooOld(rec, sec)) rec.unsent.shift();
  return grantReply('committed', rec, me, now);
}

export type ClaimReply = {
  readonly grant: Grant | undefined;
  readonly timer: number;
  readonly dropped: number;
  /** When to look again, ms; 0 = nothing is left to do. Pending increments are not counted in. */
  readonly next: number;
};

export function claim(rec: Rec, me: Me, now: number): ClaimReply {
  const sec = Math.floor(now / 1000);
  expireSession(rec, sec);
  let dropped = 0;
  while (tooOld(rec, sec)) {
    rec.unsent.shift();
    rec.unknowns = rec.fails = 0;
    dropped += rec.leaseMs > 0 ? 1 : 0;
  }
  const grant = tryGrant(rec, me, now);
  const timer = rec.wakeAt > 0 && rec.wakeAt <= now ? rec.wakeAt : 0;
  return { grant, timer, dropped, next: nextLook(rec, now) };
}

export type SentHow = { readonly op: 'drop' | 'drop-all' | 'wait'; readonly seq: number; readonly waitMs: number; readonly unknown: boolean; readonly failed: boolean };

/** Undefined: not our lease (any more), or nothing left to send. */
export function sent(rec: Rec, how: SentHow, me: Me, now: number): Grant | undefined {
  if (rec.unsent.length === 0 || rec.inst !== me.inst || rec.boot !== me.boot || rec.num !== me.num) return undefined;
  expireSession(rec, Math.floor(now / 1000));
  const first = rec.unsent[0]!;
  if (how.op === 'drop-all') {
    dropAll(rec);
    return undefined;
  }
  if (how.op === 'wait') {
    if (first.seq === how.seq) {
      if (how.unknown) rec.unknowns++;
      if (how.failed) rec.fails++;
    }
    rec.notBefore = now + how.waitMs;
    rec.inst = rec.boot = rec.num = rec.until = 0;
    return undefined;
  }
  if (first.seq === how.seq) {
    rec.unsent.shift();
    rec.unknowns = rec.fails = 0;
  }
  if (rec.unsent.length === 0) {
    dropAll(rec);
    return undefined;
  }
  rec.until = now + rec.leaseMs;
  return firstOf(rec);
}

/** Nobody is there to hear it: no message, no timer. Whoever is sending right now finds the lease gone. */
export function drop(rec: Rec): void {
  dropAll(rec);
  rec.wakeAt = 0;
}

/** When a chat needs attention next, ms; 0 = never. */
export function nextLook(rec: Rec, now: number): number {
  let next = Infinity;
  const first = rec.unsent[0];
  if (first && rec.leaseMs === 0) next = (first.born + DAY_S + 1) * 1000;
  else if (first) next = Math.max(dead(rec, now) ? now : rec.until, rec.notBefore);
  // A timer that came is being handled; should that fail, it is seen again in 5 s.
  if (rec.wakeAt > 0) next = Math.min(next, rec.wakeAt <= now ? now + 5000 : rec.wakeAt);
  return next === Infinity ? 0 : next;
}

function grantReply(type: 'committed' | 'seen', rec: Rec, me: Me, now: number): CommitReply {
  const grant = tryGrant(rec, me, now);
  const waits = !grant && rec.unsent.length > 0 && rec.leaseMs > 0 && rec.notBefore > now;
  return { type, version: rec.version, grant, notBefore: waits ? rec.notBefore : 0 };
}

function tryGrant(rec: Rec, me: Me, now: number): Grant | undefined {
  if (rec.unsent.length === 0 || rec.leaseMs === 0 || rec.notBefore > now) return undefined;
  const same = rec.inst === me.inst && (rec.boot < me.boot || (rec.boot === me.boot && rec.num === me.num));
  if (!dead(rec, now) && !same) return undefined;
  rec.inst = me.inst;
  rec.boot = me.boot;
  rec.num = me.num;
  rec.until = now + rec.leaseMs;
  return firstOf(rec);
}

function dead(rec: Rec, now: number): boolean {
  return rec.until < now || rec.until > now + rec.leaseMs + CLOCK_SLACK_MS;
}

function firstOf(rec: Rec): Grant {
  return { seq: rec.unsent[0]!.seq, bytes: rec.unsent[0]!.bytes, unknowns: rec.unknowns, fails: rec.fails };
}

function dropAll(rec: Rec): void {
  const none = emptyRec();
  rec.unsent = [];
  rec.inst = none.inst;
  rec.boot = none.boot;
  rec.num = none.num;
  rec.until = none.until;
  rec.notBefore = none.notBefore;
  rec.unknowns = none.unknowns;
  rec.fails = none.fails;
}

function tooOld(rec: Rec, sec: number): boolean {
  return rec.unsent.length > 0 && rec.unsent[0]!.born + DAY_S < sec;
}

/** What has expired is not read, even where the key still stands because something is unsent. */
function expireSession(rec: Rec, sec: number): boolean {
  const expired = rec.version > 0 && rec.exp <= sec;
  if (expired) rec.session = '';
  return expired;
}

function pruneRing(rec: Rec, sec: number, slot: number): void {
  if (sec - rec.at > RING_S) rec.ring = rec.ring.subarray(rec.ring.length);
  while (rec.ring.length > 0 && behind(rec.ring.readUInt16BE(6), slot) > RING_S / 4) rec.ring = rec.ring.subarray(8);
}

/** How many 4-second steps `a` lies before `b`, on a circle of 72 h of which 12 h are the future. */
function behind(a: number, b: number): number {
  const d = (b - a) & 0xffff;
  return d > 0x10000 - 10_800 ? d - 0x10000 : d;
}

function inRing(ring: Buffer, id: number): boolean {
  for (let p = 0; p < ring.length; p += 8) if (ring.readUIntBE(p, 6) === id) return true;
  return false;
}
