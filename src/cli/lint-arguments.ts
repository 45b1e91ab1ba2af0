// What the linter is told about the world: the tightest channel, today in Việt Nam, the official list, how people type labels.
import { parse } from 'yaml';
import { ZALO_OA_LIMITS } from '../channels/zalo-oa/limits.ts';
import { vnDate } from '../engine/facts.ts';
import type { SourceFile } from '../flow/assemble.ts';
import type { LintArguments } from '../flow/rule.ts';
import { judgeLinks, parseOfficialLinks } from '../safety/links.ts';
import { fold, words } from '../text.ts';

/** Labels are also typed and read aloud: longer ones fit the platforms but not the thumb. */
const LABEL = 60;

export function lintArguments(files: readonly SourceFile[], pictures: ReadonlySet<string>, now: number = Date.now()): LintArguments {
  const list = files.find(({ path }) => path === 'flows/official-links.yaml');
  const official = list && parseOfficialLinks(parse(list.text));
  return {
    limits: { text: ZALO_OA_LIMITS.text, buttons: ZALO_OA_LIMITS.buttons, buttonLabel: Math.min(LABEL, ZALO_OA_LIMITS.buttonLabel) },
    today: vnDate(now),
    pictures,
    isOfficial: (url) => official === undefined || judgeLinks(url, official).label === 'official',
    isConfusable: (a, b) => plain(a) === plain(b),
  };
}

const plain = (label: string): string => words(fold(label)).join(' ');
