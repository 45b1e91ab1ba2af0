// Disk → Content: reads flows/ and locales/ of a folder, assembles and lints them. The only file that knows where content lies.
// Promises: one frozen content or all its issues; a folder is never half used. Refuses paths outside the folder.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Assembled, assemble, type SourceFile } from './flow/assemble.ts';

const FOLDERS = ['flows', 'locales/vi', 'locales/en'];
const KINDS = /\.(yaml|phrases\.txt|csv)$/;

/** All content files below a folder, sorted by path, with paths relative to it. */
export function readContent(root: string): SourceFile[] {
  return FOLDERS.flatMap((folder) => list(join(root, folder)).filter((name) => KINDS.test(name)).map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }))).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Ids of the pictures in flows/media. */
export function listPictures(root: string): Set<string> {
  return new Set(list(join(root, 'flows/media')).flatMap((name) => /^([a-z0-9-]+)\.svg$/.exec(name)?.[1] ?? []));
}

/** SHA-256 of all files: names a revision together with its number. */
export function hashContent(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(`${path}\0${text.length}\0`).update(text);
  return hash.digest('hex').slice(0, 32);
}

export type Loaded = Assembled & { readonly files: readonly SourceFile[]; readonly hash: string; /** Checked before, on the same day, by the same code. */ readonly checked: boolean };

/** `cache`: where values of checked contents are kept, and which day it is; parsing YAML is most of a start. */
export function loadContent(root: string, cache?: { readonly folder: string; readonly day: string }): Loaded {
  const files = readContent(root);
  const hash = hashContent(files);
  const known = cache && readCache(cacheFile(cache, hash));
  return { ...assemble(files, known), files, hash, checked: known !== undefined };
}

/** Keeps the values of a content that had no errors today. Best effort: a start without it is only slower. */
export function keepChecked(loaded: Loaded, cache: { readonly folder: string; readonly day: string }): void {
  try {
    const file = cacheFile(cache, loaded.hash);
    mkdirSync(cache.folder, { recursive: true, mode: 0o700 });
    for (const name of list(cache.folder)) if (name.startsWith('content-')) rmSync(join(cache.folder, name));
    writeFileSync(`${file}.new`, JSON.stringify(loaded.values), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // a read-only folder
  }
}

/** The code that checks is part of the name: another release checks again. */
function cacheFile(cache: { readonly folder: string; readonly day: string }, hash: string): string {
  const code = createHash('sha256');
  for (const folder of ['flow', 'flow/rules', 'safety']) for (const name of list(join(SOURCES, folder))) if (name.endsWith('.ts')) code.update(readFileSync(join(SOURCES, folder, name)));
  return join(cache.folder, `content-${hash.slice(0, 16)}-${code.digest('hex').slice(0, 8)}-${cache.day}.json`);
}
const SOURCES = fileURLToPath(new URL('.', import.meta.url));

function readCache(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
