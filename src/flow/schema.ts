// The shape of everything editors write: flows (structure), locale files (words), fact cards, slots, screens. Types come from the schemas.
// Promises: closed objects (an unknown field is a fault), bounded ids and texts. Refuses sentences and expressions in flows.
import { z } from 'zod';

export const LANGS = ['vi', 'en'] as const;
export type Lang = (typeof LANGS)[number];
export const VOICES = ['plain', 'elder', 'helper'] as const;
export type Voice = (typeof VOICES)[number];

const id = z.string().max(48).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens');
/** `step` in the same flow · `flow/step` · `flow/` = start of that flow · `@menu` · `@return` = back to whoever called this flow, else the menu. */
const target = z.string().max(100).regex(/^(@menu|@return|[a-z0-9-]+|[a-z0-9-]+\/[a-z0-9-]*)$/, 'step, flow/step, flow/, @menu or @return');
/** All named slots must hold one of the values. */
const condition = z.record(id, z.array(id).min(1)).refine((c) => Object.keys(c).length > 0, 'name at least one slot');
/** A target, or a list tried in order whose last entry has no `when`. */
const route = z.union([target, z.array(z.strictObject({ when: condition.optional(), to: target })).min(1)]);
const factId = z.string().regex(/^[A-Z][0-9]{1,2}[a-z]?$/, 'a fact card id such as G9');
/** `G9.days`: a value on a fact card. */
const factValue = z.string().regex(/^[A-Z][0-9]{1,2}[a-z]?\.[a-z0-9_]+$/, 'a value of a fact card such as G9.days');

/** What a team can do for somebody; the same words as in flows/teams.csv. */
export const TEAM_OFFERS = ['level-2', 'activation', 'home-visit', 'card', 'foreigner'] as const;
export type TeamOffer = (typeof TEAM_OFFERS)[number];

/** What a choice may make the shell or the engine do besides moving on. */
export const ACTIONS = ['show-data', 'forget', 'share', 'next-person', 'stop'] as const;
/** Reserved slots: they set a field of the session instead of a remembered slot. */
export const RESERVED_SLOTS = {
  lang: ['vi', 'en'],
  voice: ['plain', 'elder', 'helper'],
  consent: ['yes', 'no'],
  address: ['bac', 'anh', 'chi', 'neutral'],
} as const;

const choice = z.strictObject({
  id,
  /** Where it leads. Exactly one of `to`, `call`, `do` alone. */
  to: route.optional(),
  /** Enters another flow and remembers to come back to `then` (default: this step). */
  call: target.optional(),
  then: target.optional(),
  /** Offered only under this condition. */
  when: condition.optional(),
  set: z.record(id, id).optional(),
  do: z.enum(ACTIONS).optional(),
  /** Wakes the chat after so many days and goes on at `to`, unless the citizen came back before. */
  remind: z.strictObject({ days: z.int().min(1).max(14), to: target }).optional(),
  /** Telegram colours it where it can: green for done, red for danger. */
  style: z.enum(['done', 'danger']).optional(),
});

const open = z.strictObject({ id, url: factValue.optional(), phone: factValue.optional(), copy: factValue.optional() });

const step = z.strictObject({
  /** The cards this answer rests on. */
  facts: z.array(factId).default([]),
  picture: id.optional(),
  choices: z.array(choice).default([]),
  /** Free input this step waits for; `to` is where it goes once understood (a place found, a link judged). */
  input: z.strictObject({ type: z.enum(['place', 'link', 'screen', 'question']), to: route.optional() }).optional(),
  /** A block added under the text. */
  show: z.enum(['teams', 'data', 'share', 'place']).optional(),
  /** What the teams shown must offer. */
  need: z.enum(TEAM_OFFERS).default('level-2'),
  /** Buttons that open something outside: a web page, the phone's dialler, the clipboard. */
  open: z.array(open).default([]),
  /** Says its text and goes on at once. */
  next: route.optional(),
  /** Says nothing and goes on at once. */
  route: route.optional(),
  /** Counted on the cohort board when reached. */
  milestone: z.enum(['installed', 'visited', 'activated', 'needs-help']).optional(),
  /** Where "I'm stuck here" leads from this step (default: the flow `stuck`). */
  stuck: target.optional(),
  /** What the step is: an answer must cite facts; a question or a crossroads need not. */
  kind: z.enum(['answer', 'question', 'crossroads']).default('answer'),
});

export const flowSchema = z.strictObject({
  start: id,
  /** Old step ids → where they live now (a step here or `flow/step`). */
  aliases: z.record(id, target).default({}),
  /** `step.choice` old → new choice id of the step it belongs to today. */
  renamed: z.record(z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/), id).default({}),
  /** Without a page and a help link of its own (language, consent, menu). */
  unlisted: z.boolean().default(false),
  /** Nothing that is said, chosen or reached in here, or in flows called from here, is remembered or counted for anybody: only the position. */
  private: z.boolean().default(false),
  steps: z.record(id, step),
});

const text = z.string().min(1).max(4000);
const localeStep = z.strictObject({
  /** Title of the step's help page and of the text to forward; default: the flow's title. */
  title: text.optional(),
  say: text.optional(),
  say_elder: text.optional(),
  say_helper: text.optional(),
  forward: text.optional(),
  choices: z.record(id, text).default({}),
  /** Further ways to type a choice. */
  also: z.record(id, z.array(text)).default({}),
  open: z.record(id, text).default({}),
});
export const localeSchema = z.strictObject({ title: text, summary: text.optional(), steps: z.record(id, localeStep) });
/** `locales/<lang>/ui.yaml`: everything the engine and the channels say by themselves. Keys are dotted paths. */
export const uiSchema: z.ZodType<UiTexts> = z.lazy(() => z.record(z.string(), z.union([text, z.array(text), uiSchema])));
export type UiTexts = { [key: string]: string | string[] | UiTexts };

const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-12-31');
const scalar = z.union([
  z.number(),
  text,
  z.strictObject({ number: z.number() }),
  z.strictObject({ date: isoDate }),
  z.strictObject({ vnd: z.int() }),
  z.strictObject({ phone: text }),
  z.strictObject({ url: z.url() }),
  z.strictObject({ text: z.strictObject({ vi: text, en: text }) }),
]);
/** A value, or periods of it: the one whose dates (inclusive, Vietnamese time) hold today. */
const factValues = z.union([scalar, z.array(z.strictObject({ from: isoDate.optional(), until: isoDate.optional(), value: scalar })).min(1)]);

export const factSchema = z.strictObject({
  /** One sentence for the review book and the help pages. */
  says: z.strictObject({ vi: text, en: text }),
  values: z.record(z.string().regex(/^[a-z0-9_]+$/), factValues).default({}),
  source: z.array(z.strictObject({ url: text, date: text })).min(1),
  /** `app`: button names may differ by version. `uncertain`: one, old or contradicting source. Both get a caution by themselves. */
  confidence: z.enum(['ok', 'changed', 'app', 'uncertain']),
  /** Only this part is uncertain: shown to reviewers. */
  note: text.optional(),
  basis: text.optional(),
  effective: z.strictObject({ from: isoDate.optional(), until: isoDate.optional() }).default({}),
  /** When somebody last compared the card with its source. */
  checked: isoDate.default('2026-11-22'),
  review_by: isoDate,
  owner: text,
});
export const factsSchema = z.record(factId, factSchema);
export const slotsSchema = z.record(id, z.array(id).min(2));
/** `flows/screens.yaml`: what the app's screen says → where the help is; the wording stands in `locales/<lang>/screens.yaml`. */
export const screensSchema = z.record(id, z.strictObject({ to: target, facts: z.array(factId).default([]) }));
export const screenTextsSchema = z.record(id, z.array(text).min(1));

export type Flow = z.infer<typeof flowSchema>;
export type Step = z.infer<typeof step>;
export type Choice = z.infer<typeof choice>;
export type Open = z.infer<typeof open>;
export type Route = z.infer<typeof route>;
export type Condition = z.infer<typeof condition>;
export type Locale = z.infer<typeof localeSchema>;
export type LocaleStep = z.infer<typeof localeStep>;
export type Fact = z.infer<typeof factSchema>;
export type FactValue = z.infer<typeof factValues>;
export type Scalar = z.infer<typeof scalar>;
export type Screens = z.infer<typeof screensSchema>;
export type ScreenTexts = z.infer<typeof screenTextsSchema>;
