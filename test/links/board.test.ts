// Suppression on the cohort board: what everybody sees, on any day and in any sum, says nothing beyond rounded cells.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardCsv } from '../../src/http/pages/board.ts';
import { boardOf, type ByCommune, closedDays, MEASURES, publishDay, rawDay, sumOf } from '../../src/links/board.ts';
import { createBoards } from '../../src/links/board-days.ts';
import { DAY, testStore } from './store.ts';

const COMMUNES = ['-', '00001', '00002', '00003'];
const counts = (max: number) => fc.record(Object.fromEntries(MEASURES.map((measure) => [measure, fc.nat(max)])));
const day = fc.dictionary(fc.constantFrom(...COMMUNES), counts(23), { maxKeys: 4 }) as fc.Arbitrary<ByCommune>;
const HIDDEN = fc.array(fc.nat(4), { minLength: 24, maxLength: 24 });

/** Another world that differs only within the steps of five: nobody may be able to tell it from the first. */
function shifted(raw: ByCommune, noise: readonly number[]): ByCommune {
  return Object.fromEntries(COMMUNES.map((commune, i) => [commune, Object.fromEntries(MEASURES.map((measure, j) => [measure, Math.floor((raw[commune]?.[measure] ?? 0) / 5) * 5 + (noise[i * 6 + j] ?? 0)]))]));
}
const everythingShown = (days: readonly ByCommune[]): string => {
  const board = boardOf(days.map((raw, i) => ({ day: `2026-11-${10 + i}`, cells: publishDay(raw) })));
  return JSON.stringify(board) + boardCsv('vi', board, (code) => code);
};

describe('what is published', () => {
  it('is a multiple of five, never more than the truth, and nothing below five', () => {
    fc.assert(
      fc.property(day, (raw) => {
        for (const [commune, cells] of Object.entries(publishDay(raw)))
          for (const [measure, n] of Object.entries(cells)) {
            const truth = raw[commune]?.[measure as 'opened'] ?? 0;
            expect(n % 5).toBe(0);
            expect(n).toBeGreaterThanOrEqual(5);
            expect(n).toBeLessThanOrEqual(truth);
            expect(truth - n).toBeLessThan(5);
          }
      }),
    );
  });

  it('is the same for all worlds with the same rounded cells: rows, sums, marginals and CSV tell no more', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(day, HIDDEN), { minLength: 1, maxLength: 6 }), (days) => {
        expect(everythingShown(days.map(([raw, noise]) => shifted(raw, noise)))).toBe(everythingShown(days.map(([raw]) => raw)));
      }),
      { numRuns: 300 },
    );
  });

  it('has totals that are sums of shown cells, so that subtracting them gives back only shown cells', () => {
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 5 }), (days) => {
        const board = boardOf(days.map((raw, i) => ({ day: `2026-11-${10 + i}`, cells: publishDay(raw) })));
        for (const measure of MEASURES) {
          const byCommune = board.communes.reduce((sum, { counts: c }) => sum + (c[measure] ?? 0), 0);
          const byDay = board.days.reduce((sum, { cells }) => sum + sumOf(cells, measure), 0);
          expect(board.total[measure] ?? 0).toBe(byCommune);
          expect(byDay).toBe(byCommune);
        }
      }),
    );
  });

  it('would be given away by totals of the truth: the attack this guards against works on them', () => {
    const raw: ByCommune = { '00001': { activated: 12 }, '00002': { activated: 3 } };
    const truthTotal = 12 + 3;
    const naive = truthTotal - 10; // a total of true counts minus the shown cell
    expect(naive).toBeGreaterThan(0); // somebody is in the hidden commune
    const board = boardOf([{ day: '2026-11-10', cells: publishDay(raw) }]);
    expect((board.total.activated ?? 0) - (board.communes[0]?.counts.activated ?? 0)).toBe(0);
    expect(JSON.stringify(board)).not.toContain('00002');
  });
});

describe('days', () => {
  it('close at midnight in Việt Nam; today is not among them', () => {
    const made = Date.UTC(2026, 10, 20, 1);
    const midnight = Date.UTC(2026, 10, 24, 17); // 25 November, 0:00 in Việt Nam
    expect(closedDays(made, midnight - 1)).toEqual(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']);
    expect(closedDays(made, midnight + 4 * 60_000).at(-1)).toBe('2026-11-23');
    expect(closedDays(made, midnight + 5 * 60_000).at(-1)).toBe('2026-11-24');
    expect(closedDays(made, made)).toEqual([]);
    expect(closedDays(0, midnight)).toHaveLength(60);
  });

  it('take only counters of their own campaign', () => {
    const counters = new Map([['board/cho.2026-11-20.00001.started', 7], ['board/cho.2026-11-20.-.started', 2], ['board/cho-xuan.2026-11-20.00001.started', 50], ['board/cho.2026-11-21.00001.started', 60], ['board/cho.2026-11-20.00001.secret', 70], ['x', 1]]);
    expect(rawDay(counters, 'cho', '2026-11-20', '00009')).toEqual({ '00001': { started: 7 }, '00009': { started: 2 } });
  });

  it('once shown never change, whatever is added afterwards, and the store keeps only what is shown', async () => {
    const opened = testStore(Date.UTC(2026, 10, 20, 3));
    const campaign = { id: 'cho', made: opened.clock.at };
    const raw = new Map<string, number>();
    const boards = createBoards(opened.records, { counters: async () => raw }, opened.now);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...COMMUNES), fc.constantFrom('started', 'activated', 'opened'), fc.integer({ min: 1, max: 9 })), { maxLength: 12 }), async (events) => {
        const shown = new Map((await boards.read(campaign)).days.map((one) => [one.day, JSON.stringify(one.cells)]));
        // Late increments, also for days that are over already.
        for (const [commune, measure, n] of events) {
          const when = new Date(opened.clock.at + 7 * 3_600_000 - (n % 3) * DAY).toISOString().slice(0, 10);
          if (measure === 'opened') await boards.opened('cho');
          else raw.set(`board/cho.${when}.${commune}.${measure}`, (raw.get(`board/cho.${when}.${commune}.${measure}`) ?? 0) + n);
        }
        opened.clock.at += DAY;
        const next = await boards.read(campaign);
        for (const one of next.days) if (shown.has(one.day)) expect(JSON.stringify(one.cells)).toBe(shown.get(one.day));
        expect(next.days.length).toBe(Math.min(60, shown.size + 1));
      }),
      { numRuns: 25 },
    );
    for (const { value } of await opened.records.list('board-day/')) for (const n of value.match(/:(\d+)/g) ?? []) expect(Number(n.slice(1)) % 5).toBe(0);
    await opened.close();
  });
});

describe('the CSV', () => {
  it('cannot begin a formula and says "dưới 5" for every hidden cell', () => {
    const csv = boardCsv('vi', boardOf([{ day: '2026-11-10', cells: { '00001': { started: 5 } } }, { day: '2026-11-11', cells: {} }]), () => '=cmd()');
    expect(csv).toContain(`"2026-11-10","00001","'=cmd()","dưới 5","5","dưới 5","dưới 5","dưới 5","dưới 5"`);
    expect(csv).toContain('"2026-11-11","","","dưới 5"');
  });
});
