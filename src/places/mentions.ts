// Which names of places a text may contain: every run of words that is, or nearly is, a name, with its level and how well it fits.
// Promises: pure; work bounded by MAX_WORDS words times MAX_NAME words; finds names with one slip, Telex left-overs, words run together.
// Refuses: to decide between readings (find.ts does).
import { GLUED_MARKERS, MARKERS, NOISE, NOISE_PAIRS } from './aliases.ts';
import type { Marker } from './aliases.ts';
import type { Entry, Gazetteer } from './gazetteer.ts';
import { accentGap, markGap, syllables } from './syllables.ts';
import type { Syllable } from './syllables.ts';

const MAX_WORDS = 80;
const MAX_NAME = 6;

/** A run of words [from, to) read as `entry`. `bonus` is what the type word before it (from `markedFrom`) adds or takes. */
export type Mention = { readonly from: number; readonly to: number; readonly markedFrom: number; readonly marked: boolean; readonly slip: boolean; readonly wrongAccents: boolean; readonly entry: Entry; readonly base: number; readonly bonus: number };
export type Scan = { readonly words: readonly Syllable[]; /** pair: of an expression like `công an`, never in a name; word: says nothing about where. */ readonly noise: readonly ('pair' | 'word' | 'none')[]; readonly accented: boolean; readonly mentions: readonly Mention[] };

export function scan(gazetteer: Gazetteer, text: string): Scan {
  const words = syllables(text, MAX_WORDS);
  const accented = words.some((w) => w.shape !== w.key);
  const blocked = words.map(() => false);
  words.forEach((w, i) => {
    const next = words[i + 1];
    if (!next || !NOISE_PAIRS.has(`${w.key} ${next.key}`)) return;
    // `que quan hoa` is quê Quan Hóa, not quê quán
    if (next.key === 'quan' && gazetteer.meanings(`quan${words[i + 2]?.key ?? ''}`).length > 0) return;
    blocked[i] = blocked[i + 1] = true;
  });
  const mentions: Mention[] = [];
  for (let from = 0; from < words.length; from += 1) {
    const mark = markerBefore(words, from);
    for (let to = from + 1; to <= Math.min(words.length, from + MAX_NAME); to += 1) {
      if (blocked[to - 1]) break;
      const span = words.slice(from, to);
      const breaks = span.slice(1).filter((w) => w.fresh).length;
      if (breaks > 1) break;
      // a last `a` may be the polite ạ or the A of Vĩnh Phước A
      const polite = to === words.length && span.length > 1 && span.at(-1)?.shape === 'a' ? 1 : 0;
      for (const hit of readSpan(gazetteer, span, mark)) mentions.push(mention(hit, { from, to, breaks, polite, mark, accented }));
    }
  }
  return { words, noise: words.map((w, i) => (blocked[i] ? 'pair' : NOISE.has(w.key) ? 'word' : 'none')), accented, mentions };
}

type Mark = { readonly marker: Marker; readonly from: number; readonly weight: number };
type Hit = { readonly entry: Entry; readonly typed: readonly { readonly key: string; readonly shape: string }[]; readonly key: string; readonly cost: number; readonly slip: boolean; readonly glued?: Marker };

/** The type word that ends just before a word, unless it carries other accents than the type word has. */
function markerBefore(words: readonly Syllable[], at: number): Mark | undefined {
  for (const length of [2, 1]) {
    const before = words.slice(Math.max(0, at - length), at);
    if (before.length < length) continue;
    const found = MARKERS.get(before.map((w) => w.key).join(' '));
    if (!found || (found.dotted && !before[0]?.dotted)) continue;
    const shapes = found.shapes.split(' ');
    if (before.every((w, i) => w.shape === w.key || w.shape === shapes[i])) return { marker: found.marker, from: at - length, weight: Math.max(3, before.reduce((sum, w) => sum + w.key.length, 1)) };
  }
  // `45 Hùng Vương` is a street; `tổ 5 Giáp Sơn` is not
  const number = words[at - 1];
  if (number && /^\d/.test(number.key) && !words[at]?.fresh && MARKERS.get(words[at - 2]?.key ?? '')?.marker.level !== 'street') return { marker: NUMBER, from: at - 1, weight: 0 };
  return undefined;
}

const NUMBER: Marker = { level: 'number', types: [] };

function readSpan(gazetteer: Gazetteer, span: readonly Syllable[], mark: Mark | undefined): Hit[] {
  const key = span.map((w) => w.key).join('');
  const hits: Hit[] = gazetteer.meanings(key).map((entry) => ({ entry, typed: span, key, cost: 0, slip: false }));
  if (/^\d+$/.test(key)) return mark ? hits.filter((h) => h.entry.level === mark.marker.level) : [];
  // a single word like `quê` or `lăng` is a name only when a type word says so
  const [only] = span;
  if (span.length === 1 && only && !mark && NOISE.has(only.key)) return hits.filter((h) => h.entry.level !== 'ward');
  if (key.length < 4) return hits;
  hits.push(...telex(gazetteer, span, key), ...gluedMarker(gazetteer, span, key));
  // a slip in a short name, or in words that mostly mean something else, is no evidence
  if (key.length >= 5 && span.length <= 5 && !span.some((w, i) => i > 0 && w.fresh) && (mark !== undefined || !span.every((w) => NOISE.has(w.key)))) hits.push(...slips(gazetteer, span, key));
  return hits;
}

/** All left-overs read as Telex, and each one alone: the `oo` of Ngoong is no left-over. */
function telex(gazetteer: Gazetteer, span: readonly Syllable[], key: string): Hit[] {
  const at = span.flatMap((w, i) => (w.telex ? [i] : []));
  const variants = at.length > 1 ? [at, ...at.map((i) => [i])] : at.map((i) => [i]);
  return variants.flatMap((chosen) => {
    const typed = span.map((w, i) => (w.telex && chosen.includes(i) ? w.telex : w));
    const read = typed.map((w) => w.key).join('');
    if (read === key) return [];
    return gazetteer.meanings(read).map((entry): Hit => ({ entry, typed, key: read, cost: 0.4, slip: false }));
  });
}

function gluedMarker(gazetteer: Gazetteer, span: readonly Syllable[], key: string): Hit[] {
  const first = span[0];
  if (!first) return [];
  return GLUED_MARKERS.flatMap((word) => {
    const marker = MARKERS.get(word)?.marker;
    // `xahoi`, `phai`: short type words also begin ordinary words
    if (!marker || !key.startsWith(word) || (word.length <= 2 && !first.camel && !/^t[xp]$/.test(word)) || first.key.length <= word.length || key.length - word.length < 4) return [];
    const rest = { key: first.key.slice(word.length), shape: first.shape.slice(word.length) };
    const typed = [rest, ...span.slice(1)];
    return gazetteer.meanings(key.slice(word.length)).flatMap((entry): Hit[] => (entry.level === marker.level ? [{ entry, typed, key: key.slice(word.length), cost: 1.4, slip: false, glued: marker }] : []));
  });
}

function slips(gazetteer: Gazetteer, span: readonly Syllable[], key: string): Hit[] {
  return gazetteer.nearly(key).flatMap((near) => gazetteer.meanings(near.key).map((entry): Hit => ({ entry, typed: span, key: near.key, cost: near.cost + 0.3, slip: near.cost > 1 })));
}

const WRONG_ACCENT = 1.2;
const MISSING_ACCENT = 0.3;

type Where = { readonly from: number; readonly to: number; readonly breaks: number; readonly polite: number; readonly mark: Mark | undefined; readonly accented: boolean };

function mention(hit: Hit, where: Where): Mention {
  const { entry } = hit;
  const shapes = entry.shapes;
  const gap = shapes ? accentGap(hit.typed, shapes) : { missing: 0, wrong: 0 };
  const wrong = hit.slip ? (shapes && where.accented ? markGap(hit.typed, shapes) * 0.3 : 0) : gap.wrong * WRONG_ACCENT;
  const weight = entry.level === 'province' && entry.weight !== undefined ? entry.weight : /^\d+$/.test(hit.key) ? 2 : Math.max(hit.key.length, entry.level === 'ward' ? 2 : 4);
  const former = entry.level === 'ward' && entry.origin === 'former' ? 0.6 : 0;
  const base = weight - hit.cost - former - where.breaks * 2 - where.polite - wrong - (where.accented && !hit.slip ? gap.missing * MISSING_ACCENT : 0);
  const mark = hit.glued ? { marker: hit.glued, from: where.from, weight: 3 } : where.mark;
  return { from: where.from, to: where.to, markedFrom: mark?.from ?? where.from, marked: mark?.marker.level === entry.level, slip: hit.slip, wrongAccents: gap.wrong > 0, entry, base, bonus: mark ? markBonus(mark, entry) : 0 };
}

/**
 * What a type word says about an entry: right type, right level with another type (people say xã of what is a phường now), wrong level.
 * A long type word must outweigh its own letters read as part of a name (`phuong binh co` is not Phương Bình).
 */
function markBonus(mark: Mark, entry: Entry): number {
  const { level, types } = mark.marker;
  if (level === 'number') return entry.level === 'province' ? 0 : -3;
  if (entry.level === 'province') return level === 'province' ? mark.weight - 1 : level === 'district' ? (types[0] === 'thành phố' && entry.city ? mark.weight - 1 : -3) : level === 'ward' ? -3 : 0;
  if (level !== entry.level) return -5;
  if (entry.type === undefined) return mark.weight - 1;
  return types.includes(entry.type) ? mark.weight : mark.weight - 2;
}
