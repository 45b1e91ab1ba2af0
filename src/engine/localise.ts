// A message of keys → words of one language, voice and form of address, ready for a channel to lay out (`Said`).
// Promises: pure; facts of the day; a caution once per message; the place found stands before what to do there.
import { type Content, own, stepAt, type StepRef } from '../flow/assemble.ts';
import type { Lang } from '../flow/schema.ts';
import { blockText, teamButtons } from './blocks.ts';
import { cautionFor, rawScalar, valueOn, vnDate } from './facts.ts';
import type { Guide, Places } from './guide.ts';
import type { Message, Offer, Said } from './message.ts';
import { localeStep, type Manner, type Speak, speaker, uiText } from './speak.ts';

export function localise(guide: Guide, manner: Manner, message: Message, now: number): Said {
  const speak = speaker(guide.content, manner, now);
  const { lang } = manner;
  const step = message.step && stepAt(guide.content.flows, message.step);
  const words = message.say.type === 'step' ? stepText(guide.content, manner, message.say) : undefined;
  const main = message.say.type === 'ui' ? speak(`ui:${message.say.key}`, paramsIn(speak, message.params)) : words === undefined ? '' : speak(words.key, message.params);
  const parts = [manner.voice === 'elder' && message.say.type === 'step' ? apart(main) : main];
  for (const block of message.blocks ?? []) {
    // Where it is comes before what to do there.
    if (block.type === 'place') parts.unshift(blockText(guide, manner, block, speak, now));
    else parts.push(blockText(guide, manner, block, speak, now));
  }
  const caution = step && message.say.type === 'step' ? cautionFor(guide.content.facts, step.facts) : undefined;
  if (caution) parts.push(speak(`ui:caution.${caution}${caution === 'uncertain' && FOREIGNERS.has(message.step?.flow ?? '') ? '_foreigner' : ''}`));
  const day = vnDate(now);
  const alt = step?.picture === undefined ? undefined : guide.content.locales[lang].media[step.picture];
  return {
    key: message.say.type === 'ui' ? `ui/${message.say.key}` : `${message.say.flow}/${message.say.step}`,
    lang,
    text: parts.map((part) => part.trim()).filter((part) => part !== '').join('\n\n'),
    choices: message.offers.map((offer) => ({ label: labelOf(guide.content, lang, offer.label, guide.tools.places, speak), code: offer.code, ...(offer.style ? { style: offer.style } : {}), ...(offer.word ? { word: true as const } : {}) })),
    open: [...(step && message.step ? step.open.flatMap((item) => openButton(guide.content, manner, message.step as StepRef, item, day, speak)) : []), ...teamButtons(guide, manner, message.blocks ?? [], speak, now)],
    ...(step?.picture !== undefined && message.say.type === 'step' ? { picture: { id: step.picture, alt: alt ?? '' } } : {}),
    ...(message.offers.some(({ word }) => word) ? { words: wordsLine(speak, message.offers) } : {}),
    ...(message.askPlace && guide.tools.places?.locate ? { askLocation: speak('ui:place.share-button') } : {}),
  };
}

/** Flows whose people the commune police cannot help. */
const FOREIGNERS: ReadonlySet<string> = new Set(['foreigner-account']);

/** "Cũng có thể gõ: menu · bị kẹt", for channels that have no room for these as buttons. */
function wordsLine(speak: Speak, offers: Message['offers']): string {
  let shown = '';
  for (const { word, label } of offers) if (word && label.type === 'ui') shown += ` ${label.key}`;
  let lines = wordsLines.get(speak);
  if (!lines) wordsLines.set(speak, (lines = new Map()));
  const known = lines.get(shown);
  if (known !== undefined) return known;
  const line = spokenWords(speak, offers);
  lines.set(shown, line);
  return line;
}
/** A handful of sets of words for each manner. */
const wordsLines = new WeakMap<Speak, Map<string, string>>();

function spokenWords(speak: Speak, offers: Message['offers']): string {
  const typed = offers.flatMap(({ word, label }) => (word && label.type === 'ui' ? speak(`ui:numbered.word.${label.key.slice(6)}`) : []));
  return `${speak('ui:numbered.words')} ${typed.reverse().join(' · ')}`;
}

/** Label of an offer in a language; also what a typed answer is compared with. */
export function labelOf(content: Content, lang: Lang, label: Offer['label'], places?: Places, speak?: Speak): string {
  switch (label.type) {
    case 'choice': {
      const text = localeStep(content, lang, label)?.choices[label.choice] ?? label.choice;
      return speak && text.includes('{{') ? speak(`${label.flow}:steps.${label.step}.choices.${label.choice}`) : text;
    }
    case 'flow':
      return content.locales[lang].flows.get(label.flow)?.title ?? label.flow;
    case 'screen':
      return own(content.locales[lang].screens, label.screen)?.[0] ?? label.screen;
    case 'place': {
      const name = places?.name(label.code, lang) ?? label.code;
      return label.via ? `${name} (${label.via})` : name;
    }
    case 'ui':
      return uiText(content, lang, label.key);
  }
}

/** Helper wins over elder; both fall back to the base text, which is written for an elder anyway. */
function stepText(content: Content, manner: Manner, ref: StepRef): { readonly key: string } | undefined {
  const step = localeStep(content, manner.lang, ref);
  if (!step) return undefined;
  const field = manner.voice === 'helper' && step.say_helper !== undefined ? 'say_helper' : manner.voice === 'elder' && step.say_elder !== undefined ? 'say_elder' : 'say';
  return step[field] === undefined ? undefined : { key: `${ref.flow}:steps.${ref.step}.${field}` };
}

/** The elder voice: every sentence on a line of its own. */
function apart(text: string): string {
  return text.replace(/(?<!(?:^|\n)\d{1,2})([.!?…]["”’)]?) +(?=\p{Lu}|“|[0-9])/gu, '$1\n');
}

function openButton(content: Content, manner: Manner, ref: StepRef, item: { id: string; url?: string | undefined; phone?: string | undefined; copy?: string | undefined }, day: string, speak: Speak): Said['open'][number][] {
  const source = item.url ?? item.phone ?? item.copy ?? '';
  const [id = '', name = ''] = source.split('.');
  const card = content.facts.get(id);
  const value = card && own(card.values, name);
  const scalar = value === undefined ? undefined : valueOn(value, day);
  if (scalar === undefined) return [];
  const raw = rawScalar(scalar, manner.lang);
  const label = speak(`${ref.flow}:steps.${ref.step}.open.${item.id}`);
  if (item.url !== undefined) return [{ type: 'url', label, url: raw }];
  return item.phone === undefined ? [{ type: 'copy', label, text: raw }] : [{ type: 'phone', label, phone: raw }];
}

/** Parameters that are themselves keys of ours (`why.punycode`) are spoken first. */
function paramsIn(speak: Speak, params: Message['params']): Readonly<Record<string, unknown>> | undefined {
  if (typeof params?.['why'] !== 'string') return params;
  return { ...params, why: speak(`ui:${params['why']}`) };
}
