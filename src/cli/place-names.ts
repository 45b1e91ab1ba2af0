// Makes the index of names for build-places: folded key → what bears it, as references into the other tables.
// Promises: pure; the same tables give the same lines; test/places checks that every unit is found under its own name.
// A reference is a letter and a line or code: c commune, d district, o old ward, a its other spelling, n its name without `Nông trường`, f former
// name, t former name whose key carried a type word.
import { nameForm } from '../places/syllables.ts';

export type PlaceTables = { readonly communes: readonly string[]; readonly districts: readonly string[]; readonly wards: readonly string[]; readonly former: readonly string[] };

export function nameLines(tables: PlaceTables): string[] {
  const index = new Map<string, string[]>();
  const add = (key: string, ref: string): void => {
    if (key === '') return;
    const refs = index.get(key) ?? [];
    if (!refs.includes(ref)) refs.push(ref);
    index.set(key, refs);
  };
  for (const { cells } of rows(tables.communes)) add(nameForm(cells[2] ?? '').key, `c${cells[0]}`);
  for (const { cells } of rows(tables.districts)) add(nameForm(cells[2] ?? '').key, `d${cells[0]}`);
  for (const { cells, line } of rows(tables.wards)) {
    const [, name = '', other = ''] = cells;
    add(nameForm(name).key, `o${line}`);
    if (nameForm(other).shapes.join() !== nameForm(name).shapes.join()) add(nameForm(other).key, `a${line}`);
    if (FARM.test(name)) add(nameForm(name.replace(FARM, '')).key, `n${line}`);
  }
  for (const { cells, line } of rows(tables.former)) addFormer(add, cells, line);
  return [...index].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, refs]) => `${key}\t${refs.join(' ')}`);
}

const FARM = /^(Nông trường|NT|N\.T) /u;

function rows(lines: readonly string[]): { cells: string[]; line: number }[] {
  return lines.map((text, line) => ({ cells: text.split('\t'), line }));
}

/** Keys of the source may carry a type word (`phuong12`, `huyentinhbien`); the bare key is filed too, unless nothing sensible is left. */
function addFormer(add: (key: string, ref: string) => void, [name = '', , ward = '']: readonly string[], line: number): void {
  const key = nameForm(name).key;
  if (ward === '') return add(key.replace(/^(quan|huyen|thixa|thanhpho|district|tx|tp|q)(?=\d|.{4})/, '').replace(/^0(?=\d)/, '').replace(/thixa$/, ''), `f${line}`);
  const typed = /^(phuong|xa|thitran|tt)(\d+|.{4,})$/.exec(key)?.[2] ?? '';
  if (!/^\d/.test(typed)) add(key, `f${line}`);
  add(typed.replace(/^0+(?=\d)/, ''), `t${line}`);
}
