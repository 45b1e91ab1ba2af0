// A message of keys → words of one language, voice and form of address, ready for a channel to lay out (`Said`).
// Promises: pure; facts of the day, cautions once per message; texts without parameters are compiled once a day and reused.
import i18next, { type i18n } from 'i18next';
import type { Content } from '../flow/assemble.ts';
import { own, stepAt, type StepRef } from '../flow/assemble.ts';
import { LANGS, type Lang, type LocaleStep, type Voice } from '../flow/schema.ts';
import { blockText } from './blocks.ts';
import { cautionFor, factWords, type FactWords, rawScalar, valueOn, vnDate } from './facts.ts';
import type { Guide, Places } from './guide.ts';
import type { Message, Offer, Said } from './message.ts';
import type { Address, Session } from './session.ts';

export type Manner = { readonly lang: Lang; readonly voice: Voice; readonly address: Address };
export const mannerOf = (session: Session | undefined): Manner => ({ lang: session?.lang ?? 'vi', voice: session?.voice ?? 'plain', address: session?.address ?? 'neutral' });

export function localise(guide: Guide, manner: Manner, message: Message, now: number): Said {
  const speak = speaker(guide.content, manner, now);
  const { lang } = manner;
  const step = message.step && stepAt(guide.content.flows, message.step);
  const own = message.say.type === 'step' ? stepText(guide.content, manner, message.say) : undefined;
  const main = message.say.type === 'ui' ? speak(`ui:${message.say.key}`, paramsIn(speak, message.params)) : own === undefined ? '' : speak(own.key, message.params);
  const parts = [manner.voice === 'elder' && message.say.type === 'step' ? apart(main) : main];
  for (const block of message.blocks ?? []) {
    // Where it is comes before what to do there.
    if (block.type === 'place') parts.unshift(blockText(guide, manner, block, speak, now));
    else parts.push(blockText(guide, manner, block, speak, now));
  }
  const caution = step && message.say.type === 'step' ? cautionFor(guide.content.facts, step.facts) : undefined;
  if (caution) parts.push(speak(`ui:caution.${caution}`));
  const day = vnDate(now);
  const alt = step?.picture === undefined ? undefined : guide.content.locales[lang].media[step.picture];
  return {
    key: message.say.type === 'ui' ? `ui/${message.say.key}` : `${message.say.flow}/${message.say.step}`,
    lang,
    text: parts.map((part) => part.trim()).filter((part) => part !== '').join('\n\n'),
    choices: message.offers.map((offer) => ({ label: labelOf(guide.content, lang, offer.label, guide.tools.places, speak), code: offer.code, ...(offer.style ? { style: offer.style } : {}) })),
    open: step && message.step ? step.open.flatMap((item) => openButton(guide.content, manner, message.step as StepRef, item, day, speak)) : [],
    ...(step?.picture !== undefined && message.say.type === 'step' ? { picture: { id: step.picture, alt: alt ?? '' } } : {}),
    ...(message.askPlace && guide.tools.places?.locate ? { askLocation: speak('ui:place.share-button') } : {}),
  };
}

export type Speak = (key: string, params?: Readonly<Record<string, unknown>>) => string;

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

export function uiText(content: Content, lang: Lang, key: string): string {
  let node: unknown = content.locales[lang].ui;
  for (const part of key.split('.')) node = typeof node === 'object' && node !== null && Object.hasOwn(node, part) ? (node as Record<string, unknown>)[part] : undefined;
  return typeof node === 'string' ? node : key;
}

export function localeStep(content: Content, lang: Lang, ref: StepRef): LocaleStep | undefined {
  const steps = content.locales[lang].flows.get(ref.flow)?.steps;
  return steps && own(steps, ref.step);
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
  return text.replace(/([.!?…]["”’)]?) +(?=\p{Lu}|“|[0-9])/gu, '$1\n');
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

type Compiled = { readonly i18n: i18n; day: string; words: Map<string, FactWords>; texts: Map<string, string> };
const compiled = new WeakMap<Content, Compiled>();

/** A speaking function for one manner and day. Texts without parameters are kept. */
export function speaker(content: Content, manner: Manner, now: number): Speak {
  const box = compiled.get(content) ?? compile(content);
  const day = vnDate(now);
  if (box.day !== day) {
    box.day = day;
    box.words.clear();
    box.texts.clear();
  }
  const elder = manner.voice === 'elder';
  const style = `${manner.lang}${elder ? 'e' : 'p'}${manner.address}`;
  let words = box.words.get(style);
  if (!words) box.words.set(style, (words = factWords(content.facts, manner.lang, day, elder)));
  const you = uiText(content, manner.lang, `you.${manner.address}`);
  const always = { fact: words, you, You: you.charAt(0).toUpperCase() + you.slice(1), lng: manner.lang };
  return (key, params) => {
    if (params && Object.keys(params).length > 0) return box.i18n.t(key, { ...always, ...params });
    const memo = `${style} ${key}`;
    const known = box.texts.get(memo);
    if (known !== undefined) return known;
    const text = box.i18n.t(key, always);
    box.texts.set(memo, text);
    return text;
  };
}

function compile(content: Content): Compiled {
  const resources = Object.fromEntries(LANGS.map((lang) => [lang, { ui: content.locales[lang].ui, ...Object.fromEntries(content.locales[lang].flows) }]));
  const instance = i18next.createInstance();
  void instance.init({ resources, lng: 'vi', fallbackLng: false, interpolation: { escapeValue: false }, returnObjects: false, showSupportNotice: false, initAsync: false } as Parameters<typeof instance.init>[0]);
  const box: Compiled = { i18n: instance, day: '', words: new Map(), texts: new Map() };
  compiled.set(content, box);
  return box;
}
