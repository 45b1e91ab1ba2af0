// The house rules that a reader of one file cannot see: import order, one outside library per adapter, names, sizes, the dependency budget.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = (folder: string): string[] => readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]));
const sources = files('src').filter((file) => /\.tsx?$/.test(file));
const importsOf = (file: string): string[] => [...readFileSync(join(root, file), 'utf8').matchAll(/^\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');

/** Each row may use the rows above it and itself. Files and folders directly below src. */
const ROWS: readonly (readonly string[])[] = [
  ['text.ts'],
  ['safety', 'places'],
  ['flow'],
  ['understand'],
  ['engine'],
  ['config.ts', 'log.ts', 'tally.ts', 'metrics.ts'],
  ['content.ts', 'places-data.ts', 'publish.ts', 'turn.ts', 'turn-alike.ts', 'guide-box.ts', 'model-cache.ts'],
  ['ports.ts', 'bot-guide.ts', 'unmatched.ts', 'notice.ts', 'store-port.ts', 'chat-key.ts', 'bot.ts', 'bot-shell.ts', 'bot-drain.ts', 'bot-gate.ts', 'bot-pause.ts', 'bot-sweep.ts', 'bot-turn.ts', 'bot'],
  ['channels', 'store', 'links'],
  ['http'],
  ['admin'],
  ['cli'],
];
const rowOf = (file: string): number => ROWS.findIndex((row) => row.includes(relative('src', file).split('/')[0] ?? ''));

describe('the house', () => {
  it('has a place for every file', () => {
    expect(sources.filter((file) => rowOf(file) < 0)).toEqual([]);
  });

  it('imports only upwards', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((from) => from.startsWith('.'))
        .map((from) => relative(root, join(root, file, '..', from)))
        .filter((target) => target.startsWith('src/') && rowOf(target) > rowOf(file) && !(PORTS.has(target) && rowOf(file) >= 6))
        .map((target) => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps input, output, clock and chance out of the first five rows', () => {
    const wrong = sources
      .filter((file) => rowOf(file) < 5)
      .flatMap((file) => {
        const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
        return [...importsOf(file).filter((from) => from.startsWith('node:')), ...(text.match(/\b(Date\.now|new Date\(\)|Math\.random|process\.|performance\.|fetch\(|setTimeout)/g) ?? [])].map((what) => `${file}: ${what}`);
      });
    expect(wrong).toEqual([]);
  });

  it('lets each outside library into one room', () => {
    const allowed: Record<string, RegExp> = {
      telegraf: /^src\/channels\/telegram\//,
      axios: /^src\/(channels\/zalo-|cli\/zalo-oa)/,
      ioredis: /^src\/store\//,
      hono: /^src\/(http|admin)\//,
      '@hono/node-server': /^src\/(http|admin)\//,
      'node:sqlite': /^src\/store\//,
      'prom-client': /^src\/metrics\.ts$/,
      i18next: /^src\/engine\/speak\.ts$/,
      vite: /^src\/(http|cli)\//,
    };
    const wrong = sources.flatMap((file) => importsOf(file).map((from) => ({ file, library: from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : from.startsWith('node:') ? from : (from.split('/')[0] ?? '') })).filter(({ library }) => Object.hasOwn(allowed, library) && !allowed[library]?.test(file)).map((hit) => `${hit.file}: ${hit.library}`));
    expect(wrong).toEqual([]);
  });

  it('has no folder whose name says nothing, no barrel and no file that grew too long', () => {
    const named = sources.filter((file) => /\/(utils?|helpers?|common|shared|services?|managers?|types)\//.test(file) || /\/index\.tsx?$/.test(file));
    expect(named).toEqual([]);
    const long = sources.map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length })).filter(({ lines }) => lines > 275);
    expect(long).toEqual([]);
  });

  it('writes to the console only where a person reads it', () => {
    expect(sources.filter((file) => !file.startsWith('src/cli/') && !file.startsWith('src/http/ui/') && /\bconsole\./.test(readFileSync(join(root, file), 'utf8').replace(/\/\/.*$/gm, '')))).toEqual([]);
  });

  it('opens every file with what it is for', () => {
    expect(sources.filter((file) => !/^(#!.*\n)?(\/\*\* @jsx.*\n)?(\/\/|\/\*\*)/.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it('stays within the dependency budget and carries no download address', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean; peer?: boolean; resolved?: string }> };
    const runtime = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && !entry.optional && !entry.peer);
    expect(runtime.length).toBeLessThanOrEqual(70);
    expect(Object.values(lock.packages).filter((entry) => entry.resolved !== undefined)).toEqual([]);
  });

  it('commits nothing over 2 MB', () => {
    expect([...files('src'), ...files('flows'), ...files('locales'), ...files('test')].filter((file) => statSync(join(root, file)).size > 2_000_000)).toEqual([]);
  });
});

/** Type-only seams that lower rows may name: the shell's vocabulary. */
const PORTS: ReadonlySet<string> = new Set(['src/ports.ts', 'src/store-port.ts']);
