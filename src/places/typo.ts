// Finds the keys that lie one slip away: a letter left out, added, exchanged with its neighbour or struck on the wrong key.
// Promises: finds every key at distance 1 (Damerau, adjacent transposition); agrees with the plain loop `slip` over all keys.
// How: every key is filed under itself and under each form with one letter removed (symmetric delete); hits are verified by `slip`.

export type TypoIndex = { find(typed: string): readonly { readonly name: number; readonly cost: number }[] };

/** `names[i]` is found as number i. */
export function createTypoIndex(names: readonly string[]): TypoIndex {
  const entries = names.reduce((sum, name) => sum + name.length + 1, 0);
  const heads = new Int32Array(1 << 17).fill(-1);
  const next = new Int32Array(entries);
  const hashes = new Int32Array(entries);
  const owner = new Int32Array(entries);
  let used = 0;
  names.forEach((name, id) => {
    for (let skip = -1; skip < name.length; skip += 1) {
      const h = hash(name, skip);
      const slot = h & (heads.length - 1);
      hashes[used] = h;
      owner[used] = id;
      next[used] = heads[slot] ?? -1;
      heads[slot] = used;
      used += 1;
    }
  });
  return {
    find(typed) {
      const seen = new Map<number, number>();
      for (let skip = -1; skip < typed.length; skip += 1) {
        const h = hash(typed, skip);
        for (let e = heads[h & (heads.length - 1)] ?? -1; e >= 0; e = next[e] ?? -1) {
          const id = owner[e] ?? 0;
          if (hashes[e] !== h || seen.has(id)) continue;
          const cost = slip(typed, names[id] ?? '');
          if (cost !== undefined && cost > 0) seen.set(id, cost);
        }
      }
      return [...seen].map(([name, cost]) => ({ name, cost }));
    },
  };
}

/** FNV-1a over the text without the letter at `skip` (-1: all letters). */
function hash(text: string, skip: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) if (i !== skip) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h ^ (h >>> 15);
}

/** Cost of the one slip between two keys, in letters; 0 for equal keys; undefined when they lie further apart. */
export function slip(typed: string, name: string): number | undefined {
  if (typed === name) return 0;
  let head = 0;
  while (head < typed.length && head < name.length && typed[head] === name[head]) head += 1;
  let tail = 0;
  while (tail < typed.length - head && tail < name.length - head && typed[typed.length - 1 - tail] === name[name.length - 1 - tail]) tail += 1;
  const a = typed.slice(head, typed.length - tail);
  const b = name.slice(head, name.length - tail);
  if (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]) return 1.7;
  if (a.length + b.length === 1) return isDigit(a + b) ? undefined : doubled(typed, head, a) ? 1.8 : 2.4;
  if (a.length === 1 && b.length === 1) return isDigit(a) || isDigit(b) ? undefined : (a + b === 'yi' || a + b === 'iy') ? 0.3 : neighbours(a, b) ? 2 : 2.8;
  return undefined;
}

function isDigit(text: string): boolean {
  return /[0-9]/.test(text);
}

function doubled(typed: string, at: number, extra: string): boolean {
  return extra !== '' && (typed[at - 1] === extra || typed[at + 1] === extra);
}

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys that touch on a QWERTY keyboard. */
function neighbours(a: string, b: string): boolean {
  const place = (c: string): readonly [number, number] | undefined => {
    for (const [row, keys] of ROWS.entries()) if (keys.includes(c)) return [row, keys.indexOf(c) + row * 0.5];
    return undefined;
  };
  const p = place(a);
  const q = place(b);
  return p !== undefined && q !== undefined && Math.abs(p[0] - q[0]) <= 1 && Math.abs(p[1] - q[1]) <= 1;
}
