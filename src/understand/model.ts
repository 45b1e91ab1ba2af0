// Sample sentences → a model: what words and pairs of words say about the intent, and which sentences lie near.
// Promises: deterministic, a fraction of a second for thousands of sentences, plain arrays inside. Refuses: to learn from citizens' messages.
import { eachFeature, type Finder, featuresOf, type Lexicon, pairKey, type Sparse } from './features.ts';
import { learn, type Linear, softmax } from './learn.ts';
import { createVocabulary, type Vocabulary } from './mend.ts';
import { type Memo, type Normal, normalise } from './normal.ts';
import type { Phrase } from './phrases.ts';

export type { Phrase } from './phrases.ts';

export type Model = {
  readonly intents: readonly string[];
  readonly phrases: readonly Phrase[];
  readonly vocabulary: Vocabulary;
  readonly lexicon: Lexicon;
  readonly linear: Linear;
  readonly near: Near;
};
/** Features → the phrases that have them, with their weights, as one flat list. */
type Near = { readonly starts: Uint32Array; readonly phrases: Uint32Array; readonly values: Float32Array };

export function train(phrases: readonly Phrase[]): Model {
  return modelOf(phrases, learnt(phrases));
}

/** A model as plain values (maps, arrays): what a cache keeps. Learning again from the same phrases gives the same. */
export type Learned = Omit<Model, 'vocabulary' | 'phrases'> & { readonly counts: ReadonlyMap<string, number> };

export function learnt(phrases: readonly Phrase[]): Learned {
  const intents = [...new Set(phrases.map(({ intent }) => intent))].sort();
  const numbers = new Map(intents.map((intent, i) => [intent, i]));
  const memo: Memo = { tokens: new Map(), folds: new Map() };
  const normals = phrases.map(({ text, lang }) => normalise(text, undefined, lang, memo));
  const lexicon = learnLexicon(normals);
  const rows = normals.map((normal, i) => ({ features: featuresOf(normal, lexicon), label: numbers.get(phrases[i]?.intent ?? '') ?? 0, weight: phrases[i]?.weight ?? 1 }));
  const linear = learn(rows, lexicon.idf.length, intents.length);
  return { intents, lexicon, linear, near: file(rows.map(({ features }) => features), lexicon.idf.length), counts: countWords(normals) };
}

/** The model of phrases and what was learnt from them. */
export function modelOf(phrases: readonly Phrase[], { counts, ...learned }: Learned): Model {
  return { ...learned, phrases, vocabulary: createVocabulary(counts) };
}

/** Probabilities by the number of the intent, and how many features of the text the model knows. */
export function classify(model: Model, normal: Normal): { readonly scores: Float64Array; readonly features: Sparse } {
  const features = featuresOf(normal, model.lexicon);
  const scores = new Float64Array(model.intents.length);
  softmax(model.linear, features, scores, TEMPERATURE);
  return { scores, features };
}

/** The phrases most like the text, best first: cosine over the same features. */
export function nearest(model: Model, { ids, values }: Sparse, limit: number): readonly { readonly phrase: Phrase; readonly likeness: number }[] {
  const sums = new Float32Array(model.phrases.length);
  const { starts, phrases, values: weights } = model.near;
  for (let a = 0; a < ids.length; a++) {
    const id = ids[a] ?? 0;
    const value = values[a] ?? 0;
    for (let at = starts[id] ?? 0; at < (starts[id + 1] ?? 0); at++) {
      const phrase = phrases[at] ?? 0;
      sums[phrase] = (sums[phrase] ?? 0) + value * (weights[at] ?? 0);
    }
  }
  const best: { phrase: Phrase; likeness: number }[] = [];
  sums.forEach((likeness, i) => {
    const last = best[limit - 1];
    if (likeness < LEAST_LIKE || (last && likeness <= last.likeness)) return;
    const phrase = model.phrases[i];
    if (!phrase) return;
    best.push({ phrase, likeness });
    best.sort((a, b) => b.likeness - a.likeness);
    best.length = Math.min(best.length, limit);
  });
  return best;
}

/** Below this two sentences share a word or two by chance. */
const LEAST_LIKE = 0.25;
/** Makes the probabilities honest: fitted by cross-validation, see test/bench/understand.bench.ts. */
const TEMPERATURE = 1;

function countWords(normals: readonly Normal[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { tokens } of normals) for (const { folded } of tokens) counts.set(folded, (counts.get(folded) ?? 0) + 1);
  return counts;
}

function learnLexicon(normals: readonly Normal[]): Lexicon {
  const words = new Map<string, number>();
  const accents = new Map<string, number>();
  const pairs = new Map<number, number>();
  const seen: number[] = [];
  const lastIn: number[] = [];
  const number = <K>(map: Map<K, number>, key: K): number => {
    const known = map.get(key);
    if (known !== undefined) return known;
    map.set(key, seen.length);
    seen.push(0);
    lastIn.push(-1);
    return seen.length - 1;
  };
  const finder: Finder = {
    word: ({ folded }) => number(words, folded),
    accent: ({ typed }) => number(accents, typed),
    pair: (left, right) => number(pairs, pairKey(left, right)),
  };
  normals.forEach((normal, i) =>
    eachFeature(normal, finder, (feature) => {
      if (feature === undefined || lastIn[feature] === i) return;
      lastIn[feature] = i;
      seen[feature] = (seen[feature] ?? 0) + 1;
    }),
  );
  return { words, accents, pairs, idf: Float32Array.from(seen, (n) => Math.log(1 + normals.length / Math.max(1, n))) };
}

function file(rows: readonly Sparse[], features: number): Near {
  const starts = new Uint32Array(features + 1);
  for (const { ids } of rows) for (const id of ids) starts[id + 1] = (starts[id + 1] ?? 0) + 1;
  for (let i = 0; i < features; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const at = starts.slice();
  const phrases = new Uint32Array(starts[features] ?? 0);
  const values = new Float32Array(starts[features] ?? 0);
  rows.forEach(({ ids, values: weights }, phrase) =>
    ids.forEach((id, a) => {
      const place = at[id] ?? 0;
      phrases[place] = phrase;
      values[place] = weights[a] ?? 0;
      at[id] = place + 1;
    }),
  );
  return { starts, phrases, values };
}
