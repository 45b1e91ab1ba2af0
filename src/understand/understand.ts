// A message → the intents it may mean, how sure that is, and the phrases that spoke for them.
// Promises: pure, calibrated scores (0.8 is right eight times in ten), urgent intents never hidden behind harmless ones.
// Refuses: to answer; to guess when no word is known.
import { type Danger, dangerIn } from './danger.ts';
import { featuresOf } from './features.ts';
import { probabilities } from './learn.ts';
import type { Model } from './model.ts';
import { nearest } from './near.ts';
import { type Normal, normalise } from './normal.ts';
import { sentencesIn, strungTogether } from './questions.ts';

export type Context = { readonly lang?: 'vi' | 'en'; /** Kinds of what redaction removed from this message. */ readonly redacted?: readonly string[] };
export type Ranked = { readonly intent: string; readonly score: number; readonly phrases: readonly string[] };
export type Verdict = 'sure' | 'between' | 'unsure' | 'none';
export type Understanding = { readonly verdict: Verdict; readonly ranked: readonly Ranked[]; /** Intents of further questions in the same message, urgent ones first. */ readonly others?: readonly string[] };

const SECRETS = 'sensitive-data';
/** Answered before anything else that was asked; in this order when several are meant. */
export const URGENT: readonly string[] = [SECRETS, 'scam-report', 'scam-check'];
/** A citizen's own secrets. Somebody else's number, a plate or an address may be part of any question. */
const OWN_SECRETS: ReadonlySet<string> = new Set(['cccd', 'cmnd', 'passport', 'otp', 'password', 'passcode', 'bank_account', 'bank_card']);
const SECRET_TOKENS: ReadonlySet<string> = new Set(['#secret', '#id']);

const SHOWN = 8;
const NEIGHBOURS = 8;
/** Neighbours count by the cube of their likeness: near copies decide, loose ones hardly speak. Found by cross-validation. */
const NEAR_WEIGHT = 0.7;
/** The blend is too modest by this power; fitted by log loss in cross-validation (test/bench/understand.bench.ts). */
const SHARPEN = 1.35;
/** Thresholds on calibrated scores; the bench prints how often each verdict is right. */
const SURE = 0.66;
const SURE_LEAD = 0.3;
const BETWEEN = 0.6;
const NOTHING = 0.12;
/** From here on a danger is worth the second place. */
const URGENT_AT = 0.07;
const SEGMENT_SURE = 0.6;
/** A danger in one sentence is put before everything else: that has to be clearer. */
const DANGER_SURE = 0.8;

export function understand(model: Model, text: string, context: Context = {}): Understanding {
  const normal = normalise(text, model.vocabulary, context.lang, model.memo);
  const whole = rank(model, normal);
  const secret = hasSecret(normal, context);
  const parts = furtherQuestions(model, text, normal, context, whole[0]?.intent);
  const ranked = putUrgent(whole, secret, parts, dangerIn(normal));
  const others = [...new Set([...(ranked[0]?.intent === whole[0]?.intent || !whole[0] ? [] : [whole[0].intent]), ...(secret ? besides(whole) : []), ...parts])]
    .filter((intent) => intent !== ranked[0]?.intent && intent !== 'chitchat')
    .sort((a, b) => urgency(a) - urgency(b));
  const verdict = judge(ranked, secret);
  const shown = ranked.slice(0, SHOWN);
  return others.length > 0 ? { verdict, ranked: shown, others } : { verdict, ranked: shown };
}

function rank(model: Model, normal: Normal): Ranked[] {
  const features = featuresOf(normal, model.lexicon);
  if (features.known === 0) return [];
  const scores = new Float64Array(model.intents.length);
  probabilities(model.linear, features, scores);
  const phrases = new Map<number, string[]>();
  let total = 1;
  const words = normal.tokens.map(({ folded }) => model.lexicon.words.get(folded));
  for (const { phrase, likeness } of nearest(model.near, words, model.lexicon, NEIGHBOURS)) {
    const intent = model.labels[phrase] as number;
    const weight = NEAR_WEIGHT * likeness ** 3;
    total += weight;
    scores[intent] = (scores[intent] as number) + weight;
    const told = phrases.get(intent);
    const text = model.phrases.at(phrase)?.text ?? '';
    if (told) told.push(text);
    else phrases.set(intent, [text]);
  }
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = ((scores[i] as number) / total) ** SHARPEN;
  return highest(scores, model).map((i) => ({ intent: model.intents[i] as string, score: (scores[i] as number) / (sum || 1), phrases: phrases.get(i) ?? [] }));
}

/** The best and the urgent intents by their score, best first; nobody looks at the hundreds behind them. */
function highest(scores: Float64Array, { intents }: Model): number[] {
  const found: number[] = [];
  const before = (a: number, b: number): boolean => (scores[a] as number) > (scores[b] as number) || (scores[a] === scores[b] && a < b);
  const put = (i: number): void => {
    let at = found.length;
    while (at > 0 && before(i, found[at - 1] as number)) at--;
    found.splice(at, 0, i);
  };
  for (let i = 0; i < scores.length; i++) {
    if (found.length === SHOWN && !before(i, found[SHOWN - 1] as number)) continue;
    put(i);
    if (found.length > SHOWN) found.pop();
  }
  for (const intent of URGENT) {
    const i = intents.indexOf(intent);
    if (i >= 0 && !found.includes(i)) put(i);
  }
  return found;
}

const urgency = (intent: string): number => (URGENT.indexOf(intent) + 1 || URGENT.length + 1);

/** What was asked besides telling a secret: clear among all that is not about secrets. */
function besides(ranked: readonly Ranked[]): string[] {
  const secret = ranked.find(({ intent }) => intent === SECRETS)?.score ?? 0;
  const asked = ranked.find(({ intent }) => intent !== SECRETS);
  return asked && asked.score >= 0.2 && asked.score / (1 - secret) >= SEGMENT_SURE && asked.intent !== 'chitchat' ? [asked.intent] : [];
}

function hasSecret(normal: Normal, context: Context): boolean {
  return (context.redacted ?? []).some((type) => OWN_SECRETS.has(type)) || normal.tokens.some(({ folded }) => SECRET_TOKENS.has(folded));
}

/** A secret comes first whatever was asked; a danger asked in one sentence of several comes first; a possible danger comes second at least. */
function putUrgent(ranked: readonly Ranked[], secret: boolean, parts: readonly string[], danger: Danger | undefined): Ranked[] {
  const list = [...ranked];
  const lift = (intent: string, to: number, score: number) => {
    const from = list.findIndex((one) => one.intent === intent);
    const [found] = from < 0 ? [{ intent, score: 0, phrases: [] }] : list.splice(from, 1);
    if (found) list.splice(to, 0, { ...found, score: Math.max(found.score, score) });
  };
  for (const intent of [...URGENT].reverse()) {
    const at = list.findIndex((one) => one.intent === intent);
    if (at > 1 && (list[at]?.score ?? 0) >= URGENT_AT) lift(intent, 1, list[1]?.score ?? 0);
  }
  const known = list.length > 0 && list.slice(0, 2).every(({ intent }) => !URGENT.includes(intent));
  if (danger && known) lift(danger, 1, list[1]?.score ?? 0);
  const urgent = parts.find((intent) => URGENT.includes(intent));
  if (urgent && urgency(urgent) < urgency(list[0]?.intent ?? '')) lift(urgent, 0, list[0]?.score ?? SURE);
  if (secret) lift(SECRETS, 0, 0.95);
  return list;
}

/** Intents of the questions in the message besides the main one, urgent ones first. */
function furtherQuestions(model: Model, text: string, whole: Normal, { lang }: Context, main: string | undefined): string[] {
  const found = new Set<string>();
  const sentences = sentencesIn(text).map((sentence) => normalise(sentence, model.vocabulary, lang, model.memo));
  for (const sentence of sentences) {
    const [best] = rank(model, sentence);
    if (best && best.score >= (URGENT.includes(best.intent) ? DANGER_SURE : SEGMENT_SURE) && best.intent !== 'chitchat') found.add(best.intent);
  }
  for (const sentence of sentences.length > 0 ? sentences : [whole]) for (const intent of strungTogether(model, sentence)) found.add(intent);
  found.delete(main ?? '');
  return [...found].sort((a, b) => urgency(a) - urgency(b));
}

function judge(ranked: readonly Ranked[], secret: boolean): Verdict {
  const [first, second] = ranked;
  if (!first || first.score < NOTHING) return 'none';
  if (secret) return 'sure';
  if (first.score >= SURE && first.score - (second?.score ?? 0) >= SURE_LEAD) return 'sure';
  return first.score + (second?.score ?? 0) >= BETWEEN ? 'between' : 'unsure';
}
