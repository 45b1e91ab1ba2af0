// Files of a content folder → one frozen Content, or the issues that stand in the way. Pure: the shell reads the files.
// Promises: all faults at once; ids of steps and choices are unique, old ones lead to today's. Refuses half a content: any error means none.
import { z } from 'zod';
import { choiceName, shortId, stepName } from './ids.ts';
import { type Issue, type Parsed, parseYaml, type Where } from './parse.ts';
import {
  type Fact,
  type Flow,
  factsSchema,
  flowSchema,
  LANGS,
  type Lang,
  type Locale,
  localeSchema,
  type Screens,
  type ScreenTexts,
  screensSchema,
  screenTextsSchema,
  type Step,
  slotsSchema,
  uiSchema,
  type UiTexts,
} from './schema.ts';

export type SourceFile = { readonly path: string; readonly text: string };
/** A whole phrase file; understand/phrases.ts reads it. */
export type PhraseFile = { readonly intent: string; readonly lang: Lang; readonly text: string };
export type LocaleSet = {
  readonly flows: ReadonlyMap<string, Locale>;
  readonly ui: UiTexts;
  readonly screens: ScreenTexts;
  readonly media: Readonly<Record<string, string>>;
};
export type StepRef = { readonly flow: string; readonly step: string };
export type ChoiceRef = StepRef & { readonly choice: string };
export type Content = {
  readonly flows: ReadonlyMap<string, Flow>;
  readonly locales: Readonly<Record<Lang, LocaleSet>>;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly screens: Screens;
  readonly phrases: readonly PhraseFile[];
  /** shortId of every step name, old names included → where it is today. */
  readonly steps: ReadonlyMap<string, StepRef>;
  /** shortId of every choice name, old names included → what it is today. */
  readonly choices: ReadonlyMap<string, ChoiceRef>;
  /** Where a path of a file stands, for the linter. */
  readonly where: ReadonlyMap<string, Where>;
};
export type Assembled = { readonly content?: Content; readonly issues: readonly Issue[]; /** What each file said, by path: plain values that may be given back as `known`. */ readonly values: Readonly<Record<string, unknown>> };

/** `known`: values of earlier, identical files; they are not parsed again. */
export function assemble(files: readonly SourceFile[], known: Readonly<Record<string, unknown>> = {}): Assembled {
  const values: Record<string, unknown> = {};
  const issues: Issue[] = [];
  const where = new Map<string, Where>();
  const byPath = new Map(files.map((file) => [file.path, file.text]));
  const read = <S extends z.ZodType>(path: string, schema: S): z.output<S> | undefined => {
    const text = byPath.get(path);
    if (text === undefined) return undefined;
    if (Object.hasOwn(known, path)) {
      // Only a fault needs to know lines: then the file is parsed after all.
      where.set(path, (at) => parseYaml(path, text, schema).where(at));
      values[path] = known[path];
      return known[path] as z.output<S>;
    }
    const parsed: Parsed<z.output<S>> = parseYaml(path, text, schema);
    values[path] = parsed.value;
    issues.push(...parsed.issues);
    where.set(path, parsed.where);
    return parsed.value;
  };

  const flows = new Map<string, Flow>();
  for (const id of flowIds(files)) {
    const flow = read(`flows/${id}.yaml`, flowSchema);
    if (flow) flows.set(id, flow);
  }
  const facts = new Map(Object.entries(read('flows/facts.yaml', factsSchema) ?? {}));
  const slots = read('flows/slots.yaml', slotsSchema) ?? {};
  const screens = read('flows/screens.yaml', screensSchema) ?? {};
  const locales = {} as Record<Lang, LocaleSet>;
  const phrases: PhraseFile[] = [];
  for (const lang of LANGS) {
    const spoken = new Map<string, Locale>();
    for (const { path } of files) {
      const id = new RegExp(`^locales/${lang}/([a-z0-9-]+)\\.yaml$`).exec(path)?.[1];
      if (id === undefined || NOT_FLOWS.has(id)) continue;
      const locale = read(path, localeSchema);
      if (locale) spoken.set(id, locale);
    }
    locales[lang] = {
      flows: spoken,
      ui: read(`locales/${lang}/ui.yaml`, uiSchema) ?? {},
      screens: read(`locales/${lang}/screens.yaml`, screenTextsSchema) ?? {},
      media: read(`locales/${lang}/media.yaml`, z.record(z.string(), z.string())) ?? {},
    };
    for (const { path, text } of files) phrases.push(...phrasesOf(path, text, lang));
  }
  const { steps, choices } = index(flows, (flow, message) => issues.push({ severity: 'error', rule: 'id-collision', file: `flows/${flow}.yaml`, line: 1, column: 1, message, flow }));
  if (issues.some((issue) => issue.severity === 'error')) return { issues, values };
  return { content: { flows, locales, facts, slots, screens, phrases, steps, choices, where }, issues, values };
}

/** Files in flows/ and locales/<lang>/ that are not a flow. */
export const NOT_FLOWS: ReadonlySet<string> = new Set(['facts', 'slots', 'screens', 'official-links', 'holidays', 'ui', 'media']);

function flowIds(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path }) => {
    const id = /^flows\/([a-z0-9-]+)\.yaml$/.exec(path)?.[1];
    return id === undefined || NOT_FLOWS.has(id) ? [] : [id];
  });
}

function phrasesOf(path: string, text: string, lang: Lang): PhraseFile[] {
  const intent = new RegExp(`^locales/${lang}/([a-z0-9-]+)\\.phrases\\.txt$`).exec(path)?.[1];
  return intent === undefined ? [] : [{ intent, lang, text }];
}

function index(flows: ReadonlyMap<string, Flow>, fault: (flow: string, message: string) => void): Pick<Content, 'steps' | 'choices'> {
  const steps = new Map<string, StepRef>();
  const choices = new Map<string, ChoiceRef>();
  const names = new Map<string, string>();
  const claim = (flow: string, name: string): string => {
    const id = shortId(name);
    const other = names.get(id);
    if (other !== undefined && other !== name) fault(flow, `“${name}” and “${other}” get the same short id. Rename one of them.`);
    names.set(id, name);
    return id;
  };
  for (const [flow, { steps: own }] of flows) {
    for (const [step, { choices: offered }] of Object.entries(own)) {
      steps.set(claim(flow, stepName(flow, step)), { flow, step });
      for (const { id } of offered) choices.set(claim(flow, choiceName(flow, step, id)), { flow, step, choice: id });
    }
  }
  for (const [flow, { aliases, renamed }] of flows) {
    for (const [old, target] of Object.entries(aliases)) {
      const today = followAlias(flows, flow, target);
      if (!today) continue;
      steps.set(claim(flow, stepName(flow, old)), today);
      for (const { id } of stepAt(flows, today)?.choices ?? []) choices.set(claim(flow, choiceName(flow, old, id)), { ...today, choice: id });
    }
    for (const [old, choice] of Object.entries(renamed)) {
      const [step = '', oldChoice = ''] = old.split('.');
      const today = steps.get(shortId(stepName(flow, step)));
      if (today) choices.set(claim(flow, choiceName(flow, step, oldChoice)), { ...today, choice });
    }
  }
  return { steps, choices };
}

/** Follows old names to a step that exists; at most ten hops, so a circle ends. */
export function followAlias(flows: ReadonlyMap<string, Flow>, flow: string, target: string): StepRef | undefined {
  let ref = splitTarget(flow, target);
  for (let hop = 0; hop < 10; hop += 1) {
    const found = flows.get(ref.flow);
    if (!found) return undefined;
    const step = ref.step === '' ? found.start : ref.step;
    if (own(found.steps, step)) return { flow: ref.flow, step };
    const next = own(found.aliases, step);
    if (next === undefined) return undefined;
    ref = splitTarget(ref.flow, next);
  }
  return undefined;
}

/** The step a reference names, if it exists. */
export function stepAt(flows: ReadonlyMap<string, Flow>, ref: StepRef): Step | undefined {
  const flow = flows.get(ref.flow);
  return flow && own(flow.steps, ref.step);
}

/** A record's own value: names from outside must never reach Object.prototype. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** `step`, `flow/step` or `flow/` seen from a flow; the step of `flow/` is ''. */
export function splitTarget(flow: string, target: string): StepRef {
  const slash = target.indexOf('/');
  return slash < 0 ? { flow, step: target } : { flow: target.slice(0, slash), step: target.slice(slash + 1) };
}
