import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openEmbedded } from '../../src/store/embedded.ts';
import { decode } from '../../src/store/record.ts';
import { storeContract } from './contract.ts';

storeContract('embedded store', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vneid-embedded-'));
  let ahead = 0;
  const open = () => openEmbedded({ dir, now: () => Date.now() + ahead });
  let opened: ReturnType<typeof open>;
  return {
    open: async () => (opened = open()),
    reopen: async () => {
      await opened.store.close();
      return (opened = open());
    },
    other: async () => undefined,
    ids: async ({ key }) => {
      const db = new DatabaseSync(join(dir, 'store.db'), { readOnly: true });
      const value = db.prepare('SELECT value FROM chat WHERE key = ?').get(key)?.['value'] as Uint8Array;
      db.close();
      return decode(Buffer.from(value)).ring.length / 8;
    },
    pass: async (ms) => void (ahead += ms),
    close: async () => {
      await opened.store.close();
      rmSync(dir, { recursive: true });
    },
  };
});

it('refuses a second server process on the same folder, and opens again after the first is killed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vneid-embedded-'));
  const code = `
    const { openEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/store/embedded.ts'))});
    const { store } = openEmbedded({ dir: ${JSON.stringify(dir)} });
    await store.update({ key: 'AAAAbbbbbbbbcccc', address: 'telegram 1', leaseMs: 12000 }, { id: '1' }, () => ({ session: 's', messages: ['m'] }));
    if (process.argv[1] === 'die') process.kill(process.pid, 'SIGKILL');`;
  const run = (arg: string) => spawnSync(process.execPath, ['--input-type=module', '-e', code, arg]);
  const first = openEmbedded({ dir });
  const second = run('live');
  expect(second.status).not.toBe(0);
  expect(String(second.stderr)).toMatch(/another server process/);
  void first.store.close();
  expect(run('die').signal).toBe('SIGKILL');
  const again = openEmbedded({ dir });
  return again.store
    .update({ key: 'AAAAbbbbbbbbcccc', address: 'telegram 1', leaseMs: 12000 }, { id: '1' }, () => ({ session: '', messages: [] }))
    .then(async ({ type, lease }) => {
      expect([type, lease?.first.bytes]).toEqual(['seen', 'm']);
      await again.store.close();
      rmSync(dir, { recursive: true });
    });
});
