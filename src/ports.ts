// What the shell needs from the outside: channels that move bytes, a store that keeps records. Types only.
// Channels and stores import this file; bot.ts wires them. Limits are data that renderer, linter and tests read.
import type { EventBody, Said } from './engine/message.ts';
import type { Redacted } from './safety/redact.ts';

export type ChannelName = 'telegram' | 'zalo-bot' | 'zalo-oa' | 'web' | 'terminal';

/** What a platform allows. Every number has its source in the channel's own file. */
export type Limits = {
  /** Longest text of one message, UTF-16 units. */
  readonly text: number;
  /** Buttons under one message; 0 = numbered text only. */
  readonly buttons: number;
  readonly buttonLabel: number;
  /** Bytes a button may carry. */
  readonly buttonData: number;
  readonly pictures: 'url' | 'upload' | 'none';
  /** The citizen can send a location; `request`: by a button of ours. */
  readonly location: 'request' | 'receive' | 'none';
  readonly deletesIncoming: boolean;
  readonly typing: boolean;
  /** Hard limit of one send, ms. At this time the socket is destroyed and the outcome is unknown. */
  readonly sendMs: number;
  /** How often an identical message may be repeated after an unknown outcome. */
  readonly repeatsAfterUnknown: number;
  /** What was read from the platform and not committed is lost (Zalo Bot polling). */
  readonly intakeAtMostOnce: boolean;
  /** The platform is known to deliver again after a 503. */
  readonly redelivers: boolean;
};

/** What came from a platform: whose chat, what was done, an id for duplicates. Text is raw here and redacted by the shell first of all. */
export type Incoming = {
  /** The platform's address to answer to (chat id). Never logged, never part of a key in clear. */
  readonly address: string;
  readonly id: string;
  /** When the platform says it happened, ms; the shell decides with its own clock. */
  readonly at?: number;
  readonly body: RawBody;
  /** The platform's id of the citizen's message, where it can be deleted. */
  readonly messageId?: string;
  /** Ids to answer at once and best effort (Telegram callback). */
  readonly callbackId?: string;
  readonly group?: boolean;
};
/** An event before redaction: text is a plain string. */
export type RawBody = Exclude<EventBody, { type: 'text' }> | { readonly type: 'text'; readonly text: string };

/** How a send ended. `unknown`: it may have arrived. */
export type SendOutcome =
  | { readonly type: 'accepted' }
  | { readonly type: 'rejected'; readonly code: string }
  | { readonly type: 'blocked'; readonly code: string }
  | { readonly type: 'throttled'; readonly waitMs: number }
  | { readonly type: 'unreachable'; readonly code: string }
  | { readonly type: 'misconfigured'; readonly code: string }
  | { readonly type: 'unknown'; readonly code: string };

/** A channel to which we push messages. `render` is pure: its strings are the exact bytes to send, ≤ 2 kB each, stored until sent. */
export type PushChannel = {
  readonly name: ChannelName;
  readonly limits: Limits;
  render(said: Said, address: string): readonly string[];
  /** Pure: fewer messages of one turn where the platform counts each one; called with all strings of the turn. */
  join?(rendered: readonly string[]): readonly string[];
  /** Sends one rendered string. Must settle within limits.sendMs + 0.5 s; never throws. */
  send(bytes: string, address: string): Promise<SendOutcome>;
  /** Best effort, never awaited before the reply: delete a message that held secrets, answer a callback, typing. */
  aside?(what: Aside, address: string): Promise<void>;
};
export type Aside =
  | { readonly type: 'delete-incoming'; readonly messageId: string }
  | { readonly type: 'answer-callback'; readonly callbackId: string }
  | { readonly type: 'typing' };

/** What intake (webhook or polling) calls for each incoming event; resolves after the commit. */
export type Accept = (channel: ChannelName, incoming: Incoming) => Promise<Accepted>;
export type Accepted =
  | { readonly type: 'committed' | 'seen' | 'shed' }
  /** The store is away or the revision is newer than ours: answer 503 with Retry-After, do not move the offset. */
  | { readonly type: 'unavailable'; readonly retryAfterMs: number };

/** A webhook request as the HTTP server hands it over: raw bytes, lower-case header names. */
export type HookRequest = { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Uint8Array; readonly at: number };
export type HookAnswer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };
/** One per enabled webhook; checks authenticity before parsing. */
export type Hook = { readonly path: string; handle(request: HookRequest): Promise<HookAnswer> };

/** A channel from which the citizen's side fetches (web, terminal). Its rendered strings stay readable for 24 h by seq. */
export type PullChannel = { readonly name: ChannelName; readonly limits: Limits; render(said: Said, address: string): readonly string[] };

/** What the shell tells a turn. `now` is the store's clock, ms; `version` the record's, 0 for a new one. */
export type TurnContext = { readonly now: number; readonly version: number; readonly channel: ChannelName; readonly limits: Limits };

/** One turn without I/O: redacts, hears, decides, finds the words. Called again when another process was faster, and for timers. Throw StoreAway for "not now". */
export type Turn = (session: string | undefined, incoming: Incoming, context: TurnContext) => TurnResult;
export type TurnResult = {
  /** Encoded; '' = nothing is known about this chat. */
  readonly session: string;
  readonly said: readonly Said[];
  readonly wakeAt?: number;
  /** How long the record lives after this event; absent: as long as before. */
  readonly ttlMs?: number;
  readonly increments?: Readonly<Record<string, number>>;
  readonly forget?: boolean;
  /** Best effort after the commit, never awaited. Callback ids are answered without being asked. */
  readonly asides?: readonly Aside[];
  /** What nobody understood, redacted: kept without any chat reference once the turn is committed. */
  readonly unmatched?: Redacted;
};

/** Words for when no turn can be run: an event set aside after three failures, a flood, the store away. */
export type Notice = (why: 'poison' | 'flood' | 'away', channel: ChannelName, session: string | undefined) => readonly Said[];
