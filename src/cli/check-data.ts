// Faults of the content's tables, as issues beside those of the linter: teams with bad rows, holidays that run out, the official list.
import { parse } from 'yaml';
import { vnDate } from '../engine/facts.ts';
import type { SourceFile } from '../flow/assemble.ts';
import type { Issue } from '../flow/parse.ts';
import { holidaysSchema } from '../places/holidays.ts';
import { parseTeams } from '../places/teams.ts';
import { parseOfficialLinks } from '../safety/links.ts';

/** Teams not looked at for so long are stale. */
const STALE_DAYS = 180;

export function dataIssues(files: readonly SourceFile[], now: number): Issue[] {
  const text = (path: string): string | undefined => files.find((file) => file.path === path)?.text;
  const issue = (severity: Issue['severity'], rule: string, file: string, message: string, line = 1): Issue => ({ severity, rule, file, line, column: 1, message });
  return [...teams(text('flows/teams.csv'), now, issue), ...holidays(text('flows/holidays.yaml'), now, issue), ...official(text('flows/official-links.yaml'), issue)];
}

type Make = (severity: Issue['severity'], rule: string, file: string, message: string, line?: number) => Issue;

function teams(csv: string | undefined, now: number, issue: Make): Issue[] {
  if (csv === undefined) return [];
  const { teams: list, issues } = parseTeams(csv);
  const stale = vnDate(now - STALE_DAYS * 86_400_000);
  return [
    ...issues.map(({ line, column, severity, sentence }) => issue(severity, 'team', 'flows/teams.csv', `${column}: ${sentence}`, line)),
    ...list.filter(({ checked }) => checked < stale).map(({ id, checked }) => issue('warning', 'team-stale', 'flows/teams.csv', `The team ${id} was last checked on ${checked}.`)),
  ];
}

function holidays(source: string | undefined, now: number, issue: Make): Issue[] {
  if (source === undefined) return [];
  const parsed = holidaysSchema.safeParse(parse(source));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => issue('error', 'holidays', 'flows/holidays.yaml', `${path.join('.')}: ${message}`));
  const year = Number(vnDate(now).slice(0, 4));
  const { to } = parsed.data.years;
  const found: Issue[] = [];
  if (to < year) found.push(issue('error', 'holidays', 'flows/holidays.yaml', `The holidays end with ${to}. Add ${year} and ${year + 1}.`));
  else if (to < year + 1) found.push(issue('warning', 'holidays', 'flows/holidays.yaml', `The holidays end with ${to}. Add ${year + 1}.`));
  const open = parsed.data.holidays.filter((day) => !day.announced && day.from.startsWith(String(year)));
  if (open.length > 0) found.push(issue('warning', 'holidays', 'flows/holidays.yaml', `Not yet announced dates of ${year}: ${open.map(({ from }) => from).join(', ')}.`));
  return found;
}

function official(source: string | undefined, issue: Make): Issue[] {
  if (source === undefined) return [issue('warning', 'official-links', 'flows/official-links.yaml', 'The list of official links is missing: no address can be called official.')];
  try {
    parseOfficialLinks(parse(source));
    return [];
  } catch (error) {
    return [issue('error', 'official-links', 'flows/official-links.yaml', error instanceof Error ? error.message.slice(0, 300) : 'cannot be read')];
  }
}
