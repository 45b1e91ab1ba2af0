// What a typed message means here. Order: what the step expects, repair words, a pasted link, the app's screen, then intents.
// Promises: secrets are answered first; scams before everything else that was asked; two misses in a row offer a person.
import { count, currentStep, type Draft, langOf, sendUi, top } from './draft.ts';
import type { Heard } from './guide.ts';
import { labelOf } from './localise.ts';
import type { Event } from './message.ts';
import { callFlow, goTo, nest, openScreen, sayStep, sayThenOffer, START } from './move.ts';
import { offersNow } from './offers.ts';
import { hearPlace } from './place.ts';
import { press } from './press.ts';
import { sayWord } from './words.ts';
import { fold, hasAccents, words } from '../text.ts';

type TextEvent = Extract<Event, { type: 'text' }>;
/** A citizen's own secrets; somebody else's phone number is a question about a stranger. */
const OWN_SECRETS: ReadonlySet<string> = new Set(['cccd', 'cmnd', 'passport', 'otp', 'password', 'passcode', 'bank_account', 'bank_card']);
const SECRETS = 'sensitive-data';
const URGENT = 'scam-report';
const MAX_OTHERS = 2;
/** An exact label scores 1, the same typed without accents 0.97. */
const EXACT = 0.96;
const DAY = 86_400_000;
const VN_OFFSET = 7 * 3_600_000;

export function hearText(draft: Draft, event: TextEvent): void {
  const { tools } = draft.guide;
  const text = event.text;
  const secrets = (event.secrets ?? []).filter((type) => OWN_SECRETS.has(type));
  if (event.secrets && event.secrets.length > 0) draft.effects.push({ type: 'delete-incoming' });
  if (secrets.length > 0) sendUi(draft, `secret.${secrets[0]}`);
  const understood = () => {
    draft.s.misses = 0;
  };

  const repair = tools.repair(text);
  if (top(draft) && chosen(draft, text, repair ? EXACT : 0)) return understood();
  if (repair) {
    understood();
    if (draft.s.lang === undefined) draft.s.lang = guessLang(text);
    return sayWord(draft, repair.word, repair.word === 'language' ? text : repair.rest);
  }
  if (draft.s.lang === undefined) draft.s.lang = guessLang(text);
  const step = currentStep(draft);
  const place = step?.input?.type === 'place' ? hearPlace(draft, text, step.input.to) : 'no';
  if (place !== 'no') return place === 'understood' ? understood() : undefined;
  if (judged(draft, text, step?.input?.type === 'link')) return understood();
  const heard = tools.understand(text, { lang: langOf(draft), ...(event.secrets ? { redacted: event.secrets } : {}) });
  const screens = quoted(draft, text, step?.input?.type === 'screen', heard);
  if (screens.length > 0) {
    understood();
    return showScreens(draft, screens);
  }
  if (answer(draft, secrets.length > 0 ? besidesSecret(heard) : heard, text)) return understood();
  if (secrets.length > 0) return callFlow(draft, `${SECRETS}/`, START);
  miss(draft, event, heard);
}

/** A choice, number or label of what is offered now. A word that always works yields only to the very label of a choice. */
function chosen(draft: Draft, text: string, atLeast: number): boolean {
  const offers = offersNow(draft);
  if (offers.length === 0) return false;
  const lang = langOf(draft);
  const { content, tools } = draft.guide;
  const found = tools.choose(
    text,
    offers.map((offer) => ({ id: offer.code, label: labelOf(content, lang, offer.label, tools.places), also: synonyms(draft, offer.label) })),
    lang,
  );
  // Words that always work carry no number on any channel: a number beyond the shown list picks nothing.
  const byNumber = /^\D{0,12}\d{1,2}\D{0,4}$/.test(text);
  if (found.type === 'one' && byNumber && offers.find(({ code }) => code === found.id)?.word) return false;
  if (found.type === 'one' && found.score >= atLeast) {
    press(draft, found.id);
    return true;
  }
  if (found.type === 'several' && atLeast === 0) {
    sendUi(draft, 'which-one', { offers: offers.filter(({ code }) => found.ids.includes(code)) });
    return true;
  }
  return false;
}

function synonyms(draft: Draft, label: Parameters<typeof labelOf>[2]): readonly string[] {
  if (label.type !== 'choice') return [];
  const lang = langOf(draft);
  const other = lang === 'vi' ? 'en' : 'vi';
  const { content } = draft.guide;
  const also = content.locales[lang].flows.get(label.flow)?.steps[label.step]?.also[label.choice] ?? [];
  return [...also, labelOf(content, other, label)];
}

/** A pasted link is judged in every state; names, numbers and senders only where the step asks for one. */
function judged(draft: Draft, text: string, asked: boolean): boolean {
  const verdict = draft.guide.tools.judge(text, !asked);
  if (verdict.subject !== 'link' && !(asked && verdict.subject !== 'none')) return false;
  if (!top(draft)) standOnStart(draft);
  count(draft, `link ${verdict.label}`);
  sendUi(draft, `verdict.${verdict.label}`, { params: { why: `why.${verdict.why}` }, offers: offersNow(draft) });
  return true;
}

/** Words that announce a quotation: "nó báo …", "màn hình hiện …", "it says …", or quotation marks. */
const QUOTES = /["“”«»]|\b(bao|hien|ghi|man hinh|thong bao|says|said|shows|error|message|screen)\b/;

/**
 * Screens quoted by the text. Where a step asks for one, any part of a wording counts. Elsewhere questions use the same words as the
 * screens ("kích hoạt tài khoản định danh điện tử"): an announced or whole quotation counts, a part only where the question agrees.
 */
function quoted(draft: Draft, text: string, asked: boolean, heard: Heard): readonly string[] {
  const { content, tools } = draft.guide;
  if (asked || QUOTES.test(fold(text))) return tools.screens(text);
  if (text.length <= 12) return [];
  const whole = tools.screens(text, true);
  if (whole.length > 0) return whole;
  const parts = tools.screens(text);
  if (heard.verdict === 'unsure' || heard.verdict === 'none') return parts;
  return heard.verdict === 'sure' ? parts.filter((id) => content.screens[id]?.to.startsWith(`${heard.ranked[0]?.intent ?? ''}/`)) : [];
}

function showScreens(draft: Draft, screens: readonly string[]): void {
  if (!top(draft)) standOnStart(draft);
  const [first] = screens;
  const screen = screens.length === 1 && first !== undefined ? draft.guide.content.screens[first] : undefined;
  if (screen) return openScreen(draft, screen.to);
  draft.s.pending = screens.slice(0, 3).map((id) => `s:${id}`);
  sayThenOffer(draft, 'which-screen');
}

/** The notice about the secret was said already: what was asked besides is answered, the chapter about secrets is offered under it. */
function besidesSecret(heard: Heard): Heard {
  const [asked, ...rest] = heard.others ?? [];
  if (asked === undefined || heard.ranked[0]?.intent !== SECRETS) return heard;
  return { ...heard, verdict: 'sure', ranked: [{ intent: asked, score: heard.ranked[0].score }, ...heard.ranked], others: [SECRETS, ...rest] };
}

/** Acts on what was understood; false when nothing was. */
function answer(draft: Draft, heard: Heard, text: string): boolean {
  const { flows } = draft.guide.content;
  const known = heard.ranked.filter(({ intent }) => flows.has(intent));
  const [first, second] = known;
  if (!first || heard.verdict === 'none' || heard.verdict === 'unsure') return false;
  if (!top(draft)) standOnStart(draft);
  count(draft, `intent ${first.intent}`);
  // Somebody who may have been robbed a minute ago is not asked what they mean: first aid now, the other subject under it.
  const urgent = first.intent === URGENT && second ? [second.intent] : [];
  if (heard.verdict === 'between' && second && urgent.length === 0) {
    draft.s.pending = [`f:${first.intent}`, `f:${second.intent}`, 'w:person'];
    sayThenOffer(draft, 'did-you-mean');
    return true;
  }
  draft.also = [...new Set([...(heard.others ?? []), ...(heard.verdict === 'between' ? urgent : [])])].filter((intent) => intent !== first.intent && flows.has(intent)).slice(0, MAX_OTHERS);
  // Thanks in between must not unwind to an earlier greeting: what is being done stays underneath.
  if (first.intent === 'chitchat') draft.s.stack = draft.s.stack.filter(({ flow }) => flow !== 'chitchat');
  if (first.intent !== 'find-support-place') callFlow(draft, `${first.intent}/${stepFor(draft, first.intent, text)}`, START);
  else if (nest(draft, 'find-support-place/', START)) {
    // The question may already name the place: it is answered instead of asked again.
    const step = currentStep(draft);
    if (step?.input?.type !== 'place' || hearPlace(draft, text, step.input.to, true) === 'no') sayStep(draft);
  }
  return true;
}

/** Mere talk has several answers; everything else begins at its start. */
function stepFor(draft: Draft, intent: string, text: string): string {
  const step = intent === 'chitchat' ? draft.guide.tools.smallTalk?.(text) : undefined;
  return step !== undefined && draft.guide.content.flows.get(intent)?.steps[step] ? step : '';
}

/** The first words of a new citizen were a question: it is answered first, the welcome is what they return to. */
function standOnStart(draft: Draft): void {
  const start = draft.guide.content.flows.get(START);
  if (start) draft.s.stack = [{ flow: START, step: start.start }];
}

function miss(draft: Draft, event: TextEvent, heard: Heard): void {
  if (!top(draft)) return goTo(draft, `${START}/`, START);
  draft.s.misses = Math.min(9, draft.s.misses + 1);
  count(draft, 'unmatched');
  keepUnmatched(draft, event);
  const { flows } = draft.guide.content;
  const best = heard.verdict === 'unsure' ? heard.ranked.filter(({ intent }) => flows.has(intent)).slice(0, 3) : [];
  if (draft.s.misses >= 2 || best.length > 0) {
    draft.s.pending = [...best.map(({ intent }) => `f:${intent}`), 'w:person'];
    return sayThenOffer(draft, best.length > 0 ? 'not-sure' : 'offer-person');
  }
  sayThenOffer(draft, 'not-understood');
}

/** At most one text a chat and day, and only after consent. */
function keepUnmatched(draft: Draft, event: TextEvent): void {
  const day = Math.floor((draft.at + VN_OFFSET) / DAY);
  if (draft.s.consent !== 'yes' || draft.s.keptDay === day) return;
  draft.s.keptDay = day;
  draft.effects.push({ type: 'unmatched', text: event.text });
}

/** Words that only an English sentence has: none of them is also a Vietnamese syllable typed without accents ("the", "can", "to", "my" are). */
const ENGLISH = new Set('is are what how where when why which who you your please and or of for with from have has need want get does did was will would should could this lost forgot cannot someone somebody they living abroad foreigner vietnamese'.split(' '));
/** Words that Vietnamese sentences mix in and English ones need: they count only beside the others. */
const MIXED = new Set('i my the can to do me not it that hello help in at account phone app code card police number password register activate level english'.split(' '));

/** The language of a first message: English only when it looks clearly so. */
export function guessLang(text: string): 'vi' | 'en' {
  if (hasAccents(text)) return 'vi';
  const typed = words(fold(text));
  const sure = typed.filter((word) => ENGLISH.has(word)).length;
  const mixed = typed.filter((word) => MIXED.has(word)).length;
  return sure >= 1 && sure + mixed >= 2 && (sure + mixed) * 3 >= typed.length ? 'en' : 'vi';
}
