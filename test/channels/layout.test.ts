// The words that always work (menu, stuck, return) leave the buttons to the choices where there are few or none.
import { describe, expect, it } from 'vitest';
import { wordsApart } from '../../src/channels/layout.ts';
import { renderZaloBot } from '../../src/channels/zalo-bot/render.ts';
import { renderZaloOa } from '../../src/channels/zalo-oa/render.ts';
import { renderWeb } from '../../src/channels/web/render.ts';
import { choices, said } from './contract/platform.ts';

const LINE = 'Cũng có thể gõ: menu · bị kẹt';
const WORDS = [{ label: 'Tôi bị kẹt ở đây', code: 'v1:stuckstuckA', word: true }, { label: 'Menu chính', code: 'v1:menumenumeA', word: true }] as const;
const asked = (count: number) => said({ choices: [...choices(count), ...WORDS], words: LINE });
const buttonsOf = (bytes: string | undefined): number => ((JSON.parse(bytes ?? '{}') as { message: { attachment?: { payload: { buttons: unknown[] } } } }).message.attachment?.payload.buttons ?? []).length;

describe('words beside choices', () => {
  it('are buttons on Zalo OA while all of them fit, and typed when the choices alone fit', () => {
    const [three] = renderZaloOa(asked(3), '1', {});
    expect(buttonsOf(three)).toBe(5);
    expect(three).not.toContain(LINE);
    for (const count of [4, 5]) {
      const [bytes] = renderZaloOa(asked(count), '1', {});
      expect(buttonsOf(bytes)).toBe(count);
      expect(bytes).toContain(LINE);
    }
    const [six] = renderZaloOa(asked(6), '1', {});
    expect(buttonsOf(six)).toBe(0);
    expect(six).toContain('6. Lựa chọn số 6');
    expect(six).not.toContain('7. ');
    expect(six).toContain(LINE);
  });

  it('have no number on Zalo Bot, and the line stands last', () => {
    const [bytes] = renderZaloBot(asked(2), '1', {});
    const { text } = JSON.parse((bytes ?? '').slice('sendMessage '.length)) as { text: string };
    expect(text.split('\n\n').slice(1)).toEqual(['1. Lựa chọn số 1\n2. Lựa chọn số 2', LINE]);
  });

  it('stay as they are where nothing says how to type them, and on the web', () => {
    expect(wordsApart({ ...said({ choices: choices(6) }) }, 5)).toEqual({ choices: choices(6), words: '' });
    expect(renderWeb(asked(6))[0]).not.toContain(LINE);
  });
});
