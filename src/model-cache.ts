// What the phrases teach, kept between starts: learning takes a third of a second of processor time, reading it back a few hundredths.
// Promises: the same phrases and the same code give the same file name; a damaged or foreign file is learnt anew. Best effort.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { type Learned, learnt } from './understand/model.ts';
import type { Phrase } from './understand/phrases.ts';

const SOURCES = fileURLToPath(new URL('understand/', import.meta.url));

export function remembered(folder: string, phrases: readonly Phrase[]): Learned {
  const name = `model-${nameOf(phrases)}.bin`;
  try {
    const stored: unknown = deserialize(readFileSync(join(folder, name)));
    if (isLearned(stored)) return stored;
  } catch {
    // not there yet, or damaged
  }
  const learned = learnt(phrases);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const old of readdirSync(folder)) if (old.startsWith('model-')) rmSync(join(folder, old));
    writeFileSync(join(folder, `${name}.new`), serialize(learned), { mode: 0o600 });
    renameSync(join(folder, `${name}.new`), join(folder, name));
  } catch {
    // a read-only folder: learnt again at the next start
  }
  return learned;
}

function nameOf(phrases: readonly Phrase[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const { intent, lang, text, weight } of phrases) hash.update(`${intent}\0${lang}\0${weight ?? 1}\0${text}\n`);
  for (const file of readdirSync(SOURCES).sort()) if (file.endsWith('.ts')) hash.update(readFileSync(join(SOURCES, file)));
  return hash.digest('hex').slice(0, 24);
}

function isLearned(value: unknown): value is Learned {
  const learned = value as Partial<Learned> | undefined;
  return Array.isArray(learned?.intents) && learned.counts instanceof Map && learned.linear?.weights instanceof Float32Array && learned.near?.starts instanceof Uint32Array && learned.lexicon?.words instanceof Map;
}
