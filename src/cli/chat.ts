// `npm run chat`: the conversation in a terminal. Numbers, labels and words as on any channel; `.test NAME` prints the talk as a test,
// `.at LAT LON` shares a location, `.photo`, `.link flow/step`, `.days N` lets time pass, `.quit` ends.
import { createInterface } from 'node:readline/promises';
import { stringify } from 'yaml';
import type { Said } from '../engine/message.ts';
import type { RawBody } from '../ports.ts';
import { readConfig } from '../config.ts';
import { redact } from '../safety/redact.ts';
import { turn } from '../turn.ts';
import { openGuide } from './open-guide.ts';
import type { Line } from './talk.ts';

const config = readConfig({ CONTENT_DIR: process.env['CONTENT_DIR'], DATA_DIR: process.env['DATA_DIR'] });
const guide = await openGuide(config.CONTENT_DIR);
const talk: Line[] = [];
let stored = '';
let last: readonly Said[] = [];
let skipped = 0;

hear({ type: 'hello' }, { hello: true });
const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
terminal.prompt();
for await (const typed of terminal) {
  const [command = '', ...words] = typed.trim().split(/\s+/);
  if (command === '.quit') break;
  if (command === '.test') process.stdout.write(`\n${stringify({ title: words.join(' ') || 'a talk', talk })}\n`);
  else if (command === '.photo') hear({ type: 'photo' }, { photo: true });
  else if (command === '.at') hear({ type: 'location', lat: Number(words[0]), lon: Number(words[1]) }, { location: [Number(words[0]), Number(words[1])] });
  else if (command === '.link') hear({ type: 'link', code: words[0] ?? '', to: words[0] ?? '' }, { link: words[0] ?? '' });
  else if (command === '.days') {
    skipped += Number(words[0]) * 86_400_000;
    hear({ type: 'timer' }, { 'wait-days': Number(words[0]) });
  } else if (typed.trim() !== '') hear(bodyOf(typed), { say: redact(typed).text });
  terminal.prompt();
}
terminal.close();

/** A number picks from the numbered list that was printed; everything else is text. */
function bodyOf(typed: string): RawBody {
  const number = /^\d{1,2}$/.test(typed.trim()) ? Number(typed.trim()) : 0;
  const offer = last.at(-1)?.choices.filter(({ word }) => !word)[number - 1];
  return offer ? { type: 'choice', choice: offer.code } : { type: 'text', text: typed };
}

function hear(body: RawBody, line: Line): void {
  const turned = turn(guide, stored, body, Date.now() + skipped);
  stored = turned.session;
  if (turned.said.length > 0) last = turned.said;
  talk.push({ ...line, bot: turned.said.map(({ key }) => key) });
  for (const said of turned.said) {
    const choices = said.choices.map(({ label, word }, i) => (word ? `     ${label}` : `  ${i + 1}. ${label}`));
    const open = said.open.map((item) => `  [${item.label}: ${item.type === 'url' ? item.url : item.type === 'phone' ? item.phone : item.text}]`);
    process.stdout.write(`\n${said.text}\n${[...open, ...choices].join('\n')}\n`);
  }
}
