// Help links put together for the service: codes, volunteers, boards, and the guide that knows the address of its steps.
// Promises: every code is a stored record and found the same way; those of all steps are there soon after a content is new.
import { deriveKey } from '../chat-key.ts';
import { type Config, isLoopback } from '../config.ts';
import type { Guide } from '../engine/guide.ts';
import type { Content } from '../flow/assemble.ts';
import type { Lang } from '../flow/schema.ts';
import type { Outreach } from '../http/outreach.ts';
import { shortPath } from '../http/paths.ts';
import { createBoards } from '../links/board-days.ts';
import { posterWords, teamsOf } from '../links/poster-words.ts';
import { type Shared, sharedLinks } from '../links/share.ts';
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
  const shared = sharedLinks(records, short, now);
  return {
    outreach: {
      key,
      records,
      find: short.find,
      short,
      volunteers: createVolunteers(records, short, now),
      boards: createBoards(records, store, now),
      poster: (lang, to) => posterWords(current(), lang, to, now()),
      teams: (commune, lang) => teamsOf(current(), commune, lang, now()),
      place: (code, lang) => current().tools.places?.name(code, lang),
      now,
    },
    guide: withAddresses(current, keepShared(shared), (lang, flow, step) => {
      const base = baseOf(config, port());
      const code = shared.codeOf(lang, flow, step);
      return base === undefined || code === undefined ? undefined : base + shortPath(lang, code);
    }),
  };
}

/** Loads the codes of a content when it is first seen, again later when the store is away, and once a day: codes grow old. */
function keepShared(shared: Shared): (content: Content) => void {
  let latest: Content | undefined;
  let timer: NodeJS.Timeout | undefined;
  const load = (content: Content): void => {
    clearTimeout(timer);
    const again = (ms: number): void => {
      if (content === latest) timer = setTimeout(load, ms, content).unref();
    };
    shared.load(content).then(() => again(DAY_MS), () => again(AGAIN_MS));
  };
  return (content) => {
    if (content === latest) return;
    latest = content;
    load(content);
  };
}
const DAY_MS = 86_400_000;
const AGAIN_MS = 5000;

/** Where this service is reached; unknown without PUBLIC_URL unless it only listens to this machine. */
export function baseOf(config: Pick<Config, 'PUBLIC_URL' | 'HOST'>, port: number): string | undefined {
  if (config.PUBLIC_URL !== undefined) return config.PUBLIC_URL;
  return isLoopback(config.HOST) ? `http://${config.HOST === '::1' ? '[::1]' : config.HOST}:${port}` : undefined;
}

function withAddresses(current: () => Guide, seen: (content: Content) => void, address: (lang: Lang, flow: string, step: string) => string | undefined): () => Guide {
  const known = new WeakMap<Guide, Guide>();
  const addressed = (): Guide => {
    const guide = current();
    let own = known.get(guide);
    if (!own) {
      seen(guide.content);
      known.set(guide, (own = { ...guide, tools: { ...guide.tools, address } }));
    }
    return own;
  };
  // Not only at the first turn: codes take a moment to be made.
  addressed();
  return addressed;
}
