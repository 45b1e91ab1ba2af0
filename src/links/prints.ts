// Posters that were printed: what they rested on at that time, so that one whose step or facts changed since can be named.
// Promises: one entry a link, form and day; kept as long as posters hang.
import { z } from 'zod';
import { vnDate } from '../engine/facts.ts';
import { LANGS } from '../flow/schema.ts';
import type { SmallRecords } from './command.ts';
import { POSTER_FORMS } from './poster-words.ts';
import { AFTER_MS, parsed } from './short-links.ts';

const print = z.object({ code: z.string(), form: z.enum(POSTER_FORMS), to: z.string(), lang: z.enum(LANGS), commune: z.string().optional(), hash: z.string(), at: z.number() });
export type Print = z.output<typeof print>;

export async function recordPrint(records: SmallRecords, one: Print): Promise<void> {
  const name = `poster/${one.code}.${one.form}.${vnDate(one.at)}`;
  const before = await records.get(name);
  if (before === undefined || parsed(print, before.value)?.hash !== one.hash) await records.put(name, before?.version ?? 0, JSON.stringify(one), AFTER_MS);
}

export async function listPrints(records: SmallRecords): Promise<readonly Print[]> {
  return (await records.list('poster/')).flatMap(({ value }) => parsed(print, value) ?? []);
}
