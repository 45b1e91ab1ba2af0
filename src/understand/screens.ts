// Which screen of the app a citizen quotes: they type part of what it says, with or without accents, often with words around it.
// Promises: pure; a screen is named only when a run of at least three words (or the whole wording) is shared. Several close ones → all of them.
import { fold, words } from '../text.ts';

export type ScreenIndex = readonly { readonly id: string; readonly wordings: readonly (readonly string[])[] }[];

/** Shared words in a row that make a quotation. */
const RUN = 3;
/** Share of the shorter side (quotation or wording) that must be covered by such runs. */
const COVER = 0.6;
/** Screens this close to the best are asked about. */
const CLOSE = 0.08;

export function indexScreens(texts: readonly Readonly<Record<string, readonly string[]>>[]): ScreenIndex {
  const ids = new Map<string, string[][]>();
  for (const screens of texts) for (const [id, list] of Object.entries(screens)) ids.set(id, [...(ids.get(id) ?? []), ...list.map(tokens)]);
  return [...ids].map(([id, wordings]) => ({ id, wordings }));
}

/** Share of the wording itself that must be covered where only a whole quotation counts. */
const WHOLE = 0.85;

/** Ids of the screens quoted, best first. `whole`: only those whose wording is there (almost) in full. */
export function findScreens(index: ScreenIndex, text: string, whole = false): string[] {
  const typed = tokens(text);
  if (typed.length < RUN) return [];
  const scored = index
    .map(({ id, wordings }) => ({ id, score: Math.max(0, ...wordings.map((wording) => similarity(typed, wording, whole))) }))
    .filter(({ score }) => score >= (whole ? WHOLE : COVER))
    .sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  return scored.filter(({ score }) => score >= best - CLOSE).map(({ id }) => id);
}

const tokens = (text: string): string[] => words(fold(text));

/** Words covered by common runs, relative to the shorter side; longer quotations of the same cover win slightly. */
function similarity(typed: readonly string[], wording: readonly string[], whole: boolean): number {
  if (wording.length === 0) return 0;
  const run = Math.min(RUN, wording.length);
  const covered = new Set<number>();
  let longest = 0;
  for (let i = 0; i < typed.length; i += 1) {
    for (let j = 0; j < wording.length; j += 1) {
      let length = 0;
      while (i + length < typed.length && j + length < wording.length && typed[i + length] === wording[j + length]) length += 1;
      if (length < run) continue;
      longest = Math.max(longest, length);
      for (let k = 0; k < length; k += 1) covered.add(i + k);
    }
  }
  // A run of three common words inside a long question is no quotation.
  if (longest < Math.min(4, wording.length) && covered.size < typed.length * 0.8) return 0;
  if (whole) return covered.size / wording.length;
  return covered.size / Math.min(typed.length, wording.length) - (typed.length > 3 * wording.length ? 0.3 : 0) + longest / 1000;
}
