// The pure turn: guide, session and event in; next session and effects out. Any bug report is replayed by pasting three values.
// Promises: at least one message for every event of a citizen; no clock, randomness or I/O. An odd answer is never an error.
import { followAlias, type StepRef } from '../flow/assemble.ts';
import { closeDraft, count, currentStep, type Draft, idOf, isPrivate, langOf, openDraft, push, sendUi, top } from './draft.ts';
import type { Guide } from './guide.ts';
import { hearText } from './hear.ts';
import type { Effect, Event } from './message.ts';
import { callFlow, goTo, sayStep, sayThenOffer, START } from './move.ts';
import { hearLocation } from './place.ts';
import { press } from './press.ts';
import { resume } from './resume.ts';
import type { Session } from './session.ts';
import { takePart } from './words.ts';

/** A code of a help link that the shell could not resolve; payloads with a step look different. */
const SHORT_CODE = /^[0-9A-Z]{10}$/;

export type Transition = { readonly session: Session | undefined; readonly effects: readonly Effect[] };

export function transition(guide: Guide, session: Session | undefined, event: Event): Transition {
  const resumed = session && session.revision !== guide.revision ? resume(guide, session) : { session, moved: false };
  const draft = openDraft(guide, resumed.session, event.at);
  showBanner(draft);
  if (resumed.moved && event.type !== 'timer') sendUi(draft, 'moved');
  const stood = top(draft);
  handle(draft, event);
  if (stood && event.type !== 'timer') countLeft(draft, stood);
  return { session: closeDraft(draft), effects: isPrivate(draft) ? draft.effects.flatMap(withoutTrace) : draft.effects };
}

/** In private flows texts are not kept, nobody is counted on a board, and what is counted names neither campaign nor commune. */
function withoutTrace(effect: Effect): readonly Effect[] {
  if (effect.type === 'unmatched') return [];
  if (effect.type !== 'count') return [effect];
  return effect.what.startsWith('milestone.') ? [] : [{ type: 'count', what: effect.what }];
}

/** How many went on from a step: what is missing to those who reached it stopped there. */
function countLeft(draft: Draft, stood: StepRef): void {
  const now = top(draft);
  if (now?.flow !== stood.flow || now.step !== stood.step) count(draft, `left ${stood.flow}/${stood.step}`);
}

function handle(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'text':
      return hearText(draft, event);
    case 'choice':
      return press(draft, event.choice);
    case 'location': {
      const step = currentStep(draft);
      if (!top(draft)) openStart(draft);
      return hearLocation(draft, event.lat, event.lon, step?.input?.type === 'place' ? step.input.to : undefined);
    }
    case 'photo':
      if (!top(draft)) openStart(draft);
      return sayThenOffer(draft, 'photo');
    case 'hello':
      return hello(draft, event.unread === true);
    case 'link':
      return openLink(draft, event);
    case 'timer':
      return wake(draft);
  }
}

function hello(draft: Draft, unread = false): void {
  if (unread) sendUi(draft, 'unread');
  if (!top(draft)) return goTo(draft, `${START}/`, START);
  if (!unread) sendUi(draft, 'welcome-back');
  sayStep(draft);
}

/** A help link opens its step with whatever memory there is; a newcomer can return to the welcome from it. */
function openLink(draft: Draft, event: Extract<Event, { type: 'link' }>): void {
  const { content } = draft.guide;
  // Telegram's start payload has no slash: `flow_step`; ids have no underscore.
  const named = event.to ?? event.code.replace('_', '/');
  const ref = (/^[a-z0-9-]+\/[a-z0-9-]*$/.test(named) ? followAlias(content.flows, START, named) : undefined) ?? content.steps.get(event.code);
  if (!ref) {
    if (SHORT_CODE.test(event.code)) sendUi(draft, 'link-unknown');
    return hello(draft);
  }
  if (event.campaign !== undefined && draft.s.consent === 'yes') takePart(draft, event.campaign);
  count(draft, `link ${idOf(ref)}`);
  if (!top(draft)) openStart(draft);
  sendUi(draft, 'link-welcome');
  // Asked once; a refusal stands.
  if (event.campaign !== undefined && draft.s.consent === 'unknown') {
    draft.join = event.campaign;
    sendUi(draft, 'link-join');
  }
  callFlow(draft, `${ref.flow}/${ref.step}`, START);
}

function wake(draft: Draft): void {
  const { wake: due } = draft.s;
  delete draft.s.wake;
  if (!due || due.at > draft.at) {
    if (due) draft.s.wake = due;
    return;
  }
  sendUi(draft, 'reminder');
  goTo(draft, due.to, START);
}

/** Somebody new whose first event was not a greeting: the welcome waits under what they asked. */
function openStart(draft: Draft): void {
  const start = followAlias(draft.guide.content.flows, START, `${START}/`);
  if (start) push(draft, start);
}

function showBanner(draft: Draft): void {
  const { banner } = draft.guide;
  if (!banner || banner.until <= draft.at || draft.s.banner === banner.id) return;
  draft.s.banner = banner.id;
  sendUi(draft, 'banner', { params: { text: banner.text[langOf(draft)] } });
}
