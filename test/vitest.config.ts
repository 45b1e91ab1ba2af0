// Five groups of tests, run one after another by test/run.ts. Files of a group share two workers.
import { defineConfig } from 'vitest/config';

const group = (name: string, include: string[], extra: object = {}) => ({
  test: { name, root: new URL('..', import.meta.url).pathname, include, environment: 'node', setupFiles: ['test/setup.ts'], testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks', ...extra },
});
const APART = ['test/conversations/**', 'test/channels/**', 'test/store/**', 'test/bot/**', 'test/faults/**', 'test/browser/**', 'test/http/**'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      group('unit', ['test/**/*.test.ts'], { exclude: APART }),
      group('conversations', ['test/conversations/**/*.test.ts']),
      group('channels', ['test/channels/**/*.test.ts', 'test/store/**/*.test.ts', 'test/bot/**/*.test.ts', 'test/http/**/*.test.ts']),
      group('faults', ['test/faults/**/*.test.ts'], { testTimeout: 180_000, fileParallelism: false }),
      group('browser', ['test/browser/**/*.test.ts'], { testTimeout: 120_000, fileParallelism: false }),
    ],
  },
});
