// Which phrases are most like a text: cosine over words and pairs of neighbours, by an index from features to phrases.
// Promises: best first, deterministic; indexing thousands of phrases takes a few hundredths of a second. Refuses: phrases that share a word or two by chance.
import { END, type Lexicon, pairKey, START } from './features.ts';

/** Features → the phrases that have them, with their weights, as one flat list. */
export type Near = { readonly starts: Uint32Array; readonly phrases: Uint32Array; readonly values: Float32Array; readonly count: number; readonly scratch: Scratch };
/** Room for one look at a time; all zero in between. */
type Scratch = { readonly sums: Float32Array; readonly met: Uint32Array; readonly places: Uint32Array };
/** The phrases as numbers of words, one after the other; `lengths[i]` words belong to phrase i. */
export type Sentences = { readonly words: Uint16Array; readonly lengths: Uint8Array };
export type Neighbour = { readonly phrase: number; readonly likeness: number };

/** Below this two sentences are alike by chance. */
const LEAST_LIKE = 0.25;

/** The phrases most like the words (numbers, undefined where unknown). */
export function nearest({ starts, phrases, values: weights, count, scratch }: Near, words: readonly (number | undefined)[], lexicon: Lexicon, limit: number): readonly Neighbour[] {
  const numbers = new Int32Array(words.length);
  for (let i = 0; i < words.length; i++) numbers[i] = words[i] ?? UNKNOWN;
  const { ids, values } = room(numbers.length);
  const filled = spread(numbers, 0, numbers.length, lexicon, { ids, values, places: scratch.places }, 0);
  const { sums, met } = scratch;
  // Rare words first: what only common words speak for cannot become alike enough, so only phrases met before are added to.
  const order: number[] = [];
  for (let a = 0; a < filled; a++) order.push(a);
  order.sort((a, b) => (values[b] as number) - (values[a] as number));
  let left = 0;
  for (let a = 0; a < filled; a++) {
    left += (values[a] as number) ** 2;
    scratch.places[ids[a] as number] = 0;
  }
  let candidates = 0;
  for (const a of order) {
    const id = ids[a] as number;
    const value = values[a] as number;
    const end = starts[id + 1] as number;
    const open = left >= LEAST_LIKE * LEAST_LIKE;
    for (let at = starts[id] as number; at < end; at++) {
      const phrase = phrases[at] as number;
      const sum = sums[phrase] as number;
      if (sum === 0) {
        if (!open) continue;
        met[candidates++] = phrase;
      }
      sums[phrase] = sum + value * (weights[at] as number);
    }
    left -= value * value;
  }
  return best(scratch, candidates, Math.min(limit, count));
}

/** The best of the phrases that were met; their sums are cleared. */
function best({ sums, met }: Scratch, candidates: number, limit: number): Neighbour[] {
  const found: Neighbour[] = [];
  let least = LEAST_LIKE;
  for (let i = 0; i < candidates; i++) {
    const phrase = met[i] as number;
    const likeness = sums[phrase] as number;
    sums[phrase] = 0;
    if (likeness < least) continue;
    let at = found.length;
    while (at > 0 && comesBefore(likeness, phrase, found[at - 1] as Neighbour)) at--;
    if (at >= limit) continue;
    found.splice(at, 0, { phrase, likeness });
    if (found.length > limit) found.pop();
    if (found.length === limit) least = found[limit - 1]?.likeness ?? LEAST_LIKE;
  }
  return found;
}

const comesBefore = (likeness: number, phrase: number, other: Neighbour): boolean => likeness > other.likeness || (likeness === other.likeness && phrase < other.phrase);

export function indexSentences({ words, lengths }: Sentences, lexicon: Lexicon): Near {
  const { ids, values } = room(words.length + lengths.length);
  const into = { ids, values, places: new Uint32Array(lexicon.idf.length) };
  const ends = new Uint32Array(lengths.length);
  const starts = new Uint32Array(lexicon.idf.length + 1);
  let filled = 0;
  let from = 0;
  for (let row = 0; row < lengths.length; row++) {
    const first = filled;
    filled = spread(words, from, from + (lengths[row] as number), lexicon, into, filled);
    from += lengths[row] as number;
    for (let at = first; at < filled; at++) starts[(ids[at] as number) + 1] = (starts[(ids[at] as number) + 1] as number) + 1;
    ends[row] = filled;
  }
  return file(ids, values, ends, starts, filled);
}

const UNKNOWN = -1;
const PAIR = 0.5;
/** Numbers and weights of features; `places[id]`: where in the row being written the feature stands already, plus one. */
type Room = { readonly ids: Uint32Array; readonly values: Float32Array; readonly places: Uint32Array };
const room = (words: number): Omit<Room, 'places'> => ({ ids: new Uint32Array(2 * words + 1), values: new Float32Array(2 * words + 1) });

/** Writes the words from `from` to `to` and their pairs as a row of unit length at `first`; gives the end of the row. Hot: plain loops, indices in range by construction. */
function spread(words: Uint16Array | Int32Array, from: number, to: number, { words: numbers, pairs, idf }: Lexicon, { ids, values, places }: Room, first: number): number {
  let filled = first;
  let square = 0;
  let left = numbers.get(START) ?? UNKNOWN;
  const last = numbers.get(END) ?? UNKNOWN;
  for (let at = from; at <= to; at++) {
    const own = at < to ? (words[at] as number) : last;
    const pair = left === UNKNOWN || own === UNKNOWN ? undefined : pairs.get(pairKey(left, own));
    for (let side = at < to ? 0 : 1; side < 2; side++) {
      const id = side === 0 ? own : (pair ?? UNKNOWN);
      const value = side === 0 ? 1 : PAIR;
      if (id === UNKNOWN) square += value * value;
      else if ((places[id] as number) > first && ids[(places[id] as number) - 1] === id) values[(places[id] as number) - 1] = (values[(places[id] as number) - 1] as number) + value;
      else {
        ids[filled] = id;
        values[filled++] = value;
        places[id] = filled;
      }
    }
    left = own;
  }
  for (let at = first; at < filled; at++) {
    const value = Math.sqrt(values[at] as number) * (idf[ids[at] as number] as number);
    values[at] = value;
    square += value * value;
  }
  const unit = Math.sqrt(square) || 1;
  for (let at = first; at < filled; at++) values[at] = (values[at] as number) / unit;
  return filled;
}

/** Sorts the entries of all rows by feature. */
function file(ids: Uint32Array, values: Float32Array, ends: Uint32Array, starts: Uint32Array, filled: number): Near {
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  const next = starts.slice();
  const phrases = new Uint32Array(filled);
  const sorted = new Float32Array(filled);
  let at = 0;
  for (let row = 0; row < ends.length; row++) {
    for (; at < (ends[row] as number); at++) {
      const place = next[ids[at] as number] as number;
      phrases[place] = row;
      sorted[place] = values[at] as number;
      next[ids[at] as number] = place + 1;
    }
  }
  return { starts, phrases, values: sorted, count: ends.length, scratch: { sums: new Float32Array(ends.length), met: new Uint32Array(ends.length), places: new Uint32Array(starts.length - 1) } };
}
