// How the token pair is kept: sealed in one record of the store, and for a moment in a file of this process.
// Promises: nothing readable at rest; what does not open or does not fit the schema counts as absent.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { ChannelRecords } from '../wiring.ts';
import { seal, unseal } from './seal.ts';

const RECORD = 'zalo-oa/tokens';
const SPOOL = 'zalo-oa-refresh';

const grant = z.object({
  access: z.string(),
  refresh: z.string(),
  at: z.number(),
  expiresAt: z.number(),
  /** A refresh with this pair began at this time and was not concluded. */
  pendingAt: z.number().optional(),
  /** Zalo refused the refresh token at this time: consent is needed. */
  deadAt: z.number().optional(),
  /** The settings' first pair this grant began with. */
  seed: z.string().optional(),
});
const spooled = z.object({ spent: z.string(), grant });
export type Grant = z.infer<typeof grant>;
export type Spooled = z.infer<typeof spooled>;
/** `grant` is undefined when the record cannot be opened. */
export type Kept = { readonly grant: Grant | undefined; readonly version: number };

export async function readGrant(records: Pick<ChannelRecords, 'get'>, key: Uint8Array): Promise<Kept> {
  const record = await records.get(RECORD);
  return record ? { grant: open(grant, key, RECORD, record.value), version: record.version } : { grant: undefined, version: 0 };
}

/** The new version, or undefined when somebody else was faster. */
export function writeGrant(records: Pick<ChannelRecords, 'put'>, key: Uint8Array, version: number, value: Grant): Promise<number | undefined> {
  return records.put(RECORD, version, seal(key, RECORD, JSON.stringify(value)));
}

/** Writes a pair that an administrator's consent just gave; whatever was there before is replaced. */
export async function replaceGrant(records: Pick<ChannelRecords, 'get' | 'put'>, key: Uint8Array, value: Grant): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const { version } = await readGrant(records, key);
    if ((await writeGrant(records, key, version, value)) !== undefined) return;
  }
  throw new Error('the token record changes all the time');
}

/** A token's fingerprint: enough to recognise it, useless to spend. */
export const fingerprint = (token: string): string => createHash('sha256').update(token).digest('base64url').slice(0, 16);

export type Spool = { read(): Spooled | undefined; write(content: Spooled): boolean; drop(): void };

/** Written, flushed and closed without a pause, so that nothing of this process runs between the answer and the disk. */
export function openSpool(file: string | undefined, key: Uint8Array): Spool {
  if (file === undefined) return { read: () => undefined, write: () => false, drop: () => undefined };
  return {
    read() {
      try {
        return open(spooled, key, SPOOL, readFileSync(file, 'utf8'));
      } catch {
        return undefined;
      }
    },
    write(content) {
      try {
        const handle = openSync(file, 'w', 0o600);
        writeSync(handle, seal(key, SPOOL, JSON.stringify(content)));
        fsyncSync(handle);
        closeSync(handle);
        return true;
      } catch {
        return false;
      }
    },
    drop: () => rmSync(file, { force: true }),
  };
}

function open<T>(schema: z.ZodType<T>, key: Uint8Array, name: string, sealed: string): T | undefined {
  const text = unseal(key, name, sealed);
  try {
    return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
