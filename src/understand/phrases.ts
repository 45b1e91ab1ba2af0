// A phrase file becomes sample sentences: one a line, `#` starts a comment, `[a|b|]` offers alternatives; `[số căn cước]` stands for itself.
// Promises: same file, same sentences in the same order; a line never grows beyond MAX_EXPANSIONS. Refuses: nesting brackets.

/** One sample sentence of an intent. `weight` spreads a line with alternatives over its sentences. */
export type Phrase = { readonly intent: string; readonly lang: 'vi' | 'en'; readonly text: string; readonly weight?: number };

/** Enough for two or three slots; more would only teach the order of the slots. */
const MAX_EXPANSIONS = 6;
/** A line with alternatives counts as more than one sentence, but not as all of them. */
const SPREAD = 0.5;

export function parsePhrases(file: string, intent: string, lang: 'vi' | 'en'): Phrase[] {
  const phrases: Phrase[] = [];
  for (const raw of file.normalize('NFC').split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const texts = expand(line);
    const weight = texts.length ** (SPREAD - 1);
    for (const text of texts) phrases.push(texts.length === 1 ? { intent, lang, text } : { intent, lang, text, weight });
  }
  return phrases;
}

/** All readings of `[a|b] c`, or an even, repeatable selection of them when there are too many. */
export function expand(line: string): string[] {
  const slots = line.split(/(\[[^[\]]*\|[^[\]]*\])/).map((part) => (part.startsWith('[') && part.includes('|') && part.endsWith(']') ? part.slice(1, -1).split('|') : [part]));
  const total = slots.reduce((n, { length }) => n * length, 1);
  const step = total <= MAX_EXPANSIONS ? 1 : coprime(Math.floor(total / MAX_EXPANSIONS), total);
  const texts = new Set<string>();
  for (let i = 0; i < Math.min(total, MAX_EXPANSIONS); i++) {
    let rest = (i * step) % total;
    let text = '';
    for (const slot of slots) {
      text += slot[rest % slot.length] ?? '';
      rest = Math.floor(rest / slot.length);
    }
    const tidy = text.replace(/\s+/g, ' ').trim();
    if (tidy !== '') texts.add(tidy);
  }
  return [...texts];
}

/** The next step size that visits every reading once before it repeats. */
function coprime(from: number, total: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let step = Math.max(1, from);
  while (gcd(step, total) !== 1) step++;
  return step;
}
