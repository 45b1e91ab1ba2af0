// What the linter is told about the world: the tightest channel, today in Việt Nam, the official list, how people type labels.
import { vnDate } from '../engine/facts.ts';
import type { SourceFile } from '../flow/assemble.ts';
import type { LintArguments } from '../flow/lint.ts';
import { fold, words } from '../text.ts';

export function lintArguments(_files: readonly SourceFile[], pictures: ReadonlySet<string>, now: number = Date.now()): LintArguments {
  return {
    limits: { text: 2000, buttons: 5, buttonLabel: 60 },
    today: vnDate(now),
    pictures,
    isOfficial: () => true,
    isConfusable: (a, b) => plain(a) === plain(b),
  };
}

const plain = (label: string): string => words(fold(label)).join(' ');
