// What an answer must say, by intent: values and places that an answer without them would be wrong, in both languages, and what it must
// never say. Read from what is really rendered: the first message, everything one press away, everything two presses away.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TALK_START } from '../../src/cli/talk.ts';
import { dynamicId, type Guide } from '../../src/engine/guide.ts';
import type { Said } from '../../src/engine/message.ts';
import { decodeSession, encodeSession, NEW_SESSION } from '../../src/engine/session.ts';
import { stepAt } from '../../src/flow/assemble.ts';
import { LANGS, type Lang } from '../../src/flow/schema.ts';
import { turn } from '../../src/turn.ts';
import { ownGuide } from './guide.ts';
import { REQUIRED } from './required.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await ownGuide();
});

const code = (intent: string): string => `v1:${dynamicId('flow', intent)}AAA`;
const session = (lang: Lang): string => encodeSession({ ...NEW_SESSION, revision: guide.revision, lang, consent: 'yes', stack: [{ flow: 'journey', step: 'phone' }] });

/** Texts by key: the answer itself (0), what one press of a choice of this flow leads to (1), and so on. Words that always work are not pressed. */
function reached(intent: string, lang: Lang, depth: number, at = TALK_START): Map<string, string> {
  const texts = new Map<string, string>();
  const visit = (stored: string, choice: string, left: number): void => {
    const { said, session: after } = turn(guide, stored, { type: 'choice', choice }, at);
    for (const { key, text } of said) texts.set(key, text);
    const last = said.at(-1);
    if (left === 0 || !last) return;
    for (const offer of last.choices) if (guide.content.choices.has(offer.code.slice(3, 11))) visit(after, offer.code, left - 1);
  };
  visit(session(lang), code(intent), depth);
  return texts;
}

const all = (texts: Map<string, string>): string => [...texts.values()].join('\n\n');

describe('the answer to an intent', () => {
  it('is described for all 44', () => {
    expect(Object.keys(REQUIRED).length).toBe(44);
  });

  for (const [intent, { first, near, far }] of Object.entries(REQUIRED)) {
    for (const [i, lang] of LANGS.entries()) {
      it(`${intent} (${lang}) says what it must`, () => {
        const now = all(reached(intent, lang, 0));
        expect((first[i] ?? []).filter((pattern) => !pattern.test(now)).map(String), now).toEqual([]);
        const soon = all(reached(intent, lang, 1));
        expect((near?.[i] ?? []).filter((pattern) => !pattern.test(soon)).map(String), soon).toEqual([]);
        const later = far === undefined ? '' : all(reached(intent, lang, 2));
        expect((far?.[i] ?? []).filter((pattern) => !pattern.test(later)).map(String), later).toEqual([]);
      });
    }
  }

  it('first aid after a fraud keeps the order: network, bank, lock, report', () => {
    const vi = all(reached('scam-report', 'vi', 0));
    const order = [/Tắt mạng/, /ngân hàng/, /1900 0368/, /Trình báo/].map((pattern) => vi.search(pattern));
    expect(order.every((place, i) => place >= 0 && (i === 0 || place > (order[i - 1] ?? 0)))).toBe(true);
    const en = all(reached('scam-report', 'en', 0));
    const same = [/network|flight mode|airplane/i, /bank/i, /1900 0368/, /\b(?:report|police)\b/i].map((pattern) => en.search(pattern));
    expect(same.every((place, i) => place >= 0 && (i === 0 || place > (same[i - 1] ?? 0)))).toBe(true);
  });

  it('card fees switch by themselves on 1 January 2027, Vietnamese time', () => {
    const lastMinute = Date.UTC(2026, 11, 31, 16, 59);
    const newYear = Date.UTC(2026, 11, 31, 17, 0);
    expect(reached('cost-fee', 'vi', 1, lastMinute).get('cost-fee/card')).toMatch(/15\.000 đồng[^]*25\.000 đồng[^]*35\.000 đồng[^]*31\/12\/2026/);
    const after = reached('cost-fee', 'vi', 1, newYear).get('cost-fee/card');
    expect(after).toMatch(/30\.000 đồng[^]*50\.000 đồng[^]*70\.000 đồng/);
    expect(after).not.toMatch(/\b(?:15|25|35)\.000|31\/12\/2026/);
    expect(reached('cost-fee', 'en', 1, lastMinute).get('cost-fee/card')).toMatch(/15,000 VND[^]*25,000 VND[^]*35,000 VND/);
    expect(reached('cost-fee', 'en', 1, newYear).get('cost-fee/card')).toMatch(/30,000 VND[^]*50,000 VND[^]*70,000 VND/);
  });
});

describe('no answer says', () => {
  /** What every step of these flows says, in all voices, forwarded too, in both languages. */
  const stepsOf = (flows: readonly string[]): [string, string][] =>
    flows.flatMap((flow) =>
      Object.keys(guide.content.flows.get(flow)?.steps ?? {}).flatMap((step) =>
        LANGS.map((lang): [string, string] => {
          const words = guide.content.locales[lang].flows.get(flow)?.steps[step];
          return [`${flow}/${step} ${lang}`, [words?.say, words?.say_elder, words?.say_helper, words?.forward].filter((text) => text !== undefined).join('\n')];
        }),
      ),
    );
  const found = (flows: readonly string[], pattern: RegExp): string[] => stepsOf(flows).filter(([, words]) => pattern.test(words)).map(([name]) => name);

  it('that a citizen gets level 2 anywhere but at the commune police', () => {
    expect(found(['level2-how', 'level2-documents', 'level2-waiting', 'journey', 'help-relative', 'no-smartphone', 'overseas-vietnamese'], /PC06|làm mức 2 (?:ở|tại) công an (?:cấp )?tỉnh|provincial police(?!.*PA08)/iu)).toEqual([]);
  });

  it('that anybody should go to a district police, which no longer exists', () => {
    const lines = stepsOf([...guide.content.flows.keys()]).flatMap(([name, words]) => words.split('\n').filter((line) => /công an (?:cấp )?(?:huyện|quận)|district police/iu.test(line)).map((line) => `${name}: ${line}`));
    expect(lines.filter((line) => !/không|xưng|cũ|no longer|not |ended|gone|old|claim/iu.test(line))).toEqual([]);
  });

  it('levels to a foreigner, except to explain that they are gone', () => {
    expect(found(['foreigner-account'], /mức [12]|level [12]/iu).filter((name) => !name.startsWith('foreigner-account/levels '))).toEqual([]);
    for (const lang of LANGS) expect(reached('foreigner-account', lang, 1).get('foreigner-account/levels') ?? all(reached('foreigner-account', lang, 2))).toMatch(/không (?:có|chia|còn|phải chọn)|no levels/iu);
  });

  it('a number of the wrong hotline, a limit nobody set, or how long a lock lasts', () => {
    const everything = [...guide.content.flows.keys()];
    expect(found(everything, /1900[ .]?0134/)).toEqual([]);
    expect(found(['activate-deadline'], /12 tháng|twelve months|12 months/iu)).toEqual([]);
    expect(found(['forgot-passcode', 'forgot-password'], /khóa (?:trong )?\d+ (?:phút|giờ|ngày)|locked for \d+/iu)).toEqual([]);
  });

  it('that a person should send a number, a code, a password or a photo of papers here', () => {
    const asks = /(?<!đừng |không |khỏi )(?:gửi|nhập|dán|gõ) (?:số (?:căn cước|định danh)|mã otp|mật khẩu|passcode|ảnh (?:căn cước|giấy tờ)) (?:vào đây|cho tôi|cho trợ lý)/iu;
    expect(found([...guide.content.flows.keys()], asks)).toEqual([]);
  });
});

describe('development questions with their intent forced', () => {
  type Question = { readonly id: string; readonly text: string; readonly intent: string; readonly lang: Lang };
  const questions = readFileSync(new URL('../understand/data/questions.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Question);
  /** Runs of digits of the question that could be somebody's number. */
  const numbers = (text: string): string[] => text.match(/\d{6,}/g) ?? [];

  it('are the whole set', () => {
    expect(questions.length).toBe(313);
    expect(new Set(questions.map(({ intent }) => intent)).size).toBe(44);
  });

  it('get an answer that is whole, rests on facts, says what its intent requires, keeps nothing and leads on', () => {
    const faults: string[] = [];
    for (const { id, text, intent, lang } of questions) {
      const flow = intent.replaceAll('_', '-');
      const asked = turn(guide, session(lang), { type: 'text', text }, TALK_START);
      const forced = turn(guide, asked.session || session(lang), { type: 'choice', choice: code(flow) }, TALK_START + 1000);
      const fault = answerFault(flow, lang, forced.said.at(-1));
      if (fault) faults.push(`${id} ${flow}: ${fault}`);
      for (const number of numbers(text)) if (forced.session.includes(number) || [...asked.said, ...forced.said].some((said) => said.text.includes(number))) faults.push(`${id}: a number was kept or repeated`);
      if (decodeSession(forced.session) === undefined) faults.push(`${id}: the session is broken`);
    }
    expect(faults).toEqual([]);
  }, 60_000);

  function answerFault(flow: string, lang: Lang, said: Said | undefined): string | undefined {
    if (!said?.key.startsWith(`${flow}/`)) return `answered by ${said?.key}`;
    if (said.lang !== lang) return `answered in ${said.lang}`;
    if (/\{\{|undefined|\[object|: ?$/m.test(said.text.replaceAll(/:\n/g, ' '))) return `a hole in ${said.text}`;
    const [ref] = [said.key.split('/')].map(([f = '', s = '']) => ({ flow: f, step: s }));
    const step = ref && stepAt(guide.content.flows, ref);
    if (!step || (step.facts.length === 0 && step.kind !== 'crossroads')) return `${said.key} cites nothing`;
    if (said.choices.length < 3) return `${said.key} offers only ${said.choices.map(({ label }) => label).join(', ')}`;
    const missing = (REQUIRED[flow]?.first[LANGS.indexOf(lang)] ?? []).filter((pattern) => !pattern.test(said.text));
    return missing.length > 0 ? `does not say ${missing.join(' ')} in ${said.text}` : undefined;
  }
});
