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
/** `box`: west, south, east, north in grid integers. `arcBoxes`: the same for each arc, four numbers each. */
export type Shape = { readonly code: string; readonly arcs: Int32Array; readonly box: readonly [number, number, number, number] };

export function decodeBoundaries(bytes: Uint8Array): Boundaries {
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'VNB1') throw new Error('places: this is not a boundary file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const real = (i: number): number => view.getFloat64(4 + i * 8, true);
  let at = 36;
  const unsigned = (): number => {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined) throw new Error('places: the boundary file ends early');
      at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
      shift += 7;
    }
  };
  const signed = (): number => {
    const n = unsigned();
    return (n >>> 1) ^ -(n & 1);
  };
  const arcs = new Int32Array(unsigned() + 1);
  // every coordinate takes at least one byte
  let points = new Int32Array(bytes.length);
  let used = 0;
  for (let a = 0; a + 1 < arcs.length; a += 1) {
    let x = 0;
    let y = 0;
    for (let n = unsigned(); n > 0; n -= 1) {
      points[used] = x += signed();
      points[used + 1] = y += signed();
      used += 2;
    }
    arcs[a + 1] = used / 2;
  }
  points = points.slice(0, used);
  const communes = Array.from({ length: unsigned() }, () => {
    const code = String(unsigned()).padStart(5, '0');
    const own = Int32Array.from({ length: unsigned() }, unsigned);
    return { code, arcs: own, box: boxOf(points, arcs, own) };
  });
  return { scale: [real(0), real(1)], translate: [real(2), real(3)], points, arcs, communes };
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
