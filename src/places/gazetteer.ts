// The names of Việt Nam's communes, today's and old ones, ready for look-up.
// Promises: pure; starts in some tens of milliseconds because what a name means is worked out when it is first asked for; faulty tables throw.
// Refuses: to know boundaries (locate.ts) or teams.
import { DISTRICT_ALIASES, PROVINCE_ALIASES } from './aliases.ts';
import { form, nameForm } from './syllables.ts';
import { createTypoIndex } from './typo.ts';
import { lines, readUnits } from './units.ts';
import type { Commune, OldDistrict, OldWard, Units } from './units.ts';

/** The generated tables as text, as `src/cli/build-places.ts` writes them. */
export type GazetteerData = {
  readonly provinces: string;
  readonly communes: string;
  readonly oldProvinces: string;
  readonly oldDistricts: string;
  readonly oldWards: string;
  readonly formerNames: string;
  readonly names: string;
  /** Planned places of the commune headquarters (July 2025, unverified); optional. */
  readonly headquarters?: string;
};

/** Something a name can mean. `districts`, `provinces` (o… old, n… today's): what may rightly be said along with it. */
export type Entry =
  | { readonly level: 'ward'; readonly origin: 'today'; readonly commune: Commune; readonly type: string; readonly shapes: readonly string[]; readonly districts: readonly string[]; readonly provinces: readonly string[] }
  | { readonly level: 'ward'; readonly origin: 'old' | 'former'; readonly ward: OldWard; readonly type: string | undefined; readonly called: string; readonly shapes: readonly string[] | undefined; readonly districts: readonly string[]; readonly provinces: readonly string[] }
  | { readonly level: 'district'; readonly district: OldDistrict; readonly type: string | undefined; readonly shapes: readonly string[] | undefined; readonly provinces: readonly string[] }
  | { readonly level: 'province'; readonly ids: readonly string[]; readonly city: boolean; readonly shapes: readonly string[] | undefined; /** weak evidence, like initials */ readonly weight: number | undefined };

export type Gazetteer = {
  readonly communes: ReadonlyMap<string, Commune>;
  readonly headquarters: ReadonlyMap<string, string>;
  /** What bears a folded name; empty when nothing does. */
  meanings(key: string): readonly Entry[];
  /** Names one slip away, each with its cost in letters. */
  nearly(key: string): readonly { readonly key: string; readonly cost: number }[];
};

export function createGazetteer(data: GazetteerData): Gazetteer {
  const units = readUnits(data);
  const index = new Map<string, string>();
  for (const line of lines(data.names)) {
    const tab = line.indexOf('\t');
    index.set(line.slice(0, tab), line.slice(tab + 1));
  }
  const former = lines(data.formerNames);
  const extra = extraNames(units);
  const known = new Map<string, readonly Entry[]>();
  const keys = [...new Set([...index.keys(), ...extra.keys()])].filter((key) => key.length >= 4);
  const typos = createTypoIndex(keys);
  return {
    communes: units.communes,
    headquarters: new Map(lines(data.headquarters ?? '').map((line) => [line.slice(0, 5), line.slice(6)])),
    meanings(key) {
      const found = known.get(key);
      if (found) return found;
      const refs = index.get(key);
      const more = extra.get(key) ?? [];
      if (refs === undefined && more.length === 0) return NOTHING;
      const made = [...(refs?.split(' ') ?? []).map((ref) => entry(ref, units, former)), ...more];
      known.set(key, made);
      return made;
    },
    nearly: (key) => typos.find(key).map(({ name, cost }) => ({ key: keys[name] ?? '', cost })),
  };
}

const NOTHING: readonly Entry[] = [];

function entry(ref: string, units: Units, former: readonly string[]): Entry {
  const at = ref.slice(1);
  switch (ref[0]) {
    case 'c': {
      const commune = must(units.communes.get(at), ref);
      return { level: 'ward', origin: 'today', commune, type: commune.type, shapes: nameForm(commune.name).shapes, districts: commune.districts, provinces: [`n${commune.province.code}`, ...commune.oldProvinces.map((p) => `o${p}`)] };
    }
    case 'd':
      return districtEntry(units, must(units.districts.get(at), ref), true);
    case 'o':
      return wardEntry(units, units.ward(Number(at)), 'name');
    case 'a':
      return wardEntry(units, units.ward(Number(at)), 'other');
    case 'n':
      return wardEntry(units, units.ward(Number(at)), 'short');
    default:
      return formerEntry(units, must(former[Number(at)], ref), ref[0] === 't');
  }
}

function must<T>(value: T | undefined, ref: string): T {
  if (value === undefined) throw new Error(`places: the name index points to nothing: ${ref}`);
  return value;
}

function districtEntry(units: Units, district: OldDistrict, official: boolean): Entry {
  const todays = new Set(district.communes.map((code) => `n${units.communes.get(code)?.province.code ?? ''}`));
  return { level: 'district', district, type: official ? district.type : undefined, shapes: official ? nameForm(district.name).shapes : undefined, provinces: [`o${district.province.code}`, ...todays] };
}

function wardEntry(units: Units, ward: OldWard, which: 'name' | 'other' | 'short'): Entry {
  const called = which === 'name' ? ward.name : which === 'other' ? ward.other : ward.name.replace(/^(Nông trường|NT|N\.T) /u, '');
  return { level: 'ward', origin: 'old', ward, type: ward.type, called, shapes: nameForm(called).shapes, districts: [ward.district.code], provinces: provincesOf(units, ward) };
}

function provincesOf(units: Units, ward: OldWard): string[] {
  return [`o${ward.district.province.code}`, ...new Set(ward.targets.map((t) => `n${units.communes.get(t.code)?.province.code ?? ''}`))];
}

/** Names gone before July 2025. Most are known without accents only, some with the type word in front (`phuong12`). */
function formerEntry(units: Units, line: string, typed: boolean): Entry {
  const [name = '', districtCode = '', ward = ''] = line.split('\t');
  const district = must(units.districts.get(districtCode), line);
  if (ward === '') return districtEntry(units, district, false);
  const into = units.ward(Number(ward));
  const type = typed ? (name.startsWith('phuong') ? 'phường' : name.startsWith('xa') ? 'xã' : 'thị trấn') : undefined;
  return { level: 'ward', origin: 'former', ward: into, type, called: name, shapes: /\p{Lu}/u.test(name) ? nameForm(name).shapes : undefined, districts: [into.district.code, district.code], provinces: provincesOf(units, into) };
}

/** Provinces, old and today's, under their names, nicknames and initials; nicknames of districts. */
function extraNames(units: Units): Map<string, Entry[]> {
  const extra = new Map<string, Entry[]>();
  const add = (key: string, made: Entry): unknown => extra.get(key)?.push(made) ?? extra.set(key, [made]);
  const provinces = new Map<string, { ids: string[]; shapes: readonly string[]; city: boolean }>();
  const all = [...[...units.oldProvinces].map(([code, name]) => ({ name, id: `o${code}`, city: false })), ...[...units.provinces.values()].map((p) => ({ name: p.name, id: `n${p.code}`, city: p.type === 'thành phố' }))];
  for (const { name, id, city } of all) {
    const { key, shapes } = nameForm(name);
    const found = provinces.get(key);
    provinces.set(key, { ids: [...(found?.ids ?? []), id], shapes, city: city || found?.city === true });
  }
  for (const [key, p] of provinces) add(key, { level: 'province', ...p, weight: undefined });
  const nicknames = new Set(PROVINCE_ALIASES.map(([alias]) => alias));
  for (const [alias, full] of PROVINCE_ALIASES) {
    const ids = full.flatMap((key) => must(provinces.get(key), alias).ids);
    add(alias, { level: 'province', ids, shapes: undefined, city: true, weight: undefined });
  }
  // initials are weak: `bd` is Bình Dương or Bình Định; they only tip the balance
  const initials = new Map<string, string[]>();
  for (const p of provinces.values()) {
    const short = p.shapes.map((s) => form(s).key[0]).join('');
    if (!nicknames.has(short) && p.shapes.length > 1) initials.set(short, [...(initials.get(short) ?? []), ...p.ids]);
  }
  for (const [short, ids] of initials) add(short, { level: 'province', ids, shapes: undefined, city: false, weight: 1 });
  for (const [code, aliases] of Object.entries(DISTRICT_ALIASES)) for (const alias of aliases) add(alias, districtEntry(units, must(units.districts.get(code), alias), false));
  return extra;
}
