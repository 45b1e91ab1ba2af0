// Tokens → numbered features with weights: words folded, words as typed with accents, pairs of neighbours, and what is spoken of (concepts.ts).
// Promises: same tokens, same features; unit length. Refuses: pieces of letters (measured: they cost time and gain little, slips are mended before).
import { conceptsIn } from './concepts.ts';
import type { Normal } from './normal.ts';
import { DOMAIN } from './tables.ts';

/** Feature numbers and their weights, unit length. Unknown features are left out but count for the length. */
export type Sparse = { readonly ids: Int32Array; readonly values: Float32Array; readonly known: number };

/** How much each view counts: a typed accent adds to the folded word, it does not replace it. Found by cross-validation, see test/bench/understand.bench.ts. */
export const WEIGHTS = { word: 1, accent: 0.5, pair: 0.5, start: 0.45, mended: 0.6, off: 1, concept: 0.7, concepts: 0.4 } as const;

/** Features by name. Words, then accents, then pairs are numbered; a pair is two numbers of words. */
export type Lexicon = {
  readonly words: ReadonlyMap<string, number>;
  readonly accents: ReadonlyMap<string, number>;
  readonly pairs: ReadonlyMap<number, number>;
  readonly idf: Float32Array;
};

/** More than the words of a language guide; two numbers in one stay small integers. */
const RADIX = 0x10000;
export const pairKey = (left: number, right: number): number => left * RADIX + right;
export const pairOf = (key: number): readonly [left: number, right: number] => [Math.floor(key / RADIX), key % RADIX];

/** Stand in the list of words, but are none: the beginning and the end, and "no word of the subject in the whole message". */
export const START = '^';
export const END = '$';
const OFF = '#off';

type Sink = (feature: number | undefined, value: number) => void;
export type Finder = {
  word(folded: string): number | undefined;
  accent(typed: string): number | undefined;
  pair(left: number | undefined, right: number | undefined): number | undefined;
};

/** Calls `sink` for every feature of the tokens; `finder` gives numbers, or makes them while learning. `bare`: as if typed without accents. */
export function eachFeature(normal: Normal, finder: Finder, sink: Sink, bare = false): void {
  const { tokens } = normal;
  const accented = normal.accented && !bare;
  eachToken(normal, finder, sink);
  if (accented) for (const { typed, folded, mended } of tokens) if (typed !== folded) sink(finder.accent(typed), WEIGHTS.accent * (mended ? WEIGHTS.mended : 1));
  let left: number | undefined;
  for (const concept of conceptsIn(tokens, accented)) {
    const own = finder.word(concept);
    sink(own, WEIGHTS.concept);
    if (left !== undefined) sink(finder.pair(left, own), WEIGHTS.concepts);
    left = own;
  }
  if (tokens.length > 0 && !tokens.some(({ folded }) => DOMAIN.has(folded))) sink(finder.word(OFF), WEIGHTS.off);
}

/** Words and their neighbours. */
function eachToken({ tokens }: Normal, finder: Finder, sink: Sink): void {
  let left = finder.word(START);
  let sure: number = WEIGHTS.start;
  for (const { folded, mended } of tokens) {
    const certain = mended ? WEIGHTS.mended : 1;
    const own = finder.word(folded);
    sink(own, WEIGHTS.word * certain);
    sink(finder.pair(left, own), Math.min(sure, WEIGHTS.pair * certain));
    left = own;
    sure = WEIGHTS.pair * certain;
  }
  if (tokens.length > 0) sink(finder.pair(left, finder.word(END)), sure);
}

export function featuresOf(normal: Normal, lexicon: Lexicon, bare = false): Sparse {
  const sums = new Map<number, number>();
  let unknown = 0;
  eachFeature(
    normal,
    finderOf(lexicon),
    (feature, value) => {
      if (feature === undefined) unknown += value * value;
      else sums.set(feature, (sums.get(feature) ?? 0) + value);
    },
    bare,
  );
  return weigh(sums, lexicon, unknown);
}

/** Rare features count more, repeated ones less than twice. */
function weigh(sums: ReadonlyMap<number, number>, { idf, words }: Lexicon, unknown: number): Sparse {
  const ids = new Int32Array(sums.size);
  const values = new Float32Array(sums.size);
  const off = words.get(OFF);
  let square = unknown;
  let known = 0;
  let i = 0;
  for (const [feature, value] of sums) {
    ids[i] = feature;
    const scaled = Math.sqrt(value) * (idf[feature] ?? 0);
    values[i++] = scaled;
    square += scaled * scaled;
    if (feature < words.size && feature !== off) known++;
  }
  const length = Math.sqrt(square) || 1;
  for (let k = 0; k < values.length; k++) values[k] = (values[k] ?? 0) / length;
  return { ids, values, known };
}

function finderOf({ words, accents, pairs }: Lexicon): Finder {
  return {
    word: (folded) => words.get(folded),
    accent: (typed) => accents.get(typed),
    pair: (left, right) => (left === undefined || right === undefined ? undefined : pairs.get(pairKey(left, right))),
  };
}
