import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Boundaries, decodeBoundaries } from '../../src/places/boundaries.ts';
import { type Located, locate } from '../../src/places/locate.ts';
import { kilometres } from '../../src/places/nearest.ts';
import { readBoundaryBytes, readGazetteerData } from '../../src/places-data.ts';
import { randomOf } from './made-queries.ts';

const boundaries = decodeBoundaries(readBoundaryBytes() ?? new Uint8Array());

/** The obvious loop: every commune, every edge, angles summed up (winding number); no boxes, no grid. */
function plainInside({ points, arcs, communes, scale, translate }: Boundaries, lat: number, lon: number): string[] {
  return communes.filter((shape) => {
    let crossings = 0;
    for (const a of shape.arcs) {
      for (let p = arcs[a] ?? 0; p + 1 < (arcs[a + 1] ?? 0); p += 1) {
        const [x1, y1, x2, y2] = [0, 1, 2, 3].map((i) => (points[2 * p + i] ?? 0) * (scale[i % 2] ?? 1) + (translate[i % 2] ?? 0)) as [number, number, number, number];
        // a ray to the north, where the code under test sends it to the east
        if (x1 > lon !== x2 > lon && lat < y1 + ((lon - x1) / (x2 - x1)) * (y2 - y1)) crossings += 1;
      }
    }
    return crossings % 2 === 1;
  }).map((shape) => shape.code);
}

describe('location', () => {
  it('names the commune of at least 49 of the 50 development points', () => {
    const points = readFileSync(new URL('data/points.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { lat: number; lon: number; code: string | null });
    const first = (found: Located): string | null => (found.type === 'inside' ? (found.codes[0] ?? null) : null);
    expect(points).toHaveLength(50);
    expect(points.filter(({ lat, lon, code }) => first(locate(boundaries, lat, lon)) === code).length).toBeGreaterThanOrEqual(49);
  });

  it('agrees with the plain loop on random points', () => {
    const random = randomOf(11);
    for (let i = 0; i < 30; i += 1) {
      const [lat, lon] = [8.5 + random() * 14.5, 102.5 + random() * 7];
      const plain = plainInside(boundaries, lat, lon);
      const found = locate(boundaries, lat, lon);
      expect(found.type === 'inside' ? found.codes.slice(0, plain.length).toSorted() : [], `${lat} ${lon}`).toEqual(plain.toSorted());
    }
  });

  it('finds every commune at the point that lies inside it', () => {
    const wrong = readGazetteerData().communes.trim().split('\n').map((l) => l.split('\t')).filter(([code = '', , , , lat, lon]) => {
      const found = locate(boundaries, Number(lat), Number(lon));
      return found.type !== 'inside' || !found.codes.includes(code);
    });
    expect(wrong).toEqual([]);
  });

  it('says nearest on water, both names on a border, and outside abroad', () => {
    expect(locate(boundaries, 37.5665, 126.978)).toEqual({ type: 'outside' });
    expect(locate(boundaries, 15.5, 110.5)).toEqual({ type: 'outside' });
    const border = locate(boundaries, 13.908489, 108.987894);
    expect(border.type === 'inside' && border.codes.length > 1 && border.codes.includes('21808')).toBe(true);
    let near: Located | undefined;
    for (let lon = 109.19; lon < 109.5 && near?.type !== 'near'; lon += 0.002) near = locate(boundaries, 12.4, lon);
    expect(near).toMatchObject({ type: 'near' });
    expect(near?.type === 'near' && near.km > 0 && near.km <= 2).toBe(true);
  });

  it.each([[Number.NaN, 105], [21, Number.POSITIVE_INFINITY], [91, 105], [21, 999]])('is not upset by %d, %d', (lat, lon) => {
    expect(locate(boundaries, lat, lon)).toEqual({ type: 'outside' });
  });

  it('refuses a damaged file at once', () => {
    const bytes = readBoundaryBytes() ?? new Uint8Array();
    expect(() => decodeBoundaries(bytes.slice(0, 5000))).toThrow(/ends early/);
    expect(() => decodeBoundaries(new Uint8Array(40))).toThrow(/not a boundary file/);
  });

  it('measures distances as on a globe', () => {
    expect(kilometres({ lat: 21.0285, lon: 105.8542 }, { lat: 10.7769, lon: 106.7009 })).toBeCloseTo(1143, -1);
  });
});
