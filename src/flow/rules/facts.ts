// Rules about facts: answers cite cards, cards are in date, digits and links in texts come from cards.
import type { Issue } from '../parse.ts';
import { flowFile, issueAt, localeFile, type Rule } from '../rule.ts';
import { LANGS } from '../schema.ts';
import { texts } from './words.ts';

const SOON_DAYS = 30;

/** Steps that answer must say what they rest on. */
export const citations: Rule = (content) =>
  [...content.flows].flatMap(([flow, { steps, unlisted }]) =>
    unlisted
      ? []
      : Object.entries(steps)
          .filter(([, step]) => step.kind === 'answer' && step.route === undefined && step.facts.length === 0)
          .map(([step]) => issueAt(content, flowFile(flow), ['steps', step], 'no-fact', 'error', 'This step answers something but cites no fact card. Add facts: […], or say kind: question / crossroads.', { flow, step })),
  );

export const cards: Rule = (content, { today }) => {
  const cited = new Set([...content.flows.values()].flatMap(({ steps }) => Object.values(steps).flatMap((step) => step.facts)));
  const soon = new Date(Date.parse(today) + SOON_DAYS * 86_400_000).toISOString().slice(0, 10);
  return [...content.facts].flatMap(([id, card]): Issue[] => {
    const found: Issue[] = [];
    const add = (rule: string, severity: 'error' | 'warning', message: string, path: PropertyKey[] = []) => found.push(issueAt(content, 'flows/facts.yaml', [id, ...path], rule, severity, message));
    if (cited.has(id) && ((card.effective.from !== undefined && card.effective.from > today) || (card.effective.until !== undefined && card.effective.until < today))) add('expired-card', 'error', `The card ${id} is outside its effective dates but steps cite it.`, ['effective']);
    else if (card.effective.until !== undefined && card.effective.until <= soon && card.effective.until >= today) add('soon-expired', 'warning', `The card ${id} ends on ${card.effective.until}.`, ['effective']);
    if (card.review_by < today) add('review-due', 'warning', `The card ${id} should have been reviewed by ${card.review_by}.`, ['review_by']);
    else if (card.review_by <= soon) add('review-soon', 'warning', `The card ${id} is to be reviewed by ${card.review_by}.`, ['review_by']);
    for (const [name, value] of Object.entries(card.values)) {
      if (!Array.isArray(value)) continue;
      const covered = value.some(({ from, until }) => (from === undefined || from <= today) && (until === undefined || today <= until));
      if (!covered && cited.has(id)) add('expired-card', 'error', `No period of ${id}.${name} covers today.`, ['values', name]);
    }
    return found;
  });
};

/** `{{fact.G9.days}}` must exist, and a text may use only cards that its step cites. */
export const factValues: Rule = (content) =>
  texts(content).flatMap(({ ref, lang, text, path }) => {
    const step = content.flows.get(ref.flow)?.steps[ref.step];
    if (!step) return [];
    return [...text.matchAll(/\{\{\s*fact\.([A-Z][0-9]{1,2}[a-z]?)\.([a-z0-9_]+)\s*\}\}/g)].flatMap(([whole, id = '', name = '']): Issue[] => {
      const card = content.facts.get(id);
      const at = localeFile(lang, ref.flow);
      if (!card || !Object.hasOwn(card.values, name)) return [issueAt(content, at, path, 'unknown-value', 'error', `${whole} is not a value of a fact card.`, { ...ref, lang })];
      return step.facts.includes(id) || id === 'B1' ? [] : [issueAt(content, at, path, 'uncited-value', 'error', `The text uses ${whole} but the step does not cite ${id}.`, { ...ref, lang })];
    });
  });

/** What may stand as digits in a text: levels, ordinals of steps, network generations, quoted labels. Everything else is a fact. */
const ALLOWED_DIGITS = /\{\{[^}]*\}\}|“[^”]*”|mức 1\/mức 2|mức 1\/2|mức [12]\b|levels? (1 and 2|1 or 2|1\/2|[12])\b|bước \d+\b|step \d+\b|\b[2-5]G\b|^\s*\d\. |\(\d\)/gim;
export const digits: Rule = (content) =>
  texts(content).flatMap(({ ref, lang, text, path }) => {
    const left = text.replace(ALLOWED_DIGITS, ' ');
    const found = /\d[\d.,/]*/.exec(left);
    return found ? [issueAt(content, localeFile(lang, ref.flow), path, 'bare-digits', 'error', `“${found[0]}” is written out. Numbers come from a fact card: {{fact.G9.days}}.`, { ...ref, lang })] : [];
  });

const LINK = /\b(?:https?:\/\/)?(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|io|app|me)(?:\/[^\s“”),]*)?/gi;
export const officialLinks: Rule = (content, { isOfficial }) => [
  ...texts(content).flatMap(({ ref, lang, text, path }) =>
    [...text.replace(/\{\{[^}]*\}\}/g, ' ').matchAll(LINK)].filter(([url]) => !isOfficial(url)).map(([url]) => issueAt(content, localeFile(lang, ref.flow), path, 'unofficial-link', 'error', `“${url}” is not on the official list (flows/official-links.yaml).`, { ...ref, lang })),
  ),
  ...[...content.facts].flatMap(([id, card]) =>
    Object.entries(card.values).flatMap(([name, value]) => {
      const scalars = Array.isArray(value) ? value.map((period) => period.value) : [value];
      return scalars.flatMap((scalar) => (typeof scalar === 'object' && 'url' in scalar && !isOfficial(scalar.url) ? [issueAt(content, 'flows/facts.yaml', [id, 'values', name], 'unofficial-link', 'error', `${scalar.url} is not on the official list (flows/official-links.yaml).`)] : []));
    }),
  ),
  ...LANGS.flatMap((lang) => [...content.locales[lang].flows].flatMap(([flow, { steps }]) => Object.entries(steps).flatMap(([step, words]) => Object.entries(words.open).filter(([, label]) => label.length > 40).map(([id]) => issueAt(content, localeFile(lang, flow), ['steps', step, 'open', id], 'long-label', 'error', 'The label of this button is longer than 40 characters.', { flow, step, lang }))))),
];
