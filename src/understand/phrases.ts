// A phrase file becomes sample sentences: one a line, `#` starts a comment, `[a|b|]` offers alternatives; `[số căn cước]` stands for itself.
// Promises: same file, same sentences in the same order; a line never grows beyond MAX_EXPANSIONS. Refuses: nesting brackets.
import type { PhraseFile } from '../flow/assemble.ts';

/** One sample sentence of an intent. `weight` spreads a line with alternatives over its sentences. */
export type Phrase = { readonly intent: string; readonly lang: 'vi' | 'en'; readonly text: string; readonly weight?: number };

/** Enough for two or three slots; more would only teach the order of the slots. */
const MAX_EXPANSIONS = 6;
/** A line with alternatives counts as more than one sentence, but not as all of them. */
const SPREAD = 0.5;

/** The sentences of all files, one after the other. */
export type Phrases = { readonly length: number; at(index: number): Phrase | undefined };

export const parseFiles = (files: readonly PhraseFile[]): Phrase[] => inOrder(files).flatMap(({ text, intent, lang }) => parsePhrases(text, intent, lang));

/** The same list, each file read when one of its sentences is asked for; `sizes`: how many sentences each file has (sizesOf). */
export function filesLater(files: readonly PhraseFile[], sizes: readonly number[]): Phrases {
  const ordered = inOrder(files).filter(({ text }) => SENTENCE.test(text));
  const read = new Map<number, readonly Phrase[]>();
  const sentencesOf = (file: number): readonly Phrase[] => {
    const known = read.get(file);
    if (known) return known;
    const { text = '', intent = '', lang = 'vi' } = ordered[file] ?? {};
    const parsed = parsePhrases(text, intent, lang);
    read.set(file, parsed);
    return parsed;
  };
  return {
    length: sizes.reduce((n, size) => n + size, 0),
    at(index) {
      let from = 0;
      const file = sizes.findIndex((size) => index < (from += size));
      return file < 0 ? undefined : sentencesOf(file).at(index - from);
    },
  };
}

const SENTENCE = /^[^\S\n]*[^#\s]/m;

/** How many sentences in a row belong together. */
export function sizesOf(phrases: readonly Phrase[]): number[] {
  const sizes: number[] = [];
  phrases.forEach(({ intent, lang }, i) => {
    const before = phrases[i - 1];
    if (before?.intent === intent && before.lang === lang) sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + 1;
    else sizes.push(1);
  });
  return sizes;
}

/** One order for every reader, whatever order a folder is listed in. */
const inOrder = (files: readonly PhraseFile[]): PhraseFile[] => [...files].sort((a, b) => (a.lang === b.lang ? (a.intent < b.intent ? -1 : 1) : a.lang < b.lang ? -1 : 1));

export function parsePhrases(file: string, intent: string, lang: 'vi' | 'en'): Phrase[] {
  const phrases: Phrase[] = [];
  for (const raw of file.normalize('NFC').split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const texts = expand(line);
    const weight = texts.length ** (SPREAD - 1);
    for (const text of texts) phrases.push({ intent, lang, text, weight });
  }
  return phrases;
}

/** All readings of `[a|b] c`, or an even, repeatable selection of them when there are too many. */
export function expand(line: string): readonly string[] {
  if (!line.includes('|')) return [line.replace(/\s+/g, ' ').trim()];
  const slots = line.split(SLOT).map((part, i) => (i % 2 === 0 ? [part] : part.split('|')));
  const total = slots.reduce((n, { length }) => n * length, 1);
  const step = total <= MAX_EXPANSIONS ? 1 : coprime(Math.floor(total / MAX_EXPANSIONS), total);
  const texts: string[] = [];
  for (let i = 0; i < Math.min(total, MAX_EXPANSIONS); i++) {
    let rest = (i * step) % total;
    let text = '';
    for (const slot of slots) {
      text += slot[rest % slot.length] ?? '';
      rest = Math.floor(rest / slot.length);
    }
    const tidy = text.replace(/\s{2,}/g, ' ').trim();
    if (tidy !== '' && !texts.includes(tidy)) texts.push(tidy);
  }
  return texts;
}

/** Every second part of a split is the inside of a slot. */
const SLOT = /\[([^[\]|]*\|[^[\]]*)\]/;

/** The next step size that visits every reading once before it repeats. */
function coprime(from: number, total: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let step = Math.max(1, from);
  while (gcd(step, total) !== 1) step++;
  return step;
}
