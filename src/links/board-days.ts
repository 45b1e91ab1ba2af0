// Closed days of a campaign, published once: the first look after midnight freezes what everybody sees from then on.
// Promises: a number once shown never changes, so two looks on different days cannot be subtracted. Stored are rounded cells only.
import { z } from 'zod';
import { vnDate } from '../engine/facts.ts';
import type { Records, Store } from '../store-port.ts';
import { type Board, boardOf, type ByCommune, closedDays, MEASURES, NOWHERE, publishDay, rawDay } from './board.ts';
import { parsed } from './short-links.ts';
import type { Campaign } from './volunteers.ts';

const DAY = 86_400_000;
/** Longer than the board looks back. */
const KEEP_MS = 100 * DAY;
const frozen = z.record(z.string(), z.partialRecord(z.enum(MEASURES), z.int().positive()));

export type Boards = {
  read(campaign: Campaign): Promise<Board>;
  /** A help page was opened through a link of this campaign; best effort. */
  opened(campaign: string): Promise<void>;
};

export function createBoards(records: Records, store: Pick<Store, 'counters'>, now: () => number): Boards {
  const openedName = (campaign: string, day: string): string => `opened/${campaign}.${day}`;
  return {
    async read(campaign) {
      const home = campaign.commune ?? NOWHERE;
      const have = new Map((await records.list(`board-day/${campaign.id}.`)).map(({ name, value }) => [name.slice(name.lastIndexOf('.') + 1), value]));
      const days = closedDays(campaign.made, now());
      const missing = days.filter((day) => !have.has(day));
      const counters = missing.length > 0 ? await store.counters() : new Map<string, number>();
      await Promise.all(
        missing.map(async (day) => {
          const opened = await records.increment(openedName(campaign.id, day), 0, KEEP_MS);
          const raw: Record<string, ByCommune[string]> = { ...rawDay(counters, campaign.id, day, home) };
          raw[home] = { ...raw[home], opened };
          have.set(day, await freeze(`board-day/${campaign.id}.${day}`, JSON.stringify(publishDay(raw))));
        }),
      );
      return boardOf(days.map((day) => ({ day, cells: (parsed(frozen, have.get(day) ?? '') ?? {}) as ByCommune })));
    },
    async opened(campaign) {
      await records.increment(openedName(campaign, vnDate(now())), 1, KEEP_MS);
    },
  };

  /** Who came first wins, in whatever process. */
  async function freeze(name: string, value: string): Promise<string> {
    if ((await records.put(name, 0, value, KEEP_MS)) !== undefined) return value;
    return (await records.get(name))?.value ?? '{}';
  }
}
