// What was learnt as bytes and back: names as JSON, then the lists of numbers as they lie in memory (little-endian).
// Promises: the same learning gives the same bytes; reading them costs a copy. Refuses: bytes of another shape (undefined, then it is learnt anew).
import type { Learned } from './model.ts';

type Head = { readonly format: number; readonly intents: readonly string[]; readonly words: readonly string[]; readonly accents: readonly string[]; readonly sizes: readonly number[]; readonly lists: readonly number[] };
const FORMAT = 2;
const HEAD_SIZE = 4;

export function pack({ intents, words, accents, pairs, seen, linear, sentences, labels, sizes }: Learned): Uint8Array {
  const lists = [pairs, seen, linear.weights, linear.bias, sentences.words, sentences.lengths, labels];
  const head: Head = { format: FORMAT, intents, words, accents, sizes, lists: lists.map(({ length }) => length) };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const parts = [Uint8Array.from(new Uint8Array(Uint32Array.of(text.length).buffer)), text, ...lists.map((list) => new Uint8Array(list.buffer, list.byteOffset, list.byteLength))];
  const out = new Uint8Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function unpack(bytes: Uint8Array): Learned | undefined {
  if (bytes.length < HEAD_SIZE) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = headOf(bytes.subarray(HEAD_SIZE, HEAD_SIZE + length));
  const lists = head?.lists ?? [];
  const total = WIDTHS.reduce((n, width, i) => n + width * (lists[i] ?? 0), HEAD_SIZE + length);
  if (!head || total !== bytes.length) return undefined;
  let at = HEAD_SIZE + length;
  const [pairs, seen, weights, bias, words, lengths, labels] = WIDTHS.map((width, i) => {
    const copy = Uint8Array.from(bytes.subarray(at, at + width * (lists[i] ?? 0))).buffer;
    at += copy.byteLength;
    return copy;
  });
  return {
    intents: head.intents,
    words: head.words,
    accents: head.accents,
    pairs: new Uint32Array(pairs ?? EMPTY),
    seen: new Uint16Array(seen ?? EMPTY),
    linear: { weights: new Int8Array(weights ?? EMPTY), bias: new Float32Array(bias ?? EMPTY), classes: head.intents.length },
    sentences: { words: new Uint16Array(words ?? EMPTY), lengths: new Uint8Array(lengths ?? EMPTY) },
    labels: new Uint16Array(labels ?? EMPTY),
    sizes: head.sizes,
  };
}

/** Bytes of one number of each list, in their order. */
const WIDTHS = [4, 2, 1, 4, 2, 1, 2] as const;
const EMPTY = new ArrayBuffer(0);

function headOf(bytes: Uint8Array): Head | undefined {
  try {
    const head = JSON.parse(new TextDecoder().decode(bytes)) as Head;
    return head.format === FORMAT ? head : undefined;
  } catch {
    return undefined;
  }
}
