// Reads the generated place tables from src/places/data. The only file of the place look-up that touches a disk.
// Promises: reads when called, not when imported; boundaries may be missing (then location is off). Refuses: any other folder by default.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GazetteerData } from './places/gazetteer.ts';

const FOLDER = join(import.meta.dirname, 'places/data');

export function readGazetteerData(folder: string = FOLDER): GazetteerData {
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const headquarters = join(folder, 'headquarters.tsv');
  return {
    provinces: text('provinces.tsv'),
    communes: text('communes.tsv'),
    oldProvinces: text('old-provinces.tsv'),
    oldDistricts: text('old-districts.tsv'),
    oldWards: text('old-wards.tsv'),
    formerNames: text('former-names.tsv'),
    names: text('names.tsv'),
    ...(existsSync(headquarters) ? { headquarters: readFileSync(headquarters, 'utf8') } : {}),
  };
}

/** Undefined when the boundaries are not installed. */
export function readBoundaryBytes(folder: string = FOLDER): Uint8Array | undefined {
  const file = join(folder, 'boundaries.bin');
  return existsSync(file) ? readFileSync(file) : undefined;
}
