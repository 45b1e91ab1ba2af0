// Scores a redactor and a link judge as the labelling rules say: caught spans, clean messages, false alarms; false officials, found, fakes.
// Promises: letters and digits decide, not the white space or signs around them. Refuses: nothing; it only counts.
import { readFileSync } from 'node:fs';
import type { Span } from '../../src/safety/redact.ts';

export type Labelled = { id: string; text: string; spans: { start: number; end: number; type: string }[]; optional?: { start: number; end: number }[]; tags: string[] };

export function readLines<Row>(name: string): Row[] {
  return readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8').split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Row);
}

export type RedactScore = { recall: number; clean: number; falseAlarms: number; recallOf: Record<string, number>; missed: string[]; alarms: string[] };

export function scoreRedaction(rows: readonly Labelled[], spansOf: (text: string) => readonly Span[]): RedactScore {
  const perType = new Map<string, { caught: number; all: number }>();
  let [clean, withSpans, alarmed, negatives] = [0, 0, 0, 0];
  const missed: string[] = [];
  const alarms: string[] = [];
  for (const row of rows) {
    const masked = new Set<number>();
    for (const span of spansOf(row.text)) for (let at = span.start; at < span.end; at++) masked.add(at);
    let allCaught = true;
    for (const span of row.spans) {
      const caught = letters(row.text, span).every((at) => masked.has(at));
      const count = perType.get(span.type) ?? { caught: 0, all: 0 };
      perType.set(span.type, { caught: count.caught + (caught ? 1 : 0), all: count.all + 1 });
      if (!caught) missed.push(`${row.id} ${span.type}: ${row.text}`);
      allCaught &&= caught;
    }
    const allowed = new Set([...row.spans, ...(row.optional ?? [])].flatMap((span) => letters(row.text, span)));
    const wrong = letters(row.text, { start: 0, end: row.text.length }).some((at) => masked.has(at) && !allowed.has(at));
    if (row.spans.length > 0) {
      withSpans++;
      if (allCaught) clean++;
    } else {
      negatives++;
      if (wrong) alarmed++;
    }
    if (wrong) alarms.push(`${row.id}${row.spans.length > 0 ? ' (beside a secret)' : ''}: ${row.text}`);
  }
  const counts = [...perType.values()];
  const all = counts.reduce((sum, count) => sum + count.all, 0);
  return {
    recall: counts.reduce((sum, count) => sum + count.caught, 0) / Math.max(1, all),
    clean: clean / Math.max(1, withSpans),
    falseAlarms: alarmed / Math.max(1, negatives),
    recallOf: Object.fromEntries([...perType].map(([type, count]) => [type, count.caught / count.all])),
    missed,
    alarms,
  };
}

function letters(text: string, span: { start: number; end: number }): number[] {
  const places: number[] = [];
  for (let at = span.start; at < span.end; at++) if (/[\p{L}\p{N}]/u.test(text.charAt(at)) || /[\ud800-\udfff]/.test(text.charAt(at))) places.push(at);
  return places;
}
