// A word the phrases do not know → words they know: glued words, typing-method leftovers, one slip of the finger.
// Promises: pure, deterministic, bounded by the length of the word. Refuses: words under four letters and words that may be names.

/** Folded words of the phrases with how often they occur, and the same filed by slips for a quick look. */
export type Vocabulary = {
  has(folded: string): boolean;
  count(folded: string): number;
  near(folded: string): string | undefined;
};

const MAX_WORD = 24;

export function mend(word: string, vocabulary: Vocabulary, vietnamese: boolean): string[] {
  if (word.length < 3 || word.length > MAX_WORD) return [];
  if (vietnamese) {
    const bare = withoutTypingMarks(word);
    if (bare !== word && vocabulary.has(bare)) return [bare];
    const parts = word.length >= 5 ? unglue(word, vocabulary) : [];
    if (parts.length > 0) return parts;
  }
  const near = word.length >= 4 ? vocabulary.near(word) : undefined;
  return near === undefined ? [] : [near];
}

/** Telex and VNI typed without the program: "khoong", "nhaf", "ddawng", "kys". */
function withoutTypingMarks(word: string): string {
  return word
    .replace(/dd/g, 'd')
    .replace(/aa/g, 'a')
    .replace(/ee/g, 'e')
    .replace(/oo/g, 'o')
    .replace(/w/g, '')
    .replace(/[1-9]/g, '')
    .replace(/(?<=[aeiouy][a-z]{0,2})[fsrxj](?=[a-z]{0,2}$)/, '');
}

/** Fewest known parts that make up the whole word; a part of one letter does not count as a word. */
function unglue(word: string, vocabulary: Vocabulary): string[] {
  const best: ({ readonly cost: number; readonly from: number } | undefined)[] = Array.from({ length: word.length + 1 });
  best[0] = { cost: 0, from: 0 };
  for (let end = 2; end <= word.length; end++) {
    for (let start = Math.max(0, end - 8); start <= end - 2; start++) {
      const before = best[start];
      const part = word.slice(start, end);
      if (!before || !vocabulary.has(part)) continue;
      const cost = before.cost + 1 + 1 / (1 + vocabulary.count(part)) + (part.length === 2 ? 0.5 : 0);
      const now = best[end];
      if (!now || cost < now.cost) best[end] = { cost, from: start };
    }
  }
  const parts: string[] = [];
  for (let end = word.length; end > 0; ) {
    const step = best[end];
    if (!step) return [];
    parts.unshift(word.slice(step.from, end));
    end = step.from;
  }
  return parts.length > 4 ? [] : parts;
}

export function createVocabulary(counts: ReadonlyMap<string, number>): Vocabulary {
  const byGap = new Map<string, string>();
  for (const [word, n] of counts) {
    if (word.length < 4 || word.length > 12 || n < 2) continue;
    for (const key of gaps(word)) {
      const other = byGap.get(key);
      if (other === undefined || (counts.get(other) ?? 0) < n) byGap.set(key, word);
    }
  }
  return {
    has: (folded) => counts.has(folded),
    count: (folded) => counts.get(folded) ?? 0,
    near: (folded) => {
      let best: string | undefined;
      for (const key of gaps(folded)) {
        const word = byGap.get(key);
        if (word === undefined || Math.abs(word.length - folded.length) > 1 || word[0] !== folded[0]) continue;
        if (best === undefined || (counts.get(word) ?? 0) > (counts.get(best) ?? 0)) best = word;
      }
      return best;
    },
  };
}

/** The word itself and the word with each letter left out: two words one slip apart share one of these. */
function gaps(word: string): string[] {
  const keys = [word];
  for (let i = 0; i < word.length; i++) keys.push(word.slice(0, i) + word.slice(i + 1));
  return keys;
}
