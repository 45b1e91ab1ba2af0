// Texts of a content in one language, voice and form of address: look-up, parameters, fact values of the day.
// Promises: texts without parameters are compiled once a day and reused; a missing key is its own name, never a crash.
import i18next, { type i18n } from 'i18next';
import { type Content, own, type StepRef } from '../flow/assemble.ts';
import { LANGS, type Lang, type LocaleStep, type Voice } from '../flow/schema.ts';
import { factWords, type FactWords, vnDate } from './facts.ts';
import type { Address, Session } from './session.ts';

export type Manner = { readonly lang: Lang; readonly voice: Voice; readonly address: Address };
export const mannerOf = (session: Session | undefined): Manner => ({ lang: session?.lang ?? 'vi', voice: session?.voice ?? 'plain', address: session?.address ?? 'neutral' });

export type Speak = (key: string, params?: Readonly<Record<string, unknown>>) => string;

export function uiText(content: Content, lang: Lang, key: string): string {
  const { ui } = content.locales[lang];
  let texts = uiTexts.get(ui);
  if (!texts) uiTexts.set(ui, (texts = new Map()));
  const known = texts.get(key);
  if (known !== undefined) return known;
  let node: unknown = ui;
  for (const part of key.split('.')) node = typeof node === 'object' && node !== null && Object.hasOwn(node, part) ? (node as Record<string, unknown>)[part] : undefined;
  const text = typeof node === 'string' ? node : key;
  // Keys come from the program and the content; the cap is for callers that ask for anything.
  if (texts.size < 2000) texts.set(key, text);
  return text;
}
const uiTexts = new WeakMap<object, Map<string, string>>();

export function localeStep(content: Content, lang: Lang, ref: StepRef): LocaleStep | undefined {
  const steps = content.locales[lang].flows.get(ref.flow)?.steps;
  return steps && own(steps, ref.step);
}

/** Texts kept for one manner and day. */
const TEXTS = 5000;
type Compiled = { readonly i18n: i18n; day: string; words: Map<string, FactWords>; speakers: Map<string, Speak> };
const compiled = new WeakMap<Content, Compiled>();

/** A speaking function for one manner and day. Texts without parameters are kept. */
export function speaker(content: Content, manner: Manner, now: number): Speak {
  const box = compiled.get(content) ?? compile(content);
  const day = vnDate(now);
  if (box.day !== day) {
    box.day = day;
    box.words.clear();
    box.speakers.clear();
  }
  const elder = manner.voice === 'elder';
  const style = `${manner.lang}${elder ? 'e' : 'p'}${manner.address}`;
  const known = box.speakers.get(style);
  if (known) return known;
  let words = box.words.get(style);
  if (!words) box.words.set(style, (words = factWords(content.facts, manner.lang, day, elder)));
  const you = uiText(content, manner.lang, `you.${manner.address}`);
  const always = { fact: words, you, You: you.charAt(0).toUpperCase() + you.slice(1), lng: manner.lang };
  const texts = new Map<string, string>();
  const speak: Speak = (key, params) => {
    let memo = key;
    for (const name in params) memo += `\0${name}\0${String(params[name])}`;
    const said = texts.get(memo);
    if (said !== undefined) return said;
    const text = box.i18n.t(key, memo === key ? always : { ...always, ...params });
    // Parameters are names of places, hours and values of cards: many, but never what somebody typed.
    if (texts.size >= TEXTS) texts.clear();
    texts.set(memo, text);
    return text;
  };
  box.speakers.set(style, speak);
  return speak;
}

function compile(content: Content): Compiled {
  const resources = Object.fromEntries(LANGS.map((lang) => [lang, { ui: content.locales[lang].ui, ...Object.fromEntries(content.locales[lang].flows) }]));
  const instance = i18next.createInstance();
  void instance.init({ resources, lng: 'vi', fallbackLng: false, interpolation: { escapeValue: false }, returnObjects: false, showSupportNotice: false, initAsync: false } as Parameters<typeof instance.init>[0]);
  const box: Compiled = { i18n: instance, day: '', words: new Map(), speakers: new Map() };
  compiled.set(content, box);
  return box;
}
