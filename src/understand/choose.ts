// Which of the offered choices a typed text means: its number, its label, part of it, or a yes/no/done that fits it.
// Promises: pure; the same text may mean different choices in different steps. Refuses: a question or a story is no choice.
import { clean, fold, hasAccents, modernTones, wordsOf } from '../text.ts';
import { numbersMeant } from './ordinals.ts';
import { answersYesNo, type Polarity, polarityOf, polarityOfLabel, PREFERENCES } from './polarity.ts';
import { type Memo, normalise } from './normal.ts';

export type Offered = { readonly id: string; readonly label: string; readonly also?: readonly string[] };
export type Choice = { readonly type: 'one'; readonly id: string; readonly score: number } | { readonly type: 'several'; readonly ids: readonly string[] } | { readonly type: 'none' };
/** `yes` and `no` name the choices these words mean, when their labels do not show it; `memo`: words read before. */
export type ChooseOptions = { readonly lang?: 'vi' | 'en'; readonly yes?: string; readonly no?: string; readonly memo?: Memo | undefined };

/** Longer texts are stories; a choice in them is a coincidence. */
const MAX_CHARS = 120;
const MAX_WORDS = 12;
const GOOD = 0.7;
/** Two choices closer than this are both meant. */
const CLOSE = 0.12;

export function choose(text: string, choices: readonly Offered[], options: ChooseOptions = {}): Choice {
  if (text.length > 4 * MAX_CHARS) return NONE;
  const said = tidy(text);
  if (said === '' || said.length > MAX_CHARS) return NONE;
  const exact = sameWords(said, choices);
  if (exact.type !== 'none') return exact;
  const numbers = numbersMeant(said);
  if (numbers.length > 0) return byNumber(numbers, choices);
  const spelledOut = spellOut(said, options.lang, options.memo);
  const polarity = polarityOf(spelledOut);
  if (polarity) {
    const meant = byPolarity(polarity, choices, options);
    if (meant.type !== 'none') return meant;
  }
  return byLikeness(text, fold(spelledOut), choices, options, polarity !== undefined);
}

const NONE: Choice = { type: 'none' };
const one = (id: string, score: number): Choice => ({ type: 'one', id, score });

function tidy(text: string): string {
  return modernTones(clean(text).replace(/[\uFE0F\u20E3]/g, '').normalize('NFKC').toLowerCase()).replace(/\s+/g, ' ').trim();
}

const bare = (text: string): string => wordsOf(text).join(' ');

/** A label as it is compared: read once and kept, for labels come back at every turn. What citizens type is never kept. */
type Wording = { readonly text: string; readonly folded: string; vi?: readonly string[]; en?: readonly string[]; none?: readonly string[] };
const KEPT = 5000;
const kept = new Map<string, Wording>();
function wordingOf(label: string): Wording {
  const known = kept.get(label);
  if (known) return known;
  const text = bare(tidy(label));
  const made = { text, folded: fold(text) };
  if (kept.size >= KEPT) kept.clear();
  kept.set(label, made);
  return made;
}
const forms = ({ label, also = [] }: Offered): Wording[] => [wordingOf(label), ...also.map(wordingOf)];
const wordings = (choice: Offered): string[] => forms(choice).map(({ text }) => text);
/** Folded words of a wording, abbreviations spelled out. */
const spelled = (wording: Wording, lang: 'vi' | 'en' | undefined): readonly string[] => (wording[lang ?? 'none'] ??= fold(spellOut(wording.text, lang)).split(' ').filter(Boolean));

/** The whole label or one of its other wordings, as typed or without accents. */
function sameWords(text: string, choices: readonly Offered[]): Choice {
  const typed = bare(text);
  if (typed === '') return NONE;
  for (const [form, score] of [['text', 1], ['folded', 0.97]] as const) {
    // Accents that were typed have to agree: "mục 2" is not "mức 2".
    if (form === 'folded' && hasAccents(typed)) continue;
    const said = form === 'folded' ? fold(typed) : typed;
    const hits = choices.filter((choice) => forms(choice).some((wording) => wording[form] === said));
    if (hits.length === 1 && hits[0]) return one(hits[0].id, score);
    if (hits.length > 1) return { type: 'several', ids: hits.map(({ id }) => id) };
  }
  return NONE;
}

function byNumber(numbers: readonly (number | 'last')[], choices: readonly Offered[]): Choice {
  const ids = numbers.map((number) => choices[number === 'last' ? choices.length - 1 : number - 1]?.id);
  const known = [...new Set(ids.filter((id) => id !== undefined))];
  if (known.length !== new Set(ids).size || known.length === 0) return NONE;
  return known.length === 1 && known[0] !== undefined ? one(known[0], 1) : { type: 'several', ids: known };
}

/** Abbreviations and dialect spelled out, accents kept. */
function spellOut(said: string, lang: 'vi' | 'en' | undefined, memo?: Memo): string {
  return normalise(said, undefined, lang, memo)
    .tokens.map(({ typed }) => typed)
    .join(' ');
}

function byPolarity(polarity: Polarity, choices: readonly Offered[], { yes, no }: ChooseOptions): Choice {
  const named = polarity === 'yes' || polarity === 'done' ? yes : polarity === 'no' || polarity === 'not-yet' || polarity === 'fails' ? no : undefined;
  if (named !== undefined && choices.some(({ id }) => id === named)) return one(named, 0.95);
  const edges = answersYesNo(choices.map((choice) => [choice.id, wordings(choice)]));
  const kinds = choices.map((choice) => ({ id: choice.id, kinds: polarityOfLabel(choice.id, wordings(choice), edges) }));
  for (const kind of PREFERENCES[polarity]) {
    const hits = kinds.filter((choice) => choice.kinds.has(kind));
    if (hits.length === 1 && hits[0]) return one(hits[0].id, 0.9);
    if (hits.length > 1) return { type: 'several', ids: hits.map(({ id }) => id) };
  }
  return NONE;
}

const QUESTION = /\?|(?:^| )(?:sao|tại sao|vì sao|thế nào|như thế nào|làm sao|ở đâu|đâu|bao nhiêu|bao lâu|mấy|là gì|gì|ai|khi nào|được không|phải không|có phải|tai sao|the nao|lam sao|o dau|bao nhieu|bao lau|la gi|duoc khong|phai khong|how|what|where|when|why|who|which|can i|do i|is it)(?: |$)|(?:^| )(?:có|co) .+ (?:không|khong|ko|hông|hong|k)(?: |$)/u;
const FILLER = new Set('toi em minh bac con anh chi tui a oi nhe nha nghe di voi thi la cai muc chon y lay cho dung xai da vang ok duoc roi ban ad the please i my the a an want choose take it its'.split(' '));

function byLikeness(raw: string, folded: string, choices: readonly Offered[], { lang }: ChooseOptions, polar: boolean): Choice {
  const words = folded.split(' ').filter(Boolean);
  if (words.length > MAX_WORDS) return NONE;
  const content = words.filter((word) => !FILLER.has(word));
  if (content.length === 0) return NONE;
  const asks = QUESTION.test(raw.toLowerCase());
  const scored = choices
    .map((choice) => ({ id: choice.id, score: Math.max(...forms(choice).map((wording) => likeness(content, spelled(wording, lang), asks))) }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (!best || best.score < GOOD || (polar && best.score < 0.9)) return NONE;
  if (second && second.score >= GOOD && best.score - second.score < CLOSE) return { type: 'several', ids: scored.filter(({ score }) => score >= GOOD && best.score - score < CLOSE).map(({ id }) => id) };
  return one(best.id, best.score);
}

/** Share of the text that the wording says, and of the wording that the text says; questions have to agree in full. */
function likeness(content: readonly string[], wording: readonly string[], asks: boolean): number {
  const target = wording.filter((word) => !FILLER.has(word));
  if (target.length === 0) return 0;
  const left = [...target];
  let hit = 0;
  for (const word of content) {
    const at = left.findIndex((other) => same(word, other));
    if (at < 0) continue;
    hit += left[at] === word ? 1 : 0.9;
    left.splice(at, 1);
  }
  const said = hit / content.length;
  const covered = hit / target.length;
  if (asks) return said >= 0.75 && covered >= 0.75 ? (said + covered) / 2 : 0;
  // Part of a label is enough when nothing else was said; a label inside a longer text when all of it is there.
  if (said >= 0.99) return 0.75 + 0.25 * covered;
  if (covered >= 0.99 && said >= 0.4) return 0.6 + 0.4 * said;
  return said * 0.5 + covered * 0.5;
}

/** One slip in a word of four letters and more; a beginning of three letters and more. */
function same(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length >= 4 && b.length >= 4 && Math.abs(a.length - b.length) <= 1 && slips(a, b) <= 1) return true;
  return a.length >= 5 && b.startsWith(a);
}

/** 0 or 1 for equal words or one slip (change, gap, extra, swap), else 2. */
function slips(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return 1;
  return restA.length === restB.length && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2) ? 1 : 2;
}
