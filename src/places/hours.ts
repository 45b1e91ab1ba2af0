// Opening hours in a subset of OpenStreetMap's opening_hours, always Vietnamese time (+07:00), with our own holiday table.
// Promises: pure; a later rule replaces earlier ones on its days, as in OSM; on public holidays a place is closed unless a rule names PH,
// the date, or 24/7. Refuses, with a sentence: spans past midnight, week numbers, sunrise, comments. https://wiki.openstreetmap.org/wiki/Key:opening_hours
import { dayOf, type Day, type Holidays } from './holidays.ts';

/** Minutes from midnight, [from, to). */
export type Span = readonly [from: number, to: number];
/** A day in a rule's range: month 1-12; without a year it comes back every year. */
export type RuleDate = { readonly year?: number; readonly month: number; readonly day: number };
export type Rule = {
  readonly dates?: readonly { readonly from: RuleDate; readonly to: RuleDate }[];
  /** 0 = Sunday. */
  readonly days?: ReadonlySet<number>;
  readonly holidays: boolean;
  /** Empty: closed. */
  readonly spans: readonly Span[];
};
export type Hours = { readonly rules: readonly Rule[]; readonly always: boolean };
export type OpenState =
  | { readonly type: 'open'; /** missing: around the clock */ readonly until?: number }
  | { readonly type: 'closed'; /** missing: not within five weeks */ readonly opensAt?: number }
  | { readonly type: 'unknown' };

const DAY_MS = 86_400_000;
const HORIZON_DAYS = 35;

/** State at an instant (ms since the epoch). Unknown without hours, and from the year on for which no holidays are known. */
export function openState(hours: Hours | undefined, holidays: Holidays, now: number): OpenState {
  if (!hours) return { type: 'unknown' };
  if (hours.always) return { type: 'open' };
  const today = dayOf(now);
  if (today.year < holidays.from || today.year > holidays.to) return { type: 'unknown' };
  let until: number | undefined;
  for (let i = 0; i <= HORIZON_DAYS; i += 1) {
    const day = dayOf(today.start + i * DAY_MS);
    if (day.year > holidays.to) break;
    for (const [from, to] of spansOn(hours, holidays, day)) {
      const [opens, closes] = [day.start + from * 60_000, day.start + to * 60_000];
      if (until !== undefined) {
        if (opens > until) return { type: 'open', until };
        until = Math.max(until, closes);
      } else if (opens > now) return { type: 'closed', opensAt: opens };
      else if (closes > now) until = closes;
    }
    if (until !== undefined && until < day.start + DAY_MS) return { type: 'open', until };
  }
  return until === undefined ? { type: 'closed' } : { type: 'open' };
}

/** The spans of one day, in order, overlapping ones joined. */
export function spansOn(hours: Hours, holidays: Holidays, day: Day): readonly Span[] {
  const holiday = holidays.days.has(day.iso);
  let spans: readonly Span[] = [];
  let holidaySaid = false;
  for (const rule of hours.rules) {
    if (!matches(rule, day, holiday)) continue;
    spans = rule.spans;
    holidaySaid ||= (rule.holidays && holiday) || rule.dates?.some((d) => d.from.year !== undefined) === true;
  }
  if (hours.always) return [[0, 1440]];
  return holiday && !holidaySaid ? [] : join(spans);
}

function matches(rule: Rule, day: Day, holiday: boolean): boolean {
  if (rule.dates && !rule.dates.some((range) => within(range, day))) return false;
  if (!rule.days && !rule.holidays) return true;
  return (rule.days?.has(day.weekday) ?? false) || (rule.holidays && holiday);
}

function within({ from, to }: { from: RuleDate; to: RuleDate }, day: Day): boolean {
  const number = (d: RuleDate): number => d.month * 100 + d.day;
  const here = day.month * 100 + day.date;
  if (from.year !== undefined) {
    const at = day.year * 10_000 + here;
    return at >= from.year * 10_000 + number(from) && at <= (to.year ?? from.year) * 10_000 + number(to);
  }
  return number(from) <= number(to) ? here >= number(from) && here <= number(to) : here >= number(from) || here <= number(to);
}

function join(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && span[0] <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], span[1])];
    else joined.push(span);
  }
  return joined;
}
