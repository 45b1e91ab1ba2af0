// Makes src/places/data from the source folder (CSV files and TopoJSON): `node src/cli/build-places.ts FOLDER`.
// Promises: the same sources give byte-identical files; their checksums and licence notices travel along.
// Refuses: sources that name a commune without a province, an old unit without a commune, or a boundary without a commune.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../places/csv.ts';
import { nameLines } from './place-names.ts';

const OUT = join(import.meta.dirname, '../places/data');
const SOURCES = ['provinces.csv', 'communes.csv', 'old-units.csv', 'former-names.csv', 'commune-hq.csv', 'communes.topojson', 'LICENSES.md'];

function build(from: string): void {
  const read = (file: string): string => readFileSync(join(from, file), 'utf8');
  const table = (file: string): Row[] => rows(read(file), file);
  const known = new Set(table('communes.csv').map((c) => need(c, 'code')));
  mkdirSync(OUT, { recursive: true });
  write('provinces.tsv', table('provinces.csv').map((p) => [need(p, 'code'), need(p, 'name'), need(p, 'type')].join('\t')));
  const communes = communeLines(table('communes.csv'), new Set(table('provinces.csv').map((p) => need(p, 'code'))), table('old-units.csv'));
  write('communes.tsv', communes);
  const old = oldTables(table('old-units.csv'), known);
  const former = formerLines(table('former-names.csv'), old);
  write('old-provinces.tsv', old.provinces);
  write('old-districts.tsv', old.districts);
  write('old-wards.tsv', old.wards);
  write('former-names.tsv', former);
  write('names.tsv', nameLines({ communes, districts: old.districts, wards: old.wards, former }));
  write('headquarters.tsv', table('commune-hq.csv').map((r) => `${need(r, 'code')}\t${need(r, 'hq_text')}`));
  writeFileSync(join(OUT, 'boundaries.bin'), boundaryBytes(JSON.parse(read('communes.topojson')) as Topology, known));
  writeFileSync(join(OUT, 'LICENSES.md'), read('LICENSES.md'));
  const sums = SOURCES.map((file) => [file, createHash('sha256').update(readFileSync(join(from, file))).digest('hex')]);
  writeFileSync(join(OUT, 'sources.json'), `${JSON.stringify({ madeBy: 'src/cli/build-places.ts', unitsAsOf: '2026-09-20', sha256: Object.fromEntries(sums) }, undefined, 2)}\n`);
  for (const file of readdirSync(OUT)) process.stdout.write(`${file} ${statSync(join(OUT, file)).size}\n`);
}

type Row = ReadonlyMap<string, string>;

function rows(text: string, file: string): Row[] {
  const [head, ...body] = parseCsv(text);
  if (!head) throw new Error(`${file} is empty`);
  return body.map(({ cells }) => new Map(head.cells.map((name, i) => [name, cells[i] ?? ''])));
}

function need(row: Row, column: string): string {
  const value = row.get(column);
  if (value === undefined || value === '') throw new Error(`no ${column} in ${[...row.values()].join(',')}`);
  return value;
}

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(OUT, file), `${lines.join('\n')}\n`);
}

/** code, type letter, name, province, lat, lon, population (0 = unknown; only ranks, never shown), old districts and old provinces it was made of. */
function communeLines(communes: readonly Row[], provinces: ReadonlySet<string>, units: readonly Row[]): string[] {
  const letter = new Map([['phường', 'p'], ['xã', 'x'], ['đặc khu', 'd']]);
  return communes.map((c) => {
    if (!provinces.has(need(c, 'province_code'))) throw new Error(`unknown province of ${need(c, 'code')}`);
    const type = letter.get(need(c, 'type'));
    if (!type) throw new Error(`unknown type of ${need(c, 'code')}`);
    const parts = units.filter((u) => u.get('new_code') === need(c, 'code') && relation(u) !== 'a');
    const set = (column: string): string => [...new Set(parts.map((u) => need(u, column)))].join(' ');
    return [need(c, 'code'), type, need(c, 'name'), need(c, 'province_code'), need(c, 'lat'), need(c, 'lon'), c.get('population_ref') || '0', set('old_district_code'), set('old_province_code')].join('\t');
  });
}

const RELATIONS = new Map([['whole', 'w'], ['part', 'p'], ['part_area', 'a'], ['part_area_all_pop', 'r'], ['part_pop', 'r'], ['whole_area', 'a']]);

type OldTables = { readonly provinces: readonly string[]; readonly districts: readonly string[]; readonly wards: readonly string[]; /** code → line of the ward */ readonly lineOf: ReadonlyMap<string, number> };

/**
 * Provinces: code, name. Districts: code, type letter, name, province, communes made of it. Wards: type letter, name, other spelling, district, targets.
 * A target is a commune code and a letter: w whole, p part with people, r all or some of the people, a land without people.
 */
function oldTables(units: readonly Row[], known: ReadonlySet<string>): OldTables {
  const provinces = new Map<string, string>();
  const districts = new Map<string, { cells: string[]; communes: Set<string> }>();
  const wards = new Map<string, { code: string; cells: string[]; targets: string[] }>();
  for (const unit of units) {
    const [province, district, target] = [need(unit, 'old_province_code'), need(unit, 'old_district_code'), need(unit, 'new_code')];
    if (!known.has(target)) throw new Error(`unknown commune ${target}`);
    provinces.set(province, need(unit, 'old_province').replace(/^(Tỉnh|Thành phố) /u, ''));
    const [dType, dName] = typed(need(unit, 'old_district'), DISTRICT_TYPES);
    const d = districts.get(district) ?? { cells: [district, dType, dName, province], communes: new Set() };
    if (relation(unit) !== 'a') d.communes.add(target);
    districts.set(district, d);
    const [type, name] = typed(unit.get('old_ward') ?? '', WARD_TYPES);
    const code = unit.get('old_ward_code') ?? '';
    const key = `${code}/${district}/${name}`;
    const ward = wards.get(key) ?? { code, cells: [type, name, typed(unit.get('alt_spelling') ?? '', WARD_TYPES)[1], district], targets: [] };
    ward.targets.push(target + relation(unit));
    wards.set(key, ward);
  }
  const all = [...wards.values()];
  return {
    provinces: [...provinces].map((p) => p.join('\t')),
    districts: [...districts.values()].map((d) => [...d.cells, [...d.communes].join(' ')].join('\t')),
    wards: all.map((w) => [...w.cells, w.targets.join(' ')].join('\t')),
    lineOf: new Map(all.map((w, i) => [w.code, i])),
  };
}

function relation(unit: Row): string {
  const letter = RELATIONS.get(need(unit, 'relation'));
  if (!letter) throw new Error(`unknown relation ${need(unit, 'relation')}`);
  return letter;
}

const WARD_TYPES = new Map([['Phường ', 'p'], ['Xã ', 'x'], ['Thị trấn ', 't']]);
const DISTRICT_TYPES = new Map([['Quận ', 'q'], ['Huyện ', 'h'], ['Thị xã ', 'x'], ['Thành phố ', 'c']]);

function typed(full: string, kinds: ReadonlyMap<string, string>): [string, string] {
  for (const [prefix, letter] of kinds) if (full.startsWith(prefix)) return [letter, full.slice(prefix.length)];
  return ['', full];
}

/** Name or key, old district code, line of the ward that took it in (empty: a district). Keys that only put a type word before another row's key are dropped. */
function formerLines(former: readonly Row[], old: OldTables): string[] {
  const bare = (key: string): string => key.replace(/^(phuong|xa|thitran|tt|thixa|thanhpho|huyen|quan|tx|tp)(?=.{2})/, '');
  const place = (row: Row, key: string): string => [row.get('level'), key, row.get('old_district_code'), row.get('old_ward_code')].join('/');
  const seen = new Set(former.map((f) => place(f, need(f, 'name_key'))));
  return former.flatMap((f) => {
    const key = need(f, 'name_key');
    const line = old.lineOf.get(f.get('old_ward_code') ?? '');
    const district = need(f, 'level') === 'district';
    if ((bare(key) !== key && seen.has(place(f, bare(key)))) || (!district && line === undefined)) return [];
    return [[f.get('name') || key, need(f, 'old_district_code'), district ? '' : String(line)].join('\t')];
  });
}

type Rings = readonly (readonly number[])[];
type Topology = {
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly transform: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] };
  readonly objects: { readonly communes: { readonly geometries: readonly ({ readonly id: string } & ({ readonly type: 'Polygon'; readonly arcs: Rings } | { readonly type: 'MultiPolygon'; readonly arcs: readonly Rings[] }))[] } };
};

/**
 * "VNB1", four doubles (scale lon, lat; translate lon, lat), then varints: arcs (count; each: points, zigzag deltas lon, lat, the first
 * absolute), communes (count; each: code, number of arcs, arc indices). Ring order is dropped: even-odd counting needs no rings.
 */
function boundaryBytes(topology: Topology, known: ReadonlySet<string>): Uint8Array {
  const bytes: number[] = [...Buffer.from('VNB1')];
  bytes.push(...new Uint8Array(new Float64Array([...topology.transform.scale, ...topology.transform.translate]).buffer));
  const unsigned = (n: number): void => {
    while (n > 127) {
      bytes.push((n & 127) | 128);
      n >>>= 7;
    }
    bytes.push(n);
  };
  const signed = (n: number): void => unsigned((n << 1) ^ (n >> 31));
  unsigned(topology.arcs.length);
  for (const arc of topology.arcs) {
    unsigned(arc.length);
    for (const [x, y] of arc) {
      signed(x);
      signed(y);
    }
  }
  const shapes = topology.objects.communes.geometries;
  unsigned(shapes.length);
  for (const shape of shapes) {
    if (!known.has(shape.id)) throw new Error(`boundary of unknown commune ${shape.id}`);
    const rings = shape.type === 'Polygon' ? shape.arcs : shape.arcs.flat();
    const arcs = rings.flat().map((arc) => (arc < 0 ? ~arc : arc));
    unsigned(Number(shape.id));
    unsigned(arcs.length);
    for (const arc of arcs) unsigned(arc);
  }
  return Uint8Array.from(bytes);
}

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: node src/cli/build-places.ts FOLDER_WITH_SOURCES\n');
  process.exitCode = 2;
} else build(folder);
