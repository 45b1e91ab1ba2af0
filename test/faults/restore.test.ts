// S23: the operators' backup, made while people talk, put back and lived on; and what the drill says to wrong words.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { RestoreDrill } from '../../src/cli/drill-restore.ts';
import { runDrill } from './drills.ts';
import { figure, LONG } from './figures.ts';
import { ROOT } from './service.ts';

it.each([['redis', []], ...(LONG ? ([['embedded', ['--embedded']]] as const) : [])] as const)('S23 backup.sh under load, restore.sh, a fresh service (%s): nothing lost, nothing invented, everybody goes on', async (store, args) => {
  const { code, figures } = await runDrill<RestoreDrill>('restore', '--people', LONG ? '400' : '40', ...args);
  const { faults, ...rest } = figures;
  figure(`S23 restore drill (${store})`, { ...rest, faults: faults.length });
  expect(figures).toMatchObject({ store, lost: 0, invented: 0, goOn: figures.people, refusedDamaged: true, refusedFull: true, faults: [] });
  expect(code).toBe(0);
});

it('wrong words end with how it is called', () => {
  for (const args of [[], ['toString'], ['erase', 'restore'], ['restore', '--people', '1'], ['restore', '--people', 'x'], ['restore', '--what']]) {
    const { status, stderr } = spawnSync(process.execPath, ['src/cli/drill.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
    expect([args, status, stderr.startsWith('npm run drill -- erase|restore')]).toEqual([args, 2, true]);
  }
  for (const script of ['backup.sh', 'restore.sh']) expect(spawnSync('sh', [`src/ops/${script}`, 'redis'], { cwd: ROOT }).status).toBe(2);
  expect(spawnSync('sh', ['src/ops/backup.sh', 'redis', '/nowhere-at-all', '/tmp'], { cwd: ROOT }).status).toBe(1);
});
