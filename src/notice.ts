// The operator's notice (VNeID is down, a holiday): one record in the store, shown once in front of the next message of every chat, until it ends.
// Promises: every process sees it within ten seconds; a notice that ended is not shown. Refuses notices without both languages or an end.
import { z } from 'zod';
import type { Banner } from './engine/guide.ts';
import type { Records } from './store-port.ts';

type Place = Pick<Records, 'get' | 'put' | 'expire'>;

const NAME = 'guide/notice';
export const MAX_HOURS = 14 * 24;
const LONGEST = 300;
const text = z.string().min(1).max(LONGEST);
const stored = z.strictObject({ id: z.string().max(24), text: z.strictObject({ vi: text, en: text }), until: z.number() });

export async function readNotice(records: Place, now: number): Promise<Banner | undefined> {
  const found = await records.get(NAME);
  if (!found) return undefined;
  const parsed = stored.safeParse(JSON.parse(found.value));
  return parsed.success && parsed.data.until > now ? parsed.data : undefined;
}

export async function setNotice(records: Place, given: Banner['text'], hours: number, now: number): Promise<Banner> {
  if (!(hours > 0 && hours <= MAX_HOURS)) throw new RangeError(`HOURS: a number more than 0, at most ${MAX_HOURS}`);
  const words = { vi: given.vi.trim(), en: given.en.trim() };
  for (const one of Object.values(words)) if (!text.safeParse(one).success) throw new RangeError(`both texts: 1 to ${LONGEST} characters, in quotation marks`);
  const banner = stored.parse({ id: now.toString(36), text: words, until: now + hours * 3_600_000 });
  for (let tries = 0; tries < 10; tries += 1) {
    const old = await records.get(NAME);
    if ((await records.put(NAME, old?.version ?? 0, JSON.stringify(banner), hours * 3_600_000)) !== undefined) return banner;
  }
  throw new Error('somebody else keeps changing the notice');
}

export const clearNotice = (records: Place): Promise<void> => records.expire(NAME, 0);
