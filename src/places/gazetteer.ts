// The names of Việt Nam's communes, today's and old ones, ready for look-up: parsed from the generated tables, indexed by folded key.
// Promises: pure; faulty tables throw at once; start-up in tens of milliseconds. Refuses: to know boundaries (locate.ts) or teams.
import { form, nameForm } from './syllables.ts';
import { createTypoIndex } from './typo.ts';
import type { TypoIndex } from './typo.ts';
import { PROVINCE_ALIASES, DISTRICT_ALIASES } from './aliases.ts';

/** The generated tables as text, as `src/cli/build-places.ts` writes them. */
export type GazetteerData = {
  readonly provinces: string;
  readonly communes: string;
  readonly oldUnits: string;
  readonly formerNames: string;
  /** Planned places of the commune headquarters (July 2025, unverified); optional. */
  readonly headquarters?: string;
};

export type Province = { readonly code: string; readonly name: string; readonly type: string };
export type Commune = { readonly code: string; readonly type: 'phường' | 'xã' | 'đặc khu'; readonly name: string; readonly province: Province; readonly lat: number; readonly lon: number; readonly population: number };
export type OldDistrict = { readonly code: string; readonly type: 'quận' | 'huyện' | 'thị xã' | 'thành phố'; readonly name: string; readonly province: string };
/** whole and part: with people; residents: all the people or people only; land: nobody lives there. */
export type Relation = 'whole' | 'part' | 'residents' | 'land';
export type OldWard = { readonly type: 'phường' | 'xã' | 'thị trấn' | undefined; readonly name: string; readonly district: OldDistrict; readonly targets: readonly { readonly code: string; readonly relation: Relation }[] };

/** Something a name can mean. `districts`, `provinces`: what may rightly be said along with it. */
export type Entry =
  | { readonly level: 'ward'; readonly origin: 'today'; readonly commune: Commune; readonly type: string; readonly shapes: readonly string[]; readonly districts: ReadonlySet<string>; readonly provinces: ReadonlySet<string> }
  | { readonly level: 'ward'; readonly origin: 'old' | 'former'; readonly ward: OldWard; readonly type: string | undefined; readonly called: string; readonly shapes: readonly string[] | undefined; readonly districts: ReadonlySet<string>; readonly provinces: ReadonlySet<string> }
  | { readonly level: 'district'; readonly district: OldDistrict; readonly type: string | undefined; readonly shapes: readonly string[] | undefined; readonly provinces: ReadonlySet<string> }
  | { readonly level: 'province'; readonly ids: readonly string[]; readonly city: boolean; readonly shapes: readonly string[] | undefined; readonly weight: number | undefined };

export type Gazetteer = {
  readonly communes: ReadonlyMap<string, Commune>;
  readonly headquarters: ReadonlyMap<string, string>;
  /** Communes made (partly) of an old district, by its code. */
  readonly byDistrict: ReadonlyMap<string, readonly string[]>;
  readonly names: ReadonlyMap<string, readonly Entry[]>;
  readonly keys: readonly string[];
  readonly typos: TypoIndex;
};

export function createGazetteer(data: GazetteerData): Gazetteer {
  const names = new Map<string, Entry[]>();
  const add = (key: string, entry: Entry): void => {
    const list = names.get(key);
    if (list) list.push(entry);
    else names.set(key, [entry]);
  };
  const provinces = new Map(lines(data.provinces).map(([code = '', name = '', type = '']) => [code, { code, name, type }]));
  const communes = new Map(lines(data.communes).map((cells) => [cells[0] ?? '', commune(cells, provinces)]));
  const old = readOld(data.oldUnits, communes);
  for (const district of old.districts.values()) addDistrict(district, old, add);
  for (const ward of old.wards) addOld(ward, ward.targets.map((t) => communes.get(t.code)?.province.code ?? ''), old, add);
  addToday(communes, old, add);
  addFormer(data.formerNames, old, communes, add);
  addProvinces(provinces, old, add);
  const keys = [...names.keys()].filter((key) => key.length >= 4);
  const headquarters = new Map(lines(data.headquarters ?? '').map(([code = '', text = '']) => [code, text]));
  return { communes, headquarters, byDistrict: byDistrict(old), names, keys, typos: createTypoIndex(keys) };
}

type Add = (key: string, entry: Entry) => void;
type Old = {
  readonly districts: ReadonlyMap<string, OldDistrict>;
  readonly wards: readonly OldWard[];
  readonly byCode: ReadonlyMap<string, OldWard>;
  readonly alternatives: ReadonlyMap<OldWard, string>;
  /** name → code of the old provinces. */
  readonly provinces: ReadonlyMap<string, string>;
  readonly provinceOf: ReadonlyMap<string, string>;
  /** Today's provinces that took in an old district. */
  readonly todays: ReadonlyMap<string, ReadonlySet<string>>;
};

function lines(text: string): string[][] {
  return text.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
}

const COMMUNE_TYPES: Readonly<Record<string, Commune['type']>> = { p: 'phường', x: 'xã', d: 'đặc khu' };
const WARD_TYPES: Readonly<Record<string, OldWard['type']>> = { p: 'phường', x: 'xã', t: 'thị trấn' };
const DISTRICT_TYPES: Readonly<Record<string, OldDistrict['type']>> = { q: 'quận', h: 'huyện', x: 'thị xã', c: 'thành phố' };
const RELATIONS: Readonly<Record<string, Relation>> = { w: 'whole', p: 'part', r: 'residents', a: 'land' };
const RANK: Readonly<Record<Relation, number>> = { whole: 0, residents: 0, part: 1, land: 2 };

function commune(cells: readonly string[], provinces: ReadonlyMap<string, Province>): Commune {
  const [code = '', letter = '', name = '', provinceCode = '', lat = '', lon = '', population = ''] = cells;
  const type = COMMUNE_TYPES[letter];
  const province = provinces.get(provinceCode);
  if (!type || !province) throw new Error(`places: commune ${code} has no type or province`);
  return { code, type, name, province, lat: Number(lat), lon: Number(lon), population: Number(population) };
}

function readOld(text: string, communes: ReadonlyMap<string, Commune>): Old {
  const districts = new Map<string, OldDistrict>();
  const wards: OldWard[] = [];
  const byCode = new Map<string, OldWard>();
  const alternatives = new Map<OldWard, string>();
  const provinces = new Map<string, string>();
  const provinceOf = new Map<string, string>();
  const todays = new Map<string, Set<string>>();
  let province = { code: '', name: '' };
  let district: OldDistrict | undefined;
  for (const [a = '', b = '', c = '', d = '', e = ''] of lines(text)) {
    if (a === 'P') {
      province = { code: b, name: c };
      provinces.set(c, b);
    } else if (a === 'D') {
      const type = DISTRICT_TYPES[c];
      if (!type) throw new Error(`places: old district ${b} has no type`);
      district = { code: b, type, name: d, province: province.name };
      districts.set(b, district);
      provinceOf.set(b, province.code);
      todays.set(b, new Set());
    } else {
      if (!district) throw new Error(`places: old unit ${a} before any district`);
      const targets = e.split(' ').map((target) => ({ code: target.slice(0, 5), relation: RELATIONS[target.slice(5)] ?? 'part' }));
      const ward: OldWard = { type: WARD_TYPES[b], name: c, district, targets: targets.toSorted((x, y) => RANK[x.relation] - RANK[y.relation]) };
      for (const { code } of targets) todays.get(district.code)?.add(communes.get(code)?.province.code ?? '');
      wards.push(ward);
      if (a !== '') byCode.set(a, ward);
      if (d !== '') alternatives.set(ward, d);
    }
  }
  return { districts, wards, byCode, alternatives, provinces, provinceOf, todays };
}

function provinceIds(old: Old, district: OldDistrict, todays: Iterable<string>): Set<string> {
  return new Set([`o${old.provinceOf.get(district.code) ?? ''}`, ...[...todays].map((code) => `n${code}`)]);
}

function addDistrict(district: OldDistrict, old: Old, add: Add): void {
  const { key, shapes } = nameForm(district.name);
  const provinces = provinceIds(old, district, old.todays.get(district.code) ?? []);
  add(key, { level: 'district', district, type: district.type, shapes, provinces });
  for (const alias of DISTRICT_ALIASES[district.code] ?? []) add(alias, { level: 'district', district, type: undefined, shapes: undefined, provinces });
}

function addOld(ward: OldWard, todays: readonly string[], old: Old, add: Add): void {
  if (ward.name === '') return;
  const entry = { level: 'ward', origin: 'old', ward, type: ward.type, called: ward.name, districts: new Set([ward.district.code]), provinces: provinceIds(old, ward.district, todays) } as const;
  const main = nameForm(ward.name);
  add(main.key, { ...entry, shapes: main.shapes });
  for (const name of [old.alternatives.get(ward) ?? '', ward.name.replace(/^(Nông trường|NT|N\.T) /u, '')]) {
    const other = nameForm(name);
    if (other.key !== '' && other.shapes.join(' ') !== main.shapes.join(' ')) add(other.key, { ...entry, called: name, shapes: other.shapes });
  }
}

function addToday(communes: ReadonlyMap<string, Commune>, old: Old, add: Add): void {
  const madeOf = new Map<string, { districts: Set<string>; provinces: Set<string> }>();
  for (const { code, province } of communes.values()) madeOf.set(code, { districts: new Set(), provinces: new Set([`n${province.code}`]) });
  for (const ward of old.wards) {
    for (const { code, relation } of ward.targets) {
      if (relation === 'land') continue;
      madeOf.get(code)?.districts.add(ward.district.code);
      madeOf.get(code)?.provinces.add(`o${old.provinceOf.get(ward.district.code) ?? ''}`);
    }
  }
  for (const commune of communes.values()) {
    const { key, shapes } = nameForm(commune.name);
    const parts = madeOf.get(commune.code);
    if (parts) add(key, { level: 'ward', origin: 'today', commune, type: commune.type, shapes, ...parts });
  }
}

/** Names gone before July 2025. Keys may carry a type word; the bare key is filed too, unless nothing sensible is left. */
function addFormer(text: string, old: Old, communes: ReadonlyMap<string, Commune>, add: Add): void {
  for (const [level = '', name = '', districtCode = '', wardCode = ''] of lines(text)) {
    const district = old.districts.get(districtCode);
    if (!district) throw new Error(`places: former name ${name} of unknown district ${districtCode}`);
    const exact = /\p{Lu}/u.test(name) ? nameForm(name) : { key: form(name).key, shapes: undefined };
    if (level === 'D') {
      const key = exact.key.replace(/^(quan|huyen|thixa|thanhpho|district|tx|tp|q)(?=\d|.{4})/, '').replace(/^0(?=\d)/, '').replace(/thixa$/, '');
      add(key, { level: 'district', district, type: undefined, shapes: undefined, provinces: provinceIds(old, district, old.todays.get(districtCode) ?? []) });
      continue;
    }
    const ward = old.byCode.get(wardCode);
    if (!ward) continue;
    const provinces = provinceIds(old, ward.district, ward.targets.map((t) => communes.get(t.code)?.province.code ?? ''));
    const entry = { level: 'ward', origin: 'former', ward, called: name, districts: new Set([ward.district.code, districtCode]), provinces } as const;
    const typed = /^(phuong|xa|thitran|tt)(\d+|.{4,})$/.exec(exact.key);
    const type = typed ? ({ phuong: 'phường', xa: 'xã' } as const)[typed[1] ?? ''] ?? 'thị trấn' : undefined;
    if (!typed || !/^\d/.test(typed[2] ?? '')) add(exact.key, { ...entry, type: undefined, shapes: exact.shapes });
    if (typed) add((typed[2] ?? '').replace(/^0+(?=\d)/, ''), { ...entry, type, shapes: undefined });
  }
}

function addProvinces(provinces: ReadonlyMap<string, Province>, old: Old, add: Add): void {
  const ids = new Map<string, { ids: string[]; shapes: readonly string[]; city: boolean }>();
  const all = [...[...old.provinces].map(([name, code]) => ({ name, code: `o${code}` })), ...[...provinces.values()].map((p) => ({ name: p.name, code: `n${p.code}` }))];
  for (const { name, code } of all) {
    const { key, shapes } = nameForm(name);
    const found = ids.get(key) ?? { ids: [], shapes, city: [...provinces.values()].some((p) => p.name === name && p.type === 'thành phố') };
    found.ids.push(code);
    ids.set(key, found);
  }
  for (const [key, p] of ids) add(key, { level: 'province', ...p, weight: undefined });
  for (const [alias, full] of PROVINCE_ALIASES) {
    const meant = full.flatMap((key) => ids.get(key)?.ids ?? []);
    if (meant.length === 0) throw new Error(`places: alias ${alias} means no province`);
    add(alias, { level: 'province', ids: meant, shapes: undefined, city: true, weight: undefined });
  }
  const initials = new Map<string, string[]>();
  for (const p of ids.values()) {
    const short = p.shapes.map((s) => form(s).key[0]).join('');
    if (!PROVINCE_ALIASES.some(([alias]) => alias === short) && p.shapes.length > 1) initials.set(short, [...(initials.get(short) ?? []), ...p.ids]);
  }
  // initials are weak: `bd` is Bình Dương or Bình Định; they only tip the balance
  for (const [short, meant] of initials) add(short, { level: 'province', ids: meant, shapes: undefined, city: false, weight: 1 });
}

function byDistrict(old: Old): Map<string, string[]> {
  const sets = new Map<string, Set<string>>();
  for (const ward of old.wards) {
    const set = sets.get(ward.district.code) ?? new Set();
    for (const { code, relation } of ward.targets) if (relation !== 'land') set.add(code);
    sets.set(ward.district.code, set);
  }
  return new Map([...sets].map(([code, set]) => [code, [...set]]));
}
