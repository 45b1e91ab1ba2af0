// Prometheus counters of this process: turns, latency, sends and faults by channel, backlog, event-loop lag. No people in them.
// Promises: label values come from closed sets (channel, outcome, step names of the content); nothing of a chat is a label.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  readonly turns: Counter<'channel' | 'result'>;
  readonly turnSeconds: Histogram<'channel'>;
  readonly sends: Counter<'channel' | 'outcome'>;
  readonly sendSeconds: Histogram<'channel'>;
  readonly backlog: Gauge;
  readonly oldestUnsentSeconds: Gauge;
  readonly dropped: Counter;
  readonly faults: Counter<'where'>;
  readonly counted: Counter<'what'>;
  readonly streams: Gauge;
  readonly loopBlocked: Histogram;
  text(): Promise<string>;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    turns: new Counter({ name: 'bot_turns_total', help: 'Events that came in, by result (committed, seen, shed, unavailable).', labelNames: ['channel', 'result'], registers }),
    turnSeconds: new Histogram({ name: 'bot_turn_seconds', help: 'From the event to its commit.', labelNames: ['channel'], buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5], registers }),
    sends: new Counter({ name: 'bot_sends_total', help: 'Messages sent, by outcome.', labelNames: ['channel', 'outcome'], registers }),
    sendSeconds: new Histogram({ name: 'bot_send_seconds', help: 'One send to a platform.', labelNames: ['channel'], buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10], registers }),
    backlog: new Gauge({ name: 'bot_due_chats', help: 'Chats the sweeper found waiting at its last look.', registers }),
    oldestUnsentSeconds: new Gauge({ name: 'bot_oldest_unsent_seconds', help: 'Age of the oldest unsent message the sweeper saw.', registers }),
    dropped: new Counter({ name: 'bot_dropped_messages_total', help: 'Messages given up after 24 hours.', registers }),
    faults: new Counter({ name: 'bot_faults_total', help: 'Turns that threw, stores that were away.', labelNames: ['where'], registers }),
    counted: new Counter({ name: 'guide_counted_total', help: 'What happened in the guide: steps reached, words used, texts not understood. After consent only.', labelNames: ['what'], registers }),
    streams: new Gauge({ name: 'web_open_streams', help: 'Browsers that hold a stream open.', registers }),
    loopBlocked: new Histogram({ name: 'bot_loop_blocked_seconds', help: 'Stalls of the event loop above 50 ms.', buckets: [0.1, 0.2, 0.5, 1, 5], registers }),
    text: () => registry.metrics(),
  };
}
