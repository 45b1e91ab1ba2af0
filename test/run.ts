// `npm test`: everything, in the order in which a fault is cheapest to find. Ends with "N passed, N failed" and the time each stage took.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './packages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'test-report-'));
let passed = 0;
let failed = 0;

function stage(name: string, run: () => boolean): void {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const ok = run();
  process.stdout.write(`== ${name}: ${ok ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** A tool whose exit status is the result: counts as one test. */
function tool(name: string, script: string, ...args: string[]): void {
  stage(name, () => {
    const ok = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' }).status === 0;
    if (ok) passed += 1;
    else failed += 1;
    return ok;
  });
}

/** A project of test/vitest.config.ts. No test found is a failure. */
function tests(project: string): void {
  stage(project, () => {
    const report = join(out, `${project}.json`);
    const args = ['run', '--config', 'test/vitest.config.ts', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
    const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, TZ: 'UTC' } });
    const result = readReport(report);
    passed += result.passed;
    failed += result.failed + (status !== 0 && result.failed === 0 ? 1 : 0);
    return status === 0;
  });
}

function readReport(file: string): { passed: number; failed: number } {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

try {
  ensurePackages();
  tool('types', 'node_modules/typescript/bin/tsc', '-p', '.');
  tool('lint', 'node_modules/oxlint/bin/oxlint', '-c', 'test/oxlint.json', '--deny-warnings', 'src', 'test');
  tool('content', 'src/cli/check.ts');
  for (const project of ['unit', 'conversations', 'channels', 'faults', 'browser']) tests(project);
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
