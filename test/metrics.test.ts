// What is counted by plain additions is written as prom-client itself writes it: names, help, labels, buckets, order, numbers, escapes.
import * as fc from 'fast-check';
import { Counter, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../src/bot-shell.ts';
import { observer } from '../src/cli/observe.ts';
import { createMetrics } from '../src/metrics.ts';
import { spread, tally } from '../src/tally.ts';

/** Anything a label could hold, and often the same value again. */
const value = fc.oneof(
  fc.constantFrom('web', 'telegram', 'other', '__proto__', 'constructor', '', '7', 'a"b', 'a\\b', 'a\nb', '\\n', '"', 'thôn Đồng', '🙂'),
  fc.string({ unit: fc.constantFrom('a', '\\', '"', '\n', ',', '}', '=', ' ') }),
  fc.string({ unit: 'binary' }),
);
const HELP = 'Help with a \\ and\na second "line".';

describe('a tally', () => {
  it('with one label prints what prom-client prints', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 40 }), async (facts) => {
        const own = tally('one_total', HELP, ['what']);
        const counter = new Counter({ name: 'one_total', help: HELP, labelNames: ['what'], registers: [] });
        for (const what of facts) {
          own.cell(what).value += 1;
          counter.inc({ what });
        }
        expect(`${own.text()}\n`).toBe(await printed(counter));
      }),
    );
  });

  it('with two labels prints what prom-client prints', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { maxLength: 40 }), async (facts) => {
        // prom-client tells series apart by a joined text in which commas can be mistaken; in ours no two are ever one.
        fc.pre(new Set(facts.map(([a, b]) => JSON.stringify([a, b]))).size === new Set(facts.map(([a, b]) => `channel:${a},result:${b}`)).size);
        const own = tally('two_total', HELP, ['channel', 'result']);
        const counter = new Counter({ name: 'two_total', help: HELP, labelNames: ['channel', 'result'], registers: [] });
        for (const [channel, result] of facts) {
          own.cell(channel, result).value += 1;
          counter.inc({ channel, result });
        }
        expect(`${own.text()}\n`).toBe(await printed(counter));
      }),
    );
  });

  it('counts names beyond its bound under "other", and the known ones still under their own', () => {
    const own = tally('steps_total', 'Steps.', ['step', 'event'], 3);
    for (let round = 0; round < 2; round++) for (const step of ['a', 'b', 'c', 'd', 'e']) own.cell(step, 'reached').value += 1;
    own.cell('a', 'left').value += 1;
    own.cell('f', 'left').value += 1;
    expect(own.text().split('\n').slice(2)).toEqual([
      'steps_total{step="a",event="reached"} 2',
      'steps_total{step="b",event="reached"} 2',
      'steps_total{step="c",event="reached"} 2',
      'steps_total{step="other",event="reached"} 4',
      'steps_total{step="a",event="left"} 1',
      'steps_total{step="other",event="left"} 1',
    ]);
  });
});

describe('a spread', () => {
  const bounds = fc.uniqueArray(fc.constantFrom(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10), { minLength: 1 }).map((some) => some.sort((a, b) => a - b));
  /** Durations, and those that lie on a bound or next to it. */
  const seconds = fc.oneof(fc.double({ min: -1, max: 100, noNaN: true }), fc.integer({ min: 0, max: 20_000 }).map((ms) => ms / 1000), fc.constantFrom(0, 0.001, 0.05, 0.05 + Number.EPSILON, 1, 5, 10, 1e9));

  it('prints what prom-client prints', async () => {
    await fc.assert(
      fc.asyncProperty(bounds, fc.array(fc.tuple(value, seconds), { maxLength: 40 }), async (buckets, facts) => {
        const own = spread('some_seconds', HELP, 'channel', buckets);
        const histogram = new Histogram({ name: 'some_seconds', help: HELP, labelNames: ['channel'], buckets, registers: [] });
        for (const [channel, duration] of facts) {
          own.observe(channel, duration);
          histogram.observe({ channel }, duration);
        }
        expect(`${own.text()}\n`).toBe(await printed(histogram));
      }),
    );
  });

  it('leaves out what is no finite number, so that its sum stays one', () => {
    const own = spread('some_seconds', 'Some.', 'channel', [1]);
    for (const duration of [0.5, Number.NaN, Infinity, -Infinity]) own.observe('web', duration);
    expect(own.text().split('\n').slice(2)).toEqual(['some_seconds_bucket{le="1",channel="web"} 1', 'some_seconds_bucket{le="+Inf",channel="web"} 1', 'some_seconds_sum{channel="web"} 0.5', 'some_seconds_count{channel="web"} 1']);
  });
});

describe('the metrics of a process', () => {
  const channel = fc.constantFrom('web', 'telegram', 'zalo-bot', 'zalo-oa');
  const ms = fc.double({ min: 0, max: 20_000, noNaN: true });
  const fact: fc.Arbitrary<Fact | { readonly type: 'counted'; readonly what: string } | { readonly type: 'cached'; readonly hit: boolean }> = fc.oneof(
    fc.record({ type: fc.constant('turn'), channel, result: fc.constantFrom('committed', 'seen', 'shed', 'unavailable'), ms }),
    fc.record({ type: fc.constant('sent'), channel, outcome: fc.constantFrom('accepted', 'rejected', 'blocked', 'throttled', 'unknown', 'gave-up', 'too-late'), ms }),
    fc.record({ type: fc.constant('counted'), what: fc.oneof(fc.constantFrom('step start/consent', 'left start/consent', 'step', 'left', 'step a b', 'step a', 'unmatched', 'choice kx3"\\'), value) }),
    fc.record({ type: fc.constant('cached'), hit: fc.boolean() }),
  ) as never;

  it('are those prom-client would print for the same turns, sends, steps and looks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fact, { maxLength: 200 }), async (facts) => {
        const metrics = createMetrics();
        const observe = observer(metrics, { info() {}, warn() {}, error() {} } as never);
        const oracle = byTheLibrary();
        for (const one of facts) {
          if (one.type === 'counted') metrics.counted(one.what);
          else if (one.type === 'cached') metrics.cached(one.hit);
          else observe(one);
          oracle.note(one as never);
        }
        const blocks = (await metrics.text()).trimEnd().split('\n\n');
        for (const block of (await oracle.text()).trimEnd().split('\n\n')) expect(blocks).toContain(block);
      }),
      { numRuns: 25 },
    );
  });

  it('are one valid text: every family once, with its help and type before its lines, and every line well formed', async () => {
    const metrics = createMetrics();
    metrics.turn('web', 'committed', 3);
    metrics.sent('telegram', 'accepted', 30_000);
    metrics.counted('step a/b');
    metrics.counted('a"\\\n');
    metrics.cached(true);
    const text = await metrics.text();
    expect(text).toMatch(/[^\n]\n$/);
    const seen = new Set<string>();
    for (const block of text.trimEnd().split('\n\n')) {
      const [help = '', type = '', ...lines] = block.split('\n');
      const [, name = ''] = /^# HELP (\w+) \S/.exec(help) ?? [];
      expect(name).not.toBe('');
      expect(seen.has(name)).toBe(false);
      seen.add(name);
      expect(type).toMatch(new RegExp(`^# TYPE ${name} (counter|gauge|histogram|summary)$`));
      for (const line of lines) expect(line).toMatch(new RegExp(String.raw`^${name}(_bucket|_sum|_count)?(\{\w+="([^"\\\n]|\\[\\"n])*"(,\w+="([^"\\\n]|\\[\\"n])*")*\})? (-?[\d.e+-]+|Nan)$`));
    }
    for (const name of ['bot_turns_total', 'bot_turn_seconds', 'bot_send_seconds', 'bot_faults_total', 'bot_ready', 'process_cpu_seconds_total']) expect(seen).toContain(name);
  });

  it('keep 5,000 names of the guide; those beyond are "other"', async () => {
    const metrics = createMetrics();
    for (let round = 0; round < 2; round++) for (let i = 0; i < 20_000; i++) for (const what of [`choice ${i}`, `step ${i}`, `left ${i}`]) metrics.counted(what);
    const lines = (await metrics.text()).split('\n');
    expect(lines.filter((line) => line.startsWith('guide_counted_total{'))).toHaveLength(5001);
    expect(lines.filter((line) => line.startsWith('guide_steps_total{'))).toHaveLength(10_002);
    for (const line of ['guide_counted_total{what="choice 4999"} 2', 'guide_counted_total{what="other"} 30000', 'guide_steps_total{step="other",event="reached"} 30000', 'guide_steps_total{step="other",event="left"} 30000']) expect(lines).toContain(line);
  });
});

async function printed(metric: Counter<string> | Histogram<string>): Promise<string> {
  const registry = new Registry();
  registry.registerMetric(metric);
  return registry.metrics();
}

/** The same facts given to prom-client. Names, help lines, labels and buckets are what dashboards and alerts hold on to. */
function byTheLibrary(): { note(fact: { readonly type: string; readonly channel: string; readonly result: string; readonly outcome: string; readonly ms: number; readonly what: string; readonly hit: boolean }): void; text(): Promise<string> } {
  const registry = new Registry();
  const registers = [registry];
  const turns = new Counter({ name: 'bot_turns_total', help: 'Events that came in, by result (committed, seen, shed, unavailable).', labelNames: ['channel', 'result'], registers });
  const turnSeconds = new Histogram({ name: 'bot_turn_seconds', help: 'From the event to its commit.', labelNames: ['channel'], buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5], registers });
  const sends = new Counter({ name: 'bot_sends_total', help: 'Messages sent, by outcome.', labelNames: ['channel', 'outcome'], registers });
  const sendSeconds = new Histogram({ name: 'bot_send_seconds', help: 'One send to a platform.', labelNames: ['channel'], buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10], registers });
  const counted = new Counter({ name: 'guide_counted_total', help: 'What happened in the guide: choices, words used, texts not understood. After consent only.', labelNames: ['what'], registers });
  const steps = new Counter({ name: 'guide_steps_total', help: 'Steps reached and left again; what is missing between the two stopped there. After consent only.', labelNames: ['step', 'event'], registers });
  const cache = new Counter({ name: 'bot_session_cache_total', help: 'Turns whose session this process held already (hit) or had to fetch (miss).', labelNames: ['result'], registers });
  for (const result of ['hit', 'miss']) cache.inc({ result }, 0);
  return {
    note({ type, channel, result, outcome, ms, what, hit }) {
      if (type === 'turn') {
        turns.inc({ channel, result });
        turnSeconds.observe({ channel }, ms / 1000);
      } else if (type === 'sent') {
        sends.inc({ channel, outcome });
        sendSeconds.observe({ channel }, ms / 1000);
      } else if (type === 'cached') cache.inc({ result: hit ? 'hit' : 'miss' });
      else {
        const [kind, step = ''] = what.split(' ', 2);
        if (kind === 'step') steps.inc({ step, event: 'reached' });
        else if (kind === 'left') steps.inc({ step, event: 'left' });
        else counted.inc({ what });
      }
    },
    text: () => registry.metrics(),
  };
}
