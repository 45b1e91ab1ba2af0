// `npm run teams` as an operator uses it: a trial changes nothing, bad rows are all named, an import is then what citizens see.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadFurniture } from '../../src/cli/furnish.ts';

const root = mkdtempSync(join(tmpdir(), 'teams-'));
mkdirSync(join(root, 'flows'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const head = 'id,kind,name,communes,address,lat,lon,phones,hours,valid_from,valid_to,offers,languages,source,checked\n';
const good = `${head}ca-ben-nghe,commune-police,Công an phường Thử Nghiệm,26740,1 Đường Thử,10.7767,106.7043,0990000001,"Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30; PH off",,,level-2 activation,vi,thông báo thử,2026-11-01\n`;
const run = (...args: string[]) => spawnSync(process.execPath, [join(import.meta.dirname, '../../src/cli/teams.ts'), ...args], { env: { ...process.env, CONTENT_DIR: root }, encoding: 'utf8' });
const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};

describe('npm run teams', () => {
  it('names every bad row at once and imports nothing', () => {
    const bad = run('import', file('bad.csv', `${good}x,nothing,A,1,,,,,,,,,,,\ny,pc06,B,26740,,,,,,,,level-2,vi,s,2026-11-01\n`), '--apply');
    expect(bad.status).toBe(1);
    expect(bad.stdout).toMatch(/line 3/);
    expect(bad.stdout).toMatch(/line 4/);
    expect(run('export').stdout.trim()).toBe(head.trim());
  });

  it('tries first, imports with --apply, exports what it imported', () => {
    const from = file('good.csv', good);
    expect(run('import', from).stdout).toContain('nothing was changed');
    expect(run('export').stdout.trim()).toBe(head.trim());
    expect(run('import', from, '--apply').status).toBe(0);
    expect(run('export').stdout).toContain('ca-ben-nghe');
    expect(run('check').stdout).toContain('1 teams; 3320 of 3321 communes without any team');
    expect(readFileSync(join(root, 'flows/teams.csv'), 'utf8')).toContain('Công an phường Thử Nghiệm');
  });

  it('is then what a citizen of that commune is shown', () => {
    const { teams } = loadFurniture(root);
    const tuesday = Date.parse('2026-12-01T09:00:00+07:00');
    const found = teams.find('26740', { lat: 10.78, lon: 106.7 }, 'level-2', tuesday);
    expect(found.teams[0]).toMatchObject({ team: 'ca-ben-nghe', open: { type: 'open', at: Date.parse('2026-12-01T11:30:00+07:00') } });
    expect(teams.card('ca-ben-nghe', 'vi', tuesday)).toMatchObject({ hours: '7:30–11:30, 13:30–17:00', phones: ['0990000001'], mapUrl: expect.stringContaining('10.7767') as unknown });
    const sunday = Date.parse('2026-12-06T09:00:00+07:00');
    expect(teams.find('26740', undefined, 'level-2', sunday).nothingOpenUntil).toBe(Date.parse('2026-12-07T07:30:00+07:00'));
  });
});
