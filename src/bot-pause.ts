// When a whole platform is down or our token is refused, every chat waits and one probes. Promises: at most 12 probes a minute while
// it lasts, sending goes on with the first that succeeds. Refuses: to judge from one chat's throttling.
import type { ChannelName, SendOutcome } from './ports.ts';

export type Pauses = {
  /** 0 = send now, else how long to wait, ms. */
  ask(channel: ChannelName): number;
  /** How that send ended; undefined: it was not made. */
  tell(channel: ChannelName, outcome: SendOutcome['type'] | undefined): void;
};

const PROBE_MS = 5000;
/** Failures of different chats in a row that mean the platform, not the chat. */
const IN_A_ROW = 8;

export function createPauses(): Pauses {
  const states = new Map<ChannelName, { failures: number; until: number; probing: boolean }>();
  const of = (channel: ChannelName) => {
    let state = states.get(channel);
    if (!state) states.set(channel, (state = { failures: 0, until: 0, probing: false }));
    return state;
  };
  return {
    ask(channel) {
      const state = of(channel);
      if (state.until === 0) return 0;
      const left = state.until - performance.now();
      if (left > 0 || state.probing) return Math.max(left, 1000) * (1 + Math.random() / 2);
      state.probing = true;
      return 0;
    },
    tell(channel, outcome) {
      const state = of(channel);
      state.probing = false;
      if (outcome === undefined) return;
      if (outcome === 'misconfigured') state.failures = IN_A_ROW;
      else if (outcome === 'unreachable') state.failures++;
      else if (outcome !== 'unknown') state.failures = state.until = 0;
      if (state.failures >= IN_A_ROW) state.until = performance.now() + PROBE_MS;
    },
  };
}
