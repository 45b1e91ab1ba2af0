// `npm run bench -- [NAME …]`: runs the named benches one after the other, or lists them. Each prints its figures beside a baseline of the same
// run and ends with PASS or FAIL per promise. Nothing is measured in parallel.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(here).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []).sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => name !== 'all' && !names.includes(name));

if (asked.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`no bench called ${unknown.join(', ')}\n`);
  process.stdout.write('npm run bench -- NAME …    or all\n\n');
  for (const name of names) process.stdout.write(`  ${name.padEnd(12)} ${readFileSync(join(here, `${name}.bench.ts`), 'utf8').split('\n')[0]?.replace(/^\/\/ /, '')}\n`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  const failed: string[] = [];
  for (const name of asked.includes('all') ? names : asked) {
    process.stdout.write(`\n== ${name}\n`);
    const { status } = spawnSync(process.execPath, [join(here, `${name}.bench.ts`)], { stdio: 'inherit' });
    if (status !== 0) failed.push(name);
  }
  process.stdout.write(`\n${failed.length === 0 ? 'all promises held' : `promises broken in: ${failed.join(', ')}`}\n`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
