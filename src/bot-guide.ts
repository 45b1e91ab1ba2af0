// The guide as the bot's turn: raw event and stored session in, words and session out; and the words for when no turn can be run.
// Promises: a session saved by a newer revision waits for it instead of being read by an older one.
import { vnDate } from './engine/facts.ts';
import type { Guide } from './engine/guide.ts';
import { localise } from './engine/localise.ts';
import { mannerOf } from './engine/speak.ts';
import type { Said } from './engine/message.ts';
import { decodeSession } from './engine/session.ts';
import type { Lang } from './flow/schema.ts';
import type { Notice, Turn, TurnResult } from './ports.ts';
import { StoreAway } from './store-port.ts';
import { turnAlike } from './turn-alike.ts';

export type Counted = (what: string) => void;

/** Milestones of a campaign are counters people see: they ride in the record. Everything else is counted per process, best effort. */
export function guideTurn(current: () => Guide, counted: Counted): Turn {
  const turn = turnAlike();
  return (session, incoming, { now }) => {
    const guide = current();
    if (guide.revision === 0) throw new StoreAway('the revision has no number yet', 1000);
    if (revisionOf(session) > guide.revision) throw new StoreAway('a newer revision is being published', 1000);
    const turned = turn(guide, session, incoming.body, now);
    const result: { -readonly [K in keyof TurnResult]: TurnResult[K] } = { session: turned.session, said: turned.said, ttlMs: turned.ttlMs };
    for (const { what, campaign, commune } of turned.counts) {
      counted(what);
      if (campaign !== undefined && what.startsWith('milestone.')) result.increments = { ...result.increments, [`board/${campaign}.${vnDate(now)}.${commune ?? '-'}.${what.slice(10)}`]: 1 };
    }
    if (turned.wakeAt !== undefined) result.wakeAt = turned.wakeAt;
    if (turned.forget) result.forget = true;
    if (turned.deleteIncoming && incoming.messageId !== undefined) result.asides = [{ type: 'delete-incoming', messageId: incoming.messageId }];
    if (turned.unmatched !== undefined) result.unmatched = turned.unmatched;
    return result;
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
