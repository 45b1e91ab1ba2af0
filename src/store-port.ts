// The store as the bot sees it: one record per chat, committed once per event, and small records for everything else.
// Promises, of every implementation: a turn is committed whole or not at all; an event id is committed once; messages leave
// in order under a lease; nothing committed is forgotten before it was sent or is a day old. Refuses: to guess. A write that got
// no answer is repeated with the same id until its outcome is known or the deadline passes (StoreAway).

/** Whose record. `key` hides the person (chat-key.ts); `address` stands in the record only while something is unsent or a timer is set. */
export type Chat = {
  readonly key: string;
  /** Whatever the sweeper needs to answer later, e.g. `telegram 12345`. */
  readonly address: string;
  /** Length of the sender's lease, ms (hard send limit + 4 s); 0 for a pull channel, whose messages are read with `since`. */
  readonly leaseMs: number;
};

/** Which event this turn answers. A second turn with the same id changes nothing. */
export type Happened = {
  readonly id: string;
  /** When the platform says it happened, ms. Decides only whether an event is older than everything a full ring remembers. */
  readonly at?: number;
  /** Set for a timer: the wake time that came. If the record waits for another time by now, nothing happens. */
  readonly timer?: number;
};

/** What one turn leaves behind. */
export type Next = {
  /** Opaque; '' means nothing is known about this chat. */
  readonly session: string;
  /** Exact bytes to send, redacted, in order, at most 31. */
  readonly messages: readonly string[];
  /** Fire a timer at this time (ms, store clock). Absent: no timer. */
  readonly wakeAt?: number;
  /** How long the record lives after this event, ms. Absent: as long as before (24 h for a new record). */
  readonly ttlMs?: number;
  /** Counters that people see; added exactly once, a little later. */
  readonly increments?: Readonly<Record<string, number>>;
  /** Erase the record and what is unsent; `messages` (the confirmation) still leave. Version and event ids stay 25 h. */
  readonly forget?: boolean;
};
/** Pure and re-runnable: called again with the newer session when another process was faster. `now` is the store's clock, ms. */
export type StoreTurn = (session: string | undefined, meta: { readonly now: number; readonly version: number }) => Next;

export type Unsent = { readonly seq: number; readonly bytes: string };
/** The right to send for one chat until `deadline`, a time of performance.now(). */
export type Lease = {
  readonly chat: Chat;
  readonly token: number;
  readonly deadline: number;
  readonly first: Unsent;
  /** Sends of `first` whose outcome stayed unknown, and failures of any kind in a row. */
  readonly unknowns: number;
  readonly fails: number;
};
/** `rest` of a send: forget the message, forget all messages of this chat, or try again later. */
export type Settled =
  | { readonly type: 'drop' }
  | { readonly type: 'drop-all' }
  | { readonly type: 'wait'; readonly waitMs: number; readonly because: 'throttled' | 'unknown' | 'failed' };

export type Updated = { readonly type: 'committed' | 'seen'; readonly lease?: Lease };
/** A chat that wants attention; `score` is the time its hint named. */
export type Due = { readonly key: string; readonly score: number };
export type Claimed = {
  readonly key: string;
  readonly lease?: Lease;
  /** A timer that came: run its turn with `Happened.timer`. */
  readonly timer?: { readonly wakeAt: number; readonly address: string };
  /** Messages that grew older than 24 h and were given up. */
  readonly dropped: number;
  /** When the oldest unsent message was committed, ms; for the backlog's age. */
  readonly oldest?: number;
};

export type Store = {
  update(chat: Chat, happened: Happened, turn: StoreTurn): Promise<Updated>;
  /** Erases a chat at once, leaving the tombstone. */
  forget(key: string): Promise<void>;
  /** The person left (blocked, unfollowed): forgets what is unsent and the timer. Session, version and event ids stay. */
  drop(key: string): Promise<void>;
  /** Chats whose hint is due, a part of them if they are many; `all`: also those due within the length of a lease (at start, until nothing new comes). */
  due(all: boolean): Promise<readonly Due[]>;
  /** Looks into due chats: takes leases, finds timers, adds counters up, gives up what is a day old, moves or removes hints. */
  claim(due: readonly Due[], leaseMs?: number): Promise<readonly Claimed[]>;
  /** Reports a send. Repeated by the caller until it is answered. Returns the lease for the next message, if there is one and it is still ours. */
  sent(lease: Lease, how: Settled): Promise<Lease | undefined>;
  /** A step through all records: event ids that are no longer needed are taken out of silent chats. False when a pass has ended. */
  tidy(): Promise<boolean>;
  /** Pull channels: messages after `seq`; all of them when the record does not know that seq. */
  since(key: string, seq: number): Promise<readonly Unsent[]>;
  /** Calls back after a commit to this chat in any process, and whenever something may have been missed. */
  watch(key: string, wake: () => void): () => void;
  counters(): Promise<ReadonlyMap<string, number>>;
  /** The store's clock, ms. */
  now(): number;
  /** False while the store is known to be away. */
  ready(): boolean;
  close(): Promise<void>;
};

/** Small named values. A name is `family/rest`; a family is listed as a whole. */
export type Records = {
  get(name: string): Promise<{ readonly value: string; readonly version: number } | undefined>;
  /** Writes if the version is still `version` (0 = must not exist). Returns the new version, or undefined when someone else was faster. */
  put(name: string, version: number, value: string, ttlMs?: number): Promise<number | undefined>;
  /** Adds to a counter and returns it; `ttlMs` counts from the first increment. Counters and values have separate names. */
  increment(name: string, by: number, ttlMs?: number): Promise<number>;
  /** Sets the remaining life of a value; 0 removes it. */
  expire(name: string, ttlMs: number): Promise<void>;
  /** All values whose name starts with `prefix`, which contains the `/`. Sorted by name. */
  list(prefix: string): Promise<readonly { readonly name: string; readonly value: string; readonly version: number }[]>;
  role(name: string, ttlMs: number): Role;
};
/** A duty that one process has at a time (poller of a token, token refresher). */
export type Role = {
  /** Takes or renews it. `token` rises with every change of holder; the duty may be done until `deadline` (performance.now()). */
  hold(): Promise<{ readonly token: number; readonly deadline: number } | undefined>;
  release(): Promise<void>;
};

/** The store cannot answer now. What was being written may or may not have happened. */
export class StoreAway extends Error {
  readonly retryAfterMs: number;
  constructor(why: string, retryAfterMs = 1000) {
    super(why);
    this.name = 'StoreAway';
    this.retryAfterMs = retryAfterMs;
  }
}
