// Figures of redaction: recall, clean messages and false alarms on the labelled and on generated messages, and the worst time on hostile text.
// Run: node test/bench/safety.bench.ts [messages]. The baseline is masking every run of five or more digits. Promises: seeded, printed. Refuses: to decide.
import { redact } from '../../src/safety/redact.ts';
import type { Span } from '../../src/safety/redact.ts';
import { FORMS, publicMessage, randomFrom, secretMessage, VALUES } from '../safety/generate.ts';
import { HOSTILE } from '../safety/hostile.ts';
import { readMarked } from '../safety/marked.ts';
import { readLines, scoreRedaction } from '../safety/score.ts';
import type { Labelled } from '../safety/score.ts';

const wanted = Number(process.argv[2] ?? 4000);
const random = randomFrom(20261124);
const generated: Labelled[] = [];
const types = Object.keys(VALUES);
for (let at = 0; generated.length < wanted; at++) {
  generated.push(secretMessage(random, types[at % types.length] ?? 'cccd', Math.floor(at / types.length) % FORMS.length, `g${at}`));
  if (at % 2 === 0) generated.push(publicMessage(random, `n${at}`));
}
const baseline = (text: string): Span[] => [...text.matchAll(/\d{5,}/g)].map((match) => ({ start: match.index, end: match.index + match[0].length, type: 'otp' as const }));
const sets: [string, readonly Labelled[]][] = [['development', readLines<Labelled>('sensitive.jsonl')], ['hand-written 1', readMarked('handwritten.txt')], ['hand-written 2', readMarked('handwritten-2.txt')], ['hand-written 3', readMarked('handwritten-3.txt')], ['generated', generated]];
for (const [name, rows] of sets) {
  for (const [which, mask] of [['redact', (text: string) => redact(text).spans], ['baseline', baseline]] as const) {
    const score = scoreRedaction(rows, mask);
    console.log(`${name.padEnd(15)} ${which.padEnd(9)} recall ${score.recall.toFixed(4)}  clean ${score.clean.toFixed(4)}  false alarms ${score.falseAlarms.toFixed(4)}  (${rows.length} messages)`);
    if (which === 'redact') {
      console.log(`  ${Object.entries(score.recallOf).map(([type, recall]) => `${type} ${recall.toFixed(3)}`).join('  ')}`);
      if (process.argv.includes('--show')) console.log([...score.missed.slice(0, 400).map((line) => `  missed ${line}`), ...score.alarms.slice(0, 100).map((line) => `  alarm ${line}`)].join('\n'));
    }
  }
}
let worst = { name: '', ms: 0 };
for (const [name, text] of HOSTILE) {
  redact(text);
  const start = performance.now();
  redact(text);
  const ms = performance.now() - start;
  if (ms > worst.ms) worst = { name, ms };
}
console.log(`hostile texts of 4,096 characters: worst ${worst.ms.toFixed(1)} ms (${worst.name}), ${HOSTILE.length} texts`);
