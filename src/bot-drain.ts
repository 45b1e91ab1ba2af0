// Sends what a chat's record holds unsent, in order, under its lease. Promises: a send starts only while the lease surely outlives
// it; every outcome is reported until the store answered; a message is repeated only after an unknown outcome, identically.
// Refuses: to send without a lease, or to hurry a platform that said when to come back.
import { asError, isPush, type Shell, whose } from './bot-shell.ts';
import { createPauses } from './bot-pause.ts';
import type { Limits, PushChannel, SendOutcome } from './ports.ts';
import type { Lease, Settled } from './store-port.ts';

export type Drain = {
  start(lease: Lease): void;
  /** Chats being sent to now. */
  running(): number;
  /** Room for more chats. */
  room(): number;
  /** Ends what runs, at most until a time of performance.now(); what is left is swept by whoever comes next. */
  stop(until: number): Promise<void>;
};

/** A crash repeats what is under way, or done and not noted yet. So there is little of it while a fresh process is slow, and next to none
 *  while the store is away; every note that is answered allows one more, which doubles their number with each round. */
const FIRST_SENDS = 4;
/** Beyond the hard send limit: what starting a send and noticing its end may take. */
const SPARE_MS = 500;
/** Soon: a process killed before it reported repeats the message. With the store away the call costs nothing. */
const REPORT_AGAIN_MS = 20;

export function createDrain(shell: Shell): Drain {
  const { store } = shell.options;
  const most = shell.options.maxSends ?? 256;
  const pauses = createPauses();
  const waiting: (() => void)[] = [];
  let running = 0;
  let open = 0;
  let allowed = Math.min(FIRST_SENDS, most);
  let stopAt = Infinity;

  async function drain(lease: Lease): Promise<void> {
    let held: Lease | undefined = lease;
    const to = whose(shell, lease.chat.address);
    while (held) {
      if (open < allowed) open++;
      else await new Promise<void>((go) => waiting.push(go));
      try {
        const how: Settled = to && isPush(to.channel) ? await sendFirst(held, to.channel, to.address) : { type: 'wait', waitMs: 60_000, because: 'throttled' };
        held = await report(held, how);
      } finally {
        leave();
      }
    }
  }

  function leave(): void {
    for (open--; waiting.length > 0 && open < allowed; open++) waiting.shift()!();
  }

  async function sendFirst(held: Lease, channel: PushChannel, address: string): Promise<Settled> {
    const paused = pauses.ask(channel.name);
    if (paused > 0) return { type: 'wait', waitMs: paused, because: 'throttled' };
    const began = performance.now();
    const needs = channel.limits.sendMs + SPARE_MS;
    if (held.deadline - began < needs || stopAt - began < 0) {
      pauses.tell(channel.name, undefined);
      shell.observe({ type: 'sent', channel: channel.name, outcome: 'too-late', ms: 0 });
      return { type: 'wait', waitMs: 0, because: 'throttled' };
    }
    const outcome = await within(needs, channel.send(held.first.bytes, address));
    pauses.tell(channel.name, outcome.type);
    const how = settle(outcome, held, channel.limits);
    const gaveUp = outcome.type === 'unknown' && how.type === 'drop';
    shell.observe({
      type: 'sent',
      channel: channel.name,
      outcome: gaveUp ? 'gave-up' : outcome.type,
      ms: performance.now() - began,
      ...('code' in outcome ? { code: outcome.code } : {}),
    });
    return how;
  }

  /** Repeated until answered: the store takes it once however often it comes. */
  async function report(held: Lease, how: Settled): Promise<Lease | undefined> {
    for (let first = true; ; first = false) {
      try {
        const next = await store.sent(held, how);
        allowed = Math.min(allowed + 1, most);
        return next;
      } catch (error) {
        allowed = 1;
        if (first) shell.observe({ type: 'away', where: 'sent', error: asError(error) });
        if (performance.now() >= stopAt) return undefined;
        await new Promise((done) => setTimeout(done, REPORT_AGAIN_MS));
      }
    }
  }

  return {
    start(lease) {
      running++;
      void drain(lease)
        .catch((error) => shell.observe({ type: 'away', where: 'sent', error: asError(error) }))
        .finally(() => running--);
    },
    running: () => running,
    room: () => Math.max(0, most * 2 - running),
    async stop(until) {
      // The last seconds are for sends under way, not for new ones.
      stopAt = until - 1000;
      while (running > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 10));
    },
  };
}

/** What a send's outcome means for the message. */
export function settle(outcome: SendOutcome, held: Pick<Lease, 'unknowns' | 'fails'>, limits: Pick<Limits, 'repeatsAfterUnknown'>, random = Math.random): Settled {
  switch (outcome.type) {
    case 'accepted':
    case 'rejected':
      return { type: 'drop' };
    case 'blocked':
      return { type: 'drop-all' };
    case 'throttled':
      return { type: 'wait', waitMs: outcome.waitMs, because: 'throttled' };
    case 'unknown':
      if (held.unknowns >= limits.repeatsAfterUnknown) return { type: 'drop' };
      return { type: 'wait', waitMs: backoff(held.fails, random), because: 'unknown' };
    case 'unreachable':
    case 'misconfigured':
      return { type: 'wait', waitMs: backoff(held.fails, random), because: 'failed' };
  }
}

/** 1 s, 2 s, 4 s … 5 min, ± 25 %. */
function backoff(fails: number, random: () => number): number {
  return Math.min(1000 * 2 ** Math.min(fails, 12), 300_000) * (0.75 + random() / 2);
}

/** The send's outcome, or unknown after `ms`: a channel that does not keep its limit must not hold a chat. */
function within(ms: number, send: Promise<SendOutcome>): Promise<SendOutcome> {
  return new Promise((done) => {
    const timer = setTimeout(() => done({ type: 'unknown', code: 'no-end' }), ms);
    const ended = (outcome: SendOutcome): void => {
      clearTimeout(timer);
      done(outcome);
    };
    send.then(ended, () => ended({ type: 'unknown', code: 'threw' }));
  });
}
