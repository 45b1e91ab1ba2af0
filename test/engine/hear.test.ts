// Questions are not taken for quotations of the app's screen, and a first message is answered in its own language.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OWN_CONTENT } from '../../src/config.ts';
import { openGuide } from '../../src/cli/open-guide.ts';
import { guessLang } from '../../src/engine/hear.ts';
import { turn } from '../../src/turn.ts';

const AT = Date.UTC(2026, 11, 1, 2);
const guide = await openGuide(OWN_CONTENT);
const keys = (text: string, stored = '') => turn(guide, stored, { type: 'text', text }, AT).said.map(({ key }) => key);

describe('the words of a screen', () => {
  it.each([
    ['cách kích hoạt tài khoản định danh điện tử', 'activate-steps/answer'],
    ['tài khoản định danh điện tử là gì', 'what-is-levels/answer'],
    ['thông tin công dân bị sai', 'wrong-personal-data/answer'],
    ['mã xác nhận không về', 'otp-not-received/answer'],
  ])('inside the question “%s” are not a quotation', (text, key) => {
    expect(keys(text)).toEqual([key]);
  });

  it.each([
    ['Tài khoản của bạn đã được định danh điện tử', 'activation-error/approved'],
    ['app báo tài khoản của bạn đã được định danh điện tử là sao', 'activation-error/approved'],
    ['so dinh danh ca nhan hoac mat khau khong chinh xac', 'activation-error/wrong-password'],
    ['ma xac nhan khong dung', 'activation-error/wrong-code'],
    ['he thong dang bao tri', 'app-down-error/maintenance'],
  ])('“%s” is one, also as the first words of somebody new, who can return to the welcome', (text, key) => {
    const { said, session } = turn(guide, '', { type: 'text', text }, AT);
    expect(said.map((one) => one.key)).toEqual([key]);
    expect(keys('về việc đang làm', session)).toEqual(['start/language']);
  });

  it('a step that asks for the screen takes any part of it', () => {
    const asked = turn(guide, turn(guide, '', { type: 'text', text: 'kẹt rồi' }, AT).session, { type: 'text', text: 'tài khoản của bạn' }, AT);
    expect(asked.said.map(({ key }) => key)).toEqual(['ui/which-screen']);
    expect(asked.said[0]?.choices.length).toBeGreaterThan(2);
  });

  it('a link as the first words is judged, and there is a way on', () => {
    const { said } = turn(guide, '', { type: 'text', text: 'https://vneid-kichhoat.example/app.apk' }, AT);
    expect(said.map(({ key }) => key)).toEqual(['ui/verdict.not_official']);
    expect(said[0]?.choices.length).toBeGreaterThan(0);
  });
});

describe('the language of a first message', () => {
  it.each(['tien phi doi the can cuoc', 'can mang the gi den phuong', 'em quen password account vneid', 'hello ad oi app loi', 'lam the nao de doi the can cuoc', 'to khai lay o dau'])('“%s” is Vietnamese', (text) => {
    expect(guessLang(text)).toBe('vi');
  });
  it.each(['how do I get level 2', 'I did not get the code', 'what is VNeID', 'lost my phone, what should I do', 'I am a foreigner, can I register'])('“%s” is English', (text) => {
    expect(guessLang(text)).toBe('en');
  });
  it('is right for every development question', () => {
    const rows = readFileSync(new URL('../understand/data/questions.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { text: string; lang: string });
    expect(rows.filter(({ text, lang }) => guessLang(text) !== lang).map(({ text }) => text)).toEqual([]);
  });
});
