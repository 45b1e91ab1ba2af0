// One turn of one chat without any I/O: what came in (raw) and the stored session → the next session and the words to say.
// Promises: free text is redacted before anything else sees it; the same input gives the same output, so a repeat is identical.
import type { Guide } from './engine/guide.ts';
import { localise } from './engine/localise.ts';
import { mannerOf } from './engine/speak.ts';
import type { Event, Said } from './engine/message.ts';
import { decodeSession, encodeSession, type Session } from './engine/session.ts';
import { transition } from './engine/transition.ts';
import type { RawBody } from './ports.ts';
import { redact, type Redacted } from './safety/redact.ts';
import { clean } from './text.ts';

/** Longer texts are cut before anything looks at them; no question needs more. */
export const TEXT_LIMIT = 2_000;
export const TTL = { consented: 30 * 86_400_000, transient: 86_400_000 } as const;

export type Turned = {
  /** '' after "delete my data". */
  readonly session: string;
  readonly said: readonly Said[];
  readonly counts: readonly { readonly what: string; readonly campaign?: string; readonly commune?: string }[];
  readonly unmatched?: Redacted;
  readonly deleteIncoming: boolean;
  readonly forget: boolean;
  readonly wakeAt?: number;
  readonly ttlMs: number;
};

export function turn(guide: Guide, stored: string | undefined, body: RawBody, at: number): Turned {
  const before = stored === undefined || stored === '' ? undefined : decodeSession(stored);
  const { event, carry } = eventOf(body, at, before);
  const { session: after, effects } = transition(guide, before, event);
  const next = after && carry ? { ...after, carry } : after && dropCarry(after);
  // "Delete my data" is confirmed in the language of the person who asked.
  const manner = mannerOf(next ?? before);
  const said: Said[] = [];
  const counts: { what: string; campaign?: string; commune?: string }[] = [];
  let unmatched: Redacted | undefined;
  let deleteIncoming = false;
  let forget = false;
  for (const effect of effects) {
    if (effect.type === 'send') said.push(localise(guide, manner, effect.message, at));
    else if (effect.type === 'count') counts.push({ what: effect.what, ...(effect.campaign === undefined ? {} : { campaign: effect.campaign }), ...(effect.commune === undefined ? {} : { commune: effect.commune }) });
    else if (effect.type === 'unmatched') unmatched = effect.text;
    else if (effect.type === 'delete-incoming') deleteIncoming = true;
    else forget = true;
  }
  return {
    session: next ? encodeSession(next) : '',
    said,
    counts,
    ...(unmatched === undefined ? {} : { unmatched }),
    deleteIncoming,
    forget,
    ...(next?.wake ? { wakeAt: next.wake.at } : {}),
    ttlMs: next?.consent === 'yes' ? TTL.consented : TTL.transient,
  };
}

function eventOf(body: RawBody, at: number, before: Session | undefined): { event: Event; carry?: NonNullable<Session['carry']> } {
  if (body.type !== 'text') return { event: { ...body, at } };
  const { text, spans, carry } = redact(cut(clean(body.text)), { carry: before?.carry, at });
  const secrets = spans.map(({ type }) => type);
  return { event: { type: 'text', text, at, ...(secrets.length > 0 ? { secrets } : {}) }, ...(carry ? { carry } : {}) };
}

/** Cut between words, so that no number is cut in two. */
function cut(text: string): string {
  if (text.length <= TEXT_LIMIT) return text;
  const space = text.lastIndexOf(' ', TEXT_LIMIT);
  return text.slice(0, space > 0 ? space : TEXT_LIMIT);
}

function dropCarry(session: Session): Session {
  if (!('carry' in session)) return session;
  const { carry: _, ...rest } = session;
  return rest;
}
