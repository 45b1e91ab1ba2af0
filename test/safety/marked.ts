// Reads hand-written messages in which {type:value} marks what must be masked. Promises: the same rows as the labelled sets. Refuses: unknown kinds.
import { readFileSync } from 'node:fs';
import type { Labelled } from './score.ts';

const MARK = /\{(cccd|cmnd|passport|phone|otp|password|passcode|bank_account|bank_card|plate|email):([^}]*)\}/gs;

export function readMarked(name: string): Labelled[] {
  const source = readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8').replace(/^#.*\n/gm, '');
  return splitRows(source).map((line, index) => unmark(line, `h${index + 1}`));
}

export function unmark(line: string, id: string): Labelled {
  let text = '';
  let at = 0;
  const spans: Labelled['spans'] = [];
  for (const match of line.matchAll(MARK)) {
    text += line.slice(at, match.index);
    const value = match[2] ?? '';
    spans.push({ start: text.length, end: text.length + value.length, type: match[1] ?? '' });
    text += value;
    at = match.index + match[0].length;
  }
  return { id, text: text + line.slice(at), spans, tags: [] };
}

/** One row a line; a line break inside a mark belongs to the value. */
function splitRows(source: string): string[] {
  const rows: string[] = [];
  for (const line of source.split('\n')) {
    const last = rows.at(-1);
    if (last !== undefined && last.lastIndexOf('{') > last.lastIndexOf('}')) rows[rows.length - 1] = `${last}\n${line}`;
    else rows.push(line);
  }
  return rows.filter((row) => row.trim() !== '');
}
