// The linter: a list of rules over a whole content. Adding one is a function, a line here, a bad flow and a good flow in the tests.
// Promises: pure; limits, date and the official list are arguments; every finding has file, line and a sentence an editor can act on.
import type { Content } from './assemble.ts';
import type { Issue } from './parse.ts';
import type { LintArguments, Rule } from './rule.ts';
import { cards, citations, factValues, digits, officialLinks } from './rules/facts.ts';
import { conditions, deadEnds, longRuns, loops, memory, manyChoices, person, reachability, references, unknownTargets } from './rules/structure.ts';
import { abbreviations, confusable, forbidden, labels, lengths, sentences, translations, unwritten } from './rules/words.ts';

export const RULES: readonly Rule[] = [
  unknownTargets, references, reachability, deadEnds, loops, longRuns, conditions, memory, person, manyChoices,
  translations, unwritten, lengths, sentences, labels, confusable, forbidden, abbreviations,
  citations, cards, digits, officialLinks, factValues,
];

export function lint(content: Content, args: LintArguments): Issue[] {
  return RULES.flatMap((rule) => rule(content, args)).sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
