import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Holidays } from '../../src/places/holidays.ts';
import { parseHours } from '../../src/places/hours-parse.ts';
import { fallback, kilometres, mapLink, nearestTeams, type Nearest, type Point } from '../../src/places/nearest.ts';
import type { Team } from '../../src/places/teams.ts';
import type { Commune } from '../../src/places/units.ts';

const holidays: Holidays = { from: 2020, to: 2040, days: new Map() };
const province = { code: '01', name: 'Hà Nội', type: 'thành phố' };
const commune = (code: string, lat: number, lon: number): Commune => ({ code, type: 'phường', name: `Thử ${code}`, province, lat, lon, population: 1, districts: [], oldProvinces: [] });
const communes = new Map([commune('00001', 21, 105.8), commune('00002', 21.05, 105.8), commune('00003', 22, 105.8)].map((c) => [c.code, c]));
const NOW = Date.parse('2026-11-20T10:00:00+07:00'); // a Friday
const OPEN = 'Mo-Su 08:00-17:00';
function team(id: string, more: Partial<Team> & { hoursText?: string } = {}): Team {
  const parsed = more.hoursText === undefined ? undefined : parseHours(more.hoursText);
  return { id, kind: 'commune-police', name: id, communes: ['00001'], phones: [], offers: ['level-2'], languages: ['vi'], source: 'thử', checked: '2026-11-01', ...(parsed?.type === 'hours' ? { hours: parsed.hours } : {}), ...more };
}
const ask = (teams: readonly Team[], more: { commune?: string; point?: Point; now?: number; need?: Team['offers'][number] } = {}): Nearest => nearestTeams({ teams, communes, holidays }, { commune: '00001', need: 'level-2', now: NOW, ...more });
const ids = (found: Nearest): string[] => found.teams.map((t) => t.team.id);

describe('nearest teams', () => {
  it('puts those that serve the commune first, then open ones, then near ones, and names three at most', () => {
    const far = { lat: 21.1, lon: 105.8 };
    const near = { lat: 21.01, lon: 105.8 };
    const teams = [
      team('other-open-near', { communes: ['00002'], point: near, hoursText: OPEN }),
      team('own-closed', { point: near, hoursText: 'Mo 08:00-09:00' }),
      team('own-open-far', { point: far, hoursText: OPEN }),
      team('own-open-near', { point: near, hoursText: OPEN }),
    ];
    expect(ids(ask(teams))).toEqual(['own-open-near', 'own-open-far', 'own-closed']);
  });

  it('names only teams that can do what is needed, and only while they are there', () => {
    const teams = [team('helper', { offers: ['activation'] }), team('past', { validFrom: '2026-11-01', validTo: '2026-11-19' }), team('today', { validFrom: '2026-11-20', validTo: '2026-11-20' }), team('later', { validFrom: '2026-11-21', validTo: '2026-12-01' })];
    expect(ids(ask(teams))).toEqual(['today']);
    expect(ids(ask(teams, { need: 'activation' }))).toEqual(['helper']);
    expect(ids(ask(teams, { need: 'home-visit' }))).toEqual([]);
  });

  it('serves people far from home: a team of a neighbouring commune counts, one 100 km away does not', () => {
    expect(ids(ask([team('next', { communes: ['00002'] }), team('far', { communes: ['00003'] }), team('province', { communes: ['01'] })])).toSorted()).toEqual(['next', 'province']);
  });

  it('says until when nothing is open', () => {
    const teams = [team('a', { hoursText: 'Mo-Fr 07:30-09:00' }), team('b', { hoursText: 'Sa 08:00-11:00' })];
    expect(ask(teams).nothingOpenUntil).toBe(Date.parse('2026-11-21T08:00:00+07:00'));
    expect(ids(ask(teams))).toEqual(['b', 'a']);
    expect(ask([...teams, team('c', { hoursText: OPEN })]).nothingOpenUntil).toBeUndefined();
    expect(ask([...teams, team('unknown')]).nothingOpenUntil).toBeUndefined();
    expect(ask([]).nothingOpenUntil).toBeUndefined();
  });

  it('gives whole kilometres, 0 under one, and none without both positions', () => {
    const teams = [team('a', { point: { lat: 21.0, lon: 105.8 } }), team('b', { point: { lat: 21.2, lon: 105.8 } }), team('c')];
    const km = Object.fromEntries(ask(teams, { point: { lat: 21.001, lon: 105.801 } }).teams.map((t) => [t.team.id, t.km]));
    expect(km).toEqual({ a: 0, b: 22, c: undefined });
    expect(ask(teams).teams.every((t) => t.km === undefined)).toBe(true);
  });

  const somewhere = fc.record({ lat: fc.double({ min: 20.9, max: 21.1, noNaN: true }), lon: fc.double({ min: 105.7, max: 105.9, noNaN: true }) });

  it('cannot be turned into a position: with any teams anywhere, a whole cell of half a kilometre gives the same answer', () => {
    fc.assert(
      fc.property(somewhere, fc.array(somewhere, { minLength: 3, maxLength: 40 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (point, places, u, v) => {
        const teams = places.map((p, i) => team(`t-${i}`, { point: p, hoursText: OPEN }));
        const other = { lat: (Math.floor(point.lat / 0.005) + u) * 0.005, lon: (Math.floor(point.lon / 0.005) + v) * 0.005 };
        expect(ask(teams, { point: other })).toEqual(ask(teams, { point }));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves trilateration with hundreds of metres: all positions that fit three distances of one answer', () => {
    const point = { lat: 21.0123, lon: 105.8123 };
    const teams = [{ lat: 21.06, lon: 105.8 }, { lat: 20.97, lon: 105.85 }, { lat: 21.0, lon: 105.76 }].map((p, i) => team(`t-${i}`, { point: p, hoursText: OPEN }));
    const said = JSON.stringify(ask(teams, { point }));
    const fitting: Point[] = [];
    for (let lat = 20.98; lat < 21.05; lat += 0.001) for (let lon = 105.78; lon < 105.85; lon += 0.001) if (JSON.stringify(ask(teams, { point: { lat, lon } })) === said) fitting.push({ lat, lon });
    const spread = Math.max(...fitting.map((a) => Math.max(...fitting.map((b) => kilometres(a, b)))));
    expect(spread).toBeGreaterThan(0.5);
  });

  it('tells distances that are right to within a kilometre', () => {
    fc.assert(fc.property(somewhere, somewhere, (point, place) => {
      const km = ask([team('a', { point: place })], { point }).teams[0]?.km ?? Number.NaN;
      expect(Math.abs(km - kilometres(point, place))).toBeLessThan(1.4);
    }));
  });
});

describe('when no team is known', () => {
  it('names the police of the commune and, unverified, the headquarters; nothing else', () => {
    const places = { communes, headquarters: new Map([['00001', 'Số 1, phố Thử']]) };
    expect(fallback(places, '00001', 'level-2')).toEqual({ kind: 'commune-police', commune: communes.get('00001'), headquarters: 'Số 1, phố Thử', facts: ['B1', 'B7'] });
    expect(fallback(places, '00002', 'foreigner')).toEqual({ kind: 'pa08', commune: communes.get('00002'), facts: ['B1', 'B7'] });
    expect(fallback(places, '99999', 'level-2')).toBeUndefined();
  });
  it('links to a map by the team or by a name', () => {
    expect(mapLink({ lat: 21, lon: 105.8 })).toBe('https://www.google.com/maps/search/?api=1&query=21%2C105.8');
    expect(mapLink({ name: 'Công an phường Ba Đình, Hà Nội' })).toContain(encodeURIComponent('Ba Đình'));
  });
});
