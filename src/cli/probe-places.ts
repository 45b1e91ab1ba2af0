// Measures the place look-up from outside: {"id","q"} → {"id","codes","ambiguous"}, {"id","lat","lon"} → {"id","codes"}.
// Promises: the same functions the guide uses, nothing kept. Refuses: a line that is neither; the error names the fields.
import { z } from 'zod';
import { readBoundaryBytes, readGazetteerData } from '../places-data.ts';
import { decodeBoundaries } from '../places/boundaries.ts';
import { findPlaces } from '../places/find.ts';
import { createGazetteer } from '../places/gazetteer.ts';
import { locate } from '../places/locate.ts';

const id = z.union([z.string(), z.number()]).optional();
const byName = z.object({ id, q: z.string() });
const byPoint = z.object({ id, lat: z.number(), lon: z.number() });

export async function createProbe(): Promise<(input: unknown) => unknown> {
  const gazetteer = createGazetteer(readGazetteerData());
  const bytes = readBoundaryBytes();
  const boundaries = bytes && decodeBoundaries(bytes);
  return (input) => {
    const name = byName.safeParse(input);
    if (name.success) {
      const found = findPlaces(gazetteer, name.data.q);
      return { id: name.data.id, codes: found.candidates.slice(0, found.tied).map((c) => c.code), ambiguous: found.ambiguous };
    }
    const point = byPoint.safeParse(input);
    if (!point.success) throw new Error('a line needs "q", or "lat" and "lon"');
    if (!boundaries) throw new Error('the boundaries are not installed');
    const found = locate(boundaries, point.data.lat, point.data.lon);
    return { id: point.data.id, codes: found.type === 'inside' ? found.codes.slice(0, 1) : found.type === 'near' ? [found.code] : [] };
  };
}
