// `npm run facts [-- --uncertain | --due | --json]`: the fact cards by review date, with their uncertainty and where they are used.
import { OWN_CONTENT } from '../config.ts';
import { loadContent } from '../content.ts';
import { vnDate } from '../engine/facts.ts';
import { stepName } from '../flow/ids.ts';

const options = new Set(process.argv.slice(2));
const { content, issues } = loadContent(process.env['CONTENT_DIR'] ?? OWN_CONTENT);
if (!content) {
  process.stderr.write(`The content has ${issues.length} faults; run npm run check.\n`);
  process.exit(1);
}
const used = new Map<string, string[]>();
for (const [flow, { steps }] of content.flows) for (const [step, { facts }] of Object.entries(steps)) for (const id of facts) used.set(id, [...(used.get(id) ?? []), stepName(flow, step)]);
const today = vnDate(Date.now());
const rows = [...content.facts]
  .map(([id, card]) => ({ id, review_by: card.review_by, confidence: card.confidence, until: card.effective.until ?? '', says: card.says.vi, used: used.get(id) ?? [] }))
  .filter((row) => (!options.has('--uncertain') || row.confidence === 'uncertain' || row.confidence === 'app') && (!options.has('--due') || row.review_by <= today))
  .sort((a, b) => (a.review_by === b.review_by ? (a.id < b.id ? -1 : 1) : a.review_by < b.review_by ? -1 : 1));
if (options.has('--json')) process.stdout.write(`${JSON.stringify(rows, undefined, 1)}\n`);
else {
  for (const row of rows) process.stdout.write(`${row.review_by}  ${row.id.padEnd(4)} ${row.confidence.padEnd(9)} ${row.until ? `until ${row.until} ` : ''}${row.says}\n${' '.repeat(12)}${row.used.length > 0 ? row.used.join(', ') : 'not used by any step'}\n`);
  process.stdout.write(`${rows.length} cards, ${rows.filter(({ used: places }) => places.length === 0).length} not used\n`);
}
