// What the first step does not need: places, boundaries and teams from disk, and the learning of the phrases.
// Promises: a teams file with bad rows is refused whole (its rows are reported by `npm run teams -- check`); without one the honest fallback stays.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Places, Teams } from '../engine/guide.ts';
import { decodeBoundaries } from '../places/boundaries.ts';
import { createGazetteer } from '../places/gazetteer.ts';
import { createHolidays, holidaysSchema } from '../places/holidays.ts';
import { parseTeams } from '../places/teams.ts';
import { readBoundaryBytes, readGazetteerData } from '../places-data.ts';
import { placesOf, teamsOf } from '../publish.ts';

export type Furniture = { readonly places: Places; readonly teams: Teams; /** Rows of flows/teams.csv that are wrong. */ readonly badRows: number };

export function loadFurniture(root: string): Furniture {
  const gazetteer = createGazetteer(readGazetteerData());
  const bytes = readBoundaryBytes();
  const csv = join(root, 'flows/teams.csv');
  const days = join(root, 'flows/holidays.yaml');
  const parsed = existsSync(csv) ? parseTeams(readFileSync(csv, 'utf8')) : { teams: [], issues: [] };
  const bad = parsed.issues.filter(({ severity }) => severity === 'error').length;
  const holidays = createHolidays(existsSync(days) ? holidaysSchema.parse(parse(readFileSync(days, 'utf8'))) : { years: { from: 2026, to: 2026 }, source: ['none'], checked: '2026-01-01', holidays: [{ from: '2026-01-01', name: 'Tết Dương lịch', announced: true }] });
  return {
    places: placesOf(gazetteer, bytes ? decodeBoundaries(bytes) : undefined),
    teams: teamsOf({ teams: bad > 0 ? [] : parsed.teams, communes: gazetteer.communes, holidays }, gazetteer.headquarters),
    badRows: bad,
  };
}
