// What the first step does not need: places, boundaries and teams from disk, and the learning of the phrases.
import type { GuideBox } from '../guide-box.ts';
import { decodeBoundaries } from '../places/boundaries.ts';
import { createGazetteer } from '../places/gazetteer.ts';
import { readBoundaryBytes, readGazetteerData } from '../places-data.ts';
import { placesOf } from '../publish.ts';

export function furnish(guide: GuideBox, _root: string): void {
  guide.current().tools.understand('xin chào', { lang: 'vi' });
  const bytes = readBoundaryBytes();
  guide.furnish(placesOf(createGazetteer(readGazetteerData()), bytes ? decodeBoundaries(bytes) : undefined));
}
