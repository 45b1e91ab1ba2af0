// A turn while it is being worked out: a mutable copy of the session and the effects so far. Never leaves `transition`.
// Promises: everything that could not be remembered (no consent) is dropped when the turn ends.
import { own, type StepRef, stepAt } from '../flow/assemble.ts';
import { shortId, stepName } from '../flow/ids.ts';
import type { Condition, Lang, Route, Step } from '../flow/schema.ts';
import type { Guide } from './guide.ts';
import type { Block, Effect, Message, TextRef } from './message.ts';
import { type Frame, NEW_SESSION, type Session, SESSION_LIMITS } from './session.ts';

export type Draft = {
  readonly guide: Guide;
  /** The session as it was stored. */
  readonly before: Session | undefined;
  readonly at: number;
  s: { -readonly [K in keyof Session]: Session[K] };
  readonly effects: Effect[];
  /** Steps entered in this turn: a flow that runs in circles is cut off. */
  entered: number;
  forgotten: boolean;
  /** A location shared in this turn: used for distances, never stored. */
  point?: { readonly lat: number; readonly lon: number };
  /** Further blocks for the next message of a step. */
  blocks: Block[];
  /** Further questions of the same message: offered under the answer. */
  also: readonly string[];
  /** Campaign of a link opened before consent: taking part is offered with the link's step and forgotten with it. */
  join?: string;
};

export function openDraft(guide: Guide, session: Session | undefined, at: number): Draft {
  const s = { ...(session ?? NEW_SESSION) };
  s.turn = (s.turn + 1) % 65_536;
  s.revision = guide.revision;
  return { guide, before: session, at, s, effects: [], entered: 0, forgotten: false, blocks: [], also: [] };
}

/** The session to keep. Before consent, or after refusal: language, voice, position and nothing else. */
export function closeDraft(draft: Draft): Session | undefined {
  if (draft.forgotten) return undefined;
  const s = draft.s;
  if (s.consent === 'yes') return isPrivate(draft) ? untouched(draft) : { ...s };
  const { lang, voice, address, consent, stack, turn, misses, pending, revision, banner } = s;
  return { ...NEW_SESSION, ...(lang ? { lang } : {}), ...(banner ? { banner } : {}), voice, address, consent, stack, turn, misses, pending, revision };
}

/** A turn that begins or ends in a private flow, or in one called from there. */
export function isPrivate({ guide, before, s }: Draft): boolean {
  const inside = (session: Session | undefined): boolean => session?.stack.some(({ flow }) => guide.content.flows.get(flow)?.private) ?? false;
  return inside(before) || inside(s);
}

/** What was known before, with the position and manner of now. A reminder is kept: it was asked for, and names no private step. */
function untouched({ guide, before = NEW_SESSION, s }: Draft): Session {
  const { lang, voice, address, consent, stack, turn, misses, pending, revision, banner, wake } = s;
  const { lang: _, banner: __, wake: ___, ...known } = before;
  const kept = wake && !guide.content.flows.get(wake.to.split('/', 1)[0] ?? '')?.private ? { wake } : {};
  return { ...known, ...(lang ? { lang } : {}), ...(banner ? { banner } : {}), ...kept, voice, address, consent, stack, turn, misses, pending, revision };
}

export const langOf = (draft: Draft): Lang => draft.s.lang ?? 'vi';

export function top(draft: Draft): Frame | undefined {
  return draft.s.stack.at(-1);
}

export function currentStep(draft: Draft): Step | undefined {
  const frame = top(draft);
  return frame && stepAt(draft.guide.content.flows, frame);
}

export function setTop(draft: Draft, ref: StepRef): void {
  draft.s.stack = [...draft.s.stack.slice(0, -1), { flow: ref.flow, step: ref.step }];
}

/** Pushes a frame; the oldest callers fall off a stack that grows too deep. */
export function push(draft: Draft, ref: StepRef, then?: string): void {
  const stack = [...draft.s.stack];
  const caller = stack.pop();
  if (caller) stack.push(then === undefined ? caller : { ...caller, then });
  draft.s.stack = [...stack, { flow: ref.flow, step: ref.step }].slice(-SESSION_LIMITS.stack);
}

export function holds(draft: Draft, condition: Condition | undefined): boolean {
  if (!condition) return true;
  return Object.entries(condition).every(([slot, values]) => {
    const value = slotValue(draft.s, slot);
    return value !== undefined && values.includes(value);
  });
}

function slotValue(s: Session, slot: string): string | undefined {
  if (slot === 'lang') return s.lang;
  if (slot === 'voice') return s.voice;
  if (slot === 'consent') return s.consent;
  if (slot === 'address') return s.address;
  return own(s.slots, slot);
}

export function setSlot(draft: Draft, slot: string, value: string): void {
  const s = draft.s;
  if (slot === 'lang' && (value === 'vi' || value === 'en')) s.lang = value;
  else if (slot === 'voice' && (value === 'plain' || value === 'elder' || value === 'helper')) s.voice = value;
  else if (slot === 'consent' && (value === 'yes' || value === 'no')) s.consent = value;
  else if (slot === 'address' && (value === 'bac' || value === 'anh' || value === 'chi' || value === 'neutral')) s.address = value;
  else s.slots = { ...s.slots, [slot]: value };
}

/** The first target whose condition holds; the linter makes sure that the last has none. */
export function pickRoute(draft: Draft, route: Route): string {
  if (typeof route === 'string') return route;
  return route.find((branch) => holds(draft, branch.when))?.to ?? '@menu';
}

export function send(draft: Draft, message: Message): void {
  draft.effects.push({ type: 'send', message });
}

export function sendUi(draft: Draft, key: string, extra: Omit<Message, 'say' | 'offers'> & { readonly offers?: Message['offers'] } = {}): void {
  const say: TextRef = { type: 'ui', key };
  send(draft, { offers: [], ...extra, say });
}

export function count(draft: Draft, what: string): void {
  if (draft.s.consent !== 'yes') return;
  const { campaign, commune, reached = [] } = draft.s;
  if (what.startsWith('milestone.')) {
    // Walking through a step again, or a second try, is still one person.
    if (reached.includes(what.slice(10))) return;
    draft.s.reached = [...reached, what.slice(10)];
  }
  draft.effects.push({ type: 'count', what, ...(campaign ? { campaign } : {}), ...(commune ? { commune } : {}) });
}

export const idOf = (ref: StepRef): string => shortId(stepName(ref.flow, ref.step));
