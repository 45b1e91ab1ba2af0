// `npm run teams -- check | export | import FILE [--apply]`: the list of teams, flows/teams.csv.
// Promises: an import without --apply changes nothing; every bad row is named at once; the file is replaced in one step or not at all.
// Refuses: to import while a single row has an error.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_CONTENT } from '../config.ts';
import { createGazetteer } from '../places/gazetteer.ts';
import { dayOf } from '../places/holidays.ts';
import { formatTeams, parseTeams, type Team, type TeamIssue } from '../places/teams.ts';
import type { Commune } from '../places/units.ts';
import { readGazetteerData } from '../places-data.ts';

const STALE_DAYS = 180;
const file = join(process.env['CONTENT_DIR'] ?? OWN_CONTENT, 'flows/teams.csv');
const { communes } = createGazetteer(readGazetteerData());
const known = { communes: new Set(communes.keys()), provinces: new Set([...communes.values()].map((c) => c.province.code)) };
const current = parseTeams(existsSync(file) ? readFileSync(file, 'utf8') : formatTeams([]), known);

const [command, from, ...options] = process.argv.slice(2);
if (command === 'check') check();
else if (command === 'export') process.stdout.write(formatTeams(current.teams));
else if (command === 'import' && from !== undefined && options.every((o) => o === '--apply')) importFrom(from, options.includes('--apply'));
else fail('usage: npm run teams -- check | export | import FILE [--apply]');

function check(): void {
  report(current.issues);
  const today = dayOf(Date.now()).iso;
  const oldest = dayOf(Date.now() - STALE_DAYS * 86_400_000).iso;
  for (const team of current.teams) {
    if (team.checked > today) say(team, 'was checked on a day that has not come yet');
    else if (team.checked < oldest) say(team, `was last checked on ${team.checked}, more than ${STALE_DAYS} days ago`);
    if (!team.hours) say(team, 'has no opening hours');
    if (!team.point) say(team, 'has no position, so no distance can be given');
    if (team.phones.length === 0) say(team, 'has no phone');
    if ((team.validTo ?? today) < today) say(team, `ended on ${team.validTo}; remove it`);
  }
  const served = current.teams.flatMap((t) => t.communes);
  const uncovered = [...communes.values()].filter((c) => !served.includes(c.code) && !served.includes(c.province.code));
  process.stdout.write(`${current.teams.length} teams; ${uncovered.length} of ${communes.size} communes without any team: there the commune police is named, without address.\n`);
  if (served.length > 0) process.stdout.write(byProvince(uncovered));
  if (current.issues.some((i) => i.severity === 'error')) process.exitCode = 1;
}

function byProvince(list: readonly Commune[]): string {
  const counts = Map.groupBy(list, (c) => c.province.name);
  return [...counts].map(([name, all]) => `  ${name}: ${all.length}\n`).join('');
}

function importFrom(path: string, apply: boolean): void {
  if (!existsSync(path)) return fail(`There is no file ${path}.`);
  const fresh = parseTeams(readFileSync(path, 'utf8'), known);
  report(fresh.issues);
  const bad = new Set(fresh.issues.filter((i) => i.severity === 'error').map((i) => i.line)).size;
  if (bad > 0) return fail(`${bad} rows have errors; nothing was imported. Correct them and try again.`);
  if (current.issues.some((i) => i.severity === 'error')) return fail('The present list has errors, see npm run teams -- check. Correct it first.');
  const merged = new Map(current.teams.map((team) => [team.id, team]));
  const added = fresh.teams.filter((team) => !merged.has(team.id)).length;
  for (const team of fresh.teams) merged.set(team.id, team);
  process.stdout.write(`${added} teams new, ${fresh.teams.length - added} replaced, ${merged.size} in all.\n`);
  if (!apply) return void process.stdout.write('This was a trial; nothing was changed. Add --apply to import.\n');
  const draft = `${file}.new`;
  writeFileSync(draft, formatTeams([...merged.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))));
  renameSync(draft, file);
  process.stdout.write('Imported.\n');
}

function say(team: Team, what: string): void {
  process.stdout.write(`${team.id}: ${team.name} ${what}.\n`);
}

function report(issues: readonly TeamIssue[]): void {
  for (const { line, column, severity, sentence } of issues) process.stdout.write(`line ${line}, ${column}: ${severity}: ${sentence}\n`);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
