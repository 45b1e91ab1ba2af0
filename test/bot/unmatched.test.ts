// Texts nobody understood: sealed at rest, without a chat, only clusters of three come out, gone after thirty days.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { redact } from '../../src/safety/redact.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { cluster, KEEP_MS, readUnmatched, unmatchedKeeper } from '../../src/unmatched.ts';

const SECRET = 'a secret of at least thirty-two characters';
const dir = mkdtempSync(join(tmpdir(), 'unmatched-'));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('texts nobody understood', () => {
  it('come out only when three people wrote alike, and not after thirty days', async () => {
    let now = Date.UTC(2026, 10, 24);
    const { store, records } = openEmbedded({ dir, now: () => now });
    const keep = unmatchedKeeper(records, SECRET);
    for (const text of ['máy báo lỗi màu tím', 'may bao loi mau tim hoai', 'sao lại báo lỗi màu tím', 'chuyện riêng của nhà tôi dài dòng']) await keep(redact(text).text);
    const found = await readUnmatched(records, SECRET);
    expect(found).toHaveLength(1);
    expect(found[0]).toHaveLength(3);
    expect(await readUnmatched(records, 'another secret of at least 32 characters')).toEqual([]);
    const bytes = readdirSync(dir).map((name) => readFileSync(join(dir, name)).toString('latin1')).join('');
    for (const word of ['tím', 'mau tim', 'chuyện riêng']) expect(bytes).not.toContain(Buffer.from(word).toString('latin1'));
    now += KEEP_MS + 1;
    expect(await readUnmatched(records, SECRET)).toEqual([]);
    await store.close();
  });

  it('group by shared words, whatever the accents', () => {
    expect(cluster(['lỗi màu tím rồi', 'loi mau tim', 'hôm nay trời đẹp'])).toEqual([['lỗi màu tím rồi', 'loi mau tim'], ['hôm nay trời đẹp']]);
  });
});
