// The month's message budget of a Zalo Bot and the number of people it serves, shared by all processes.
// Promises: operators hear at 80, 90 and 100 %; near the end people hear where else to go. A person is counted by a keyed hash.
// Refuses to be exact: what the platform itself counts is not published. Counts are written at most every two seconds.
import type { ChannelRecords, Log } from '../wiring.ts';
import { ZALO_BOT_PLAN } from './limits.ts';

export type Quota = {
  /** A message went out or came in. */
  count(messages: number): void;
  /** Somebody wrote. */
  person(address: string): void;
  /** `low`: pictures are left out. `ending`: only where else to go is said. */
  level(): 'fine' | 'low' | 'ending';
  flush(): Promise<void>;
  stop(): Promise<void>;
};
export type QuotaSettings = {
  readonly records: Pick<ChannelRecords, 'increment' | 'put' | 'expire' | 'list'>;
  readonly log: Log;
  /** Hides the person; the shell's chat key. */
  readonly personKey: (address: string) => string;
  readonly budget?: { readonly users: number; readonly messages: number };
  readonly now?: () => number;
};

const LOW = 0.8;
const ENDING = 0.97;
const FLUSH_MS = 2000;
const DAY_MS = 24 * 3600_000;
const PERSON_MS = 30 * DAY_MS;

export function openQuota({ records, log, personKey, budget = ZALO_BOT_PLAN, now = Date.now }: QuotaSettings): Quota {
  let month = monthOf(now());
  let total = 0;
  let unwritten = 0;
  let warned = 0;
  let people = new Set<string>();
  let peopleDay = 0;
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    timer = undefined;
    const today = monthOf(now());
    if (today !== month) [month, total, warned] = [today, 0, 0];
    const by = unwritten;
    unwritten = 0;
    try {
      total = await records.increment(`zalo-bot-quota/${month}`, by, 62 * DAY_MS);
      warn();
    } catch {
      unwritten += by;
    }
  }

  function warn(): void {
    const percent = Math.floor((total / budget.messages) * 100);
    const step = percent >= 100 ? 100 : percent >= 90 ? 90 : percent >= 80 ? 80 : 0;
    if (step <= warned) return;
    warned = step;
    log('zalo-bot.quota', { used: total, limit: budget.messages, percent });
  }

  async function see(name: string): Promise<void> {
    const added = await records.put(name, 0, '1', PERSON_MS);
    if (added === undefined) return records.expire(name, PERSON_MS);
    const served = (await records.list('zalo-bot-person/')).length;
    if (served >= budget.users * LOW) log('zalo-bot.people', { used: served, limit: budget.users });
  }

  function soon(): void {
    timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
  }

  return {
    count(messages) {
      unwritten += messages;
      soon();
    },
    person(address) {
      const day = Math.floor(now() / DAY_MS);
      if (day !== peopleDay) [peopleDay, people] = [day, new Set()];
      const name = `zalo-bot-person/${personKey(address)}`;
      if (people.has(name)) return;
      people.add(name);
      see(name).catch(() => people.delete(name));
    },
    level() {
      const used = (monthOf(now()) === month ? total + unwritten : unwritten) / budget.messages;
      return used >= ENDING ? 'ending' : used >= LOW ? 'low' : 'fine';
    },
    flush,
    async stop() {
      clearTimeout(timer);
      if (unwritten > 0) await flush();
    },
  };
}

/** The month in Việt Nam (UTC+7, no summer time). */
const monthOf = (ms: number): string => new Date(ms + 7 * 3600_000).toISOString().slice(0, 7);
