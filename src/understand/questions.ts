// A message → the questions in it, when there are several: by its marks, and inside a story told in one breath where one question ends and the next begins.
// Promises: bounded (MAX_PARTS parts, MAX_JOINTS places to cut in each); a cut needs two clear and different questions. Refuses: to read a story in pieces otherwise.
import { featuresOf } from './features.ts';
import { probabilities } from './learn.ts';
import type { Model } from './model.ts';
import { wordsOf } from '../text.ts';
import type { Normal } from './normal.ts';

const MAX_CHARS = 1200;
const MAX_PARTS = 5;
const MAX_JOINTS = 12;
const MIN_WORDS = 3;
/** Both sides of a cut are at least this clear. With marks between them less is enough, see understand.ts. */
const CLEAR = 0.86;
const MARKS = /[?!;\n]+|\.(?=\s)|(?:^|\s)(?:với lại|voi lai|ngoài ra|ngoai ra|à mà|à còn|tiện thể|tien the|sẵn cho hỏi|cho hỏi thêm|cho hoi them|hỏi thêm|hoi them|also|another question|by the way)(?=\s)/giu;
/** Words after which a question is over, and words with which the next one begins; folded. */
const ENDS = new Set('khong sao dau gi nao lau tien vay chua a nhi ha chi rang mo duoc dong phi roi may'.split(' '));
const BEGINS = new Set('ma roi con voi gio tien xong nhung thi chu nua and but also where how what when'.split(' '));

/** Sentences parted by marks, when there are several worth reading alone. */
export function sentencesIn(text: string): string[] {
  const parts = text
    .normalize('NFC')
    .slice(0, MAX_CHARS)
    .split(MARKS)
    .map((part) => part.trim())
    .filter((part) => wordsOf(part).length >= MIN_WORDS);
  return parts.length > 1 ? parts.slice(0, MAX_PARTS) : [];
}

/** Intents of the questions that one sentence strings together; none when it is one question. */
export function strungTogether(model: Model, normal: Normal): string[] {
  return [...new Set(cut(model, normal, 0, normal.tokens.length, 2))];
}

type Reading = { readonly intent: string; readonly score: number };

/** The clearest cut of the words from `from` to `to`, and the cuts inside its sides. */
function cut(model: Model, normal: Normal, from: number, to: number, depth: number): string[] {
  let best: { readonly at: number; readonly sides: readonly [Reading, Reading]; readonly clear: number } | undefined;
  for (const at of depth > 0 ? joints(normal, from, to) : []) {
    const left = read(model, normal, from, at);
    if (left.score < CLEAR) continue;
    const right = read(model, normal, at, to);
    const clear = Math.min(left.score, right.score);
    if (left.intent !== right.intent && clear >= CLEAR && clear > (best?.clear ?? 0)) best = { at, sides: [left, right], clear };
  }
  if (!best) return [];
  const [left, right] = best.sides;
  const inside = (side: Reading, parts: string[]) => (parts.length > 0 ? parts : [side.intent]);
  return [...inside(left, cut(model, normal, from, best.at, depth - 1)), ...inside(right, cut(model, normal, best.at, to, depth - 1))];
}

function joints({ tokens }: Normal, from: number, to: number): number[] {
  const places: number[] = [];
  for (let at = from + MIN_WORDS; at <= to - MIN_WORDS; at++) {
    if (ENDS.has(tokens[at - 1]?.folded ?? '') || BEGINS.has(tokens[at]?.folded ?? '')) places.push(at);
  }
  const step = Math.max(1, places.length / MAX_JOINTS);
  return Array.from({ length: Math.min(places.length, MAX_JOINTS) }, (_, i) => places[Math.floor(i * step)] ?? from);
}

/** Talk and other people's business make no question of their own. */
const NO_QUESTION = new Set(['chitchat', 'out-of-scope']);

function read(model: Model, normal: Normal, from: number, to: number): Reading {
  const scores = new Float64Array(model.intents.length);
  probabilities(model.linear, featuresOf({ ...normal, tokens: normal.tokens.slice(from, to) }, model.lexicon), scores);
  let most = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] as number) > (scores[most] as number)) most = i;
  const intent = model.intents[most] ?? '';
  return { intent, score: NO_QUESTION.has(intent) ? 0 : (scores[most] ?? 0) };
}
