// Today's communes and the units before July 2025, read from the generated tables (src/cli/build-places.ts describes their lines).
// Promises: pure; communes and districts at once, the 10,000 old wards only when asked for. A line that does not fit throws with its code.
// Refuses: names and look-up (gazetteer.ts).

export type Province = { readonly code: string; readonly name: string; readonly type: string };
export type Commune = {
  readonly code: string;
  readonly type: 'phường' | 'xã' | 'đặc khu';
  readonly name: string;
  readonly province: Province;
  readonly lat: number;
  readonly lon: number;
  /** 0 = unknown; ranks only, never shown. */
  readonly population: number;
  /** Codes of the old districts it was made of. */
  readonly districts: readonly string[];
  readonly oldProvinces: readonly string[];
};
export type OldDistrict = {
  readonly code: string;
  readonly type: 'quận' | 'huyện' | 'thị xã' | 'thành phố';
  readonly name: string;
  readonly province: { readonly code: string; readonly name: string };
  /** Codes of today's communes made of it. */
  readonly communes: readonly string[];
};
/** whole and part: with people; residents: all the people or people only; land: nobody lives there. */
export type Relation = 'whole' | 'part' | 'residents' | 'land';
export type OldWard = { readonly type: 'phường' | 'xã' | 'thị trấn' | undefined; readonly name: string; readonly other: string; readonly district: OldDistrict; readonly targets: readonly { readonly code: string; readonly relation: Relation }[] };

export type Units = {
  readonly provinces: ReadonlyMap<string, Province>;
  readonly oldProvinces: ReadonlyMap<string, string>;
  readonly communes: ReadonlyMap<string, Commune>;
  readonly districts: ReadonlyMap<string, OldDistrict>;
  ward(line: number): OldWard;
};

export function readUnits(data: { readonly provinces: string; readonly oldProvinces: string; readonly communes: string; readonly oldDistricts: string; readonly oldWards: string }): Units {
  const provinces = new Map(lines(data.provinces).map((line) => line.split('\t')).map(([code = '', name = '', type = '']) => [code, { code, name, type }]));
  const oldProvinces = new Map(lines(data.oldProvinces).map((line) => line.split('\t')).map(([code = '', name = '']) => [code, name]));
  const communes = new Map(lines(data.communes).map((line) => commune(line, provinces)).map((c) => [c.code, c]));
  const districts = new Map(lines(data.oldDistricts).map((line) => district(line, oldProvinces)).map((d) => [d.code, d]));
  const wardLines = lines(data.oldWards);
  const wards = new Map<number, OldWard>();
  return {
    provinces,
    oldProvinces,
    communes,
    districts,
    ward(line) {
      const known = wards.get(line);
      if (known) return known;
      const made = ward(wardLines[line] ?? '', districts);
      wards.set(line, made);
      return made;
    },
  };
}

export function lines(text: string): string[] {
  return text.endsWith('\n') ? text.slice(0, -1).split('\n') : text === '' ? [] : text.split('\n');
}

const COMMUNE_TYPES: Readonly<Record<string, Commune['type']>> = { p: 'phường', x: 'xã', d: 'đặc khu' };
const WARD_TYPES: Readonly<Record<string, OldWard['type']>> = { p: 'phường', x: 'xã', t: 'thị trấn' };
const DISTRICT_TYPES: Readonly<Record<string, OldDistrict['type']>> = { q: 'quận', h: 'huyện', x: 'thị xã', c: 'thành phố' };
const RELATIONS: Readonly<Record<string, Relation>> = { w: 'whole', p: 'part', r: 'residents', a: 'land' };
const RANK: Readonly<Record<Relation, number>> = { whole: 0, residents: 0, part: 1, land: 2 };

function commune(line: string, provinces: ReadonlyMap<string, Province>): Commune {
  const [code = '', letter = '', name = '', provinceCode = '', lat = '', lon = '', population = '', districts = '', oldProvinces = ''] = line.split('\t');
  const type = COMMUNE_TYPES[letter];
  const province = provinces.get(provinceCode);
  if (!type || !province) throw new Error(`places: commune ${code} has no type or province`);
  return { code, type, name, province, lat: Number(lat), lon: Number(lon), population: Number(population), districts: districts.split(' '), oldProvinces: oldProvinces.split(' ') };
}

function district(line: string, oldProvinces: ReadonlyMap<string, string>): OldDistrict {
  const [code = '', letter = '', name = '', province = '', communes = ''] = line.split('\t');
  const type = DISTRICT_TYPES[letter];
  const provinceName = oldProvinces.get(province);
  if (!type || provinceName === undefined) throw new Error(`places: old district ${code} has no type or province`);
  return { code, type, name, province: { code: province, name: provinceName }, communes: communes.split(' ') };
}

function ward(line: string, districts: ReadonlyMap<string, OldDistrict>): OldWard {
  const [letter = '', name = '', other = '', districtCode = '', targets = ''] = line.split('\t');
  const district = districts.get(districtCode);
  if (!district) throw new Error(`places: old ward ${name} has no district`);
  const parsed = targets.split(' ').map((target) => ({ code: target.slice(0, 5), relation: RELATIONS[target.slice(5)] ?? 'part' }));
  return { type: WARD_TYPES[letter], name, other, district, targets: parsed.toSorted((x, y) => RANK[x.relation] - RANK[y.relation]) };
}
