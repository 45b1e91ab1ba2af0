// What can be chosen at this moment, and what a pressed button meant.
// Promises: the same session and content give the same offers in the same order, so a typed number means what was shown.
import type { ChoiceRef } from '../flow/assemble.ts';
import { choiceName, fromSixBits, shortId, sixBits } from '../flow/ids.ts';
import { currentStep, type Draft, holds, top } from './draft.ts';
import { type Dynamic, dynamicId, type Word } from './guide.ts';
import type { Offer } from './message.ts';

const VERSION = 'v1:';
/** Flows that are themselves the way out: no "I'm stuck" and no menu button there. */
const WITHOUT_WORDS = new Set(['start', 'menu']);
const WITHOUT_STUCK = new Set(['start', 'menu', 'stuck', 'hotline-contact', 'privacy', 'chitchat', 'out-of-scope']);

/** `v1:` + 8 characters for what was chosen + 3 for the turn: 14 bytes on any platform. */
export const buttonCode = (id: string, turn: number): string => VERSION + id + sixBits(turn, 3);

export type Pressed = { readonly turn: number } & ({ readonly type: 'choice'; readonly ref: ChoiceRef } | Dynamic | { readonly type: 'gone' });

/** What a button's code means today; `gone` when it was ours but the choice no longer exists, undefined when it was never ours. */
export function readButton(draft: Draft, code: string): Pressed | undefined {
  const match = /^#?v1:([A-Za-z0-9_-]{8})([A-Za-z0-9_-]{3})$/.exec(code.trim());
  if (!match) return undefined;
  const [, id = '', count = ''] = match;
  const turn = fromSixBits(count);
  const ref = draft.guide.content.choices.get(id);
  if (ref) return { type: 'choice', ref, turn };
  const dynamic = draft.guide.dynamic.get(id);
  return dynamic ? { ...dynamic, turn } : { type: 'gone', turn };
}

/** The offers of the current position: what is pending instead of or besides the step's choices; then the words that always work. */
export function offersNow(draft: Draft): Offer[] {
  const instead = draft.s.pending.filter((name) => !name.startsWith('+'));
  const besides = draft.s.pending.filter((name) => name.startsWith('+')).map((name) => name.slice(1));
  return [...(instead.length > 0 ? pendingOffers(draft, instead) : choiceOffers(draft)), ...pendingOffers(draft, besides), ...wordOffers(draft)];
}

export function choiceOffers(draft: Draft): Offer[] {
  const frame = top(draft);
  const step = currentStep(draft);
  if (!frame || !step) return [];
  return step.choices
    .filter((choice) => holds(draft, choice.when))
    .map((choice) => ({
      code: buttonCode(shortId(choiceName(frame.flow, frame.step, choice.id)), draft.s.turn),
      label: { type: 'choice' as const, flow: frame.flow, step: frame.step, choice: choice.id },
      ...(choice.style ? { style: choice.style } : {}),
    }));
}

/** Names in `pending`: `p:` place, `f:` flow, `s:` screen, `w:` word, `j:` campaign to take part in, `c:` id of a choice; a leading `+` = besides the choices. */
function pendingOffers(draft: Draft, names: readonly string[]): Offer[] {
  return names.flatMap((name): Offer[] => {
    const [kind, rest = ''] = [name.slice(0, 2), name.slice(2)];
    const turn = draft.s.turn;
    if (kind === 'p:') {
      // Commas part the entries of the list; inside one they were kept as semicolons.
      const [code = '', kept] = rest.split('~');
      const via = kept?.replace(/;/g, ',');
      return [{ code: buttonCode(dynamicId('place', code), turn), label: { type: 'place', code, ...(via ? { via } : {}) } }];
    }
    if (kind === 'f:') return draft.guide.content.flows.has(rest) ? [{ code: buttonCode(dynamicId('flow', rest), turn), label: { type: 'flow', flow: rest } }] : [];
    if (kind === 's:') return [{ code: buttonCode(dynamicId('screen', rest), turn), label: { type: 'screen', screen: rest } }];
    if (kind === 'j:') return [wordOffer('join', turn)];
    if (kind === 'w:') return [wordOffer(rest as Word, turn)];
    const ref = draft.guide.content.choices.get(rest);
    return ref ? [{ code: buttonCode(rest, turn), label: { type: 'choice', ...ref } }] : [];
  });
}

export const wordOffer = (word: Word, turn: number): Offer => ({ code: buttonCode(dynamicId('word', word), turn), label: { type: 'ui', key: `words.${word}` } });

function wordOffers(draft: Draft): Offer[] {
  const frame = top(draft);
  if (!frame || WITHOUT_WORDS.has(frame.flow)) return [];
  const words: Word[] = [];
  if (draft.s.stack.length > 1) words.push('return');
  if (!WITHOUT_STUCK.has(frame.flow) && !draft.s.pending.includes('w:person')) words.push('stuck');
  words.push('menu');
  return words.map((word) => ({ ...wordOffer(word, draft.s.turn), word: true }));
}
