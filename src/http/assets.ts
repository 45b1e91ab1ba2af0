// The bundled browser files, read once into memory with their compressed forms; requests only ever look names up in this table.
// Promises: no path from outside touches the disk; hashed names are cacheable for a year.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export type Asset = { readonly type: string; readonly plain: Uint8Array; readonly gzip: Uint8Array; readonly br: Uint8Array; readonly etag: string; readonly hashed: boolean };
export type Entry = { readonly script: string; readonly styles: readonly string[] };
export type Assets = {
  get(name: string): Asset | undefined;
  /** URLs of a bundled entry (`chat/main.ts`, `page.ts`). */
  entry(source: string): Entry;
};

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export async function loadAssets(directory: string): Promise<Assets> {
  const table = new Map<string, Asset>();
  for (const name of await readdir(directory)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const plain = await readFile(join(directory, name));
    table.set(name, {
      type,
      plain,
      gzip: gzipSync(plain, { level: 9 }),
      br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 16)}"`,
      hashed: /-[\w-]{8}\.\w+$/.test(name),
    });
  }
  const manifest = JSON.parse(await readFile(join(directory, '.vite', 'manifest.json'), 'utf8')) as Record<string, { file: string; css?: string[] }>;
  return {
    get: (name) => table.get(name),
    entry(source) {
      const found = manifest[source];
      if (found === undefined) throw new Error(`The browser bundle has no entry ${source}`);
      return { script: `/ui/${found.file}`, styles: (found.css ?? []).map((file) => `/ui/${file}`) };
    },
  };
}

/** The smallest form the browser takes. */
export function encoded(asset: Asset, accepts: string): { readonly bytes: Uint8Array; readonly encoding?: string } {
  if (/\bbr\b/.test(accepts)) return { bytes: asset.br, encoding: 'br' };
  if (/\bgzip\b/.test(accepts)) return { bytes: asset.gzip, encoding: 'gzip' };
  return { bytes: asset.plain };
}
