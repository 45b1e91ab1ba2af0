// How soon the service is there: `node test/bench/start.bench.ts [STARTS]`. From `node src/cli/start.ts` to the first 200 of /healthz (listening)
// and /readyz, and until that says that places and understanding are there too; embedded store, second and later starts in one folder; beside it the same for a bare node:http server,
// so that a slow machine shows. Medians; the start itself is never warmed.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../store/redis-server.ts';

const STARTS = Number(process.argv[2] ?? 7);
const PROMISED_MS = 1000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'bench-start-'));
const BARE = "require('node:http').createServer((_, r) => r.end('ok')).listen(Number(process.env.PORT), '127.0.0.1')";

type Times = { readonly listens: number; readonly ready: number; readonly whole: number };
async function start(args: readonly string[]): Promise<Times> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore', env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', PORT: String(port), DATA_DIR: data } as NodeJS.ProcessEnv });
  const gone = new Promise((done) => child.once('exit', done));
  try {
    const until = async (path: string, body = ''): Promise<number> => {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
        if (performance.now() - began > 30_000) throw new Error('the service did not get ready in 30 s');
        const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
        const text = await answer?.text();
        if (answer?.ok && text?.includes(body)) return performance.now() - began;
        await new Promise((done) => setTimeout(done, 5));
      }
    };
    const listens = await until('/healthz');
    const ready = await until('/readyz');
    return { listens, ready, whole: args[0] === '-e' ? ready : await until('/readyz', '"places":true') };
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

const ours: Times[] = [];
const bare: Times[] = [];
try {
  const first = await start(['src/cli/start.ts']);
  process.stdout.write(`first start   listening ${first.listens.toFixed(0)} ms, ready ${first.ready.toFixed(0)} ms (reads and checks the content, compiles the sources)\n`);
  for (let i = 0; i < STARTS; i++) {
    ours.push(await start(['src/cli/start.ts']));
    bare.push(await start(['-e', BARE]));
  }
} finally {
  rmSync(data, { recursive: true, force: true });
}
const ready = median(ours.map((one) => one.ready));
process.stdout.write(`later starts  listening ${median(ours.map((one) => one.listens)).toFixed(0)} ms, ready ${ready.toFixed(0)} ms, places and understanding ${median(ours.map((one) => one.whole)).toFixed(0)} ms; a bare node:http server ${median(bare.map((one) => one.ready)).toFixed(0)} ms\n`);
process.stdout.write(`${ready <= PROMISED_MS ? 'PASS' : 'FAIL'}  to /readyz, ms: ${ready.toFixed(0)} (promised ≤ ${PROMISED_MS})\n`);
if (ready > PROMISED_MS) process.exitCode = 1;
