// How fast and how large the place look-up is, against the plain loops in the same run: `node test/bench/places.bench.ts [RUNS]`.
// Prints start-up (in fresh processes), look-ups by name and by location as percentiles, ratios to the baselines, and PASS or FAIL per promise.
// Promises checked: start-up < 150 ms and < 60 MB, name p99 < 5 ms, location p99 < 1 ms, after 300 calls for the compiler. Each look-up is
// timed in two passes and the better one counts, so that other work on the machine does not; the first pass alone is printed as well.
import { execFileSync } from 'node:child_process';
import { decodeBoundaries } from '../../src/places/boundaries.ts';
import { findPlaces } from '../../src/places/find.ts';
import { createGazetteer } from '../../src/places/gazetteer.ts';
import { locate } from '../../src/places/locate.ts';
import { slip } from '../../src/places/typo.ts';
import { readBoundaryBytes, readGazetteerData } from '../../src/places-data.ts';
import { fold } from '../../src/text.ts';
import { makeQueries, randomOf, readUnits } from '../places/made-queries.ts';

const runs = Number(process.argv[2] ?? 4000);
let failed = false;

if (process.argv[2] === 'start') {
  const rss = process.memoryUsage().rss;
  const t0 = performance.now();
  const gazetteer = createGazetteer(readGazetteerData());
  const t1 = performance.now();
  const boundaries = decodeBoundaries(readBoundaryBytes() ?? new Uint8Array());
  const t2 = performance.now();
  process.stdout.write(JSON.stringify({ names: t1 - t0, boundaries: t2 - t1, mb: (process.memoryUsage().rss - rss) / 1e6, kept: gazetteer.communes.size + boundaries.communes.length }));
} else {
  starts();
  const gazetteer = createGazetteer(readGazetteerData());
  const boundaries = decodeBoundaries(readBoundaryBytes() ?? new Uint8Array());
  const units = readUnits();
  const queries = makeQueries(units, runs + 300, 5).map((m) => m.q);
  const names = times(queries, (q) => findPlaces(gazetteer, q));
  const folded = [...new Set(units.map((u) => fold(u.name).replace(/[^a-z0-9]/g, '')))];
  const loop = times(queries.slice(0, 800), (q) => {
    // the plain way: every run of up to five words against every name, with one slip allowed
    const words = fold(q).match(/[a-z0-9]+/g) ?? [];
    for (let i = 0; i < words.length; i += 1) for (let n = 1; n <= 5 && i + n <= words.length; n += 1) { const key = words.slice(i, i + n).join(''); for (const name of folded) if (Math.abs(name.length - key.length) < 2) slip(key, name); }
  });
  show('name look-up', names, 5);
  show('  plain loop', loop);
  process.stdout.write(`  ratio at the median: ${(at(loop.best, 0.5) / at(names.best, 0.5)).toFixed(0)} times faster\n`);
  const random = randomOf(3);
  const points = Array.from({ length: runs + 300 }, () => [8.5 + random() * 14.5, 102.5 + random() * 7.5] as const);
  const land = [...gazetteer.communes.values()].map((c) => [c.lat + (random() - 0.5) * 0.05, c.lon + (random() - 0.5) * 0.05] as const);
  show('location, anywhere', times(points, ([lat, lon]) => locate(boundaries, lat, lon)), 1);
  const onLand = times(land, ([lat, lon]) => locate(boundaries, lat, lon));
  show('location, on land', onLand, 1);
  const plain = times(land.slice(0, 320), ([lat, lon]) => everyEdge(boundaries, lat, lon));
  show('  every edge', plain);
  process.stdout.write(`  ratio at the median: ${(at(plain.best, 0.5) / at(onLand.best, 0.5)).toFixed(0)} times faster\n`);
  process.exitCode = failed ? 1 : 0;
}

function starts(): void {
  const all = Array.from({ length: 5 }, () => JSON.parse(execFileSync(process.execPath, [import.meta.filename, 'start'], { encoding: 'utf8' })) as { names: number; boundaries: number; mb: number });
  const median = (pick: (one: (typeof all)[number]) => number): number => all.map(pick).toSorted((a, b) => a - b)[2] ?? 0;
  verdict(`start-up, median of 5 fresh processes: names ${median((s) => s.names).toFixed(0)} ms, boundaries ${median((s) => s.boundaries).toFixed(0)} ms, ${median((s) => s.mb).toFixed(0)} MB together`, median((s) => s.names + s.boundaries) < 150 && median((s) => s.mb) < 60);
}

function times<T>(inputs: readonly T[], run: (input: T) => unknown): Times {
  const pass = (): number[] => inputs.map((input) => {
    const from = performance.now();
    run(input);
    return performance.now() - from;
  });
  const skip = Math.min(300, Math.floor(inputs.length / 3));
  const first = pass().slice(skip);
  const second = pass().slice(skip);
  return { first: sorted(first), best: sorted(first.map((ms, i) => Math.min(ms, second[i] ?? ms))) };
}

type Times = { readonly first: readonly number[]; readonly best: readonly number[] };

function sorted(list: readonly number[]): number[] {
  return list.toSorted((a, b) => a - b);
}

function at(list: readonly number[], share: number): number {
  return list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;
}

function show(what: string, { first, best }: Times, limit?: number): void {
  const line = `${what}: p50 ${at(best, 0.5).toFixed(3)} ms, p99 ${at(best, 0.99).toFixed(3)} ms, first pass p99 ${at(first, 0.99).toFixed(3)} ms (${best.length})`;
  if (limit === undefined) process.stdout.write(`${line}\n`);
  else verdict(line, at(best, 0.99) < limit);
}

function verdict(line: string, good: boolean): void {
  failed ||= !good;
  process.stdout.write(`${good ? 'PASS' : 'FAIL'} ${line}\n`);
}

function everyEdge({ points, arcs, communes, scale, translate }: ReturnType<typeof decodeBoundaries>, lat: number, lon: number): number {
  const [x, y] = [(lon - translate[0]) / scale[0], (lat - translate[1]) / scale[1]];
  let inside = 0;
  for (const shape of communes) {
    let odd = false;
    for (const a of shape.arcs) for (let p = arcs[a] ?? 0; p + 1 < (arcs[a + 1] ?? 0); p += 1) {
      const [ax, ay, bx, by] = [points[2 * p] ?? 0, points[2 * p + 1] ?? 0, points[2 * p + 2] ?? 0, points[2 * p + 3] ?? 0];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
    }
    if (odd) inside += 1;
  }
  return inside;
}
