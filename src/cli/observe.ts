// What happened in the bot → metrics and log lines.
// Promises: every fact is counted; what may come many times a second is one line in ten seconds that says how often. Refuses: texts, addresses.
import type { Fact } from '../bot-shell.ts';
import { describeError, type LogFields, type Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';

const EVERY_MS = 10_000;

export function observer(metrics: Metrics, log: Logger): (fact: Fact) => void {
  const away = seldom((fields) => log.warn('store.away', fields));
  const sent = seldom((fields) => log.warn('send', fields));
  const help = seldom((fields) => log.warn('static-help', fields));
  const backlog = recentMost();
  const oldest = recentMost();
  return (fact) => {
    switch (fact.type) {
      case 'turn':
        return metrics.turn(fact.channel, fact.result, fact.ms);
      case 'sent':
        metrics.sent(fact.channel, fact.outcome, fact.ms);
        if (fact.outcome !== 'accepted') sent(`${fact.channel} ${fact.outcome} ${fact.code ?? ''}`, { channel: fact.channel, outcome: fact.outcome, ...(fact.code === undefined ? {} : { code: fact.code }) }, fact.ms);
        return;
      case 'dropped':
        metrics.dropped.inc(fact.count);
        return log.warn('unsent.dropped', { count: fact.count });
      case 'swept':
        metrics.backlog.set(backlog(fact.backlog));
        return metrics.oldestUnsentSeconds.set(oldest(fact.oldestMs) / 1000);
      case 'threw':
        metrics.faults.inc({ where: 'threw', channel: fact.channel });
        return log.error('turn.threw', { channel: fact.channel, times: fact.times }, fact.error);
      case 'away':
        metrics.faults.inc({ where: fact.where });
        return away(fact.where, { where: fact.where, what: describeError(fact.error, []).error });
      case 'static-help':
        return help(fact.channel, { channel: fact.channel });
    }
  };
}

/** Every stall is counted; the longest since the last line is told. */
export function stalls(metrics: Metrics, log: Logger): (ms: number) => void {
  const tell = seldom((fields) => log.warn('loop.blocked', fields));
  return (ms) => {
    metrics.loopBlocked.observe(ms / 1000);
    tell('', {}, ms);
  };
}

/** The first of a kind at once; then at most a line every ten seconds, with how many it stands for and the longest of them. */
function seldom(tell: (fields: LogFields) => void): (kind: string, fields: LogFields, ms?: number) => void {
  const kinds = new Map<string, { count: number; longest: number; told: number }>();
  return (kind, fields, ms) => {
    let seen = kinds.get(kind);
    if (!seen) kinds.set(kind, (seen = { count: 0, longest: 0, told: -Infinity }));
    seen.count += 1;
    seen.longest = Math.max(seen.longest, ms ?? 0);
    if (performance.now() - seen.told < EVERY_MS) return;
    tell({ ...fields, ...(ms === undefined ? {} : { ms: Math.round(seen.longest) }), count: seen.count });
    Object.assign(seen, { count: 0, longest: 0, told: performance.now() });
  };
}

/** The highest of the last 15 to 30 seconds: with a platform down, each chat that waits is due only every five to eight. */
function recentMost(): (value: number) => number {
  let [before, now, since] = [0, 0, performance.now()];
  return (value) => {
    if (performance.now() - since > 15_000) [before, now, since] = [now, 0, performance.now()];
    now = Math.max(now, value);
    return Math.max(before, now);
  };
}
