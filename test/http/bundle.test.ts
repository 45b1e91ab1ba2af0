// The browser bundle is made once, whole, also when two processes start at the same moment.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAssets } from '../../src/http/assets.ts';
import { bundleUi } from '../../src/http/bundle.ts';

it('two starts at once give one whole bundle, a third uses it as it is', async () => {
  const into = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    const [one, two] = await Promise.all([bundleUi(into), bundleUi(into)]);
    expect(one).toBe(two);
    expect(await readdir(into)).toHaveLength(1);
    // Made by root, served by somebody else.
    expect((await stat(one)).mode & 0o055).toBe(0o055);
    const made = (await stat(one)).mtimeMs;
    expect(await bundleUi(into)).toBe(one);
    expect((await stat(one)).mtimeMs).toBe(made);
    const assets = await loadAssets(one);
    for (const source of ['chat/main.ts', 'page.ts']) {
      const { script, styles } = assets.entry(source);
      for (const url of [script, ...styles]) expect(assets.get(url.slice('/ui/'.length)), url).toBeDefined();
    }
    expect(['sw.js', 'embed.js', 'icon.svg'].filter((name) => assets.get(name) === undefined)).toEqual([]);
    expect(() => assets.entry('nothing.ts')).toThrow('no entry');
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}, 20_000);
