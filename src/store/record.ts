// The record of a chat as bytes. One string per chat, the same in both stores; Redis scripts read and write it at fixed offsets
// (redis-lua.ts), so a change here is a change there. Promises: encode(decode(x)) = x. Refuses: session over 64 kB.
//
// head   version u32 · committed s u32 · expires s u32 · flags u8 (1 = work follows) · ring length u8 · session bytes u16
// ring   per event: 6 bytes of a hash of its id · time u16 in 4-second steps, modulo 2^16 (72 h; pruned at 25 h)
// session, UTF-8
// work   lease instance u32, boot ms u48, number u32, until ms u48 · not before ms u48 · unknowns u8 · fails u8 · wake at ms u48
//        · lease length ms u16 (0 = pull channel) · address length u8 · increments length u24 · address · increments
//        · unsent: seq u48, committed s u32, bytes u16, bytes

export const RING = 64;
export const RING_S = 25 * 3600;
export const DAY_S = 24 * 3600;
/** Messages of a pull channel that stay readable. */
export const KEEP = 20;
const HEAD = 16;
const WORK = 40;

export type Rec = {
  version: number;
  at: number;
  exp: number;
  ring: Buffer;
  session: string;
  inst: number;
  boot: number;
  num: number;
  until: number;
  notBefore: number;
  unknowns: number;
  fails: number;
  wakeAt: number;
  leaseMs: number;
  address: string;
  increments: string;
  unsent: { seq: number; born: number; bytes: string }[];
};

export function encode(rec: Rec): Buffer {
  const session = Buffer.from(rec.session);
  if (session.length > 0xffff) throw new Error('session over 64 kB');
  const head = Buffer.alloc(HEAD);
  const works = rec.unsent.length > 0 || rec.wakeAt > 0 || rec.increments !== '';
  head.writeUInt32BE(rec.version, 0);
  head.writeUInt32BE(rec.at, 4);
  head.writeUInt32BE(rec.exp, 8);
  head[12] = works ? 1 : 0;
  head[13] = rec.ring.length / 8;
  head.writeUInt16BE(session.length, 14);
  if (!works) return Buffer.concat([head, rec.ring, session]);
  const pushes = rec.unsent.length > 0 && rec.leaseMs > 0;
  const address = Buffer.from(pushes || rec.wakeAt > 0 ? rec.address : '');
  const increments = Buffer.from(rec.increments);
  const work = Buffer.alloc(WORK);
  if (rec.unsent.length > 0) {
    work.writeUInt32BE(rec.inst, 0);
    work.writeUIntBE(rec.boot, 4, 6);
    work.writeUInt32BE(rec.num, 10);
    work.writeUIntBE(rec.until, 14, 6);
    work.writeUIntBE(rec.notBefore, 20, 6);
    work[26] = Math.min(rec.unknowns, 255);
    work[27] = Math.min(rec.fails, 255);
  }
  work.writeUIntBE(rec.wakeAt, 28, 6);
  work.writeUInt16BE(rec.leaseMs, 34);
  work[36] = address.length;
  work.writeUIntBE(increments.length, 37, 3);
  return Buffer.concat([head, rec.ring, session, work, address, increments, ...rec.unsent.map(unsentBytes)]);
}

export function decode(bytes: Buffer): Rec {
  const ringEnd = HEAD + bytes[13]! * 8;
  let p = ringEnd + bytes.readUInt16BE(14);
  const rec: Rec = {
    ...emptyRec(),
    version: bytes.readUInt32BE(0),
    at: bytes.readUInt32BE(4),
    exp: bytes.readUInt32BE(8),
    ring: bytes.subarray(HEAD, ringEnd),
    session: bytes.toString('utf8', ringEnd, p),
  };
  if (bytes[12] !== 1) return rec;
  rec.inst = bytes.readUInt32BE(p);
  rec.boot = bytes.readUIntBE(p + 4, 6);
  rec.num = bytes.readUInt32BE(p + 10);
  rec.until = bytes.readUIntBE(p + 14, 6);
  rec.notBefore = bytes.readUIntBE(p + 20, 6);
  rec.unknowns = bytes[p + 26]!;
  rec.fails = bytes[p + 27]!;
  rec.wakeAt = bytes.readUIntBE(p + 28, 6);
  rec.leaseMs = bytes.readUInt16BE(p + 34);
  const addressEnd = p + WORK + bytes[p + 36]!;
  rec.address = bytes.toString('utf8', p + WORK, addressEnd);
  p = addressEnd + bytes.readUIntBE(p + 37, 3);
  rec.increments = bytes.toString('utf8', addressEnd, p);
  while (p < bytes.length) {
    const length = bytes.readUInt16BE(p + 10);
    rec.unsent.push({ seq: bytes.readUIntBE(p, 6), born: bytes.readUInt32BE(p + 6), bytes: bytes.toString('utf8', p + 12, p + 12 + length) });
    p += 12 + length;
  }
  return rec;
}

export function emptyRec(): Rec {
  return {
    version: 0, at: 0, exp: 0, ring: Buffer.alloc(0), session: '', inst: 0, boot: 0, num: 0, until: 0, notBefore: 0,
    unknowns: 0, fails: 0, wakeAt: 0, leaseMs: 0, address: '', increments: '', unsent: [],
  };
}

/**
 * 48 bits of an event id, as an integer (cyrb53 by bryc, public domain, as in flow/ids.ts): the chance that two of 64 meet is below 10^-11.
 * Ids come from the platform, or from a browser that could only fool its own chat; a cryptographic hash would cost a fortieth of the turn.
 */
export function idHash(id: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < id.length; i += 1) {
    const c = id.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (a >>> 8) * 0x100_0000 + (b >>> 8);
}

/** Increments as the record carries them. */
export function incrementText(increments: Readonly<Record<string, number>> | undefined): string {
  if (!increments) return '';
  let text = '';
  for (const name in increments) text += `${name}\t${increments[name]}\n`;
  return text;
}

function unsentBytes(one: { seq: number; born: number; bytes: string }): Buffer {
  const text = Buffer.from(one.bytes);
  if (text.length > 0xffff) throw new Error('message over 64 kB');
  const head = Buffer.alloc(12);
  head.writeUIntBE(one.seq, 0, 6);
  head.writeUInt32BE(one.born, 6);
  head.writeUInt16BE(text.length, 10);
  return Buffer.concat([head, text]);
}
