// Moving through flows: entering steps, calling and returning, going back, saying where we are.
// Promises: at most STEPS_PER_TURN steps a turn, whatever the flows say; always ends on a step that says something.
import { followAlias, stepAt, type StepRef } from '../flow/assemble.ts';
import { choiceName, shortId } from '../flow/ids.ts';
import type { Choice, Step } from '../flow/schema.ts';
import { count, currentStep, type Draft, idOf, pickRoute, push, send, sendUi, setSlot, setTop, top } from './draft.ts';
import { dataBlock } from './kept.ts';
import type { Block, Message } from './message.ts';
import { offersNow } from './offers.ts';
import { SESSION_LIMITS } from './session.ts';

export const STEPS_PER_TURN = 30;
export const MENU = 'menu';
export const START = 'start';
export const STUCK = 'stuck';
const DAY = 86_400_000;

/** Follows a target written in a flow: a step, another flow, `@menu`, `@return`. */
export function goTo(draft: Draft, target: string, from: string): void {
  if (target === '@menu') return goMenu(draft);
  if (target === '@return') return goBackToCaller(draft);
  const ref = followAlias(draft.guide.content.flows, from, target);
  if (!ref) return goMenu(draft);
  if (top(draft)) setTop(draft, ref);
  else push(draft, ref);
  arrive(draft);
}

/** Enters a flow to come back afterwards. */
export function callFlow(draft: Draft, target: string, from: string, then?: string): void {
  if (nest(draft, target, from, then)) arrive(draft);
  else goMenu(draft);
}

/** The step that helps with a screen of the app. Who was stuck comes back to the step where that happened, not to the question about the screen. */
export function openScreen(draft: Draft, target: string): void {
  const asked = top(draft)?.flow === STUCK && draft.s.stack.length > 1;
  if (asked) draft.s.stack = draft.s.stack.slice(0, -1);
  callFlow(draft, target, START);
}

/** Puts a flow on the stack without saying anything. Already inside it further down: unwinds to it instead of nesting. */
export function nest(draft: Draft, target: string, from: string, then?: string): boolean {
  const ref = followAlias(draft.guide.content.flows, from, target);
  if (!ref) return false;
  const inside = draft.s.stack.findIndex((frame) => frame.flow === ref.flow);
  if (inside < 0) push(draft, ref, then);
  else {
    draft.s.stack = draft.s.stack.slice(0, inside + 1);
    setTop(draft, ref);
  }
  draft.s.pending = [];
  return true;
}

export function goMenu(draft: Draft): void {
  draft.s.stack = [];
  const ref = followAlias(draft.guide.content.flows, MENU, `${MENU}/`);
  if (!ref) return;
  push(draft, ref);
  arrive(draft);
}

export function goBackToCaller(draft: Draft): void {
  if (draft.s.stack.length < 2) return goMenu(draft);
  draft.s.stack = draft.s.stack.slice(0, -1);
  const caller = top(draft);
  if (!caller) return goMenu(draft);
  goTo(draft, caller.then ?? caller.step, caller.flow);
}

/** Says the step on top and everything that follows without input. */
function arrive(draft: Draft): void {
  const step = currentStep(draft);
  const frame = top(draft);
  if (!step || !frame) return goMenu(draft);
  draft.entered += 1;
  if (draft.entered > STEPS_PER_TURN) {
    // A circle of silent steps is a fault the linter refuses; content from elsewhere must not hang a chat.
    if (frame.flow !== MENU) return goMenu(draft);
    return;
  }
  draft.s.pending = [...draft.also.map((flow) => `+f:${flow}`), ...(draft.join === undefined ? [] : [`+j:${draft.join}`])];
  if (step.milestone) count(draft, `milestone.${step.milestone}`);
  if (step.route !== undefined) return goTo(draft, pickRoute(draft, step.route), frame.flow);
  count(draft, `step ${frame.flow}/${frame.step}`);
  if (step.next !== undefined) {
    send(draft, stepMessage(draft, step, frame, false));
    count(draft, `left ${frame.flow}/${frame.step}`);
    return goTo(draft, pickRoute(draft, step.next), frame.flow);
  }
  sayStep(draft);
}

/** Says the current step (again), with everything that can be chosen now. */
export function sayStep(draft: Draft): void {
  const step = currentStep(draft);
  const frame = top(draft);
  if (!step || !frame) return goMenu(draft);
  send(draft, stepMessage(draft, step, frame, true));
}

function stepMessage(draft: Draft, step: Step, ref: StepRef, waits: boolean): Message {
  const blocks = [...draft.blocks, ...blocksOf(draft, step)];
  draft.blocks = [];
  return {
    say: { type: 'step', flow: ref.flow, step: ref.step },
    step: { flow: ref.flow, step: ref.step },
    offers: waits ? offersNow(draft) : [],
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(step.input?.type === 'place' && waits ? { askPlace: true } : {}),
  };
}

function blocksOf(draft: Draft, step: Step): Block[] {
  const { commune } = draft.s;
  if (step.show === 'place' && commune) return [{ type: 'place', code: commune }];
  if (step.show === 'teams' && commune) {
    const found = draft.guide.tools.teams?.find(commune, draft.point, step.need, draft.at) ?? { teams: [] };
    return [{ type: 'teams', commune, teams: found.teams, ...(found.nothingOpenUntil === undefined ? {} : { nothingOpenUntil: found.nothingOpenUntil }) }];
  }
  if (step.show === 'data') return [dataBlock(draft)];
  if (step.show === 'share') return shareBlock(draft);
  return [];
}

/** The text to forward is that of the step the citizen came from. */
export function shareBlock(draft: Draft): Block[] {
  const frame = [...draft.s.stack].reverse().find(({ flow }) => !draft.guide.content.flows.get(flow)?.unlisted);
  return frame ? [{ type: 'forward', flow: frame.flow, step: frame.step }] : [];
}

/** Applies a choice of a step: remembers the outcome, sets slots, moves on. The step must be on top of the stack. */
export function applyChoice(draft: Draft, ref: StepRef, choice: Choice): void {
  remember(draft, ref, choice.id);
  for (const [slot, value] of Object.entries(choice.set ?? {})) setSlot(draft, slot, value);
  if (choice.remind) draft.s.wake = { at: draft.at + choice.remind.days * DAY, to: `${ref.flow}/${choice.remind.to}` };
  if (choice.call !== undefined) return callFlow(draft, choice.call, ref.flow, choice.then);
  if (choice.to !== undefined) return goTo(draft, pickRoute(draft, choice.to), ref.flow);
  sayStep(draft);
}

function remember(draft: Draft, ref: StepRef, choice: string): void {
  const { choices } = draft.guide.content;
  const step = idOf(ref);
  const others = draft.s.outcomes.filter((id) => {
    const made = choices.get(id);
    return made !== undefined && idOf(made) !== step;
  });
  draft.s.outcomes = [...others, shortId(choiceName(ref.flow, ref.step, choice))].slice(-SESSION_LIMITS.outcomes);
  visited(draft, ref);
}

/** A step the citizen answered: “back” leads to it. */
export function visited(draft: Draft, ref: StepRef): void {
  const step = idOf(ref);
  if (draft.s.history.at(-1) !== step) draft.s.history = [...draft.s.history, step].slice(-SESSION_LIMITS.history);
}

/** Asked in between, by a word or a question: nothing was answered here yet, and the step below was not left by an answer. */
function interjected(draft: Draft): boolean {
  const { content } = draft.guide;
  const [caller, here] = draft.s.stack.slice(-2);
  if (!caller || !here) return false;
  const flows = draft.s.history.map((id) => content.steps.get(id));
  const last = flows.at(-1);
  return last !== undefined && !flows.some((ref) => ref?.flow === here.flow) && !(last.flow === caller.flow && last.step === caller.step);
}

/** One step back; without a history (no consent) to whoever called, else to the start of the flow. */
export function goBack(draft: Draft): void {
  const history = [...draft.s.history];
  const here = top(draft);
  // A private flow leaves no history to go back through.
  const flow = here && draft.guide.content.flows.get(here.flow);
  if (here && flow?.private && flow.start !== here.step) return goTo(draft, `${here.flow}/`, here.flow);
  if (interjected(draft)) return goBackToCaller(draft);
  while (history.length > 0) {
    const ref = draft.guide.content.steps.get(history.pop() ?? '');
    if (!ref || (here && ref.flow === here.flow && ref.step === here.step)) continue;
    draft.s.history = history;
    standAt(draft, ref);
    return arrive(draft);
  }
  draft.s.history = [];
  if (draft.s.stack.length > 1) return goBackToCaller(draft);
  if (here && stepAt(draft.guide.content.flows, here) && draft.guide.content.flows.get(here.flow)?.start !== here.step) return goTo(draft, `${here.flow}/`, here.flow);
  goMenu(draft);
}

/** Puts the citizen on a step: unwinds to its flow when that is on the stack, else replaces the top. */
export function standAt(draft: Draft, ref: StepRef): void {
  const inside = draft.s.stack.findIndex((frame) => frame.flow === ref.flow);
  if (inside >= 0) draft.s.stack = draft.s.stack.slice(0, inside + 1);
  if (top(draft)) setTop(draft, ref);
  else push(draft, ref);
  draft.s.pending = [];
}

/** A sentence of ours, and under it what can be chosen now. */
export function sayThenOffer(draft: Draft, key: string, params?: Message['params']): void {
  sendUi(draft, key, {
    offers: offersNow(draft),
    ...(params ? { params } : {}),
    ...(currentStep(draft)?.input?.type === 'place' ? { askPlace: true } : {}),
  });
}
