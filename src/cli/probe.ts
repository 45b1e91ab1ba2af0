// `npm run -s probe -- turn|places|understand|redact|links`: JSON lines in, JSON lines out, for whoever measures the guide from outside.
// Promises: one answer a line in order; `id` comes back as it was; a bad line answers {"error"} and the next goes on. Texts are redacted first.
import { createInterface } from 'node:readline';
import { redact } from '../safety/redact.ts';

type Probe = (input: unknown) => unknown;
const PROBES: Record<string, () => Promise<{ createProbe(): Promise<Probe> }>> = {
  turn: () => import('./probe-turn.ts'),
  places: () => import('./probe-places.ts'),
  understand: () => import('./probe-understand.ts'),
  redact: () => import('./probe-redact.ts'),
  links: () => import('./probe-links.ts'),
};

const name = process.argv[2] ?? '';
const load = Object.hasOwn(PROBES, name) ? PROBES[name] : undefined;
if (!load) {
  process.stderr.write(`Which probe? ${Object.keys(PROBES).join(', ')}\n`);
  process.exit(2);
}
const probe = await (await load()).createProbe();
/** Place queries are texts as well; the other probes redact themselves because they need what was removed. */
const redactFirst = (line: Record<string, unknown>): Record<string, unknown> => (name === 'places' && typeof line['q'] === 'string' ? { ...line, q: redact(line['q']).text } : line);

for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (text.trim() === '') continue;
  let answer: unknown;
  let id: unknown;
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line !== 'object' || line === null || Array.isArray(line)) throw new TypeError('not an object');
    id = (line as Record<string, unknown>)['id'];
    answer = await probe(redactFirst(line as Record<string, unknown>));
  } catch (error) {
    answer = { ...(id === undefined ? {} : { id }), error: error instanceof Error ? error.message : 'bad line' };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
