// Browser code → dist/ui by Vite, only when its sources changed; what is there already is used as it is.
// Promises: two processes starting at once both end with a whole bundle (made aside, then renamed). Refuses to start with a stale bundle and no Vite.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const SOURCES = join(import.meta.dirname, 'ui');

/** The directory of the bundle, built first if needed. Its name carries the hash of its sources, so an old one is never served. */
export async function bundleUi(into = join(ROOT, 'dist')): Promise<string> {
  const target = join(into, `ui-${await hashOfSources()}`);
  if (existsSync(join(target, '.vite', 'manifest.json'))) return target;
  const aside = await mkdir(into, { recursive: true })
    .then(() => mkdtemp(join(into, '.ui-')))
    .catch((cause: unknown) => {
      throw new Error('the browser code is not bundled yet, and the folder dist of the program cannot be written: run npm run bundle there once, as a user who may write', { cause });
    });
  try {
    const { build } = await import('vite');
    await build({ configFile: join(SOURCES, 'vite.config.ts'), root: SOURCES, logLevel: 'warn', build: { outDir: aside, emptyOutDir: false } });
    // A temporary folder is its maker's alone; the service runs as somebody else.
    await chmod(aside, 0o755);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    // Another process finished the same bundle first: its files are byte for byte ours.
    if (!existsSync(join(target, '.vite', 'manifest.json'))) throw error;
  }
  return target;
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await readdir(SOURCES, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(relative(SOURCES, file)).update('\0').update(await readFile(file)).update('\0');
  return hash.digest('hex').slice(0, 12);
}
