// Folded phrases with a meaning, found by their last word instead of by long patterns, so that the cost does not grow with the list.
// Promises: a place whose word ends no phrase costs one look-up. Refuses: to know what the meanings are.

/** By last word: the phrases that end with it, longest first. */
export type PhraseTable<Meaning> = ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly meaning: Meaning }[]>;

/** Lists such as "ma|ma (xac|so) nhan|buu( kien|)", each with its meaning; a group may be empty. A phrase given twice keeps the first meaning. */
export function phraseTable<Meaning>(lists: readonly (readonly [string, Meaning])[]): PhraseTable<Meaning> {
  const table = new Map<string, { words: readonly string[]; meaning: Meaning }[]>();
  for (const [list, meaning] of lists) {
    for (const words of topLevel(list).flatMap(expand).flatMap(spellings)) {
      const last = words.at(-1) ?? '';
      table.set(last, [...(table.get(last) ?? []), { words, meaning }]);
    }
  }
  for (const phrases of table.values()) phrases.sort((a, b) => b.words.length - a.words.length);
  return table;
}

/** The longest phrase of the table that ends before `end`. */
export function phraseEnding<Meaning>(words: readonly string[], end: number, table: PhraseTable<Meaning>): { readonly size: number; readonly meaning: Meaning } | undefined {
  const last = words[end - 1];
  const found = last === undefined ? undefined : table.get(last)?.find((one) => one.words.length <= end && one.words.every((word, at) => words[end - one.words.length + at] === word));
  return found && { size: found.words.length, meaning: found.meaning };
}

/** The words of a phrase, and written without spaces as in "maotp". */
function spellings(phrase: string): string[][] {
  const words = phrase.split(' ');
  return words.length > 1 && phrase.length >= 6 ? [words, [words.join('')]] : [words];
}

function expand(phrase: string): string[] {
  const group = /\(([^()]*)\)/.exec(phrase);
  if (group === null) return [phrase.replace(/ {2,}/g, ' ').trim()];
  return (group[1] ?? '').split('|').flatMap((choice) => expand(phrase.slice(0, group.index) + choice + phrase.slice(group.index + group[0].length)));
}

/** Cut at the bars outside of brackets. */
function topLevel(list: string): string[] {
  return list.match(/(?:[^|()]|\([^()]*\))+/g) ?? [];
}
