// Words and buttons that work in every state: menu, back, again, skip, wrong, person, stop, language, my data, scam, share, next person.
// Promises: each answers at once and leaves the citizen somewhere with a way on.
import { stepAt, type StepRef } from '../flow/assemble.ts';
import type { Choice, Lang } from '../flow/schema.ts';
import { fold } from '../text.ts';
import { count, currentStep, type Draft, langOf, sendUi, top } from './draft.ts';
import type { Word } from './guide.ts';
import { dataBlock } from './kept.ts';
import { labelOf } from './localise.ts';
import { applyChoice, callFlow, goBack, goBackToCaller, goMenu, goTo, sayStep, sayThenOffer, shareBlock, standAt, START } from './move.ts';
import { offersNow, wordOffer } from './offers.ts';
import { NEW_SESSION } from './session.ts';

export function sayWord(draft: Draft, word: Word, rest?: string): void {
  count(draft, `word ${word}`);
  switch (word) {
    case 'menu':
      return goMenu(draft);
    case 'start':
      return top(draft) ? goMenu(draft) : goTo(draft, `${START}/`, START);
    case 'back':
      return goBack(draft);
    case 'return':
      return goBackToCaller(draft);
    case 'again':
      return again(draft);
    case 'skip':
      return skip(draft);
    case 'wrong':
      return rest !== undefined && rest !== '' && correct(draft, rest) ? undefined : goBack(draft);
    case 'person':
      count(draft, 'milestone.needs-help');
      return callFlow(draft, 'hotline-contact/person', START);
    case 'stuck':
      return stuck(draft);
    case 'scam':
      return callFlow(draft, 'scam-check/', START);
    case 'stop':
      delete draft.s.wake;
      return sendUi(draft, 'stopped', { offers: [wordOffer('menu', draft.s.turn)] });
    case 'language': {
      const named = namedLanguage(rest ?? '');
      draft.s.lang = named ?? (langOf(draft) === 'vi' ? 'en' : 'vi');
      return named !== undefined && answersFirst(draft, named) ? undefined : again(draft);
    }
    case 'share':
      return share(draft);
    case 'show-data':
      return sendUi(draft, 'data', { blocks: [dataBlock(draft)], offers: offersNow(draft) });
    case 'forget':
      draft.forgotten = true;
      draft.effects.push({ type: 'forget' });
      return sendUi(draft, 'forgotten', { offers: [wordOffer('start', draft.s.turn)] });
    case 'next-person':
      return nextPerson(draft);
    case 'join':
      return join(draft);
  }
}

/** Somebody new who names a language has answered the first question before or as it was asked: it is not put (again). */
function answersFirst(draft: Draft, named: Lang): boolean {
  const step = draft.guide.content.flows.get(START)?.start ?? '';
  const ref = { flow: START, step };
  const choice = stepAt(draft.guide.content.flows, ref)?.choices.find(({ set }) => set?.['lang'] === named);
  const here = top(draft);
  if (!choice || (here && (here.flow !== START || here.step !== step))) return false;
  standAt(draft, ref);
  applyChoice(draft, ref, choice);
  return true;
}

/** "Tiếng Việt" means Vietnamese also for somebody who has it already; a bare "ngôn ngữ" or the button changes to the other one. */
function namedLanguage(typed: string): Lang | undefined {
  const text = fold(typed);
  if (/viet|^\/vi$/.test(text)) return 'vi';
  return /english|tieng anh|^\/en$/.test(text) ? 'en' : undefined;
}

export function again(draft: Draft): void {
  if (top(draft)) sayStep(draft);
  else goTo(draft, `${START}/`, START);
}

function skip(draft: Draft): void {
  const step = currentStep(draft);
  const frame = top(draft);
  const choice = step?.choices.find(({ id }) => id === 'skip' || id === 'later' || id === 'not-now');
  if (choice && frame) return applyChoice(draft, frame, choice);
  sayThenOffer(draft, 'cannot-skip');
}

function stuck(draft: Draft): void {
  const frame = top(draft);
  const step = currentStep(draft);
  count(draft, `stuck ${frame?.flow ?? ''}/${frame?.step ?? ''}`);
  callFlow(draft, step?.stuck ?? 'stuck/', frame?.flow ?? START);
}

function share(draft: Draft): void {
  const blocks = shareBlock(draft);
  if (blocks.length === 0) return sayThenOffer(draft, 'nothing-to-share');
  sendUi(draft, 'share', { blocks, offers: offersNow(draft) });
}

/** Helper desk: everything of the person before is gone; only the helper's language, commune and consent stay. */
function nextPerson(draft: Draft): void {
  const { lang, commune, consent, turn, revision, banner } = draft.s;
  draft.s = { ...NEW_SESSION, voice: 'helper', consent, turn, revision, ...(lang ? { lang } : {}), ...(commune ? { commune } : {}), ...(banner ? { banner } : {}) };
  sendUi(draft, 'next-person');
  goTo(draft, 'journey/', 'journey');
}

/** Consent given on a link's step: from here on the campaign is remembered and milestones count for it. */
function join(draft: Draft): void {
  const { s } = draft;
  const offer = s.pending.find((name) => name.startsWith('+j:'));
  if (offer === undefined) return s.consent === 'yes' && s.campaign !== undefined ? again(draft) : sayThenOffer(draft, 'old-button');
  s.pending = s.pending.filter((name) => name !== offer);
  s.consent = 'yes';
  takePart(draft, offer.slice(3));
  sendUi(draft, 'joined');
  sayStep(draft);
}

/** The first campaign stays: whoever was counted once is not counted again for another. */
export function takePart(draft: Draft, campaign: string): void {
  draft.s.campaign ??= campaign;
  count(draft, 'milestone.started');
}

/** "Wrong, I meant iPhone": the latest step that offered something of that name gets that answer instead. */
export function correct(draft: Draft, meant: string): boolean {
  const { content, tools } = draft.guide;
  const lang = langOf(draft);
  const passed = draft.s.history.map((id) => content.steps.get(id)).filter((ref) => ref !== undefined);
  for (const ref of [...passed.reverse(), ...leadingHere(draft)]) {
    const step = stepAt(content.flows, ref);
    if (!step) continue;
    const offers = step.choices.map((choice: Choice) => ({
      id: choice.id,
      label: labelOf(content, lang, { type: 'choice', ...ref, choice: choice.id }),
      also: content.locales[lang].flows.get(ref.flow)?.steps[ref.step]?.also[choice.id] ?? [],
    }));
    const found = tools.choose(meant, offers, lang);
    const choice = found.type === 'one' ? step.choices.find((c) => c.id === found.id) : undefined;
    if (!choice) continue;
    standAt(draft, ref);
    sendUi(draft, 'corrected', { params: { label: labelOf(content, lang, { type: 'choice', ...ref, choice: choice.id }) } });
    applyChoice(draft, ref, choice);
    return true;
  }
  return false;
}

/** Without consent nobody remembers the way: the steps with a choice that leads to where the citizen stands, here and in each flow that called. */
function leadingHere({ s, guide }: Draft): StepRef[] {
  return [...s.stack].reverse().flatMap(({ flow, step }) => {
    const steps = Object.entries(guide.content.flows.get(flow)?.steps ?? {});
    return steps.filter(([, { choices }]) => choices.some(({ to }) => to === step || to === `${flow}/${step}`)).map(([id]): StepRef => ({ flow, step: id }));
  });
}
