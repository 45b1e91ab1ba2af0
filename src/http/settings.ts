// What the HTTP side needs to know and to say, as plain values and ports. Types only.
import type { WebChat } from '../channels/web/chat.ts';
import type { Hook } from '../ports.ts';
import type { Assets } from './assets.ts';
import type { Outreach } from './outreach.ts';
import type { PageSource } from './pages/source.ts';

export type ServerParts = {
  readonly hooks: readonly Hook[];
  readonly web: WebChat;
  readonly pages: PageSource;
  readonly assets: Assets;
  /** Help links, volunteers and boards; without it their routes do not exist. */
  readonly outreach?: Outreach | undefined;
  ready(): Readiness;
  metrics(): Promise<string>;
  readonly settings: HttpSettings;
  readonly log: HttpLog;
};

export type HttpSettings = {
  /** Where people reach us, such as https://example.org; decides cookies, HSTS and absolute links. */
  readonly publicUrl?: string | undefined;
  /** A proxy of ours stands in front: believe the last entry of X-Forwarded-For. */
  readonly trustProxy: boolean;
  /** Bearer token of /metrics; without one the route does not exist. */
  readonly metricsToken?: string | undefined;
  /** Web chat requests of one address, also in one go (many homes share one behind carrier NAT); absent: no limit. */
  readonly rateAddress?: { readonly count: number; readonly seconds: number } | undefined;
  /** Sites that may embed the chat in a frame. */
  readonly webOrigins: readonly string[];
  /** Where the conversation goes on elsewhere. */
  readonly links: { readonly telegram?: string | undefined; readonly zaloOa?: string | undefined; readonly zaloBot?: string | undefined };
};

/** Fields are names and numbers of ours, never addresses or texts of people. */
export type HttpLog = {
  warn(what: string, fields?: Readonly<Record<string, string | number>>): void;
  error(what: string, fields?: Readonly<Record<string, string | number>>, error?: unknown): void;
};

/** `ready: false` answers 503. Shown as it is, so it holds no secret. */
export type Readiness = {
  readonly ready: boolean;
  /** What is missing: store, content (its revision has no number yet); or `stopping`, so that a balancer goes elsewhere. */
  readonly waits: readonly string[];
  readonly store: boolean;
  readonly content: boolean;
  readonly places: boolean;
  readonly revision: number;
  /** Registered with their platform and allowed to send. A channel that is not takes nobody else's readiness away. */
  readonly channels: Readonly<Record<string, boolean>>;
};
