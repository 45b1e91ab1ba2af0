// What the phrases teach: the product beside the code is what its source teaches, other phrases are remembered, a damaged file is learnt anew.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readPhraseFiles } from '../../src/cli/probe-understand.ts';
import { keyOf, openModel, PRODUCT, read } from '../../src/model-cache.ts';
import { learnt, train } from '../../src/understand/model.ts';
import { pack, unpack } from '../../src/understand/pack.ts';
import { parseFiles } from '../../src/understand/phrases.ts';
import { understand } from '../../src/understand/understand.ts';

const folder = mkdtempSync(join(tmpdir(), 'model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = [
  { intent: 'otp', lang: 'vi' as const, text: '# mã\nkhông nhận được mã otp\nmã chưa [gửi|về] máy\n' },
  { intent: 'fee', lang: 'vi' as const, text: 'làm mức 2 mất bao nhiêu tiền\ncó tốn phí không' },
  { intent: 'fee', lang: 'en' as const, text: '# nothing yet\n' },
];
const asked = ['ma otp chua ve', 'ton bao nhieu tien', 'xin chào'];

describe('the product beside the code', () => {
  it('is what the phrases teach (if not: npm run learn)', () => {
    const shipped = readPhraseFiles();
    const bytes = readFileSync(PRODUCT);
    expect(read(PRODUCT, keyOf(shipped)), 'made of other phrases; npm run learn').toBeDefined();
    const fresh = pack(learnt(parseFiles(shipped)));
    expect(Buffer.compare(brotliDecompressSync(bytes.subarray(32)), fresh), 'learnt by other code; npm run learn').toBe(0);
  });
  it('is small', () => {
    expect(statSync(PRODUCT).size).toBeLessThan(700_000);
  });
});

describe('other phrases', () => {
  it('are learnt, kept, and read back as they were learnt', () => {
    const fresh = train(parseFiles(files), 'quickly');
    for (const start of ['first', 'second']) {
      const model = openModel(files, folder);
      for (const text of asked) expect(understand(model, text), start).toEqual(understand(fresh, text));
      expect(readdirSync(folder)).toHaveLength(1);
    }
  });
  it('are learnt anew when the file is damaged, and replace what was kept before', () => {
    writeFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'damaged');
    expect(understand(openModel(files, folder), 'mã otp').ranked[0]?.intent).toBe('otp');
    openModel(files.slice(1), folder);
    expect(readdirSync(folder)).toHaveLength(1);
  });
  it('do not need a folder that can be written', () => {
    expect(understand(openModel(files, join(import.meta.filename, 'no-folder')), 'mã otp').ranked[0]?.intent).toBe('otp');
  });
});

describe('packed learning', () => {
  it('comes back the same, and bytes of another shape are refused', () => {
    const learned = learnt(parseFiles(files));
    const bytes = pack(learned);
    expect(unpack(bytes)).toEqual(learned);
    for (const cut of [0, 3, 20, bytes.length - 1]) expect(unpack(bytes.subarray(0, cut))).toBeUndefined();
    expect(unpack(Buffer.from([255, 255, 255, 255, 1, 2, 3]))).toBeUndefined();
  });
});
