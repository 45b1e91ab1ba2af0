// The probe of understanding: {"id","text"} → {"id","intent","score","others"}; slugs as in the table of intents (underscores).
// Promises: redacts first, as the bot does; `id` comes back as it was. Refuses: to look at anything but the text.
import { readdirSync, readFileSync } from 'node:fs';
import type { PhraseFile } from '../flow/assemble.ts';
import { openModel } from '../model-cache.ts';
import { redact } from '../safety/redact.ts';
import { understand } from '../understand/understand.ts';

const LOCALES = new URL('../../locales/', import.meta.url);
const LANGS = ['vi', 'en'] as const;
const ENDING = '.phrases.txt';
const OTHERS = 4;

export async function createProbe(): Promise<(input: unknown) => unknown> {
  const model = openModel(readPhraseFiles());
  return (input) => {
    const { id, text } = input as { readonly id?: unknown; readonly text?: unknown };
    if (typeof text !== 'string') throw new TypeError('text is missing');
    const { text: clean, spans } = redact(text);
    const { ranked } = understand(model, clean, { redacted: spans.map(({ type }) => type) });
    const [first, ...rest] = ranked.map(({ intent, score }) => ({ intent: intent.replaceAll('-', '_'), score: Math.round(score * 1000) / 1000 }));
    return { id, intent: first?.intent ?? 'chitchat', score: first?.score ?? 0, others: rest.slice(0, OTHERS) };
  };
}

export function readPhraseFiles(): PhraseFile[] {
  return LANGS.flatMap((lang) => {
    const folder = new URL(`${lang}/`, LOCALES);
    const names = readdirSync(folder).filter((name) => name.endsWith(ENDING)).sort();
    return names.map((name) => ({ intent: name.slice(0, -ENDING.length), lang, text: readFileSync(new URL(name, folder), 'utf8') }));
  });
}
