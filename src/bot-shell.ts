// What the parts of the bot share: options, the facts they report, whose chat an address is.
// Promises: a fact never carries text, an address or a chat key.
import type { Accepted, ChannelName, Notice, PullChannel, PushChannel, SendOutcome, Turn } from './ports.ts';
import type { Redacted } from './safety/redact.ts';
import type { Chat, Records, Store } from './store-port.ts';

export type BotOptions = {
  readonly store: Store;
  readonly records: Records;
  readonly channels: readonly (PushChannel | PullChannel)[];
  readonly turn: Turn;
  readonly notice: Notice;
  readonly appSecret: string;
  /** Events per minute and chat, with a burst of the same size; absent: no limit. */
  readonly rateChat?: number;
  /** Turns under way at once; more are refused for a second. */
  readonly maxTurns?: number;
  /** Sends under way at once. */
  readonly maxSends?: number;
  readonly sweepMs?: number;
  /** What a lease has beyond the hard send limit, ms. */
  readonly leaseMarginMs?: number;
  readonly observe?: (fact: Fact) => void;
  /** Keeps a text nobody understood, after the commit, best effort. */
  readonly keep?: (text: Redacted) => Promise<void>;
};

/** What happened, for logs and metrics. Never carries text, an address or a chat key. */
export type Fact =
  | { readonly type: 'turn'; readonly channel: ChannelName; readonly result: Accepted['type']; readonly ms: number }
  | { readonly type: 'sent'; readonly channel: ChannelName; readonly outcome: SendOutcome['type'] | 'gave-up' | 'too-late'; readonly code?: string; readonly ms: number }
  | { readonly type: 'dropped'; readonly count: number }
  | { readonly type: 'swept'; readonly due: number; readonly backlog: number; readonly oldestMs: number }
  | { readonly type: 'threw'; readonly channel: ChannelName; readonly times: number; readonly error: Error }
  | { readonly type: 'away'; readonly where: 'turn' | 'sent' | 'sweep' | 'left'; readonly error: Error }
  | { readonly type: 'static-help'; readonly channel: ChannelName };

/** What the parts of the bot share. */
export type Shell = {
  readonly options: BotOptions;
  readonly channels: ReadonlyMap<ChannelName, PushChannel | PullChannel>;
  chat(channel: PushChannel | PullChannel, address: string): Chat;
  observe(fact: Fact): void;
};

export function isPush(channel: PushChannel | PullChannel): channel is PushChannel {
  return 'send' in channel;
}

/** `telegram 123` → the channel and 123; undefined when that channel is not running here. */
export function whose(shell: Shell, address: string): { readonly channel: PushChannel | PullChannel; readonly address: string } | undefined {
  const space = address.indexOf(' ');
  const channel = shell.channels.get(address.slice(0, space) as ChannelName);
  return channel && { channel, address: address.slice(space + 1) };
}

export function away(retryAfterMs: number): Accepted {
  return { type: 'unavailable', retryAfterMs };
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
