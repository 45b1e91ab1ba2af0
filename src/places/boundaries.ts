// The communes' boundaries in memory: shared arcs as integers, and which arcs bound which commune. Format: see src/cli/build-places.ts.
// Promises: pure; decodes once in some 20 ms to about 8 MB; a faulty file throws at once. Refuses: to draw or export shapes.

/** Coordinates are grid integers: degrees = x * scale + translate. */
export type Boundaries = {
  readonly scale: readonly [lon: number, lat: number];
  readonly translate: readonly [lon: number, lat: number];
  /** x, y of all arc points, one arc after the other. */
  readonly points: Int32Array;
  /** Arc a has the points arcs[a] .. arcs[a + 1]. */
  readonly arcs: Int32Array;
  readonly communes: readonly Shape[];
};
/** `arcs`: the arcs around it, in any order. `box`: west, south, east, north in grid integers. */
export type Shape = { readonly code: string; readonly arcs: Int32Array; readonly box: readonly [number, number, number, number] };

export function decodeBoundaries(bytes: Uint8Array): Boundaries {
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'VNB1') throw new Error('places: this is not a boundary file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const real = (i: number): number => view.getFloat64(4 + i * 8, true);
  let at = 36;
  const unsigned = (): number => {
    let value = 0;
    let shift = 0;
    let byte = 128;
    while (byte > 127) {
      if (at >= bytes.length) throw new Error('places: the boundary file ends early');
      byte = bytes[at] ?? 0;
      at += 1;
      value |= (byte & 127) << shift;
      shift += 7;
    }
    return value >>> 0;
  };
  const arcs = new Int32Array(unsigned() + 1);
  // every coordinate takes at least one byte
  const room = new Int32Array(bytes.length);
  let used = 0;
  for (let a = 0; a + 1 < arcs.length; a += 1) {
    const count = unsigned();
    at = readArc(bytes, at, room, used, count);
    used += 2 * count;
    arcs[a + 1] = used / 2;
  }
  const points = room.slice(0, used);
  const shapes = unsigned();
  // one list for all: thousands of small ones would cost memory and every collection of garbage
  const refs = new Int32Array(bytes.length - at);
  let filled = 0;
  const communes = Array.from({ length: shapes }, () => {
    const code = String(unsigned()).padStart(5, '0');
    const from = filled;
    for (let count = unsigned(); count > 0; count -= 1) refs[filled++] = unsigned();
    const own = refs.subarray(from, filled);
    return { code, arcs: own, box: boxOf(points, arcs, own) };
  });
  return { scale: [real(0), real(1)], translate: [real(2), real(3)], points, arcs, communes };
}

/** Adds up the deltas of one arc into `points` from `used` on; returns where the next arc starts. The hot loop: no calls inside. */
function readArc(bytes: Uint8Array, from: number, points: Int32Array, used: number, count: number): number {
  let at = from;
  const end = used + 2 * count;
  if (end > points.length) throw new Error('places: the boundary file ends early');
  let [x, y] = [0, 0];
  for (let i = used; i < end; i += 2) {
    for (let axis = 0; axis < 2; axis += 1) {
      let value = 0;
      let shift = 0;
      let byte = 128;
      while (byte > 127) {
        if (at >= bytes.length) throw new Error('places: the boundary file ends early');
        byte = bytes[at] as number;
        at += 1;
        value |= (byte & 127) << shift;
        shift += 7;
      }
      const delta = (value >>> 1) ^ -(value & 1);
      if (axis === 0) points[i] = x += delta;
      else points[i + 1] = y += delta;
    }
  }
  return at;
}

function boxOf(points: Int32Array, arcs: Int32Array, own: Int32Array): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const a of own) {
    for (let p = arcs[a] ?? 0; p < (arcs[a + 1] ?? 0); p += 1) {
      const x = points[2 * p] ?? 0;
      const y = points[2 * p + 1] ?? 0;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
  }
  return [west, south, east, north];
}
