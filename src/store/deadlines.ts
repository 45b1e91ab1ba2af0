// One time limit for many calls. All have the same, so they end in the order they began and one timer looks at the front of a queue;
// ioredis' own commandTimeout sets a timer per command, a sixth of a turn's CPU. Promises: `late` at most 10 ms late, and not at all
// for a call marked over. Refuses: nothing.
const LOOK_MS = 10;

export function deadlines(ms: number): { start(late: () => void): { over: boolean } } {
  type Waits = { over: boolean; readonly until: number; readonly late: () => void };
  let queue: Waits[] = [];
  let front = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const now = performance.now();
    for (; front < queue.length; front++) {
      const waits = queue[front]!;
      if (waits.over) continue;
      if (waits.until > now) break;
      waits.over = true;
      waits.late();
    }
    queue = queue.slice(front);
    front = 0;
    timer = queue.length > 0 ? setTimeout(look, LOOK_MS) : undefined;
  };
  return {
    start(late) {
      const waits = { over: false, until: performance.now() + ms, late };
      queue.push(waits);
      timer ??= setTimeout(look, LOOK_MS);
      return waits;
    },
  };
}
