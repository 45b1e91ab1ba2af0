// Mutated webhook bodies from good ones: values replaced by nasties, keys dropped, doubled or renamed, bytes flipped. Seeded.

const NASTY: readonly unknown[] = [
  null, true, -1, 0, 1e308, 2 ** 53, '', ' ', '\u0000', '\ud800', '1'.repeat(500), '../../etc/passwd', '<script>', '{{7*7}}', '#v1:', '/start ' + 'x'.repeat(100), 'NaN', [], {}, [[[[]]]], { length: 5 }, '__proto__', -0.5, '9007199254740993',
];

export function* mutations(seeds: readonly unknown[], count: number, seed: number): Generator<string | Uint8Array> {
  const random = mulberry(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  for (let n = 0; n < count; n += 1) {
    const body = structuredClone(pick(seeds));
    for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits -= 1) edit(body, random, pick);
    const text = JSON.stringify(body) ?? 'null';
    if (n % 5 !== 0) yield text;
    else {
      const raw = new TextEncoder().encode(text);
      for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips -= 1) raw[Math.floor(random() * raw.length)] = Math.floor(random() * 256);
      yield random() < 0.3 ? raw.subarray(0, Math.floor(random() * raw.length) + 1) : raw;
    }
  }
}

function edit(body: unknown, random: () => number, pick: <T>(list: readonly T[]) => T): void {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(body);
  if (places.length === 0) return;
  const { holder, key } = pick(places);
  const kind = random();
  if (kind < 0.6) holder[key] = structuredClone(pick(NASTY));
  else if (kind < 0.8) delete holder[key];
  else if (kind >= 0.9) Object.defineProperty(holder, '__proto__', { value: { polluted: 1 }, enumerable: true, configurable: true, writable: true });
  else if (Array.isArray(holder)) holder.push(structuredClone(holder[0]));
  else holder[pick(places).key] = structuredClone(holder[key]);
}

function mulberry(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
