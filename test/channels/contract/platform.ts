// What the contract suite needs to know about a platform: how it calls us, what it shows, how it breaks.
import type { Said } from '../../../src/engine/message.ts';
import type { Accept, Accepted, HookRequest, Incoming, Limits, SendOutcome } from '../../../src/ports.ts';
import type { ChannelRecords, Log, Opened } from '../../../src/channels/wiring.ts';
import type { Fault, FakeServer } from '../fakes/server.ts';

export type Shown = { readonly text: string; readonly photo?: string; readonly labels: readonly string[]; readonly codes: readonly string[] };
export type StartOptions = { readonly accept: Accept; readonly log: Log; readonly pictures?: boolean; readonly sendMs?: number; readonly left?: (address: string) => void };

export type Running = {
  readonly opened: Opened;
  readonly fake: FakeServer;
  /** What the person saw, in order. */
  shown(): readonly Shown[];
  /** A webhook request as the platform would sign it; strings and bytes are sent as they are. */
  signed(body: unknown): HookRequest;
  stop(): Promise<void>;
};

export type Platform = {
  readonly name: string;
  readonly limits: Limits;
  readonly address: string;
  /** Token and secrets: must never be seen again. */
  readonly canaries: readonly string[];
  start(options: StartOptions): Promise<Running>;
  readonly events: {
    text(text: string): unknown;
    photo(): unknown;
    hello(): unknown;
    /** The event after a press on a button that carries this code. */
    choice?: (code: string) => unknown;
    location?: (lat: number, lon: number) => unknown;
    /** Bodies that are nothing to do. */
    readonly unknown: readonly unknown[];
  };
  /** Ways to call us without the secret. */
  forged(request: HookRequest): readonly HookRequest[];
  readonly faults: readonly { readonly fault: Fault; readonly outcome: SendOutcome['type']; readonly why: string }[];
  /** The platform's answer when it cannot fetch a picture. */
  readonly pictureRefused?: Fault;
  /** The platform's answer when it does not take a button. */
  readonly buttonsRefused?: Fault;
};

export const bytes = (body: unknown): Uint8Array => (body instanceof Uint8Array ? body : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)));

export const said = (over: Partial<Said> = {}): Said => ({ key: 'flow/step', lang: 'vi', text: 'Điện thoại của bác là loại nào?', choices: [], open: [], ...over });

/** Choices with codes of the engine's shape. */
export const choices = (count: number): Said['choices'] => Array.from({ length: count }, (_, i) => ({ label: `Lựa chọn số ${i + 1}`, code: `v1:AbCdEfG${'0123456789abcdefgh'[i]}00${i % 10}` }));

/** An `accept` that writes down what it is given and answers as told. */
export function recorder(answer: () => Accepted | Promise<Accepted> = () => ({ type: 'committed' })): { accept: Accept; got: Incoming[] } {
  const got: Incoming[] = [];
  return {
    got,
    accept: async (_channel, incoming) => {
      got.push(incoming);
      return answer();
    },
  };
}

export type LogLine = readonly [event: string, fields: Readonly<Record<string, string | number | boolean>>];
export function logBook(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  return { lines, log: (event, fields) => void lines.push([event, fields]) };
}

/** Records in memory, shared by "processes" of one test; `who` tells them apart for roles. */
export function memoryRecords(): { as(who: string): ChannelRecords; readonly values: Map<string, { value: string; version: number }>; readonly counters: Map<string, number> } {
  const values = new Map<string, { value: string; version: number }>();
  const counters = new Map<string, number>();
  const roles = new Map<string, { who: string; until: number }>();
  return {
    values,
    counters,
    as: (who) => ({
      get: async (key) => values.get(named(key)),
      put: async (key, version, value) => {
        if ((values.get(named(key))?.version ?? 0) !== version) return undefined;
        values.set(key, { value, version: version + 1 });
        return version + 1;
      },
      increment: async (key, by) => {
        counters.set(named(key), (counters.get(key) ?? 0) + by);
        return counters.get(key) ?? 0;
      },
      expire: async () => undefined,
      list: async (prefix) => [...values].filter(([name]) => name.startsWith(prefix)).map(([name, { value, version }]) => ({ name, value, version })),
      role: (name, ttlMs) => ({
        hold: async () => {
          const held = roles.get(named(name));
          const now = performance.now();
          if (held && held.who !== who && held.until > now) return undefined;
          roles.set(name, { who, until: now + ttlMs });
          return { token: 1, deadline: now + ttlMs };
        },
        release: async () => {
          if (roles.get(name)?.who === who) roles.delete(name);
        },
      }),
    }),
  };
}

/** The real stores refuse a name without a family. */
function named(name: string): string {
  if (!/^[^/]+\/[^/]+$/.test(name)) throw new Error(`"${name}" is no family/rest`);
  return name;
}

export async function eventually(what: () => boolean | Promise<boolean>, ms = 5000): Promise<void> {
  const until = performance.now() + ms;
  while (!(await what())) {
    if (performance.now() > until) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
