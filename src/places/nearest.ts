// Which teams to name to a citizen: at most three, and what to say when no team is known.
// Promises: pure; the position is blurred to a grid of about 550 m before anything is computed, and distances leave as whole km (0 = under one), so
// no number of distances, nor their order, tells more than the grid cell. Refuses: teams that cannot do what is needed; invented addresses.
import type { Holidays } from './holidays.ts';
import { dayOf } from './holidays.ts';
import { openState, type OpenState } from './hours.ts';
import type { Offer, Team } from './teams.ts';
import type { Commune } from './units.ts';

export type Point = { readonly lat: number; readonly lon: number };
export type Directory = { readonly teams: readonly Team[]; readonly communes: ReadonlyMap<string, Commune>; readonly holidays: Holidays };
export type Wanted = { readonly commune: string; readonly point?: Point; readonly need: Offer; readonly now: number };
export type NearTeam = { readonly team: Team; readonly serves: boolean; readonly open: OpenState; /** Missing when either position is unknown. */ readonly km?: number };
export type Nearest = {
  readonly teams: readonly NearTeam[];
  /** Set when none of them is open now and at least one opening time is known. */
  readonly nothingOpenUntil?: number;
};

const MOST = 3;
/** Teams that do not serve the commune are named up to this distance; level 2 does not depend on residence (fact F1). */
const REACH_KM = 30;
/** Hours unknown rank like a place that opens in twelve hours. */
const UNKNOWN_MS = 12 * 3_600_000;
const GRID_DEGREES = 0.005;

export function nearestTeams({ teams, communes, holidays }: Directory, { commune, point, need, now }: Wanted): Nearest {
  const home = communes.get(commune);
  const here = point ? blur(point) : undefined;
  const from = here ?? home;
  const today = dayOf(now).iso;
  const fitting = teams
    .filter((team) => team.offers.includes(need) && (team.validFrom ?? today) <= today && (team.validTo ?? today) >= today)
    .map((team) => {
      const serves = team.communes.includes(commune) || (home !== undefined && team.communes.includes(home.province.code));
      const place = team.point ?? communes.get(team.communes[0] ?? '');
      const rank = from && place ? wholeKm(kilometres(from, place)) : Infinity;
      const open = openState(team.hours, holidays, now);
      return { team, serves, open, wait: waitMs(open, now), rank, ...(here && team.point ? { km: rank } : {}) };
    })
    .filter((found) => found.serves || found.rank <= REACH_KM)
    .toSorted((a, b) => Number(b.serves) - Number(a.serves) || a.wait - b.wait || a.rank - b.rank || (a.team.id < b.team.id ? -1 : 1))
    .slice(0, MOST);
  const opening = fitting.flatMap(({ open }) => (open.type === 'closed' && open.opensAt !== undefined ? [open.opensAt] : []));
  const nothing = fitting.every(({ open }) => open.type === 'closed') && opening.length > 0;
  return {
    teams: fitting.map(({ team, serves, open, km }) => ({ team, serves, open, ...(km === undefined ? {} : { km }) })),
    ...(nothing ? { nothingOpenUntil: Math.min(...opening) } : {}),
  };
}

/** What can be said truthfully where no team is imported: the police of the commune, and words of 2025 about its headquarters, unverified. */
export type Fallback = { readonly kind: 'commune-police' | 'pa08'; readonly commune: Commune; /** Planned in July 2025; say that it is not verified. */ readonly headquarters?: string; /** Facts to cite: hotline, and 113 for emergencies only. */ readonly facts: readonly ['B1', 'B7'] };

export function fallback(places: { readonly communes: ReadonlyMap<string, Commune>; readonly headquarters: ReadonlyMap<string, string> }, code: string, need: Offer): Fallback | undefined {
  const commune = places.communes.get(code);
  if (!commune) return undefined;
  const headquarters = places.headquarters.get(code);
  return { kind: need === 'foreigner' ? 'pa08' : 'commune-police', commune, ...(headquarters === undefined ? {} : { headquarters }), facts: ['B1', 'B7'] };
}

/**
 * A link that opens the citizen's own map app, for a team's position or the name of a commune; never for the citizen's position.
 * This host because Android and iOS both hand it to an installed map app and every browser shows it; `geo:` does nothing on an iPhone.
 * https://developers.google.com/maps/documentation/urls/get-started
 */
export function mapLink(to: Point | { readonly name: string }): string {
  return `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent('name' in to ? to.name : `${to.lat},${to.lon}`)}`;
}

function waitMs(open: OpenState, now: number): number {
  if (open.type === 'open') return 0;
  if (open.type === 'unknown') return UNKNOWN_MS;
  return open.opensAt === undefined ? Infinity : Math.max(1, open.opensAt - now);
}

/** 0 = under one kilometre. */
function wholeKm(km: number): number {
  return km < 1 ? 0 : Math.round(km);
}

/** The centre of the grid cell: everything after this is the same for all positions in the cell. */
function blur({ lat, lon }: Point): Point {
  const snap = (x: number): number => (Math.floor(x / GRID_DEGREES) + 0.5) * GRID_DEGREES;
  return { lat: snap(lat), lon: snap(lon) };
}

/** Great-circle distance (haversine, mean radius). */
export function kilometres(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(h)));
}
