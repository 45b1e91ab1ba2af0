// One turn: run the pure function on the stored session, commit, start the drain. Promises: every event that is acknowledged has one
// commit; an event whose turn throws three times within 25 h is committed as seen with a kind notice. Refuses: to wait for a
// platform before the acknowledgement.
import { hash } from 'node:crypto';
import { asError, away, isPush, type Shell } from './bot-shell.ts';
import type { Drain } from './bot-drain.ts';
import type { Accepted, Aside, Incoming, PullChannel, PushChannel, TurnResult } from './ports.ts';
import { type Chat, type Happened, type Next, StoreAway, type Updated } from './store-port.ts';

export type Turns = {
  /** `flood`: commit the flood notice instead of a turn. */
  run(chat: Chat, channel: PushChannel | PullChannel, incoming: Incoming, flood: boolean): Promise<Accepted>;
};

const POISON_TRIES = 3;
const POISON_MS = 25 * 3600_000;
/** A restart of the store takes less; within it the platform's repetition is the better answer. */
const HELP_AFTER_MS = 5000;
/** Chats that heard the static help in this outage; beyond, nobody new is told. */
const HELPED = 20_000;

export function createTurns(shell: Shell, drain: Drain): Turns {
  const { store, records, turn, notice } = shell.options;
  const helped = new Set<string>();
  let awaySince: number | undefined;

  async function run(chat: Chat, channel: PushChannel | PullChannel, incoming: Incoming, flood: boolean): Promise<Accepted> {
    const happened: Happened = {
      id: incoming.id,
      ...(incoming.at === undefined ? {} : { at: incoming.at }),
      ...(incoming.body.type === 'timer' ? { timer: Number(incoming.id.slice(2)) } : {}),
    };
    // Field by field: this is every turn's work.
    const render = ({ said, session, ttlMs, wakeAt, increments, forget }: TurnResult): Next => {
      const rendered = said.length === 1 ? channel.render(said[0]!, incoming.address) : said.flatMap((one) => channel.render(one, incoming.address));
      const next: { -readonly [K in keyof Next]: Next[K] } = { session, messages: isPush(channel) && channel.join ? channel.join(rendered) : rendered };
      if (ttlMs !== undefined) next.ttlMs = ttlMs;
      if (wakeAt !== undefined) next.wakeAt = wakeAt;
      if (increments !== undefined) next.increments = increments;
      if (forget !== undefined) next.forget = forget;
      return next;
    };
    const instead = (why: 'poison' | 'flood') => (session: string | undefined): Next =>
      render({ session: session ?? '', said: incoming.body.type === 'timer' ? [] : notice(why, channel.name, session) });

    let result: TurnResult | undefined;
    let thrown: unknown;
    const once = (): Promise<Updated> =>
      store.update(chat, happened, (session, meta) => {
        try {
          result = turn(session, incoming, { ...meta, channel: channel.name, limits: channel.limits });
          return render(result);
        } catch (error) {
          thrown = error;
          throw error;
        }
      });

    for (let tries = 1; ; tries++) {
      thrown = undefined;
      try {
        const updated = await (flood ? store.update(chat, happened, instead('flood')) : once());
        awaySince = undefined;
        helped.clear();
        if (updated.type === 'committed' && result?.unmatched !== undefined) void shell.options.keep?.(result.unmatched).catch(() => {});
        return committed(updated, result?.asides);
      } catch (error) {
        if (thrown === undefined || thrown instanceof StoreAway) return unavailable(error);
        const times = await count(error).catch(() => 0);
        if (times >= POISON_TRIES) return setAside();
        // Where nothing comes again by itself, the tries are made here.
        if (times === 0 || channel.limits.redelivers || incoming.body.type === 'timer' || tries >= POISON_TRIES) return away(1000);
      }
    }

    function committed(updated: Updated, asides: readonly Aside[] | undefined): Accepted {
      if (updated.lease) drain.start(updated.lease);
      if (isPush(channel) && channel.aside) {
        const list: Aside[] = updated.type === 'committed' && asides ? [...asides] : [];
        if (incoming.callbackId !== undefined) list.push({ type: 'answer-callback', callbackId: incoming.callbackId });
        for (const aside of list) void channel.aside(aside, incoming.address).catch(() => {});
      }
      return { type: updated.type };
    }

    async function count(error: unknown): Promise<number> {
      const times = await records.increment(`poison/${chat.key}.${hash('sha256', incoming.id, 'base64url').slice(0, 16)}`, 1, POISON_MS);
      shell.observe({ type: 'threw', channel: channel.name, times, error: asError(error) });
      return times;
    }

    async function setAside(): Promise<Accepted> {
      try {
        return committed(await store.update(chat, happened, instead('poison')), undefined);
      } catch (error) {
        return unavailable(error);
      }
    }

    function unavailable(error: unknown): Accepted {
      shell.observe({ type: 'away', where: 'turn', error: asError(error) });
      if (thrown === undefined) awaySince ??= performance.now();
      if (thrown === undefined && !store.ready() && performance.now() - awaySince! >= HELP_AFTER_MS) void help();
      return away(error instanceof StoreAway ? error.retryAfterMs : 1000);
    }

    /** Without a store nobody can know who was told already, so each process tells a chat once in an outage. */
    async function help(): Promise<void> {
      if (!isPush(channel) || incoming.body.type === 'timer' || helped.has(chat.key) || helped.size >= HELPED) return;
      helped.add(chat.key);
      shell.observe({ type: 'static-help', channel: channel.name });
      for (const said of notice('away', channel.name, undefined)) {
        for (const bytes of channel.render(said, incoming.address)) await channel.send(bytes, incoming.address);
      }
    }
  }

  return { run };
}
