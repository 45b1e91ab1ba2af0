// The guide's own sentences exist in both languages for everything code can name.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { WHY_CODES } from '../../src/safety/verdict.ts';
import { WORDS } from '../../src/engine/guide.ts';
import { fold } from '../../src/text.ts';
import { repairWord } from '../../src/understand/repair.ts';

describe.each(['vi', 'en'])('ui texts in %s', (lang) => {
  const ui = parse(readFileSync(new URL(`../../locales/${lang}/ui.yaml`, import.meta.url), 'utf8')) as Record<string, Record<string, string>>;
  it.each(Object.keys(WHY_CODES))('give the reason %s in one sentence', (code) => {
    expect(ui['why']?.[code]).toMatch(/^\S.{8,90}[.]$/);
    expect(ui['why']?.[code]).not.toMatch(/an toàn|safe(?!ty)/i);
  });
  it.each([...WORDS])('name the word %s', (word) => expect(ui['words']?.[word]).toBeTruthy());
  it.each(['menu', 'stuck', 'return'] as const)('name how to type %s in a way that is understood', (word) => {
    const { numbered } = ui as unknown as { numbered: { words: string; word: Record<string, string> } };
    expect(numbered.words).toMatch(/\S:$/);
    expect(repairWord(numbered.word[word] ?? '')).toEqual({ word });
    expect(repairWord(fold(numbered.word[word] ?? ''))).toEqual({ word });
  });
  it.each(['cccd', 'cmnd', 'passport', 'otp', 'password', 'passcode', 'bank_account', 'bank_card'])('say what was done with a %s', (type) => expect(ui['secret']?.[type]).toBeTruthy());
});
