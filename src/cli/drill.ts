// `npm run drill -- erase|restore [--embedded] [--people N]`: proves on a throw-away store that what people ask to erase is gone, and that a
// backup made under load can be lived on. Promises: touches nothing of the running service (own folder, own Redis, own process, all
// removed); prints one line of figures and ends with 1 when anything is wrong.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const DRILLS = {
  erase: { load: async () => (await import('./drill-erase.ts')).drillErasure, people: 1000, most: 3000 },
  restore: { load: async () => (await import('./drill-restore.ts')).drillRestore, people: 100, most: 1000 },
} as const;
const USAGE = 'npm run drill -- erase|restore [--embedded] [--people 2..3000, restore 2..1000]\n';

const { values, positionals } = read();
const drill = positionals.length === 1 && Object.hasOwn(DRILLS, positionals[0]!) ? DRILLS[positionals[0] as keyof typeof DRILLS] : undefined;
const people = Number(values.people ?? drill?.people);
if (drill === undefined || !Number.isInteger(people) || people < 2 || people > drill.most) {
  process.stderr.write(USAGE);
  process.exit(2);
}
if (!values.embedded && spawnSync('redis-server', ['--version']).status !== 0) {
  process.stderr.write('redis-server is not installed here; install it, or drill the embedded store with --embedded\n');
  process.exit(2);
}
const run = await drill.load();
const result = await run({ people, store: values.embedded ? 'embedded' : 'redis', say: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exitCode = result.faults.length > 0 ? 1 : 0;
for (const fault of result.faults) process.stderr.write(`${fault}\n`);

function read(): { readonly values: { readonly embedded?: boolean; readonly people?: string }; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ allowPositionals: true, options: { embedded: { type: 'boolean' }, people: { type: 'string' } } });
  } catch {
    return { values: {}, positionals: [] };
  }
}
