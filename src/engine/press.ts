// A pressed button: does what it said, today or tomorrow, on the step it belonged to.
// Promises: a double tap ends where one tap ends; a button of a step that is gone gets a kind sentence and the current step.
import { stepAt } from '../flow/assemble.ts';
import { shortId } from '../flow/ids.ts';
import { choiceName } from '../flow/ids.ts';
import { count, currentStep, type Draft, holds, top } from './draft.ts';
import { applyChoice, callFlow, goTo, openScreen, sayThenOffer, standAt, START } from './move.ts';
import { type Pressed, readButton } from './offers.ts';
import { foundPlace } from './place.ts';
import { sayWord } from './words.ts';

export function press(draft: Draft, code: string): void {
  const pressed = readButton(draft, code);
  draft.s.misses = 0;
  if (!pressed || pressed.type === 'gone') return old(draft);
  if (isAhead(pressed.turn, draft.s.turn)) count(draft, 'store-went-back');
  act(draft, pressed);
}

/** A button that carries a later turn than ours: the store has lost turns (restore, failover). */
function isAhead(button: number, now: number): boolean {
  return button !== now && ((button - now + 65_536) % 65_536) < 32_768;
}

function act(draft: Draft, pressed: Exclude<Pressed, { type: 'gone' }>): void {
  switch (pressed.type) {
    case 'word':
      return sayWord(draft, pressed.word);
    case 'flow':
      return callFlow(draft, `${pressed.flow}/`, START);
    case 'screen': {
      const screen = draft.guide.content.screens[pressed.screen];
      return screen ? openScreen(draft, screen.to) : old(draft);
    }
    case 'place': {
      const step = currentStep(draft);
      return foundPlace(draft, pressed.code, step?.input?.type === 'place' ? step.input.to : undefined);
    }
    case 'choice': {
      const { ref } = pressed;
      const step = stepAt(draft.guide.content.flows, ref);
      const choice = step?.choices.find(({ id }) => id === ref.choice);
      if (!choice) return old(draft);
      const frame = top(draft);
      if (!frame || frame.flow !== ref.flow || frame.step !== ref.step) standAt(draft, ref);
      // A choice that is not offered under today's slots (an old button) still means what it said.
      if (choice.when && !holds(draft, choice.when)) for (const [slot, values] of Object.entries(choice.when)) if (values[0] !== undefined) draft.s.slots = { ...draft.s.slots, [slot]: values[0] };
      count(draft, `choice ${shortId(choiceName(ref.flow, ref.step, ref.choice))}`);
      if (choice.do !== undefined) {
        sayWord(draft, choice.do);
        if (choice.to !== undefined && !draft.forgotten && choice.do !== 'next-person') goTo(draft, typeof choice.to === 'string' ? choice.to : '@menu', ref.flow);
        return;
      }
      return applyChoice(draft, ref, choice);
    }
  }
}

function old(draft: Draft): void {
  count(draft, 'old-button');
  if (!top(draft)) return goTo(draft, `${START}/`, START);
  sayThenOffer(draft, 'old-button');
}
