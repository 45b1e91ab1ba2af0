import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readPhraseFiles } from '../../src/cli/probe-understand.ts';
import { redact } from '../../src/safety/redact.ts';
import { fold } from '../../src/text.ts';
import { train } from '../../src/understand/model.ts';
import { normalise } from '../../src/understand/normal.ts';
import { parseFiles } from '../../src/understand/phrases.ts';
import { understand, URGENT } from '../../src/understand/understand.ts';

type Question = { readonly text: string; readonly intent: string };
const read = (name: string): Question[] => readFileSync(new URL(`data/${name}.jsonl`, import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Question);
const questions = read('questions');
const own: Question[] = readFileSync(new URL('data/own.tsv', import.meta.url), 'utf8').trim().split('\n').map((line) => {
  const [intent = '', text = ''] = line.split('\t');
  return { intent, text };
});
const phrases = parseFiles(readPhraseFiles());
const model = train(phrases);
const slug = (intent: string) => intent.replaceAll('_', '-');
const ask = (text: string) => {
  const { text: clean, spans } = redact(text);
  return understand(model, clean, { redacted: spans.map(({ type }) => type) });
};
const rank = ({ text, intent }: Question) => ask(text).ranked.findIndex((one) => one.intent === slug(intent));

// The blind sets are by another hand: a like the development questions, b in voice typing, dialect, error fragments and single words, c a second draw of both.
// First runs: a .830 / .942, b .897 / .963, c .860 / .957, and d, drawn like a and b together after the last phrase was written, .960 / .993 at once.
describe.each([['development questions', questions, 0.9, 0.97], ['messages in another style', own, 0.82, 0.95], ['blind set a', read('blind-a'), 0.92, 0.99], ['blind set b', read('blind-b'), 0.94, 0.98], ['blind set c', read('blind-c'), 0.89, 0.96], ['blind set d', read('blind-d'), 0.94, 0.98]] as const)('%s', (_, set, first, three) => {
  const ranks = set.map(rank);
  it(`finds the intent first in ${first}, among the first three in ${three}`, () => {
    expect(ranks.filter((at) => at === 0).length / set.length).toBeGreaterThanOrEqual(first);
    expect(ranks.filter((at) => at >= 0 && at < 3).length / set.length).toBeGreaterThanOrEqual(three);
  });
  it('never answers a danger as if it were harmless', () => {
    const hidden = set.filter(({ intent }, i) => URGENT.includes(slug(intent)) && !((ranks[i] ?? -1) >= 0 && (ranks[i] ?? 9) <= 1));
    expect(hidden).toEqual([]);
  });
  it('says "sure" only when it is', () => {
    const sure = set.map((question, i) => ({ at: ranks[i], verdict: ask(question.text).verdict })).filter(({ verdict }) => verdict === 'sure');
    expect(sure.length).toBeGreaterThan(set.length / 2);
    expect(sure.filter(({ at }) => at === 0).length / sure.length).toBeGreaterThanOrEqual(0.93);
  });
});

describe('phrases', () => {
  it('cover all 44 intents in both languages', () => {
    for (const lang of ['vi', 'en'] as const) {
      const counts = Map.groupBy(phrases.filter((phrase) => phrase.lang === lang), ({ intent }) => intent);
      expect(counts.size).toBe(44);
      for (const [intent, list] of counts) expect(list.length, intent).toBeGreaterThanOrEqual(lang === 'vi' ? 60 : 12);
    }
  });
  it('hold no development question', () => {
    const bare = (text: string) => fold(text).replace(/[^a-z0-9]+/g, ' ').trim();
    const known = new Set(phrases.map(({ text }) => bare(text)));
    expect(questions.filter(({ text }) => known.has(bare(text)))).toEqual([]);
  });
});

describe('several things in one message', () => {
  it('are heard also in one breath, without marks; a single question is seldom cut in two', () => {
    const told = readFileSync(new URL('data/several.tsv', import.meta.url), 'utf8').trim().split('\n').map((line) => line.split('\t'));
    const heard = told.map(([intents = '', text = '']) => {
      const { ranked, others } = ask(text);
      const found = [ranked[0]?.intent, ...(others ?? [])];
      return intents.split(' ').map((intent) => found.includes(intent));
    });
    expect(heard.flat().filter(Boolean).length / heard.flat().length).toBeGreaterThanOrEqual(0.9);
    const single = [...read('blind-a'), ...read('blind-d')];
    expect(single.filter(({ text }) => ask(text).others !== undefined).length / single.length).toBeLessThanOrEqual(0.06);
  });
  it('answers the danger first and offers the rest', () => {
    const heard = ask('Em quên mật khẩu VNeID thì lấy lại thế nào? Với lại em lỡ đọc mã OTP cho người lạ rồi, giờ làm sao?');
    expect(heard.ranked[0]?.intent).toBe('scam-report');
    expect(heard.others).toContain('forgot-password');
  });
  it('a secret comes first whatever is asked, a stranger\'s number does not count', () => {
    const heard = ask('mật khẩu của em là Hoa#2001 sao không đăng nhập được');
    expect(heard.ranked[0]?.intent).toBe('sensitive-data');
    expect(heard.verdict).toBe('sure');
    expect(ask('số 0912345678 gọi tôi xưng công an bảo cài app, có thật không').ranked[0]?.intent).toBe('scam-check');
  });
});

describe('danger', () => {
  it.each([
    ['tố thằng giả công an ở đâu', 'scam-report'], ['mẹ tôi bị lừa mất hết tiền lương hưu', 'scam-report'], ['lỡ đọc mã cho nó rồi', 'scam-report'],
    ['có số lạ gọi kêu cập nhật căn cước', 'scam-check'], ['trang vneid-gov.top có thật không', 'scam-check'], ['người xưng trung úy đòi kết bạn zalo', 'scam-check'],
  ])('%j has a scam intent among the first two', (text, intent) => {
    const two = ask(text).ranked.slice(0, 2).map((one) => one.intent);
    expect(two.some((one) => one.startsWith('scam-'))).toBe(true);
    expect(ask(text).ranked.slice(0, 3).map((one) => one.intent)).toContain(intent);
  });
});

describe('spelling', () => {
  const folded = (text: string) => normalise(text, model.vocabulary).tokens.map((token) => token.folded).join(' ');
  it.each([
    ['ko dc', 'khong duoc'], ['vn eid', 'vneid'], ['vi en ai đi', 'vneid'], ['cài vê nờ', 'cai ve no'], ['kichhoat', 'kich hoat'], ['mat khaau', 'mat khau'],
    ['muc2', 'muc 2'], ['quên mk rùi', 'quen mat khau roi'], ['hông biết mần răng', 'khong biet lam sao'], ['quáááá', 'qua'], ['ô tê pê', 'otp'], ['đăng nhập ip', 'dang nhap iphone'],
  ])('%j is read as %j', (text, words) => expect(folded(text)).toBe(words));
  it('both tone placements and all compositions are one', () => {
    const typed = (text: string) => normalise(text, model.vocabulary).tokens.map((token) => token.typed).join(' ');
    expect(typed('khoá tài khoản')).toBe(typed('khóa tài khoản'));
    expect(typed('khoá tài khoản'.normalize('NFD'))).toBe(typed('khóa tài khoản'));
  });
});

describe('the model', () => {
  it('is the same from the same phrases', () => {
    const again = train(phrases);
    expect(again.linear.weights).toEqual(model.linear.weights);
    expect(understand(again, 'quên mật khẩu')).toEqual(understand(model, 'quên mật khẩu'));
  });
  it('names the phrases that spoke for an intent', () => {
    const [best] = ask('tui quên mất mật khẩu vneid rồi').ranked;
    expect(best?.intent).toBe('forgot-password');
    expect(best?.phrases.length).toBeGreaterThan(0);
    for (const text of best?.phrases ?? []) expect(phrases.some((phrase) => phrase.text === text && phrase.intent === 'forgot-password')).toBe(true);
  });
  it('learns what it is given and nothing else', () => {
    const small = train([{ intent: 'a', lang: 'vi', text: 'mèo kêu' }, { intent: 'b', lang: 'vi', text: 'chó sủa' }]);
    expect(understand(small, 'con mèo').ranked[0]?.intent).toBe('a');
    expect(understand(small, 'qwrtpsdfg').verdict).toBe('none');
    expect(understand(train([]), 'gì đó')).toEqual({ verdict: 'none', ranked: [] });
  });
  it('takes any text: scores are probabilities, order is descending except where a danger was lifted', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), fc.constantFrom('a'.repeat(100_000), '̣'.repeat(5000), '?'.repeat(9999), '[['.repeat(3000), '0 '.repeat(9000))), (text) => {
      const { ranked } = understand(model, text);
      for (const { score } of ranked) expect(score).toSatisfy((value: number) => value >= 0 && value <= 1);
      expect(new Set(ranked.map(({ intent }) => intent)).size).toBe(ranked.length);
    }), { numRuns: 200 });
  });
});
