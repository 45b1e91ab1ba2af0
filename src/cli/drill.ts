// `npm run drill -- erase [--embedded] [--people 1000]`: proves on a throw-away store that what people ask to erase is gone.
// Promises: touches nothing of the running service (own folder, own Redis, own process, all removed); prints one line of figures and ends
// with 1 when anything of the erased is left or anything of the others is missing.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { drillErasure } from './drill-erase.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { embedded: { type: 'boolean', default: false }, people: { type: 'string', default: '1000' } } });
const people = Number(values.people);
if (positionals[0] !== 'erase' || !Number.isInteger(people) || people < 2 || people > 3000) {
  process.stderr.write('npm run drill -- erase [--embedded] [--people 2..3000]\n');
  process.exit(2);
}
if (!values.embedded && spawnSync('redis-server', ['--version']).status !== 0) {
  process.stderr.write('redis-server is not installed here; install it, or drill the embedded store with --embedded\n');
  process.exit(2);
}
const result = await drillErasure({ people, store: values.embedded ? 'embedded' : 'redis', say: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exitCode = result.faults.length > 0 ? 1 : 0;
for (const fault of result.faults) process.stderr.write(`${fault}\n`);
