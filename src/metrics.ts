// Prometheus counters of this process: turns, latency, sends and faults by channel, backlog, cache, event-loop lag, steps. No people in them.
// Promises: label values come from closed sets (channel, outcome, step names of the content); nothing of a chat is a label. What happens
// on every turn and send is a plain addition; prom-client keeps what is rare or read at the scrape, and what it knows of the process.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Cell, spread, tally } from './tally.ts';

export type Metrics = {
  turn(channel: string, result: string, ms: number): void;
  sent(channel: string, outcome: string, ms: number): void;
  readonly backlog: Gauge;
  readonly oldestUnsentSeconds: Gauge;
  readonly dropped: Counter;
  readonly faults: Counter<'where' | 'channel'>;
  /** What the guide counts; steps have a metric of their own. */
  counted(what: string): void;
  cached(hit: boolean): void;
  readonly ready: Gauge<'part'>;
  readonly lag: Gauge;
  readonly streams: Gauge;
  readonly loopBlocked: Histogram;
  text(): Promise<string>;
};

/** Twice what the content has; names beyond are counted under "other". */
const MOST_NAMES = 5000;

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const turns = tally('bot_turns_total', 'Events that came in, by result (committed, seen, shed, unavailable).', ['channel', 'result']);
  const turnSeconds = spread('bot_turn_seconds', 'From the event to its commit.', 'channel', [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]);
  const sends = tally('bot_sends_total', 'Messages sent, by outcome.', ['channel', 'outcome']);
  const sendSeconds = spread('bot_send_seconds', 'One send to a platform.', 'channel', [0.01, 0.05, 0.1, 0.5, 1, 5, 10]);
  const counted = tally('guide_counted_total', 'What happened in the guide: choices, words used, texts not understood. After consent only.', ['what'], MOST_NAMES);
  const steps = tally('guide_steps_total', 'Steps reached and left again; what is missing between the two stopped there. After consent only.', ['step', 'event'], MOST_NAMES);
  const cache = tally('bot_session_cache_total', 'Turns whose session this process held already (hit) or had to fetch (miss).', ['result']);
  const [hits, misses] = [cache.cell('hit'), cache.cell('miss')];
  const families = [turns, turnSeconds, sends, sendSeconds, counted, steps, cache];
  /** Where each of the guide's names is counted, so that a name is taken apart once. */
  const places = new Map<string, Cell>();
  function place(what: string): Cell {
    const [kind, name = ''] = what.split(' ', 2);
    const cell = kind === 'step' ? steps.cell(name, 'reached') : kind === 'left' ? steps.cell(name, 'left') : counted.cell(what);
    if (places.size < 3 * MOST_NAMES) places.set(what, cell);
    return cell;
  }
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  return {
    turn(channel, result, ms) {
      turns.cell(channel, result).value += 1;
      turnSeconds.observe(channel, ms / 1000);
    },
    sent(channel, outcome, ms) {
      sends.cell(channel, outcome).value += 1;
      sendSeconds.observe(channel, ms / 1000);
    },
    counted: (what) => void ((places.get(what) ?? place(what)).value += 1),
    cached: (hit) => void ((hit ? hits : misses).value += 1),
    backlog: new Gauge({ name: 'bot_due_chats', help: 'Chats with something unsent that the sweeper found waiting, most of the last half minute.', registers }),
    oldestUnsentSeconds: new Gauge({ name: 'bot_oldest_unsent_seconds', help: 'Age of the oldest unsent message the sweeper saw in the last half minute.', registers }),
    dropped: new Counter({ name: 'bot_dropped_messages_total', help: 'Messages given up after 24 hours.', registers }),
    faults: new Counter({ name: 'bot_faults_total', help: 'Turns that threw (threw); calls of a store that was away (turn, sent, sweep, left).', labelNames: ['where', 'channel'], registers }),
    ready: new Gauge({ name: 'bot_ready', help: '1: this part is there. store and content decide over /readyz.', labelNames: ['part'], registers }),
    streams: new Gauge({ name: 'web_open_streams', help: 'Browsers that hold a stream open.', registers }),
    loopBlocked: new Histogram({ name: 'bot_loop_blocked_seconds', help: 'Stalls of the event loop above 50 ms.', buckets: [0.1, 0.2, 0.5, 1, 5], registers }),
    lag: new Gauge({
      name: 'bot_loop_lag_p999_seconds', help: 'Event-loop lag that one look in a thousand exceeded since the last scrape.', registers,
      collect() {
        this.set(lag.count > 0 ? Math.max(0, lag.percentile(99.9) / 1e9 - 0.01) : 0);
        lag.reset();
      },
    }),
    text: async () => [await registry.metrics(), ...families.map((family) => `${family.text()}\n`)].join('\n'),
  };
}
