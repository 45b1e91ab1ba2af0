// Sample sentences → what they teach (plain lists that can be kept, see pack.ts) → a model that reads messages.
// Promises: deterministic; learning thousands of sentences takes seconds, making a model of what was learnt a tenth of one. Refuses: to learn from citizens' messages.
import { withAsides } from './asides.ts';
import { eachFeature, END, featuresOf, type Finder, type Lexicon, pairKey, START } from './features.ts';
import { learn, type Linear, type Row } from './learn.ts';
import { createVocabulary, type Vocabulary } from './mend.ts';
import { indexSentences, type Near, type Sentences } from './near.ts';
import { createMemo, type Memo, type Normal, normalise } from './normal.ts';
import { type Phrase, type Phrases, sizesOf } from './phrases.ts';

export type { Phrase } from './phrases.ts';

export type Model = {
  readonly intents: readonly string[];
  readonly phrases: Phrases;
  readonly vocabulary: Vocabulary;
  readonly lexicon: Lexicon;
  readonly linear: Linear;
  readonly near: Near;
  readonly labels: Uint16Array;
  /** Words read before; of the phrases only. */
  readonly memo: Memo;
};

/** Features are numbered words first, then accents, then pairs; `seen[i]` sentences have feature i. */
export type Learned = {
  readonly intents: readonly string[];
  readonly words: readonly string[];
  readonly accents: readonly string[];
  readonly pairs: Uint32Array;
  readonly seen: Uint16Array;
  readonly linear: Linear;
  readonly sentences: Sentences;
  /** The number of the intent of each sentence. */
  readonly labels: Uint16Array;
  /** How many sentences each phrase file has. */
  readonly sizes: readonly number[];
};

export function train(phrases: readonly Phrase[], care: Care = 'carefully'): Model {
  return modelOf(phrases, learnt(phrases, care));
}

/** `quickly`: once, and without asides; a point less, a third of the time. For phrases that were changed while the service runs. */
export type Care = 'carefully' | 'quickly';
const RUNS = { carefully: 2, quickly: 1 } as const;

/** What the phrases teach. The same phrases always teach the same. */
export function learnt(phrases: readonly Phrase[], care: Care = 'carefully'): Learned {
  const intents = [...new Set(phrases.map(({ intent }) => intent))].sort();
  const numbers = new Map(intents.map((intent, i) => [intent, i]));
  const memo = createMemo();
  const normals = phrases.map(({ text, lang }) => normalise(text, undefined, lang, memo));
  const names = nameFeatures(normals);
  const lexicon = lexiconOf(names, phrases.length);
  const labels = Uint16Array.from(phrases, ({ intent }) => numbers.get(intent) ?? 0);
  const row = (normal: Normal, { intent, weight = 1 }: Phrase): Row => {
    const features = featuresOf(normal, lexicon);
    const bare = normal.accented ? featuresOf(normal, lexicon, true) : features;
    return { features, bare, label: numbers.get(intent) ?? 0, weight };
  };
  const told = care === 'carefully' ? withAsides(phrases) : [];
  const rows = [...phrases.map((phrase, i) => row(normals[i] ?? EMPTY, phrase)), ...told.map((phrase) => row(normalise(phrase.text, undefined, phrase.lang, memo), phrase))];
  return { intents, ...names, linear: learn(rows, lexicon.idf.length, intents.length, RUNS[care]), sentences: sentencesOf(normals, lexicon), labels, sizes: sizesOf(phrases) };
}

const EMPTY: Normal = { tokens: [], accented: false, lang: 'vi' };

/** The model of phrases and what was learnt from them. */
export function modelOf(phrases: Phrases, learned: Learned): Model {
  const { intents, words, seen, linear, sentences, labels } = learned;
  const lexicon = lexiconOf(learned, phrases.length);
  const counts = new Map<string, number>();
  words.forEach((word, i) => {
    if (/^[^@^$#]/.test(word)) counts.set(word, seen[i] ?? 0);
  });
  const vocabulary = createVocabulary(counts);
  return { intents, phrases, vocabulary, lexicon, linear, near: indexSentences(sentences, lexicon), labels, memo: createMemo(vocabulary) };
}

type Names = Pick<Learned, 'words' | 'accents' | 'pairs' | 'seen'>;

function lexiconOf({ words, accents, pairs, seen }: Names, sentences: number): Lexicon {
  const accentsFrom = words.length;
  const pairsFrom = accentsFrom + accents.length;
  const byPair = new Map<number, number>();
  for (let i = 0; i < pairs.length; i++) byPair.set(pairs[i] as number, pairsFrom + i);
  return {
    words: new Map(words.map((word, i) => [word, i])),
    accents: new Map(accents.map((accent, i) => [accent, accentsFrom + i])),
    pairs: byPair,
    idf: Float32Array.from(seen, (n) => Math.log(1 + sentences / Math.max(1, n))),
  };
}

/** Gives every feature of the sentences its name and counts the sentences that have it. */
function nameFeatures(normals: readonly Normal[]): Names {
  const words = namer<string>();
  const accents = namer<string>();
  const pairs = namer<number>();
  words.number(START);
  words.number(END);
  const finder: Finder = {
    word: words.number,
    accent: (typed) => (accents.number(typed), undefined),
    pair: (left, right) => (left === undefined || right === undefined ? undefined : (pairs.number(pairKey(left, right)), undefined)),
  };
  normals.forEach((normal, i) => {
    for (const one of [words, accents, pairs]) one.next(i);
    eachFeature(normal, finder, () => {});
    // Without its accents a sentence may speak of something else.
    if (normal.accented) eachFeature(normal, finder, () => {}, true);
  });
  return { words: words.names(), accents: accents.names(), pairs: Uint32Array.from(pairs.names()), seen: Uint16Array.from([...words.seen(), ...accents.seen(), ...pairs.seen()]) };
}

type Namer<K> = { readonly number: (name: K) => number; next(sentence: number): void; names(): K[]; seen(): readonly number[] };

function namer<K>(): Namer<K> {
  const numbers = new Map<K, number>();
  const seen: number[] = [];
  const lastIn: number[] = [];
  let sentence = -1;
  return {
    number(name) {
      let number = numbers.get(name);
      if (number === undefined) {
        number = seen.length;
        numbers.set(name, number);
        seen.push(0);
        lastIn.push(-1);
      }
      if (lastIn[number] !== sentence) {
        lastIn[number] = sentence;
        seen[number] = (seen[number] ?? 0) + 1;
      }
      return number;
    },
    next: (number) => {
      sentence = number;
    },
    names: () => [...numbers.keys()],
    seen: () => seen,
  };
}

const MOST_WORDS = 255;

function sentencesOf(normals: readonly Normal[], { words }: Lexicon): Sentences {
  const lengths = Uint8Array.from(normals, ({ tokens }) => Math.min(MOST_WORDS, tokens.length));
  return { words: Uint16Array.from(normals.flatMap(({ tokens }) => tokens.slice(0, MOST_WORDS).map(({ folded }) => words.get(folded) ?? 0))), lengths };
}
