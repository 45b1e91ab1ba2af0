// Disk → Content: reads flows/ and locales/ of a folder, assembles and lints them. The only file that knows where content lies.
// Promises: one frozen content or all its issues; a folder is never half used. Refuses paths outside the folder.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

export function loadContent(root: string): Assembled & { readonly files: readonly SourceFile[]; readonly hash: string } {
  const files = readContent(root);
  return { ...assemble(files), files, hash: hashContent(files) };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
