// A drill as the operator runs it. Promises: its own process, its figures as they were printed.
import { spawn } from 'node:child_process';
import { ROOT } from './service.ts';

export function runDrill<Figures>(...args: readonly string[]): Promise<{ readonly code: number | null; readonly figures: Figures }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['src/cli/drill.ts', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    child.on('error', fail);
    child.on('exit', (code) => {
      try {
        done({ code, figures: JSON.parse(out) as Figures });
      } catch (error) {
        fail(error as Error);
      }
    });
  });
}
