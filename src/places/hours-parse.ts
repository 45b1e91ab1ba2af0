// Reads opening hours as written in teams.csv: `Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30; 2027 Feb 05-11 off; PH off`.
// Promises: pure, linear, never throws; what it cannot read is a sentence that quotes the part. Refuses: what hours.ts cannot honour.
import type { Hours, Rule, RuleDate, Span } from './hours.ts';

export type ParsedHours = { readonly type: 'hours'; readonly hours: Hours } | { readonly type: 'fault'; readonly sentence: string };

export function parseHours(text: string): ParsedHours {
  const parts = text.split(';').map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length === 0) return { type: 'fault', sentence: 'the hours are empty' };
  const rules: Rule[] = [];
  for (const part of parts) {
    const rule = parseRule(part);
    if (typeof rule === 'string') return { type: 'fault', sentence: rule };
    rules.push(rule);
  }
  return { type: 'hours', hours: { rules, always: parts.length === 1 && parts[0] === '24/7' } };
}

const DAYS = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTH = `(?:${MONTHS.join('|')})`;
const DATE = `(?:\\d{4} )?${MONTH} \\d{1,2}`;
const DATES = new RegExp(`^${DATE}(?:-(?:${DATE}|\\d{1,2}))?(?:,${DATE}(?:-(?:${DATE}|\\d{1,2}))?)*(?= |$)`);
const DAY = `(?:${DAYS.join('|')}|PH)`;
const WEEKDAYS = new RegExp(`^${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*(?= |$)`);

/** `[dates] [weekdays] times|off`. */
function parseRule(part: string): Rule | string {
  if (part === '24/7') return { holidays: false, spans: [[0, 1440]] };
  let rest = part.replace(/\s*,\s*/g, ',').replace(/\s*-\s*/g, '-').replace(/\s+/g, ' ');
  const dateText = DATES.exec(rest)?.[0];
  if (dateText !== undefined) rest = rest.slice(dateText.length).trimStart();
  const dayText = WEEKDAYS.exec(rest)?.[0];
  if (dayText !== undefined) rest = rest.slice(dayText.length).trimStart();
  const dates = dateText?.split(',').map(parseRange);
  const days = dayText === undefined ? undefined : parseDays(dayText);
  const spans = parseSpans(rest, part);
  if (typeof spans === 'string') return spans;
  if (typeof days === 'string') return days;
  const wrong = dates?.find((d) => typeof d === 'string');
  if (typeof wrong === 'string') return wrong;
  const ranges = dates?.filter((d) => typeof d !== 'string');
  return { ...(ranges ? { dates: ranges } : {}), ...(days && days.set.size > 0 ? { days: days.set } : {}), holidays: days?.holidays ?? false, spans };
}

function parseDays(text: string): { set: Set<number>; holidays: boolean } | string {
  const set = new Set<number>();
  let holidays = false;
  for (const item of text.split(',')) {
    if (item === 'PH') {
      holidays = true;
      continue;
    }
    const [from = '', to = from] = item.split('-');
    const [a, b] = [DAYS.indexOf(from), DAYS.indexOf(to)];
    if (a < 0 || b < 0) return `"${item}" is not a range of days; PH stands alone, as in "Mo-Fr,PH"`;
    for (let d = a; ; d = (d + 1) % 7) {
      set.add(d);
      if (d === b) break;
    }
  }
  return { set, holidays };
}

function parseRange(text: string): { from: RuleDate; to: RuleDate } | string {
  const cut = text.indexOf('-');
  const from = parseDate(cut < 0 ? text : text.slice(0, cut));
  const second = cut < 0 ? undefined : text.slice(cut + 1);
  if (!from) return `"${text}" is not a date; write "2027 Feb 05" or "Feb 05"`;
  const to = second === undefined ? from : /^\d{1,2}$/.test(second) ? checked({ ...from, day: Number(second) }) : parseDate(second);
  if (!to) return `"${text}" does not end with a date`;
  if (from.year === undefined && to.year !== undefined) return `"${text}" needs the year at its start as well`;
  const end = to.year === undefined && from.year !== undefined ? { ...to, year: from.year } : to;
  const order = (d: RuleDate): number => (d.year ?? 0) * 10_000 + d.month * 100 + d.day;
  if (from.year !== undefined && order(end) < order(from)) return `"${text}" ends before it starts; write the year of the end`;
  return { from, to: end };
}

function parseDate(text: string): RuleDate | undefined {
  const match = /^(?:(\d{4}) )?([A-Z][a-z]{2}) (\d{1,2})$/.exec(text);
  if (!match) return undefined;
  return checked({ ...(match[1] ? { year: Number(match[1]) } : {}), month: MONTHS.indexOf(match[2] ?? '') + 1, day: Number(match[3]) });
}

function checked(date: RuleDate): RuleDate | undefined {
  return date.month >= 1 && date.day >= 1 && date.day <= (LENGTHS[date.month - 1] ?? 0) ? date : undefined;
}

function parseSpans(text: string, part: string): Span[] | string {
  if (text === 'off' || text === 'closed') return [];
  if (text === '') return `"${part}" has no times; write "08:00-17:00" or "off"`;
  const spans: Span[] = [];
  for (const item of text.split(',')) {
    const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(item);
    if (!match) return `"${item}" in "${part}" is not a time range like "07:30-11:30"`;
    const [, h1 = '', m1 = '', h2 = '', m2 = ''] = match;
    const [from, to] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
    if (Number(m1) > 59 || Number(m2) > 59 || from >= 1440 || to > 1440) return `"${item}" is not a time of day`;
    if (to <= from) return `"${item}" ends before it starts; after midnight write a second rule for the next day`;
    spans.push([from, to]);
  }
  return spans;
}
