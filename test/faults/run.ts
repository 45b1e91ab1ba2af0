// `npm run faults [-- FILTER]`: the whole fault suite at full length, with one seed; at the end one line of figures per scenario.
// `npm test` runs a slice of the same files. FAULTS_SEED repeats a run. Takes about half an hour on two cores; loopback only.
//
// Arrow of the send protocol → the test that cuts it (contract = test/store/contract.ts, run on both stores)
//   killed before the commit            arrows: before-commit                  redelivered, once, answered once
//   killed after the commit             arrows: after-commit, before-send      swept at the start, no repeat
//   killed during the send              arrows: during-send                    one repeat, the same bytes
//   killed after the acceptance         arrows: after-accept, before-sent      one repeat, the same bytes
//   killed after the note of it         arrows: after-sent                     no repeat
//   any of them, again and again        kill: bot or Redis; embedded · test/bot/simulation (virtual time, seeds)
//   two processes on one stream         kill: two processes, two quiet processes · contract: runs again with the newer session
//   send limit exceeded                 arrows: a send beyond its limit · test/bot: a send without end is unknown
//   reply of the store lost             redis-away: S8 · test/store/away: a reply lost on the way · contract: a repeated report
//   lease taken over                    arrows: a frozen holder is followed · contract: a holder that died; a redelivered event
//   the same instance comes back        arrows: first reply after a kill · contract: the same instance started again
//   another process appends             arrows: what another process appends · contract: sent by the holder, in order
//   throttled, unknown, blocked         platform: S9 S10 · contract: sending
//   given up after a day                contract: gives up after 24 h · test/bot: what is a day old
//
// Scenario → file: S1 S13 S14 kill · S2 S3 S4 S8 S23 redis-away · S5 S6 partition · S7 test/store/topology · S9–S12 S25 platform
//   S15 S16 S17 S19 S23 process · S2 S15 S16 S20 S21 S22 operating · S23 restore · S18 test/conversations/rename · S24 erasure, canaries · S26 soak
// Not shown here: power loss (a killed process leaves its writes in the page cache, and these disks hide fsync), real networks.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'vneid-figures-'));
const figures = join(folder, 'figures');
const seed = process.env['FAULTS_SEED'] ?? '20261124';
process.stdout.write(`seed ${seed}\n`);
const began = Date.now();
const args = ['run', '--config', 'test/vitest.config.ts', '--project', 'faults', '--testTimeout=900000', '--silent=true', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TZ: 'UTC', FAULTS: 'long', FAULTS_SEED: seed, FAULTS_FIGURES: figures, FAULTS_EVENTS: process.env['FAULTS_EVENTS'] ?? '10000', FAULTS_KILLS: process.env['FAULTS_KILLS'] ?? '200' },
});
try {
  process.stdout.write(`\n${readFileSync(figures, 'utf8')}`);
} catch {
  process.stdout.write('\nno figures\n');
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`seed ${seed}, ${Math.round((Date.now() - began) / 1000)} s, ${status === 0 ? 'all invariants held' : 'FAILED'}\n`);
process.exitCode = status ?? 1;
