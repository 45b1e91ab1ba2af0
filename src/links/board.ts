// The arithmetic of the cohort board: raw counts of a closed day → cells that may be published, and totals of published cells.
// Promises: a published number is a multiple of 5 rounded down, nothing below 5 is ever told apart from nothing, and every sum is a sum
// of published cells: so neither marginals nor the next day's board say more than the cells do. Refuses: days that are not over.
import { vnDate } from '../engine/facts.ts';

export const MEASURES = ['opened', 'started', 'installed', 'visited', 'activated', 'needs-help'] as const;
export type Measure = (typeof MEASURES)[number];
export type Counts = Readonly<Partial<Record<Measure, number>>>;
/** Commune code → counts; `-` where no commune is known. */
export type ByCommune = Readonly<Record<string, Counts>>;
export type PublishedDay = { readonly day: string; readonly cells: ByCommune };
export type Board = {
  readonly days: readonly PublishedDay[];
  readonly communes: readonly { readonly commune: string; readonly counts: Counts }[];
  readonly total: Counts;
};

export const STEP = 5;
export const NOWHERE = '-';
const DAY = 86_400_000;
/** Counts made in the last seconds of a day are added up a little after midnight. */
export const SETTLE_MS = 5 * 60_000;
/** How far back a board looks, days. */
export const WINDOW = 60;

/** One day's cells as everybody may see them. Cells below 5 are not there at all. */
export function publishDay(raw: ByCommune): ByCommune {
  const out: Record<string, Counts> = {};
  for (const commune of Object.keys(raw).sort()) {
    const counts: Partial<Record<Measure, number>> = {};
    for (const measure of MEASURES) {
      const rounded = Math.floor((raw[commune]?.[measure] ?? 0) / STEP) * STEP;
      if (rounded >= STEP) counts[measure] = rounded;
    }
    if (Object.keys(counts).length > 0) out[commune] = counts;
  }
  return out;
}

export function boardOf(days: readonly PublishedDay[]): Board {
  const communes = new Map<string, Partial<Record<Measure, number>>>();
  const total: Partial<Record<Measure, number>> = {};
  for (const { cells } of days) {
    for (const [commune, counts] of Object.entries(cells)) {
      const sum = communes.get(commune) ?? {};
      communes.set(commune, sum);
      for (const measure of MEASURES) {
        const n = counts[measure] ?? 0;
        if (n === 0) continue;
        sum[measure] = (sum[measure] ?? 0) + n;
        total[measure] = (total[measure] ?? 0) + n;
      }
    }
  }
  return { days, communes: [...communes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([commune, counts]) => ({ commune, counts })), total };
}

/** All communes of a published day together. */
export function sumOf(cells: ByCommune, measure: Measure): number {
  return Object.values(cells).reduce((sum, counts) => sum + (counts[measure] ?? 0), 0);
}

/** Days from `since` (ms) that are over, oldest first, at most WINDOW. */
export function closedDays(since: number, now: number): string[] {
  const days: string[] = [];
  const first = vnDate(since);
  for (let back = WINDOW; back >= 1; back -= 1) {
    const day = vnDate(now - SETTLE_MS - back * DAY);
    if (day >= first) days.push(day);
  }
  return days;
}

/** `board/<campaign>.<day>.<commune>.<measure>` → counts of one campaign and day. */
export function rawDay(counters: ReadonlyMap<string, number>, campaign: string, day: string, home: string): ByCommune {
  const prefix = `board/${campaign}.${day}.`;
  const out: Record<string, Partial<Record<Measure, number>>> = {};
  for (const [name, n] of counters) {
    if (!name.startsWith(prefix)) continue;
    const [place = '', measure = ''] = name.slice(prefix.length).split('.');
    if (!(MEASURES as readonly string[]).includes(measure)) continue;
    const commune = place === NOWHERE ? home : place;
    const counts = (out[commune] ??= {});
    counts[measure as Measure] = (counts[measure as Measure] ?? 0) + n;
  }
  return out;
}
