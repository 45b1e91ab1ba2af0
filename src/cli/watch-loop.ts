// Notices that the event loop was blocked: a timer that comes late. While it is blocked nobody is answered and leases run out unseen.
// Promises: every stall above the limit is told with its length, after it ended. Refuses: to keep the process alive.

/** A turn takes a millisecond; what holds the loop longer than this is a fault of ours. */
const LIMIT_MS = 50;
const LOOK_MS = 20;

export function watchLoop(blocked: (ms: number) => void): () => void {
  let expected = performance.now() + LOOK_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    const late = now - expected;
    if (late > LIMIT_MS) blocked(late);
    expected = now + LOOK_MS;
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}
