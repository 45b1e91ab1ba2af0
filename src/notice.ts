// The operator's notice (VNeID is down, a holiday): one record in the store, shown once in front of the next message of every chat, until it ends.
// Promises: every process sees it within ten seconds; a notice that ended is not shown. Refuses notices without both languages or an end.
import { z } from 'zod';
import type { Banner } from './engine/guide.ts';
import type { Records } from './store-port.ts';

const NAME = 'guide/notice';
export const MAX_HOURS = 14 * 24;
const stored = z.strictObject({ id: z.string().max(24), text: z.strictObject({ vi: z.string().min(1).max(300), en: z.string().min(1).max(300) }), until: z.number() });

export async function readNotice(records: Records, now: number): Promise<Banner | undefined> {
  const found = await records.get(NAME);
  if (!found) return undefined;
  const parsed = stored.safeParse(JSON.parse(found.value));
  return parsed.success && parsed.data.until > now ? parsed.data : undefined;
}

export async function setNotice(records: Records, text: Banner['text'], hours: number, now: number): Promise<Banner> {
  if (!(hours > 0 && hours <= MAX_HOURS)) throw new RangeError(`hours: more than 0, at most ${MAX_HOURS}`);
  const banner = stored.parse({ id: now.toString(36), text, until: now + hours * 3_600_000 });
  for (let tries = 0; tries < 10; tries += 1) {
    const old = await records.get(NAME);
    if ((await records.put(NAME, old?.version ?? 0, JSON.stringify(banner), hours * 3_600_000)) !== undefined) return banner;
  }
  throw new Error('somebody else keeps changing the notice');
}

export const clearNotice = (records: Records): Promise<void> => records.expire(NAME, 0);
