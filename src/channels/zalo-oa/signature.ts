// Zalo OA's webhook signature: SHA-256 over app id + raw body + timestamp + OA secret key, plain concatenation (no HMAC).
// Promises: raw bytes, constant time, nothing parsed; the timestamp it returns is a signed one. Two variants are accepted (timestamp
// of the header, timestamp in the body); others that clients report are recognised for the log only.
import { createHash, timingSafeEqual } from 'node:crypto';

export type Signed = { readonly type: 'signed'; readonly timestamp: string; readonly variant: 'header' | 'body' };
export type Checked = Signed | { readonly type: 'forged'; /** A recipe that would have matched: the settings may be wrong. */ readonly would?: string };
export type SignatureSettings = {
  readonly appId: string;
  /** OA secret keys valid now, two during a rotation. */
  readonly secrets: readonly string[];
  /** Only to recognise a signature made with it. */
  readonly appSecret: string;
};

const TIMESTAMPS_TRIED = 3;

export function signatureCheck({ appId, secrets, appSecret }: SignatureSettings): (header: string | undefined, headerTime: string | undefined, body: Uint8Array) => Checked {
  if (secrets.length === 0 || secrets.some((secret) => secret.length < 8)) throw new Error('ZALO_OA_SECRET_KEY needs at least 8 characters');
  return (header, headerTime, body) => {
    const given = /^(?:mac=)?([0-9a-f]{64})$/i.exec(header?.trim() ?? '')?.[1];
    if (given === undefined) return { type: 'forged' };
    const mac = Buffer.from(given, 'hex');
    const raw = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const times: { value: string; variant: 'header' | 'body' }[] = [];
    if (headerTime !== undefined && /^\d{1,20}$/.test(headerTime)) times.push({ value: headerTime, variant: 'header' });
    for (const value of timesIn(raw)) times.push({ value, variant: 'body' });
    for (const { value, variant } of times) {
      for (const secret of secrets) if (matches(mac, appId, raw, value, secret)) return { type: 'signed', timestamp: value, variant };
    }
    const [first] = times;
    if (!first) return { type: 'forged' };
    if (matches(mac, appId, raw, first.value, appSecret)) return { type: 'forged', would: 'app-secret' };
    const oaId = /"(?:oa_id|recipient)"\s*:\s*(?:\{\s*"id"\s*:\s*)?"(\d{1,30})"/.exec(raw.toString('latin1'))?.[1];
    if (oaId !== undefined && secrets.some((secret) => matches(mac, oaId, raw, first.value, secret))) return { type: 'forged', would: 'oa-id' };
    return { type: 'forged' };
  };
}

function matches(mac: Buffer, id: string, body: Buffer, time: string, secret: string): boolean {
  return timingSafeEqual(mac, createHash('sha256').update(id).update(body).update(time).update(secret).digest());
}

/** The literal digits of `"timestamp"` members, last first: the top-level one stands at the end of every sample. */
function timesIn(raw: Buffer): string[] {
  const found = [...raw.toString('latin1').matchAll(/"timestamp"\s*:\s*"?(\d{1,20})"?/g)].map((match) => match[1] ?? '');
  return [...new Set(found.toReversed())].slice(0, TIMESTAMPS_TRIED);
}
