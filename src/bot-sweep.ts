// Looks after chats that nobody is acting on: unsent after a crash or a wait, timers that came. Promises: whatever the store was
// told is looked at within half a second of its time, at start everything that has a hint. Refuses: to claim more chats than it
// can send to.
import { asError, type Shell, whose } from './bot-shell.ts';
import type { Drain } from './bot-drain.ts';
import type { Gate } from './bot-gate.ts';
import type { Turns } from './bot-turn.ts';
import type { Claimed } from './store-port.ts';

export type Sweeper = { start(): void; stop(): Promise<void> };

const CHUNK = 200;
/** Between two passes through all records; the first begins when the start is over. */
const TIDY_MS = 3600_000;
const FIRST_TIDY_MS = 60_000;

export function createSweeper(shell: Shell, drain: Drain, turns: Turns, gate: Gate): Sweeper {
  const { store } = shell.options;
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  let stopped = false;
  let tidyAt = performance.now() + FIRST_TIDY_MS;
  /** What was looked at since the start; undefined once a look brought nothing new. */
  let seen: Set<string> | undefined = new Set();

  async function sweep(): Promise<void> {
    const due = await store.due(seen !== undefined);
    let backlog = 0;
    let oldest = Infinity;
    let at = 0;
    while (at < due.length && !stopped) {
      const room = Math.min(CHUNK, drain.room());
      if (room === 0) break;
      const looked = await store.claim(due.slice(at, at + room));
      at += room;
      for (const one of looked) {
        if (one.lease) drain.start(one.lease);
        if (one.dropped > 0) shell.observe({ type: 'dropped', count: one.dropped });
        if (one.oldest !== undefined) {
          backlog++;
          oldest = Math.min(oldest, one.oldest);
        }
      }
      await Promise.all(looked.map(fire));
    }
    // Housekeeping only where nobody waits.
    if (due.length < CHUNK && performance.now() >= tidyAt) tidyAt = (await store.tidy()) ? 0 : performance.now() + TIDY_MS;
    if (seen && at >= due.length) {
      const before = seen.size;
      for (const one of due) seen.add(one.key);
      if (seen.size === before) seen = undefined;
    }
    shell.observe({ type: 'swept', due: due.length, backlog, oldestMs: oldest === Infinity ? 0 : store.now() - oldest });
  }

  /** A timer is an event like any other, with its time as id. */
  async function fire(one: Claimed): Promise<void> {
    if (!one.timer || stopped) return;
    const to = whose(shell, one.timer.address);
    if (!to) return;
    const { wakeAt } = one.timer;
    const chat = shell.chat(to.channel, to.address);
    await gate.pass(chat.key, () => turns.run(chat, to.channel, { address: to.address, id: `t:${wakeAt}`, body: { type: 'timer' } }, false), true);
  }

  function tick(): void {
    current = sweep()
      .catch((error) => shell.observe({ type: 'away', where: 'sweep', error: asError(error) }))
      .then(() => {
        if (!stopped) timer = setTimeout(tick, shell.options.sweepMs ?? 500);
      });
  }

  return {
    start: tick,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
