// The content's tables are watched like the flows: bad team rows, holidays that run out, an official list that cannot be read.
import { describe, expect, it } from 'vitest';
import { dataIssues } from '../../src/cli/check-data.ts';
import { readContent } from '../../src/content.ts';
import { OWN_CONTENT } from '../../src/config.ts';

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const own = readContent(OWN_CONTENT);
const change = (path: string, edit: (text: string) => string) => own.map((file) => (file.path === path ? { ...file, text: edit(file.text) } : file));

describe('tables of the content', () => {
  it('have no error as shipped', () => {
    expect(dataIssues(own, at('2026-11-24')).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('name every bad row of the teams at once', () => {
    const bad = dataIssues(change('flows/teams.csv', (text) => `${text}a,nothing,X,,,,,,,,,,,,\nb,commune-police,Y,99999x,,,,12,,,,,,,\n`), at('2026-11-24'));
    expect(new Set(bad.filter(({ rule }) => rule === 'team').map(({ line }) => line))).toEqual(new Set([2, 3]));
  });

  it('warn before the holidays run out, and fail after', () => {
    expect(dataIssues(own, at('2028-05-01')).map(({ rule, severity }) => `${rule} ${severity}`)).toContain('holidays warning');
    expect(dataIssues(own, at('2029-05-01')).map(({ rule, severity }) => `${rule} ${severity}`)).toContain('holidays error');
  });

  it('refuse an official list that cannot be read', () => {
    expect(dataIssues(change('flows/official-links.yaml', () => 'hosts: 5'), at('2026-11-24')).map(({ rule, severity }) => `${rule} ${severity}`)).toContain('official-links error');
  });
});
