// The guide as the bot's turn: raw event and stored session in, words and session out; and the words for when no turn can be run.
// Promises: a session saved by a newer revision waits for it instead of being read by an older one.
import { vnDate } from './engine/facts.ts';
import type { Guide } from './engine/guide.ts';
import { localise } from './engine/localise.ts';
import { mannerOf } from './engine/speak.ts';
import type { Said } from './engine/message.ts';
import { decodeSession } from './engine/session.ts';
import type { Lang } from './flow/schema.ts';
import type { Aside, Notice, Turn } from './ports.ts';
import { StoreAway } from './store-port.ts';
import { turnAlike } from './turn-alike.ts';

export type Counted = (what: string) => void;

/** Milestones of a campaign are counters people see: they ride in the record. Everything else is counted per process, best effort. */
export function guideTurn(current: () => Guide, counted: Counted): Turn {
  const turn = turnAlike();
  return (session, incoming, { now }) => {
    const guide = current();
    if (revisionOf(session) > guide.revision) throw new StoreAway('a newer revision is being published', 1000);
    const turned = turn(guide, session, incoming.body, now);
    const increments: Record<string, number> = {};
    for (const { what, campaign, commune } of turned.counts) {
      counted(what);
      if (campaign !== undefined && what.startsWith('milestone.')) increments[`board/${campaign}.${vnDate(now)}.${commune ?? '-'}.${what.slice(10)}`] = 1;
    }
    const asides: Aside[] = turned.deleteIncoming && incoming.messageId !== undefined ? [{ type: 'delete-incoming', messageId: incoming.messageId }] : [];
    return {
      session: turned.session,
      said: turned.said,
      ttlMs: turned.ttlMs,
      ...(turned.wakeAt === undefined ? {} : { wakeAt: turned.wakeAt }),
      ...(Object.keys(increments).length > 0 ? { increments } : {}),
      ...(turned.forget ? { forget: true } : {}),
      ...(asides.length > 0 ? { asides } : {}),
      ...(turned.unmatched === undefined ? {} : { unmatched: turned.unmatched }),
    };
  };
}

const NOTICES = { poison: 'failed', flood: 'slow-down', away: 'unavailable' } as const;

export function guideNotice(current: () => Guide, now: () => number = Date.now): Notice {
  return (why, _channel, session): readonly Said[] => {
    const manner = mannerOf(session === undefined || session === '' ? undefined : decodeSession(session));
    return [localise(current(), manner, { say: { type: 'ui', key: NOTICES[why] }, offers: [] }, now())];
  };
}

/** What a browser is told in its language while the store is away. */
export const staticHelp = (guide: Guide, lang: Lang, now: number = Date.now()): readonly Said[] => [localise(guide, { lang, voice: 'plain', address: 'neutral' }, { say: { type: 'ui', key: NOTICES.away }, offers: [] }, now)];

/** The second field of an encoded session, read without decoding it all; 0 for none. */
function revisionOf(session: string | undefined): number {
  return Number(/^\[1,(\d+)/.exec(session ?? '')?.[1] ?? 0);
}
