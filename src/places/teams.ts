// The teams that help, one row each in teams.csv: what a row may say, and every fault of every row at once.
// Promises: pure; a row with a fault is left out and reported with line, column and a sentence; the rules of where what is done (facts F1, N2, N6,
// O4) are checked here. Refuses: rows without source and check date; nothing is filled in.
import { z } from 'zod';
import { formatCsv, parseCsv } from './csv.ts';
import { parseHours } from './hours-parse.ts';
import type { Hours } from './hours.ts';

export const TEAM_KINDS = ['commune-police', 'pc06', 'pa08', 'service-centre', 'digital-team', 'mobile-point', 'volunteer-desk'] as const;
export const OFFERS = ['level-2', 'activation', 'home-visit', 'card', 'foreigner'] as const;
export type TeamKind = (typeof TEAM_KINDS)[number];
export type Offer = (typeof OFFERS)[number];
export const TEAM_COLUMNS = ['id', 'kind', 'name', 'communes', 'address', 'lat', 'lon', 'phones', 'hours', 'valid_from', 'valid_to', 'offers', 'languages', 'source', 'checked'] as const;
type Column = (typeof TEAM_COLUMNS)[number];

export type Team = {
  readonly id: string;
  readonly kind: TeamKind;
  readonly name: string;
  /** Codes: five digits a commune, two digits a whole province. */
  readonly communes: readonly string[];
  readonly address?: string;
  readonly point?: { readonly lat: number; readonly lon: number };
  readonly phones: readonly string[];
  readonly hours?: Hours;
  /** The hours as written, for export. */
  readonly hoursText?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly offers: readonly Offer[];
  readonly languages: readonly string[];
  readonly source: string;
  readonly checked: string;
};
export type TeamIssue = { readonly line: number; readonly column: Column | 'row'; readonly severity: 'error' | 'warning'; readonly sentence: string };
/** Codes that exist; without it codes are checked for shape only. */
export type KnownCodes = { readonly communes: ReadonlySet<string>; readonly provinces: ReadonlySet<string> };

export function parseTeams(csv: string, known?: KnownCodes): { readonly teams: readonly Team[]; readonly issues: readonly TeamIssue[] } {
  const [head, ...rows] = parseCsv(csv);
  if (!head) return { teams: [], issues: [{ line: 1, column: 'row', severity: 'error', sentence: `The file is empty; its first line must be: ${TEAM_COLUMNS.join(',')}` }] };
  const missing = TEAM_COLUMNS.filter((column) => !head.cells.includes(column));
  const unknown = head.cells.filter((name) => !(TEAM_COLUMNS as readonly string[]).includes(name.trim()));
  if (missing.length > 0 || unknown.length > 0) {
    const sentence = [missing.length > 0 ? `columns missing: ${missing.join(', ')}` : '', unknown.length > 0 ? `columns unknown: ${unknown.join(', ')}` : ''].filter((s) => s !== '').join('; ');
    return { teams: [], issues: [{ line: head.line, column: 'row', severity: 'error', sentence: `In the first line, ${sentence}.` }] };
  }
  const teams: Team[] = [];
  const issues: TeamIssue[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const faults: TeamIssue[] = [];
    const fault = (column: TeamIssue['column'], sentence: string, severity: TeamIssue['severity'] = 'error'): unknown => faults.push({ line: row.line, column, severity, sentence });
    if (row.cells.length !== head.cells.length) fault('row', `The row has ${row.cells.length} cells instead of ${head.cells.length}; text with commas needs quotes.`);
    const parsed = rowSchema.safeParse(Object.fromEntries(head.cells.map((name, i) => [name.trim(), (row.cells[i] ?? '').trim().normalize('NFC')])));
    if (!parsed.success) for (const issue of parsed.error.issues) fault((issue.path[0] as Column | undefined) ?? 'row', issue.message);
    else {
      const team = teamOf(parsed.data);
      const first = seen.get(team.id);
      if (first !== undefined) fault('id', `The id ${team.id} is already used in line ${first}.`);
      else seen.set(team.id, row.line);
      checkTeam(team, known, fault);
      if (!faults.some((f) => f.severity === 'error')) teams.push(team);
    }
    issues.push(...faults);
  }
  return { teams, issues };
}

/** The teams as a file again, in the order given. */
export function formatTeams(teams: readonly Team[]): string {
  return formatCsv([TEAM_COLUMNS, ...teams.map((t) => [t.id, t.kind, t.name, t.communes.join(' '), t.address ?? '', t.point ? String(t.point.lat) : '', t.point ? String(t.point.lon) : '', t.phones.join('; '), t.hoursText ?? '', t.validFrom ?? '', t.validTo ?? '', t.offers.join(' '), t.languages.join(' '), t.source, t.checked])]);
}

const list = (text: string): string[] => text.split(/[\s;]+/).filter((item) => item !== '');
const date = z.string().refine((t) => t === '' || (/^\d{4}-\d{2}-\d{2}$/.test(t) && !Number.isNaN(Date.parse(t)) && new Date(t).toISOString().startsWith(t)), 'Write the date as 2026-12-31.');
const degrees = (low: number, high: number): z.ZodType<string> => z.string().refine((t) => t === '' || (/^-?\d+(\.\d+)?$/.test(t) && Number(t) >= low && Number(t) <= high), `Write degrees between ${low} and ${high} with a point, or leave it empty.`);
const PHONE = /^(0\d{9,10}|1[89]00\d{4,6}|11[3-5])$/;

const rowSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, 'An id has 2 to 40 small letters, digits and hyphens.'),
  kind: z.enum(TEAM_KINDS, `The kind is one of: ${TEAM_KINDS.join(', ')}.`),
  name: z.string().min(3, 'The name is missing.').max(120, 'The name is longer than 120 characters.'),
  communes: z.string().transform(list).refine((codes) => codes.length > 0 && codes.every((c) => /^\d{5}$|^\d{2}$/.test(c)), 'Write commune codes (5 digits) or a province code (2 digits), with spaces between.'),
  address: z.string().max(200, 'The address is longer than 200 characters.'),
  lat: degrees(6, 24),
  lon: degrees(102, 118),
  phones: z.string().transform((t) => t.split(';').map((p) => p.replace(/[\s.()-]/g, '').replace(/^\+84/, '0')).filter((p) => p !== '')).refine((all) => all.every((p) => PHONE.test(p)), 'A phone number has 10 or 11 digits starting with 0, or starts with 1800 or 1900; separate several by semicolons.'),
  hours: z.string(),
  valid_from: date,
  valid_to: date,
  offers: z.string().transform(list).refine((all) => all.length > 0 && all.every((o) => (OFFERS as readonly string[]).includes(o)), `Offers are one or more of: ${OFFERS.join(' ')}.`),
  languages: z.string().transform(list).refine((all) => all.length > 0 && all.every((l) => /^[a-z]{2,3}$/.test(l)), 'Write language codes like: vi en.'),
  source: z.string().min(5, 'Say where this comes from (address of a page, or letter and date).'),
  checked: date.refine((t) => t !== '', 'The date of the last check is missing.'),
});

function teamOf(row: z.infer<typeof rowSchema>): Team {
  const hours = row.hours === '' ? undefined : parseHours(row.hours);
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    communes: row.communes,
    ...(row.address === '' ? {} : { address: row.address }),
    ...(row.lat === '' || row.lon === '' ? {} : { point: { lat: Number(row.lat), lon: Number(row.lon) } }),
    phones: row.phones,
    ...(hours?.type === 'hours' ? { hours: hours.hours } : {}),
    ...(row.hours === '' ? {} : { hoursText: row.hours }),
    ...(row.valid_from === '' ? {} : { validFrom: row.valid_from }),
    ...(row.valid_to === '' ? {} : { validTo: row.valid_to }),
    offers: row.offers.filter((o): o is Offer => (OFFERS as readonly string[]).includes(o)),
    languages: row.languages,
    source: row.source,
    checked: row.checked,
  };
}

type Fault = (column: TeamIssue['column'], sentence: string, severity?: TeamIssue['severity']) => unknown;

function checkTeam(team: Team, known: KnownCodes | undefined, fault: Fault): void {
  if (team.hoursText !== undefined && !team.hours) {
    const parsed = parseHours(team.hoursText);
    if (parsed.type === 'fault') fault('hours', `These hours cannot be read: ${parsed.sentence}.`);
  }
  if (known) {
    const wrong = team.communes.filter((c) => !(c.length === 2 ? known.provinces : known.communes).has(c));
    if (wrong.length > 0) fault('communes', `No commune or province has the code ${wrong.join(', ')} (units of September 2026).`);
  }
  if (team.offers.includes('level-2') && team.kind !== 'commune-police' && team.kind !== 'mobile-point') fault('offers', 'Level 2 for citizens is done by commune police only (facts F1, N6); remove level-2.');
  if (team.offers.includes('foreigner') && team.kind !== 'pa08') fault('offers', 'Accounts for foreigners are made at the provincial immigration police only (fact O4); remove foreigner or use kind pa08.');
  if (team.kind === 'pa08' && team.offers.some((o) => o !== 'foreigner')) fault('offers', 'The immigration police serves foreigners only; its one offer is foreigner.');
  if (team.kind === 'mobile-point' && (!team.validFrom || !team.validTo)) fault('valid_from', 'A mobile point needs valid_from and valid_to.');
  if (team.validFrom && team.validTo && team.validTo < team.validFrom) fault('valid_to', 'valid_to lies before valid_from.');
  if (team.phones.some((p) => /^0[35789]\d{8}$/.test(p))) fault('phones', 'This looks like a mobile number: keep it only if the office itself publishes it.', 'warning');
}
