// The linter: a list of rules over a whole content. Adding one is a function, a line here, a bad flow and a good flow in the tests.
// Promises: pure; limits, date and the official list are arguments; every finding has file, line and a sentence an editor can act on.
import type { Content, StepRef } from './assemble.ts';
import type { Issue, Severity } from './parse.ts';
import { cards, citations, factValues, digits, officialLinks } from './rules/facts.ts';
import { conditions, deadEnds, longRuns, loops, memory, manyChoices, person, reachability, references, unknownTargets } from './rules/structure.ts';
import { abbreviations, confusable, forbidden, labels, lengths, sentences, translations } from './rules/words.ts';

export type LintArguments = {
  /** The tightest channel. */
  readonly limits: { readonly text: number; readonly buttons: number; readonly buttonLabel: number };
  /** `2026-11-24`, Vietnamese day. */
  readonly today: string;
  /** Ids of the pictures that exist. */
  readonly pictures: ReadonlySet<string>;
  /** True for an address on the official list. */
  readonly isOfficial: (url: string) => boolean;
  /** True when two labels cannot be told apart as people type them. */
  readonly isConfusable: (a: string, b: string) => boolean;
};
export type Rule = (content: Content, args: LintArguments) => Issue[];

export const RULES: readonly Rule[] = [
  unknownTargets, references, reachability, deadEnds, loops, longRuns, conditions, memory, person, manyChoices,
  translations, lengths, sentences, labels, confusable, forbidden, abbreviations,
  citations, cards, digits, officialLinks, factValues,
];

export function lint(content: Content, args: LintArguments): Issue[] {
  return RULES.flatMap((rule) => rule(content, args)).sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** An issue at a path of a file. */
export function issueAt(content: Content, file: string, path: readonly PropertyKey[], rule: string, severity: Severity, message: string, ref?: StepRef & { lang?: string }): Issue {
  const at = content.where.get(file)?.(path) ?? { line: 1, column: 1 };
  return { severity, rule, file, ...at, message, ...(ref ? { flow: ref.flow, step: ref.step, ...(ref.lang ? { lang: ref.lang } : {}) } : {}) };
}
export const flowFile = (flow: string): string => `flows/${flow}.yaml`;
export const localeFile = (lang: string, flow: string): string => `locales/${lang}/${flow}.yaml`;
