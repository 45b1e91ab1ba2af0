// What a push channel is given and what it gives back. Types only.
// The shell wires `accept`, the log and the records; a channel never reads the environment or opens the store itself.
import type { Lang } from '../flow/schema.ts';
import type { Hook, PushChannel } from '../ports.ts';
import type { Records } from '../store-port.ts';

/** One line per event: a dotted name and flat fields. Never a text, an address, a token or an error object. */
export type Log = (event: string, fields: Readonly<Record<string, string | number | boolean>>) => void;

/** The few records a channel keeps outside chats: token pairs, quota, who polls. */
export type ChannelRecords = Pick<Records, 'get' | 'put' | 'increment' | 'expire' | 'list' | 'role'>;

/** What the channel says by itself in a group: a short text and the label of the button or link to the private chat. */
export type GroupHint = (lang: Lang) => { readonly text: string; readonly label: string };

/** A person blocked the bot or left: what is still unsent for this address can be dropped. */
export type Left = (address: string) => void;

/** A channel that is switched on. `start` returns at once; `stop` ends intake and resolves when nothing more is accepted. */
export type Opened = {
  readonly channel: PushChannel;
  readonly hook?: Hook;
  start(): void;
  /** Known to its platform, as far as we know: registered, consent not ended. */
  ready(): boolean;
  stop(): Promise<void>;
};
