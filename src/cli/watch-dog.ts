// Ends a process whose event loop never comes back: a thread of its own (10 MB) sees that nothing moved for 20 seconds, says so in the log and
// kills, and whoever supervises the process starts it anew. Nothing acknowledged is lost by that: leases run out, platforms bring again.
// Refuses: to judge by the clock. A machine that slept, or a process that was stopped, counts no seconds.
import { Worker } from 'node:worker_threads';

const LIMIT_MS = 20_000;

/** Returns how to call it off. */
export function watchDog(limitMs = LIMIT_MS): () => Promise<unknown> {
  const looks = 10;
  const moved = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(moved, 0, 1), limitMs / looks / 2).unref();
  const worker = new Worker(WATCH, {
    eval: true, env: {}, execArgv: [], workerData: { moved, everyMs: limitMs / looks, looks },
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 8, codeRangeSizeMb: 1, stackSizeMb: 1 },
  });
  worker.unref();
  return () => {
    clearInterval(timer);
    return worker.terminate();
  };
}

/** Runs in the thread: so many looks of its own at which the other side had not moved since the last one. */
const WATCH = `
const { workerData: { moved, everyMs, looks } } = require('node:worker_threads');
let last = -1;
let still = 0;
setInterval(() => {
  const now = Atomics.load(moved, 0);
  still = now === last ? still + 1 : 0;
  last = now;
  if (still < looks) return;
  require('node:fs').writeSync(1, JSON.stringify({ time: new Date().toISOString(), level: 'error', event: 'loop.dead', ms: still * everyMs, alert: true }) + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, everyMs);
`;
