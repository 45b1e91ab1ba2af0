import * as fc from 'fast-check';
import OpeningHours from 'opening_hours';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createHolidays, dayOf, holidaysSchema, type Holidays } from '../../src/places/holidays.ts';
import { type Hours, openState, spansOn } from '../../src/places/hours.ts';
import { parseHours } from '../../src/places/hours-parse.ts';

const none: Holidays = { from: 2020, to: 2040, days: new Map() };
const real = createHolidays(holidaysSchema.parse(parse(readFileSync(new URL('../../flows/holidays.yaml', import.meta.url), 'utf8'))));
const vn = (text: string): number => Date.parse(`${text}:00+07:00`);
function hours(text: string): Hours {
  const parsed = parseHours(text);
  if (parsed.type === 'fault') throw new Error(parsed.sentence);
  return parsed.hours;
}

const clock = fc.integer({ min: 0, max: 95 }).map((q) => q * 15);
const time = (m: number): string => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
const spans = fc.uniqueArray(clock, { minLength: 2, maxLength: 4 }).map((all) => {
  const t = all.toSorted((a, b) => a - b);
  return t.length < 4 ? `${time(t[0] ?? 0)}-${time(t[1] ?? 0)}` : `${time(t[0] ?? 0)}-${time(t[1] ?? 0)},${time(t[2] ?? 0)}-${time(t[3] ?? 0)}`;
});
const day = fc.constantFrom('Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su');
const days = fc.oneof(day, fc.tuple(day, day).map(([a, b]) => `${a}-${b}`), fc.tuple(day, day).map(([a, b]) => `${a},${b}`));
const dates = fc.oneof(fc.constantFrom('Dec 24', 'Feb 05-11', 'Dec 28-Jan 03', '2026 Nov 20-30', '2026 Dec 24-2027 Jan 05', 'Nov 23,Nov 27'));
const rule = fc.tuple(fc.option(dates, { nil: '' }), fc.option(days, { nil: '' }), fc.oneof({ weight: 4, arbitrary: spans }, { weight: 1, arbitrary: fc.constant('off') })).map((parts) => parts.filter((p) => p !== '').join(' '));
/** Only the first rule may name neither day nor date: where a later one does, the specification and the library differ. */
const later = rule.filter((text) => /[A-Z]/.test(text));
const text = fc.tuple(rule, fc.array(later, { maxLength: 3 })).map(([first, rest]) => [first, ...rest].join('; '));

describe('opening hours', () => {
  beforeAll(() => {
    // the oracle works in the time zone of the process
    process.env['TZ'] = 'Asia/Ho_Chi_Minh';
  });

  it('agrees with the opening_hours library: state and next change', () => {
    expect(new Date(vn('2026-11-23T07:00')).getHours()).toBe(7);
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 60 * 24 * 4 }), (written, quarter) => {
        const now = vn('2026-11-20T00:00') + quarter * 15 * 60_000;
        const oracle = new OpeningHours(written);
        const state = openState(hours(written), none, now);
        expect(state.type, written).toBe(oracle.getState(new Date(now)) ? 'open' : 'closed');
        const next = oracle.getNextChange(new Date(now))?.getTime();
        const ours = state.type === 'open' ? state.until : state.type === 'closed' ? state.opensAt : undefined;
        if (next !== undefined && next - now < 30 * 86_400_000) expect(ours, `${written} at ${new Date(now).toISOString()}`).toBe(next);
        else expect(ours === undefined || ours - now >= 30 * 86_400_000, written).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('is Vietnamese time whatever the process thinks', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    expect(openState(hours('Mo-Fr 07:30-11:30'), none, vn('2026-11-23T07:29'))).toEqual({ type: 'closed', opensAt: vn('2026-11-23T07:30') });
    expect(openState(hours('Mo-Fr 07:30-11:30'), none, vn('2026-11-23T07:30'))).toEqual({ type: 'open', until: vn('2026-11-23T11:30') });
    process.env['TZ'] = before;
  });

  it('is closed on Tết and on days in lieu, and says when it opens again', () => {
    const office = hours('Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30');
    expect(openState(office, real, vn('2026-02-14T12:00'))).toEqual({ type: 'closed', opensAt: vn('2026-02-21T07:30') });
    expect(openState(office, real, vn('2026-11-24T08:00'))).toEqual({ type: 'closed', opensAt: vn('2026-11-25T07:30') });
    expect(openState(office, real, vn('2026-04-27T08:00')).type).toBe('closed');
  });

  it('is open on a holiday only when PH, the date of that year, or 24/7 says so', () => {
    const at = vn('2026-09-02T08:30');
    expect(openState(hours('Mo-Su 08:00-12:00'), real, at).type).toBe('closed');
    expect(openState(hours('Mo-Fr,PH 08:00-12:00'), real, at).type).toBe('open');
    expect(openState(hours('Mo-Su 08:00-12:00; PH 08:00-09:00'), real, at)).toEqual({ type: 'open', until: vn('2026-09-02T09:00') });
    expect(openState(hours('2026 Sep 01-05 08:00-12:00'), real, at).type).toBe('open');
    expect(openState(hours('24/7'), real, at)).toEqual({ type: 'open' });
    expect(openState(hours('Mo-Su 08:00-12:00; PH off'), real, at).type).toBe('closed');
  });

  it('knows nothing without hours, or outside the years of the holiday table', () => {
    expect(openState(undefined, real, vn('2026-11-24T08:00'))).toEqual({ type: 'unknown' });
    expect(openState(hours('Mo-Fr 08:00-12:00'), real, vn('2029-03-01T08:00'))).toEqual({ type: 'unknown' });
    expect(openState(hours('off'), real, vn('2026-11-24T08:00'))).toEqual({ type: 'closed' });
  });

  it('joins spans that touch and shows the spans of a day', () => {
    expect(openState(hours('Mo 08:00-24:00; Tu 00:00-06:00'), none, vn('2026-11-23T20:00'))).toEqual({ type: 'open', until: vn('2026-11-24T06:00') });
    expect(spansOn(hours('Mo-Fr 07:30-11:30,13:30-17:00'), none, dayOf(vn('2026-11-23T00:00')))).toEqual([[450, 690], [810, 1020]]);
  });

  it.each(['', 'Mo-Fr', 'Mo-Fr 8-12', 'Mo-Fr 22:00-02:00', 'Mo-Xx 08:00-12:00', 'week 10 Mo 08:00-09:00', 'sunrise-sunset', 'Mo 25:00-26:00', 'Feb 30 off', '2027 Feb 05-Jan 01 off', 'PH-Mo off', 'Mo 08:00-12:00 "call"', 'thứ 2 đến thứ 6'])('says in a sentence why it cannot read %j', (written) => {
    const parsed = parseHours(written);
    expect(parsed.type).toBe('fault');
    expect(parsed.type === 'fault' && parsed.sentence.length).toBeGreaterThan(10);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (written) => void parseHours(written)));
  });
});

describe('the holiday table', () => {
  it('covers every year with Tết, Giỗ Tổ and the fixed days', () => {
    for (let year = real.from; year <= real.to; year += 1) {
      for (const fixed of ['01-01', '04-30', '05-01', '09-02', '11-24']) expect(real.days.has(`${year}-${fixed}`), `${year}-${fixed}`).toBe(true);
      expect([...real.days].filter(([d, name]) => d.startsWith(String(year)) && name === 'Tết Nguyên đán').length).toBeGreaterThanOrEqual(5);
      expect([...real.days].filter(([d, name]) => d.startsWith(String(year)) && name === 'Giỗ Tổ Hùng Vương')).toHaveLength(1);
    }
  });

  it('has the first day of the lunar year and 10 March of the lunar calendar where the calendar has them', () => {
    // new moons (UTC+7): 17 Feb 2026, 6 Feb 2027, 26 Jan 2028; tenth of the third month
    for (const first of ['2026-02-17', '2027-02-06', '2028-01-26']) expect(real.days.get(first)).toBe('Tết Nguyên đán');
    const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'Asia/Ho_Chi_Minh', month: 'numeric', day: 'numeric' });
    for (const [date] of [...real.days].filter(([, name]) => name === 'Giỗ Tổ Hùng Vương')) expect(lunar.format(new Date(`${date}T12:00:00+07:00`))).toMatch(/3\/10|10\/3/);
  });

  it('refuses dates that do not exist', () => {
    expect(holidaysSchema.safeParse({ years: { from: 2026, to: 2026 }, source: ['x'], checked: '2026-11-22', holidays: [{ from: '2026-02-30', name: 'x' }] }).success).toBe(false);
    expect(holidaysSchema.safeParse({ years: { from: 2026, to: 2026 }, source: ['x'], checked: '2026-13-22', holidays: [{ from: '2026-02-03', name: 'x' }] }).success).toBe(false);
  });
});
