// What the phrases teach, without learning it at every start: the product that lies beside the code, else what an earlier start kept, else learnt now, quickly.
// Promises: a product counts only for the very phrases it was made of (test/understand/product.test.ts compares it with its source); a damaged file is learnt anew.
// Refuses: to fail because a folder cannot be written.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { PhraseFile } from './flow/assemble.ts';
import { type Learned, learnt, type Model, modelOf } from './understand/model.ts';
import { pack, unpack } from './understand/pack.ts';
import { filesLater, parseFiles } from './understand/phrases.ts';

const SOURCES = join(import.meta.dirname, 'understand');
/** Made by `npm run learn`. */
export const PRODUCT = join(SOURCES, 'data/learned.br');
const KEY_SIZE = 32;

/** `folder`: where what was learnt from other phrases than the shipped ones is kept. */
export function openModel(files: readonly PhraseFile[], folder?: string): Model {
  const learned = recall(files, folder);
  return modelOf(filesLater(files, learned.sizes), learned);
}

function recall(files: readonly PhraseFile[], folder: string | undefined): Learned {
  const key = keyOf(files);
  const shipped = read(PRODUCT, key);
  if (shipped) return shipped;
  // Here the code is no longer what the test compared: it is part of the name.
  const name = `model-${keyOf(files, codeOf()).toString('hex').slice(0, 24)}.br`;
  const kept = folder === undefined ? undefined : read(join(folder, name), key);
  if (kept) return kept;
  const learned = learnt(parseFiles(files), 'quickly');
  if (folder !== undefined) keep(folder, name, seal(files, learned, QUICK));
  return learned;
}

const QUICK = 4;
const SMALL = 11;

/** The bytes of a product: which phrases it is of, then what they teach. */
export function seal(files: readonly PhraseFile[], learned: Learned, quality = SMALL): Uint8Array {
  const bytes = pack(learned);
  return Buffer.concat([keyOf(files), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })]);
}

/** Undefined when there is no such file, it is damaged, or made of other phrases. */
export function read(path: string, key: Buffer): Learned | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.subarray(0, KEY_SIZE).equals(key) ? unpack(brotliDecompressSync(bytes.subarray(KEY_SIZE))) : undefined;
  } catch {
    return undefined;
  }
}

export function keyOf(files: readonly PhraseFile[], code = ''): Buffer {
  const hash = createHash('sha256').update(code);
  for (const line of files.map(({ lang, intent, text }) => `${lang}\0${intent}\0${createHash('sha256').update(text).digest('hex')}\n`).sort()) hash.update(line);
  return hash.digest();
}

function codeOf(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of readdirSync(SOURCES).sort()) if (file.endsWith('.ts')) hash.update(readFileSync(join(SOURCES, file)));
  return hash.digest('hex');
}

function keep(folder: string, name: string, bytes: Uint8Array): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const old of readdirSync(folder)) if (old.startsWith('model-')) rmSync(join(folder, old));
    writeFileSync(join(folder, `${name}.new`), bytes, { mode: 0o600 });
    renameSync(join(folder, `${name}.new`), join(folder, name));
  } catch {
    // a read-only folder: learnt again at the next start
  }
}
