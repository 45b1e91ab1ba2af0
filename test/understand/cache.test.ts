// What the phrases teach survives a restart byte for byte; a damaged file is learnt anew.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { remembered } from '../../src/model-cache.ts';
import { modelOf, train } from '../../src/understand/model.ts';
import { understand } from '../../src/understand/understand.ts';

const folder = mkdtempSync(join(tmpdir(), 'model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const phrases = [
  { intent: 'otp', lang: 'vi' as const, text: 'không nhận được mã otp' },
  { intent: 'otp', lang: 'vi' as const, text: 'mã chưa gửi về máy' },
  { intent: 'fee', lang: 'vi' as const, text: 'làm mức 2 mất bao nhiêu tiền' },
  { intent: 'fee', lang: 'vi' as const, text: 'có tốn phí không' },
];
const asked = ['ma otp chua ve', 'ton bao nhieu tien', 'xin chào'];

describe('the model cache', () => {
  it('answers as the model that was learnt', () => {
    const fresh = train(phrases);
    remembered(folder, phrases);
    const cached = modelOf(phrases, remembered(folder, phrases));
    for (const text of asked) expect(understand(cached, text)).toEqual(understand(fresh, text));
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('learns anew from a damaged file and from other phrases', () => {
    writeFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'damaged');
    expect(understand(modelOf(phrases, remembered(folder, phrases)), 'mã otp').ranked[0]?.intent).toBe('otp');
    remembered(folder, phrases.slice(1));
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
