// What the server needs for help links, volunteers and boards, as one optional part. Types only.
import type { TeamCard } from '../engine/guide.ts';
import type { Lang } from '../flow/schema.ts';
import type { Boards } from '../links/board-days.ts';
import type { PosterWords } from '../links/poster-words.ts';
import type { FindLink } from '../links/resolve.ts';
import type { ShortLinks } from '../links/short-links.ts';
import type { Volunteers } from '../links/volunteers.ts';
import type { Records } from '../store-port.ts';

export type Outreach = {
  /** Signs sign-in links, cookies and commands. */
  readonly key: Uint8Array;
  readonly records: Records;
  readonly find: FindLink;
  readonly short: ShortLinks;
  readonly volunteers: Volunteers;
  readonly boards: Boards;
  poster(lang: Lang, to: string): PosterWords | undefined;
  teams(commune: string, lang: Lang): readonly TeamCard[];
  /** Name of a commune; undefined while places are loading. */
  place(code: string, lang: Lang): string | undefined;
  now(): number;
};
