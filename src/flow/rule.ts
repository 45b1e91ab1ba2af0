// What a lint rule is given and how it names a fault.
// Promises: types and three small functions; no rule lives here.
import type { Content, StepRef } from './assemble.ts';
import type { Issue, Severity } from './parse.ts';

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

/** An issue at a path of a file. */
export function issueAt(content: Content, file: string, path: readonly PropertyKey[], rule: string, severity: Severity, message: string, ref?: StepRef & { lang?: string }): Issue {
  const at = content.where.get(file)?.(path) ?? { line: 1, column: 1 };
  return { severity, rule, file, ...at, message, ...(ref ? { flow: ref.flow, step: ref.step, ...(ref.lang ? { lang: ref.lang } : {}) } : {}) };
}
export const flowFile = (flow: string): string => `flows/${flow}.yaml`;
export const localeFile = (lang: string, flow: string): string => `locales/${lang}/${flow}.yaml`;
