// The whole service on the small content: embedded store in a folder of its own, a clock that tests turn, a real port on loopback.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serve } from '../../src/cli/serve.ts';
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { SMALL } from '../flow/small.ts';

export const SECRET = 'a-secret-of-tests-that-is-long-enough-0123';

export function smallContent(changes: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'content-'));
  const own = Object.fromEntries(['locales/vi/ui.yaml', 'locales/en/ui.yaml', 'flows/official-links.yaml'].map((path) => [path, readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')]));
  for (const [path, text] of Object.entries({ ...SMALL, ...own, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

export async function smallService(options: { readonly env?: Record<string, string>; readonly content?: Readonly<Record<string, string>> } = {}) {
  const content = smallContent(options.content);
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  let offset = 0;
  const config = readConfig({ PORT: '0', DATA_DIR: data, CONTENT_DIR: content, APP_SECRET: SECRET, RATE_ADDRESS: 'off', RATE_CHAT: 'off', ...options.env });
  const served = await serve(config, createLogger([], { write: () => true }), { now: () => Date.now() + offset });
  const url = `http://127.0.0.1:${served.port}`;
  return {
    url,
    config,
    data,
    content,
    served,
    now: () => Date.now() + offset,
    /** Turns the store's clock on to `hour` in Việt Nam, `days` from today on. */
    at(days: number, hour: number): void {
      const day = Math.floor((Date.now() + 7 * 3_600_000) / 86_400_000) + days;
      offset = day * 86_400_000 + (hour - 7) * 3_600_000 - Date.now();
    },
    async close() {
      await served.stop();
      rmSync(content, { recursive: true, force: true });
      rmSync(data, { recursive: true, force: true });
    },
  };
}
