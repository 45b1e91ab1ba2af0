// Help links put together for the service: codes, volunteers, boards, and the guide that knows the address of its steps.
// Promises: codes that citizens share are derived, those of volunteers are stored; both are found the same way.
import { deriveKey } from '../chat-key.ts';
import { type Config, isLoopback } from '../config.ts';
import type { Guide } from '../engine/guide.ts';
import type { Lang } from '../flow/schema.ts';
import type { Outreach } from '../http/outreach.ts';
import { shortPath } from '../http/paths.ts';
import { createBoards } from '../links/board-days.ts';
import { posterWords, teamsOf } from '../links/poster-words.ts';
import { sharedLinks } from '../links/share.ts';
import { createShortLinks } from '../links/short-links.ts';
import { createVolunteers } from '../links/volunteers.ts';
import type { Records, Store } from '../store-port.ts';

export type OpenedOutreach = {
  readonly outreach: Outreach;
  /** The guide with addresses: what people forward carries a link. */
  readonly guide: () => Guide;
};

/** `port`: what the server listens on; asked for when an address is needed. */
export function openOutreach(config: Config, store: Store, records: Records, current: () => Guide, port: () => number): OpenedOutreach {
  const key = deriveKey(config.APP_SECRET, 'link');
  const now = (): number => store.now();
  const short = createShortLinks(records, key, now);
  const shared = sharedLinks(key, () => current().content);
  return {
    outreach: {
      key,
      records,
      find: async (code) => shared.find(code) ?? short.find(code),
      short,
      volunteers: createVolunteers(records, short, now),
      boards: createBoards(records, store, now),
      poster: (lang, to) => posterWords(current(), lang, to, now()),
      teams: (commune, lang) => teamsOf(current(), commune, lang, now()),
      place: (code, lang) => current().tools.places?.name(code, lang),
      now,
    },
    guide: addressed(current, (lang, flow, step) => {
      const base = baseOf(config, port());
      return base === undefined ? undefined : base + shortPath(lang, shared.codeOf(lang, flow, step));
    }),
  };
}

/** Where this service is reached; unknown without PUBLIC_URL unless it only listens to this machine. */
export function baseOf(config: Pick<Config, 'PUBLIC_URL' | 'HOST'>, port: number): string | undefined {
  if (config.PUBLIC_URL !== undefined) return config.PUBLIC_URL;
  return isLoopback(config.HOST) ? `http://${config.HOST === '::1' ? '[::1]' : config.HOST}:${port}` : undefined;
}

function addressed(current: () => Guide, address: (lang: Lang, flow: string, step: string) => string | undefined): () => Guide {
  const known = new WeakMap<Guide, Guide>();
  return () => {
    const guide = current();
    let own = known.get(guide);
    if (!own) known.set(guide, (own = { ...guide, tools: { ...guide.tools, address } }));
    return own;
  };
}
