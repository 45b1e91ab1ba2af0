// Prometheus counters of this process: turns, latency, sends and faults by channel, backlog, cache, event-loop lag, steps. No people in them.
// Promises: label values come from closed sets (channel, outcome, step names of the content); nothing of a chat is a label.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  readonly turns: Counter<'channel' | 'result'>;
  readonly turnSeconds: Histogram<'channel'>;
  readonly sends: Counter<'channel' | 'outcome'>;
  readonly sendSeconds: Histogram<'channel'>;
  readonly backlog: Gauge;
  readonly oldestUnsentSeconds: Gauge;
  readonly dropped: Counter;
  readonly faults: Counter<'where' | 'channel'>;
  /** What the guide counts; steps have a metric of their own. */
  counted(what: string): void;
  /** On the path of every turn: a plain addition, read when asked for. */
  cached(hit: boolean): void;
  readonly ready: Gauge<'part'>;
  readonly cache: Counter<'result'>;
  readonly lag: Gauge;
  readonly streams: Gauge;
  readonly loopBlocked: Histogram;
  text(): Promise<string>;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counted = new Counter({ name: 'guide_counted_total', help: 'What happened in the guide: choices, words used, texts not understood. After consent only.', labelNames: ['what'], registers });
  const steps = new Counter({ name: 'guide_steps_total', help: 'Steps reached and left again; what is missing between the two stopped there. After consent only.', labelNames: ['step', 'event'], registers });
  const looks = { hit: 0, miss: 0 };
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  return {
    turns: new Counter({ name: 'bot_turns_total', help: 'Events that came in, by result (committed, seen, shed, unavailable).', labelNames: ['channel', 'result'], registers }),
    turnSeconds: new Histogram({ name: 'bot_turn_seconds', help: 'From the event to its commit.', labelNames: ['channel'], buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5], registers }),
    sends: new Counter({ name: 'bot_sends_total', help: 'Messages sent, by outcome.', labelNames: ['channel', 'outcome'], registers }),
    sendSeconds: new Histogram({ name: 'bot_send_seconds', help: 'One send to a platform.', labelNames: ['channel'], buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10], registers }),
    backlog: new Gauge({ name: 'bot_due_chats', help: 'Chats with something unsent that the sweeper found waiting, most of the last half minute.', registers }),
    oldestUnsentSeconds: new Gauge({ name: 'bot_oldest_unsent_seconds', help: 'Age of the oldest unsent message the sweeper saw in the last half minute.', registers }),
    dropped: new Counter({ name: 'bot_dropped_messages_total', help: 'Messages given up after 24 hours.', registers }),
    faults: new Counter({ name: 'bot_faults_total', help: 'Turns that threw (threw); calls of a store that was away (turn, sent, sweep, left).', labelNames: ['where', 'channel'], registers }),
    counted(what) {
      const [kind, name = ''] = what.split(' ', 2);
      if (kind === 'step') steps.inc({ step: name, event: 'reached' });
      else if (kind === 'left') steps.inc({ step: name, event: 'left' });
      else counted.inc({ what });
    },
    cached: (hit) => void (looks[hit ? 'hit' : 'miss'] += 1),
    ready: new Gauge({ name: 'bot_ready', help: '1: this part is there. store and content decide over /readyz.', labelNames: ['part'], registers }),
    streams: new Gauge({ name: 'web_open_streams', help: 'Browsers that hold a stream open.', registers }),
    loopBlocked: new Histogram({ name: 'bot_loop_blocked_seconds', help: 'Stalls of the event loop above 50 ms.', buckets: [0.1, 0.2, 0.5, 1, 5], registers }),
    cache: new Counter({
      name: 'bot_session_cache_total', help: 'Turns whose session this process held already (hit) or had to fetch (miss).', labelNames: ['result'], registers,
      collect() {
        this.reset();
        for (const [result, count] of Object.entries(looks)) this.inc({ result }, count);
      },
    }),
    lag: new Gauge({
      name: 'bot_loop_lag_p999_seconds', help: 'Event-loop lag that one look in a thousand exceeded since the last scrape.', registers,
      collect() {
        this.set(lag.count > 0 ? Math.max(0, lag.percentile(99.9) / 1e9 - 0.01) : 0);
        lag.reset();
      },
    }),
    text: () => registry.metrics(),
  };
}
