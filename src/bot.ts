// The shell around the pure turn: takes events from channels, commits them, sends what they said, wakes chats later.
// Promises: an event is acknowledged only after its commit, answered by one transition, and its messages leave in order; with the
// store away the caller hears so within a second. Refuses: to read, log or keep what a citizen wrote.
import { chatKeys } from './chat-key.ts';
import { createDrain } from './bot-drain.ts';
import { createSweeper } from './bot-sweep.ts';
import { createTurns } from './bot-turn.ts';
import { asError, away, type BotOptions, isPush, type Shell } from './bot-shell.ts';
import { createGate } from './bot-gate.ts';
import type { Accept, Accepted, ChannelName, Incoming } from './ports.ts';
import type { Unsent } from './store-port.ts';

export type Bot = {
  readonly accept: Accept;
  /** Somebody blocked the bot or unfollowed: what is unsent is forgotten, after the turns that came before. Best effort. */
  left(channel: ChannelName, address: string): void;
  /** Pull channels: messages after `seq`, and a call when there may be more. */
  since(channel: ChannelName, address: string, seq: number): Promise<readonly Unsent[]>;
  watch(channel: ChannelName, address: string, wake: () => void): () => void;
  /** Begins to sweep: at once all chats that have a hint, then what is due. */
  start(): void;
  /** Takes nothing new, ends turns and sends, at most `withinMs`. Keep the listening socket until it resolves: leases name it. */
  stop(withinMs?: number): Promise<void>;
};

export function createBot(options: BotOptions): Bot {
  const keys = chatKeys(options.appSecret);
  const shell: Shell = {
    options,
    channels: new Map(options.channels.map((channel) => [channel.name, channel])),
    chat: (channel, address) => ({
      key: keys(channel.name, address),
      address: `${channel.name} ${address}`,
      leaseMs: isPush(channel) ? channel.limits.sendMs + (options.leaseMarginMs ?? 4000) : 0,
    }),
    observe: options.observe ?? (() => {}),
  };
  const drain = createDrain(shell);
  const turns = createTurns(shell, drain);
  const gate = createGate(options.maxTurns ?? 500, options.rateChat);
  const sweeper = createSweeper(shell, drain, turns, gate);
  let stopping = false;

  async function accept(name: ChannelName, incoming: Incoming): Promise<Accepted> {
    const began = performance.now();
    const channel = shell.channels.get(name);
    if (!channel) throw new Error(`no channel ${name}`);
    const chat = shell.chat(channel, incoming.address);
    const result = stopping ? away(2000) : await gate.pass(chat.key, (flood) => turns.run(chat, channel, incoming, flood));
    shell.observe({ type: 'turn', channel: name, result: result.type, ms: performance.now() - began });
    return result;
  }

  /** A store that is away loses only this: the platform then refuses the messages one by one. */
  function left(name: ChannelName, address: string): void {
    const key = keys(name, address);
    const drop = async (): Promise<Accepted> => {
      await options.store.drop(key);
      return { type: 'committed' };
    };
    gate.pass(key, drop, true).catch((error: unknown) => shell.observe({ type: 'away', where: 'left', error: asError(error) }));
  }

  return {
    accept,
    left,
    since: (name, address, seq) => options.store.since(keys(name, address), seq),
    watch: (name, address, wake) => options.store.watch(keys(name, address), wake),
    start: () => sweeper.start(),
    async stop(withinMs = 10_000) {
      stopping = true;
      const until = performance.now() + withinMs;
      await sweeper.stop();
      await gate.empty(until);
      await drain.stop(until);
    },
  };
}
