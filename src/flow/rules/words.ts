// Rules about words: both languages complete, short sentences, explained abbreviations, labels one can tell apart.
// The elder rule counts words between spaces; a quoted button label, a link or a value of a fact card counts as one word.
import type { Content, StepRef } from '../assemble.ts';
import type { Issue } from '../parse.ts';
import { flowFile, issueAt, localeFile, type Rule } from '../rule.ts';
import { LANGS, type Lang, type LocaleStep } from '../schema.ts';

export const ELDER_LIMITS = { sentence: 15, message: 900, label: 40 } as const;

type Said = { readonly ref: StepRef; readonly lang: Lang; readonly field: 'say' | 'say_elder' | 'say_helper' | 'forward'; readonly text: string; readonly path: readonly PropertyKey[] };

/** Every sentence-bearing text of the flows with its place. */
export function texts(content: Content): Said[] {
  return LANGS.flatMap((lang) =>
    [...content.locales[lang].flows].flatMap(([flow, { steps }]) =>
      Object.entries(steps).flatMap(([step, words]) =>
        (['say', 'say_elder', 'say_helper', 'forward'] as const).flatMap((field) => (words[field] === undefined ? [] : [{ ref: { flow, step }, lang, field, text: words[field], path: ['steps', step, field] }])),
      ),
    ),
  );
}

export const translations: Rule = (content) =>
  LANGS.flatMap((lang) => {
    const known = content.locales[lang].flows;
    const found: Issue[] = [];
    for (const [flow, { steps }] of content.flows) {
      const locale = known.get(flow);
      if (!locale) {
        found.push(issueAt(content, flowFile(flow), [], 'missing-translation', 'error', `The file ${localeFile(lang, flow)} is missing.`));
        continue;
      }
      const fault = (path: PropertyKey[], rule: string, message: string, step: string) => found.push(issueAt(content, localeFile(lang, flow), path, rule, 'error', message, { flow, step, lang }));
      for (const [id, step] of Object.entries(steps)) {
        const words = Object.hasOwn(locale.steps, id) ? locale.steps[id] : undefined;
        if (step.route !== undefined) continue;
        if (words?.say === undefined) fault(['steps'], 'missing-translation', `The step “${id}” has no text (say).`, id);
        for (const choice of step.choices) if (!words || !Object.hasOwn(words.choices, choice.id)) fault(['steps', id], 'missing-translation', `The choice “${choice.id}” of “${id}” has no label.`, id);
        for (const item of step.open) if (!words || !Object.hasOwn(words.open, item.id)) fault(['steps', id], 'missing-translation', `The button “${item.id}” of “${id}” has no label (open).`, id);
      }
      for (const [id, words] of Object.entries(locale.steps)) {
        const step = Object.hasOwn(steps, id) ? steps[id] : undefined;
        if (!step) fault(['steps', id], 'extra-translation', `There is no step “${id}” in ${flowFile(flow)}.`, id);
        else for (const choice of [...Object.keys(words.choices), ...Object.keys(words.also)]) if (!step.choices.some((c) => c.id === choice)) fault(['steps', id], 'extra-translation', `The step “${id}” has no choice “${choice}”.`, id);
      }
    }
    for (const flow of known.keys()) if (!content.flows.has(flow)) found.push(issueAt(content, localeFile(lang, flow), [], 'extra-translation', 'error', `There is no flow ${flowFile(flow)}.`));
    for (const screen of Object.keys(content.screens)) if (!Object.hasOwn(content.locales[lang].screens, screen)) found.push(issueAt(content, `locales/${lang}/screens.yaml`, [], 'missing-translation', 'error', `The screen “${screen}” has no wording.`));
    const other = lang === 'vi' ? 'en' : 'vi';
    for (const key of uiKeys(content.locales[other].ui)) if (!uiKeys(content.locales[lang].ui).has(key)) found.push(issueAt(content, `locales/${lang}/ui.yaml`, [], 'missing-translation', 'error', `“${key}” is missing.`));
    return found;
  });

function uiKeys(node: object, prefix = ''): Set<string> {
  const keys = new Set<string>();
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) for (const inner of uiKeys(value, `${prefix}${key}.`)) keys.add(inner);
    else keys.add(prefix + key);
  }
  return keys;
}

/** What `npm run check -- --fix` added and nobody has written yet. */
export const unwritten: Rule = (content) =>
  LANGS.flatMap((lang) =>
    [...content.locales[lang].flows].flatMap(([flow, locale]) =>
      [locale.title, ...Object.values(locale.steps).flatMap((step) => [step.say ?? '', ...Object.values(step.choices), ...Object.values(step.open)])].some((text) => /⟨.*⟩/.test(text))
        ? [issueAt(content, localeFile(lang, flow), [], 'unwritten', 'error', 'Some words are still marked ⟨…⟩. Write them.')]
        : [],
    ),
  );

export const lengths: Rule = (content, { limits }) =>
  texts(content).flatMap(({ ref, lang, text, path, field }) => {
    const limit = Math.min(limits.text, field === 'forward' ? 500 : ELDER_LIMITS.message);
    return text.length > limit ? [issueAt(content, localeFile(lang, ref.flow), path, 'too-long', 'error', `${text.length} characters; at most ${limit}. Split the step.`, { ...ref, lang })] : [];
  });

export const sentences: Rule = (content) =>
  texts(content).flatMap(({ ref, lang, text, path, field }) => {
    if (field === 'say_helper' || field === 'forward') return [];
    const words = content.locales[lang].flows.get(ref.flow)?.steps[ref.step];
    if (field === 'say' && words?.say_elder !== undefined) return [];
    return sentencesOf(text)
      .filter((sentence) => wordCount(sentence) > ELDER_LIMITS.sentence)
      .map((sentence) => issueAt(content, localeFile(lang, ref.flow), path, 'long-sentence', 'error', `${wordCount(sentence)} words in “${sentence.slice(0, 60)}…”; at most ${ELDER_LIMITS.sentence}. Split it, or write say_elder.`, { ...ref, lang }));
  });

export function sentencesOf(text: string): string[] {
  return text.replace(/\{\{[^}]*\}\}/g, 'X').replace(/https?:\/\/\S+/g, 'X').split(/(?<=[.!?…:;])["”’)]?\s+|\n+/).map((s) => s.trim()).filter((s) => s !== '');
}

export function wordCount(sentence: string): number {
  return sentence.replace(/“[^”]*”/g, 'X').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

export const labels: Rule = (content, { limits }) =>
  LANGS.flatMap((lang) =>
    [...content.locales[lang].flows].flatMap(([flow, { steps }]) =>
      Object.entries(steps).flatMap(([step, words]) =>
        Object.entries(words.choices)
          .filter(([, label]) => label.length > Math.min(limits.buttonLabel, ELDER_LIMITS.label))
          .map(([choice, label]) => issueAt(content, localeFile(lang, flow), ['steps', step, 'choices', choice], 'long-label', 'error', `“${label}” has ${label.length} characters; at most ${Math.min(limits.buttonLabel, ELDER_LIMITS.label)}.`, { flow, step, lang })),
      ),
    ),
  );

export const confusable: Rule = (content, { isConfusable }) =>
  LANGS.flatMap((lang) =>
    [...content.locales[lang].flows].flatMap(([flow, { steps }]) =>
      Object.entries(steps).flatMap(([step, words]) => {
        const named = namesOf(words);
        return named.flatMap(([choice, label], i) =>
          named
            .slice(i + 1)
            .filter(([other, text]) => other !== choice && isConfusable(label, text))
            .map(([other, text]) => issueAt(content, localeFile(lang, flow), ['steps', step, 'choices', choice], 'confusable', 'error', `“${label}” (${choice}) and “${text}” (${other}) look the same when typed without accents.`, { flow, step, lang })),
        );
      }),
    ),
  );

const namesOf = (words: LocaleStep): [string, string][] => [...Object.entries(words.choices), ...Object.entries(words.also).flatMap(([choice, list]) => list.map((text): [string, string] => [choice, text]))];

/** Words that talk down, frighten, promise or belong to an office; and asking for secrets. */
const FORBIDDEN: Record<Lang, readonly RegExp[]> = {
  vi: [/đơn giản/i, /dễ dàng/i, /chỉ cần/i, /rất dễ/i, /chỉ tiêu/i, /thi đua/i, /bắt buộc phải đi ngay/i, /đối tượng/i, /cam kết sẽ/i, /chắc chắn sẽ được/i, /đuôi .{0,12}gov\.vn/i, /(gửi|nhắn|cho) (tôi|bot|trợ lý) (mã otp|mật khẩu|passcode|số căn cước|ảnh căn cước)/i],
  en: [/\bsimply\b/i, /\bsimple\b/i, /\beasily\b/i, /\bjust (tap|press|click|do)\b/i, /\bobviously\b/i, /ends? (in|with) .{0,6}gov\.vn/i, /send (me|us) (your|the) (otp|password|passcode|id)/i],
};
export const forbidden: Rule = (content) =>
  texts(content).flatMap(({ ref, lang, text, path }) =>
    FORBIDDEN[lang].filter((word) => word.test(text)).map((word) => issueAt(content, localeFile(lang, ref.flow), path, 'forbidden-word', 'error', `“${word.exec(text)?.[0] ?? ''}” is not a word for this guide. Say it differently.`, { ...ref, lang })),
  );

/** NFC, OTP and passcode are explained in brackets the first time a flow uses them. */
const EXPLAINED = ['OTP', 'NFC', 'passcode', 'PIN'] as const;
export const abbreviations: Rule = (content) =>
  LANGS.flatMap((lang) =>
    [...content.locales[lang].flows].flatMap(([flow, { steps }]) =>
      EXPLAINED.flatMap((word): Issue[] => {
        const order = Object.keys(content.flows.get(flow)?.steps ?? {});
        const first = order.map((step) => ({ step, say: steps[step]?.say })).find(({ say }) => say !== undefined && new RegExp(`\\b${word}\\b`, 'i').test(say.replace(/“[^”]*”/g, '')));
        if (!first?.say) return [];
        const explained = new RegExp(`\\b${word}\\b[^.\\n]{0,12}\\(|\\([^)]*\\b${word}\\b`, 'i').test(first.say);
        return explained ? [] : [issueAt(content, localeFile(lang, flow), ['steps', first.step, 'say'], 'unexplained', 'error', `“${word}” is used here first: explain it in brackets, for example “mã OTP (mã số gửi qua tin nhắn)”.`, { flow, step: first.step, lang })];
      }),
    ),
  );
