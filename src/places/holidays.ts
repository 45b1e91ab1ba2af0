// The days of Việt Nam (+07:00 all year) and the public holidays as data (flows/holidays.yaml), within the years that the table covers.
// Promises: pure; no process time zone. Refuses: to compute Tết or days in lieu; the government announces them each year.
import { z } from 'zod';

const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

export type Day = { readonly iso: string; readonly year: number; readonly month: number; readonly date: number; /** 0 = Sunday */ readonly weekday: number; /** its midnight in Việt Nam, ms since the epoch */ readonly start: number };
export type Holidays = { readonly from: number; readonly to: number; /** ISO date → name */ readonly days: ReadonlyMap<string, string> };

const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'write the date as "2027-02-06"').refine(exists, 'this date does not exist');

/** `2026-02-30` is read as 2 March or not at all. */
function exists(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The shape of flows/holidays.yaml. `announced: false` marks days in lieu that the government has not yet fixed. */
export const holidaysSchema = z.strictObject({
  years: z.strictObject({ from: z.int().min(2025), to: z.int().max(2100) }),
  source: z.array(z.string()).min(1),
  checked: isoDate,
  holidays: z.array(z.strictObject({ from: isoDate, to: isoDate.optional(), name: z.string().min(1), announced: z.boolean().default(true) })).min(1),
});

export function createHolidays(data: z.infer<typeof holidaysSchema>): Holidays {
  const days = new Map<string, string>();
  for (const { from, to, name } of data.holidays) {
    const end = Date.parse(to ?? from);
    for (let at = Date.parse(from); at <= end; at += DAY_MS) days.set(new Date(at).toISOString().slice(0, 10), name);
  }
  return { from: data.years.from, to: data.years.to, days };
}

/** The Vietnamese day of an instant. */
export function dayOf(at: number): Day {
  const start = Math.floor((at + OFFSET_MS) / DAY_MS) * DAY_MS;
  const local = new Date(start);
  return { iso: local.toISOString().slice(0, 10), year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, date: local.getUTCDate(), weekday: local.getUTCDay(), start: start - OFFSET_MS };
}
