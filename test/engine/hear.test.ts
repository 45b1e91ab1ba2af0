// Questions are not taken for quotations of the app's screen, and a first message is answered in its own language.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OWN_CONTENT } from '../../src/config.ts';
import { codeOf } from '../../src/cli/talk.ts';
import { openGuide } from '../../src/cli/open-guide.ts';
import { guessLang } from '../../src/engine/hear.ts';
import type { RawBody } from '../../src/ports.ts';
import { turn } from '../../src/turn.ts';

const AT = Date.UTC(2026, 11, 1, 2);
const guide = await openGuide(OWN_CONTENT);
const keys = (text: string, stored = '') => turn(guide, stored, { type: 'text', text }, AT).said.map(({ key }) => key);

/** A citizen who agreed to be remembered, at the first question; `*id` presses, everything else is typed. */
function agreed() {
  let last = turn(guide, '', { type: 'hello' }, AT);
  const act = (what: string) => {
    const body: RawBody = what.startsWith('*') ? { type: 'choice', choice: codeOf(what.slice(1), last.said) ?? '' } : { type: 'text', text: what };
    last = turn(guide, last.session, body, AT);
    return last.said.map(({ key }) => key);
  };
  for (const choice of ['*vi', '*self', '*skip', '*agree']) act(choice);
  return { act, offers: (name: string) => codeOf(name, last.said) !== undefined, lang: () => last.said[0]?.lang };
}

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
    ['so dinh danh ca nhan hoac mat khau khong chinh xac', 'forgot-passcode/wrong-tries'],
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

describe('a caution', () => {
  it('never sends foreigners to the commune police', () => {
    const doubted = { ...guide, content: { ...guide.content, facts: new Map([...guide.content.facts].map(([id, fact]) => [id, { ...fact, confidence: 'uncertain' as const }])) } };
    const said = (code: string) => turn(doubted, '', { type: 'link', code, to: code }, AT).said.at(-1)?.text ?? '';
    expect(said('level2-how/answer')).toContain('hoặc Công an xã, phường');
    expect(said('foreigner-account/answer')).toContain('Điều này chưa được kiểm chứng hết.');
    expect(said('foreigner-account/answer')).not.toContain('hoặc Công an xã');
  });
});

describe('a language named before or at the first question', () => {
  it.each([['English', 'en'], ['in english', 'en'], ['/en', 'en'], ['tiếng Việt', 'vi'], ['tieng viet', 'vi']])('“%s” is the answer to it', (text, lang) => {
    const first = turn(guide, '', { type: 'text', text }, AT);
    expect(first.said.map(({ key }) => key)).toEqual(['start/who']);
    expect(first.said[0]?.lang).toBe(lang);
    const asked = turn(guide, turn(guide, '', { type: 'hello' }, AT).session, { type: 'text', text }, AT);
    expect(asked.said.map((said) => [said.key, said.lang])).toEqual([['start/who', lang]]);
  });

  it('“language” alone is still asked which', () => {
    expect(keys('language')).toEqual(['start/language']);
    expect(keys('ngôn ngữ')).toEqual(['start/language']);
  });

  it('later it changes the language and nothing else', () => {
    const { act, lang } = agreed();
    expect(act('English')).toEqual(['journey/phone']);
    expect(lang()).toBe('en');
  });
});

describe('in the middle of something', () => {
  it('a question with “có … không” is not an answer', () => {
    const { act } = agreed();
    expect(['*android', '*no-account', '*level2', 'có mất tiền không'].map(act).at(-1)).toEqual(['cost-fee/answer']);
    expect(act('về việc đang làm')).toEqual(['journey/needs']);
  });

  it('“back” from what was asked in between leads to the step that waited, not to the one before', () => {
    const { act } = agreed();
    act('*android');
    expect(act('gặp người')).toEqual(['hotline-contact/person']);
    expect(act('quay lại')).toEqual(['journey/stage']);
    expect(act('quay lại')).toEqual(['journey/phone']);
  });

  it('help found through “stuck” leads back to the step, not to the question about the screen', () => {
    const { act } = agreed();
    for (const what of ['*android', '*approved', '*start', '*next']) act(what);
    expect(act('*stuck')).toEqual(['stuck/ask']);
    expect(act('Tài khoản của bạn đã thực hiện kích hoạt')).toEqual(['activation-error/already-activated']);
    expect(act('*in')).toEqual(['activate-steps/identity']);
  });

  it('“tiếng Việt” never changes to English', () => {
    const { act, lang } = agreed();
    act('tieng viet');
    expect(lang()).toBe('vi');
    act('tiếng Anh');
    expect(lang()).toBe('en');
    act('english');
    expect(lang()).toBe('en');
    act('ngôn ngữ');
    expect(lang()).toBe('vi');
  });

  it('all data are erased on request in so many words', () => {
    expect(agreed().act('xóa hết dữ liệu của tôi')).toEqual(['ui/forgotten']);
  });

  it('a secret beside a question: the notice, then the answer, and the chapter about secrets is offered', () => {
    const { act, offers } = agreed();
    expect(act('căn cước 099087123456 của tôi kích hoạt báo lỗi')).toEqual(['ui/secret.cccd', 'activation-error/answer']);
    expect(offers('flow:sensitive-data')).toBe(true);
    expect(act('mật khẩu của tôi là Hoa@1988')).toEqual(['ui/secret.password', 'sensitive-data/answer']);
  });

  it('first aid is not held up by a question what was meant', () => {
    const { act, offers } = agreed();
    expect(act('em lỡ bấm link lạ rồi. với lại làm mức 2 cần mang giấy tờ gì?')).toEqual(['scam-report/now']);
    expect(offers('flow:level2-documents')).toBe(true);
  });

  it('abroad is not a foreigner', () => {
    const { act } = agreed();
    expect(act('làm mức 2 ở đâu')).toEqual(['find-support-place/where']);
    expect(act('tôi ở nước ngoài')).toEqual(['overseas-vietnamese/answer']);
  });
});
