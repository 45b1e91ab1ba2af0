// From a shared location to the commune it lies in.
// Promises: pure; keeps nothing; near a border both communes are named, the likelier first; on water the nearest within 2 km, said as such.
// Refuses: to guess farther than that. How: cells, boxes, then even-odd crossings over the commune's arcs.
import type { Boundaries, Shape } from './boundaries.ts';

export type Located =
  | { readonly type: 'inside'; readonly codes: readonly string[] }
  | { readonly type: 'near'; readonly code: string; readonly km: number }
  | { readonly type: 'outside' };

/** A phone's position and the boundaries (moved by up to 10 m) are no better than this. */
const UNSURE_M = 20;
const NEAR_M = 2000;
const M_PER_DEGREE = 111_195;

export function locate(boundaries: Boundaries, lat: number, lon: number): Located {
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return { type: 'outside' };
  const { scale, translate } = boundaries;
  const x = (lon - translate[0]) / scale[0];
  const y = (lat - translate[1]) / scale[1];
  const mx = scale[0] * M_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  const my = scale[1] * M_PER_DEGREE;
  const here: Here = { x, y, mx, my };
  const inside: { code: string; edge: number }[] = [];
  const around: Shape[] = [];
  const [rx, ry] = [NEAR_M / mx, NEAR_M / my];
  for (const shape of near(boundaries, x, y)) {
    const [west, south, east, north] = shape.box;
    if (x < west - rx || x > east + rx || y < south - ry || y > north + ry) continue;
    if (x >= west && x <= east && y >= south && y <= north && contains(boundaries, shape, here)) inside.push({ code: shape.code, edge: 0 });
    else around.push(shape);
  }
  if (inside.length > 0) {
    const [ux, uy] = [UNSURE_M / mx, UNSURE_M / my];
    const beside = around.filter(({ box: [west, south, east, north] }) => x >= west - ux && x <= east + ux && y >= south - uy && y <= north + uy);
    const close = nearest(boundaries, beside, here, UNSURE_M);
    return { type: 'inside', codes: [...inside.map((i) => i.code), ...close.map((c) => c.code)] };
  }
  const best = nearest(boundaries, around, here, NEAR_M)[0];
  return best ? { type: 'near', code: best.code, km: Math.round(best.metres / 100) / 10 } : { type: 'outside' };
}

/** Communes whose box lies within 2 km of the position, and some more, in their order. Cells are made at the first question. */
function near(boundaries: Boundaries, x: number, y: number): readonly Shape[] {
  let cells = indexed.get(boundaries);
  if (!cells) indexed.set(boundaries, (cells = cellsOf(boundaries)));
  return cells.get(cellAt(boundaries, x, y)) ?? NO_SHAPES;
}
const NO_SHAPES: readonly Shape[] = [];
const indexed = new WeakMap<Boundaries, ReadonlyMap<number, readonly Shape[]>>();
/** A cell is a twentieth of a degree (5.5 km); a box reaches into all cells within 0.025° (> 2 km at these latitudes) of it. */
const CELL = 0.05;
const REACH = 0.025;
const ROW = 100_000;
const cellAt = ({ scale, translate }: Boundaries, x: number, y: number): number => Math.floor((translate[1] + y * scale[1]) / CELL) * ROW + Math.floor((translate[0] + x * scale[0]) / CELL);

function cellsOf(boundaries: Boundaries): Map<number, Shape[]> {
  const { scale, translate, communes } = boundaries;
  const cells = new Map<number, Shape[]>();
  for (const shape of communes) {
    const [west, south, east, north] = shape.box;
    const cell = (value: number, axis: 0 | 1, reach: number): number => Math.floor((translate[axis] + value * scale[axis] + reach) / CELL);
    for (let row = cell(south, 1, -REACH); row <= cell(north, 1, REACH); row += 1) {
      for (let column = cell(west, 0, -REACH); column <= cell(east, 0, REACH); column += 1) {
        const list = cells.get(row * ROW + column);
        if (list) list.push(shape);
        else cells.set(row * ROW + column, [shape]);
      }
    }
  }
  return cells;
}

/** A position on the grid, and metres per grid step. */
type Here = { readonly x: number; readonly y: number; readonly mx: number; readonly my: number };

/** Even-odd rule: holes, islands and ring order take care of themselves. */
function contains({ points, arcs }: Boundaries, shape: Shape, { x, y }: Here): boolean {
  let odd = false;
  for (let i = 0; i < shape.arcs.length; i += 1) {
    const a = shape.arcs[i] ?? 0;
    const end = 2 * (arcs[a + 1] ?? 0);
    let p = 2 * (arcs[a] ?? 0);
    let ax = points[p] ?? 0;
    let ay = points[p + 1] ?? 0;
    for (p += 2; p < end; p += 2) {
      const bx = points[p] ?? 0;
      const by = points[p + 1] ?? 0;
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
      ax = bx;
      ay = by;
    }
  }
  return odd;
}

/** The shapes within `limit` metres, nearest first. */
function nearest(boundaries: Boundaries, shapes: readonly Shape[], here: Here, limit: number): { code: string; metres: number }[] {
  return shapes
    .map((shape) => ({ code: shape.code, metres: edgeMetres(boundaries, shape, here) }))
    .filter((found) => found.metres <= limit)
    .toSorted((a, b) => a.metres - b.metres);
}

function edgeMetres({ points, arcs }: Boundaries, shape: Shape, { x, y, mx, my }: Here): number {
  let best = Infinity;
  for (let i = 0; i < shape.arcs.length; i += 1) {
    const a = shape.arcs[i] ?? 0;
    const end = 2 * (arcs[a + 1] ?? 0);
    let p = 2 * (arcs[a] ?? 0);
    let ax = ((points[p] ?? 0) - x) * mx;
    let ay = ((points[p + 1] ?? 0) - y) * my;
    for (p += 2; p < end; p += 2) {
      const bx = ((points[p] ?? 0) - x) * mx;
      const by = ((points[p + 1] ?? 0) - y) * my;
      const dx = bx - ax;
      const dy = by - ay;
      const along = dx === 0 && dy === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
      const ex = ax + along * dx;
      const ey = ay + along * dy;
      const d = ex * ex + ey * ey;
      if (d < best) best = d;
      ax = bx;
      ay = by;
    }
  }
  return Math.sqrt(best);
}
