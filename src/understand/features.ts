// Tokens → numbered features with weights: words folded, words as typed with accents, and pairs of neighbours.
// Promises: same tokens, same features; unit length. Refuses: pieces of letters (measured: they cost time and gain nothing, slips are mended before).
import type { Normal, Token } from './normal.ts';
import { DOMAIN } from './tables.ts';

/** Feature numbers and their weights, unit length. Unknown features are left out but count for the length. */
export type Sparse = { readonly ids: Int32Array; readonly values: Float32Array; readonly known: number };

/** How much each view counts: a typed accent adds to the folded word, it does not replace it. See test/bench/understand.bench.ts. */
export const WEIGHTS = { word: 1, accent: 0.5, pair: 0.9, start: 0.45, mended: 0.6, off: 1 } as const;

/** Features by name; numbers are given in the order of first sight. */
export type Lexicon = {
  readonly words: ReadonlyMap<string, number>;
  readonly accents: ReadonlyMap<string, number>;
  readonly pairs: ReadonlyMap<number, number>;
  readonly idf: Float32Array;
};

/** Pair keys are two word numbers in one; word numbers stay below this. */
const RADIX = 0x100000;
const START = RADIX - 1;
const END = RADIX - 2;
export const pairKey = (left: number, right: number): number => left * RADIX + right;

type Sink = (feature: number | undefined, value: number) => void;
export type Finder = {
  word(token: Token): number | undefined;
  accent(token: Token): number | undefined;
  pair(left: number, right: number): number | undefined;
};

/** Calls `sink` for every feature of the tokens; `finder` gives numbers, or makes them while learning. */
export function eachFeature({ tokens, accented }: Normal, finder: Finder, sink: Sink): void {
  let left = START;
  let leftSure = 1;
  for (const token of tokens) {
    const sure = token.mended ? WEIGHTS.mended : 1;
    const word = finder.word(token);
    sink(word, WEIGHTS.word * sure);
    if (accented && token.typed !== token.folded) sink(finder.accent(token), WEIGHTS.accent * sure);
    const own = word ?? -1;
    sink(left < 0 || own < 0 ? undefined : finder.pair(left, own), left === START ? WEIGHTS.start * sure : WEIGHTS.pair * Math.min(sure, leftSure));
    left = own;
    leftSure = sure;
  }
  if (left !== START && left >= 0) sink(finder.pair(left, END), WEIGHTS.pair * leftSure);
  if (tokens.length > 0 && !tokens.some(({ folded }) => DOMAIN.has(folded))) sink(finder.word(OFF), WEIGHTS.off);
}

/** No word of the guide's subject in the whole message: a topic of its own, or small talk. */
const OFF: Token = { typed: '#off', folded: '#off', mended: false };

export function featuresOf(normal: Normal, lexicon: Lexicon): Sparse {
  const sums = new Map<number, number>();
  let unknown = 0;
  eachFeature(normal, finderOf(lexicon), (feature, value) => {
    if (feature === undefined) unknown += value * value;
    else sums.set(feature, (sums.get(feature) ?? 0) + value);
  });
  const ids = new Int32Array(sums.size);
  const values = new Float32Array(sums.size);
  let square = unknown;
  let i = 0;
  for (const [feature, value] of sums) {
    ids[i] = feature;
    const scaled = Math.sqrt(value) * (lexicon.idf[feature] ?? 0);
    values[i++] = scaled;
    square += scaled * scaled;
  }
  const length = Math.sqrt(square) || 1;
  for (let k = 0; k < values.length; k++) values[k] = (values[k] ?? 0) / length;
  const off = lexicon.words.get(OFF.folded);
  return { ids, values, known: off !== undefined && sums.has(off) ? sums.size - 1 : sums.size };
}

function finderOf(lexicon: Lexicon): Finder {
  return {
    word: ({ folded }) => lexicon.words.get(folded),
    accent: ({ typed }) => lexicon.accents.get(typed),
    pair: (left, right) => lexicon.pairs.get(pairKey(left, right)),
  };
}
