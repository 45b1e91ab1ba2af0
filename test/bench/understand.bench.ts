// How well messages are understood: development questions, messages in another style, cross-validation over the phrases, calibration, latency.
// Promises: the same figures on every machine except times; a plain baseline (nearest phrase by shared words) runs beside it.
// Run: node test/bench/understand.bench.ts [--confusions]
import { readFileSync } from 'node:fs';
import { readPhraseFiles } from '../../src/cli/probe-understand.ts';
import { redact } from '../../src/safety/redact.ts';
import { fold, words } from '../../src/text.ts';
import { type Model, type Phrase, train } from '../../src/understand/model.ts';
import { parseFiles, parsePhrases } from '../../src/understand/phrases.ts';
import { understand, URGENT, type Verdict } from '../../src/understand/understand.ts';

type Question = { readonly text: string; readonly intent: string; readonly style: string };
type Result = Question & { readonly at: number; readonly score: number; readonly first: string; readonly verdict: Verdict };

const data = new URL('../understand/data/', import.meta.url);
const slug = (intent: string) => intent.replaceAll('_', '-');
const dev: Question[] = readFileSync(new URL('questions.jsonl', data), 'utf8').trim().split('\n').map((line) => {
  const { text, intent, style, lang } = JSON.parse(line) as { text: string; intent: string; style: string; lang: string };
  return { text, intent: slug(intent), style: lang === 'en' ? 'english' : style };
});
const own: Question[] = readFileSync(new URL('own.tsv', data), 'utf8').trim().split('\n').map((line) => {
  const [intent = '', text = ''] = line.split('\t');
  return { intent: slug(intent), text, style: words(text).length <= 3 ? 'three words or fewer' : 'longer' };
});

const phrases = parseFiles(readPhraseFiles());
const before = process.cpuUsage();
const model = train(phrases);
const cpu = process.cpuUsage(before);
console.log(`${phrases.length} sentences of ${readPhraseFiles().length} files learned in ${Math.round((cpu.user + cpu.system) / 1000)} ms of processor time, ${model.lexicon.idf.length} features, ${size(model)} MB`);

for (const [name, set] of [['development questions', dev], ['another style', own]] as const) {
  const results = set.map((question) => ask(model, question));
  const plain = set.map((question) => baseline(phrases, question));
  console.log(`\n${name} (${set.length})`);
  line('overall', results);
  line('  plain baseline', plain);
  for (const [style, list] of Map.groupBy(results, (result) => result.style)) line(`  ${style}`, list);
  const dangers = results.filter(({ intent }) => URGENT.includes(intent));
  console.log(`  dangers within the first two: ${dangers.filter(({ at }) => at >= 0 && at < 2).length} of ${dangers.length}; false alarms: ${results.filter(({ intent, first }) => !URGENT.includes(intent) && URGENT.includes(first)).length}`);
  calibration(results);
  byIntent(results);
  if (process.argv.includes('--confusions')) confusions(results);
}

console.log('\ncross-validation over the lines of the phrase files, four folds');
const folded = crossValidate();
line('overall', folded);
calibration(folded);
byIntent(folded);
if (process.argv.includes('--confusions')) confusions(folded);
latency();

function ask(trained: Model, question: Question): Result {
  const { text, spans } = redact(question.text);
  const { ranked, verdict } = understand(trained, text, { redacted: spans.map(({ type }) => type) });
  return { ...question, at: ranked.findIndex(({ intent }) => intent === question.intent), score: ranked[0]?.score ?? 0, first: ranked[0]?.intent ?? '', verdict };
}

/** Share of equal folded words with the nearest phrase of each intent: what a search box would do. */
function baseline(list: readonly Phrase[], question: Question): Result {
  const said = new Set(words(fold(question.text)));
  const best = new Map<string, number>();
  for (const { intent, text } of list) {
    const other = new Set(words(fold(text)));
    const both = [...said].filter((word) => other.has(word)).length;
    const likeness = both / Math.max(1, said.size + other.size - both);
    if (likeness > (best.get(intent) ?? 0)) best.set(intent, likeness);
  }
  const ranked = [...best].sort((a, b) => b[1] - a[1]);
  return { ...question, at: ranked.findIndex(([intent]) => intent === question.intent), score: ranked[0]?.[1] ?? 0, first: ranked[0]?.[0] ?? '', verdict: 'unsure' };
}

function crossValidate(): Result[] {
  const groups = readPhraseFiles().flatMap(({ text, intent, lang }) => text.split('\n').map((one) => parsePhrases(one, intent, lang)).filter((list) => list.length > 0));
  const results: Result[] = [];
  for (let fold = 0; fold < 4; fold++) {
    const rest = train(groups.filter((_, i) => i % 4 !== fold).flat());
    groups.forEach((list, i) => {
      const phrase = list[(i * 7) % list.length];
      if (i % 4 === fold && phrase) results.push(ask(rest, { text: phrase.text, intent: phrase.intent, style: phrase.lang }));
    });
  }
  return results;
}

function line(name: string, results: readonly Result[]): void {
  const share = (n: number) => (n / results.length).toFixed(3);
  console.log(`${name.padEnd(24)} first ${share(results.filter(({ at }) => at === 0).length)}  first three ${share(results.filter(({ at }) => at >= 0 && at < 3).length)}  (${results.length})`);
}

function calibration(results: readonly Result[]): void {
  const bins = Map.groupBy(results, ({ score }) => Math.min(4, Math.floor(score * 5)));
  const shown = [...bins].sort((a, b) => a[0] - b[0]).map(([, list]) => `${(list.reduce((sum, { score }) => sum + score, 0) / list.length).toFixed(2)} → ${(list.filter(({ at }) => at === 0).length / list.length).toFixed(2)} (${list.length})`);
  console.log(`  score → right: ${shown.join(', ')}`);
  const verdicts = [...Map.groupBy(results, ({ verdict }) => verdict)].map(([verdict, list]) => `${verdict} ${list.length}, first right ${(list.filter(({ at }) => at === 0).length / list.length).toFixed(2)}`);
  console.log(`  verdicts: ${verdicts.join('; ')}`);
}

function byIntent(results: readonly Result[]): void {
  const shares = [...Map.groupBy(results, ({ intent }) => intent)].map(([intent, list]) => [list.filter(({ at }) => at === 0).length / list.length, intent, list.length] as const).sort((a, b) => a[0] - b[0]);
  console.log(`  hardest: ${shares.slice(0, 12).map(([share, intent, n]) => `${intent} ${share.toFixed(2)} of ${n}`).join(', ')}`);
}

function confusions(results: readonly Result[]): void {
  const counts = [...Map.groupBy(results.filter(({ at }) => at !== 0), ({ intent, first }) => `${intent} as ${first}`)].sort((a, b) => b[1].length - a[1].length);
  for (const [pair, list] of counts.slice(0, 40)) console.log(`    ${list.length} × ${pair}`);
}

function latency(): void {
  const times = [...dev, ...own, ...dev, ...own].map(({ text }) => {
    const start = performance.now();
    understand(model, text);
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  console.log(`\nlatency: median ${times[Math.floor(times.length / 2)]?.toFixed(2)} ms, p99 ${times[Math.floor(times.length * 0.99)]?.toFixed(2)} ms`);
}

function size({ linear, near, lexicon }: Model): string {
  const bytes = linear.weights.byteLength + near.phrases.byteLength + near.values.byteLength + near.starts.byteLength + lexicon.idf.byteLength + (lexicon.words.size + lexicon.accents.size + lexicon.pairs.size) * 48;
  return (bytes / 1e6).toFixed(1);
}
