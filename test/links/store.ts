// An embedded store in a folder of its own, with a clock that tests turn.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../src/store/embedded.ts';

export const KEY = new Uint8Array(32).fill(5);
export const DAY = 86_400_000;

export function testStore(start = Date.UTC(2026, 10, 24, 3)) {
  const dir = mkdtempSync(join(tmpdir(), 'links-'));
  const clock = { at: start };
  const { store, records } = openEmbedded({ dir, now: () => clock.at });
  return {
    store,
    records,
    clock,
    now: () => clock.at,
    /** All bytes on disk, for looking after secrets. */
    dump: (): string => readdirSync(dir).map((file) => readFileSync(join(dir, file), 'latin1')).join('\n'),
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
