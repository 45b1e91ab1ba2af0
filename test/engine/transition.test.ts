// The turn on a small content: ways through, back, words, places, consent, secrets, old buttons, revisions.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Guide } from '../../src/engine/guide.ts';
import { decodeSession, encodeSession, type Session, SESSION_LIMITS } from '../../src/engine/session.ts';
import type { RawBody } from '../../src/ports.ts';
import { codeOf } from '../../src/cli/talk.ts';
import { TTL, turn, type Turned } from '../../src/turn.ts';
import { SMALL } from '../flow/small.ts';
import { smallGuide } from './tools.ts';

const ui = { vi: readFileSync(new URL('../../locales/vi/ui.yaml', import.meta.url), 'utf8'), en: readFileSync(new URL('../../locales/en/ui.yaml', import.meta.url), 'utf8') };
const AT = Date.UTC(2026, 11, 1, 2);

/** A chat: what is pressed or typed in turn; a leading `!` presses an offer of the last message by id. */
function chat(guide: Guide = smallGuide(ui)) {
  let stored = '';
  let last: Turned | undefined;
  let at = AT;
  const send = (body: RawBody): Turned => {
    at += 1000;
    last = turn(guide, stored, body, at);
    stored = last.session;
    return last;
  };
  const act = (what: string | RawBody): Turned => {
    if (typeof what !== 'string') return send(what);
    if (!what.startsWith('!')) return send({ type: 'text', text: what });
    const choice = codeOf(what.slice(1), last?.said ?? []);
    if (choice === undefined) throw new Error(`${what} is not offered: ${JSON.stringify(last?.said)}`);
    return send({ type: 'choice', choice });
  };
  return {
    act,
    all: (...steps: (string | RawBody)[]) => steps.map(act).at(-1) as Turned,
    keys: (...steps: (string | RawBody)[]) => steps.map(act).at(-1)?.said.map(({ key }) => key),
    session: () => decodeSession(stored) as Session,
    code: (name: string) => codeOf(name, last?.said ?? []) ?? '',
    use: (next: Guide) => void (guide = next),
    wait: (ms: number) => void (at += ms),
    raw: () => stored,
  };
}
const HELLO: RawBody = { type: 'hello' };

describe('a turn', () => {
  it('leads through the guide by buttons, numbers and labels without accents', () => {
    const talk = chat();
    expect(talk.keys(HELLO)).toEqual(['start/language']);
    expect(talk.keys('1')).toEqual(['start/consent']);
    expect(talk.keys('dong y')).toEqual(['journey/phone']);
    expect(talk.keys('!iphone')).toEqual(['journey/apple']);
    expect(talk.session().slots).toEqual({ phone: 'iphone' });
    expect(talk.keys('xong roi')).toEqual(['journey/code']);
  });

  it('calls another flow and comes back where it was asked, or where the choice says', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android');
    expect(talk.keys('!trouble')).toEqual(['otp/answer']);
    expect(talk.keys('!back')).toEqual(['journey/google']);
    expect(talk.keys('!done', '!nothing')).toEqual(['otp/answer']);
    expect(talk.keys('!back')).toEqual(['journey/where']);
  });

  it('answers a question in the middle and offers the way back', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android');
    expect(talk.keys('khong thay ma')).toEqual(['otp/answer']);
    expect(talk.keys('!return')).toEqual(['journey/google']);
  });

  it('goes back step by step, also across flows', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android', '!done');
    expect(talk.keys('quay lại')).toEqual(['journey/google']);
    expect(talk.keys('quay lại')).toEqual(['journey/phone']);
    talk.all('!android', '!trouble', '!more');
    expect(talk.keys('back')).toEqual(['otp/answer']);
    expect(talk.keys('back')).toEqual(['journey/google']);
  });

  it('answers the first words of somebody new before any welcome', () => {
    const talk = chat();
    expect(talk.keys('khong co ma otp')).toEqual(['otp/answer']);
    expect(talk.keys('!return')).toEqual(['start/language']);
  });

  it('knows the words that always work', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android');
    expect(talk.keys('gặp người')).toEqual(['hotline-contact/person']);
    expect(talk.keys('lừa đảo')).toEqual(['scam-check/first']);
    expect(talk.keys('menu')).toEqual(['menu/top']);
    expect(talk.keys('english')).toEqual(['menu/top']);
    expect(talk.session().lang).toBe('en');
    expect(talk.keys('dừng lại')).toEqual(['ui/stopped']);
    expect(talk.keys('!menu')).toEqual(['menu/top']);
  });

  it('corrects an earlier choice: wrong, I meant iPhone', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android', '!done');
    expect(talk.keys('nhầm iPhone')).toEqual(['ui/corrected', 'journey/apple']);
    expect(talk.session().slots).toEqual({ phone: 'iphone' });
  });

  it('offers a person after two misunderstandings in a row, and forgets them after a success', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree');
    expect(talk.keys('blabla')).toEqual(['ui/not-understood']);
    expect(talk.keys('blabla')).toEqual(['ui/offer-person']);
    expect(talk.keys('!person')).toEqual(['hotline-contact/person']);
    expect(talk.keys('blabla')).toEqual(['ui/not-understood']);
  });

  it('asks which when two answers are equally likely', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree');
    expect(talk.keys('công an gọi đòi mã')).toEqual(['ui/did-you-mean']);
    expect(talk.keys('2')).toEqual(['scam-check/first']);
  });

  it('keeps only language, voice and position before consent or after refusal', () => {
    const talk = chat();
    talk.all({ type: 'link', code: 'otp_answer', campaign: 'abc' });
    talk.all('!menu', '!guide', '!android', '!done', 'Ở xã Một', { type: 'location', lat: 21, lon: 105 });
    expect(talk.session()).toMatchObject({ consent: 'unknown', slots: {}, outcomes: [], history: [] });
    expect(talk.session().commune).toBeUndefined();
    expect(talk.session().campaign).toBeUndefined();
    const refused = chat();
    const last = refused.all(HELLO, '!vi', '!refuse', '!iphone');
    expect(last.said.at(-1)?.key).toBe('journey/apple');
    expect(last.ttlMs).toBe(86_400_000);
    expect(last.counts).toEqual([]);
    expect(refused.session()).toMatchObject({ consent: 'no', slots: {}, outcomes: [], history: [] });
  });

  it('finds a place by name or location and never keeps coordinates', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android', '!done', '!done');
    expect(talk.keys('ở hai nơi')).toEqual(['ui/place.which']);
    expect(talk.keys('1')).toEqual(['journey/teams']);
    expect(talk.session().commune).toBe('00001');
    talk.all('quay lại');
    expect(talk.keys({ type: 'location', lat: 21.123456, lon: 105.654321 })).toEqual(['journey/teams']);
    expect(talk.raw()).not.toMatch(/21\.12|105\.65/);
    talk.all('quay lại');
    expect(talk.keys({ type: 'location', lat: 60, lon: 10 })).toEqual(['ui/place.outside']);
    expect(talk.keys({ type: 'location', lat: 16, lon: 106 })).toEqual(['ui/place.border']);
    expect(talk.keys({ type: 'location', lat: 10, lon: 106 })).toEqual(['ui/place.near', 'journey/teams']);
    expect(talk.keys('quay lại', 'cả tỉnh')).toEqual(['ui/place.which-commune']);
    expect(talk.keys('zzz')).toEqual(['ui/place.none']);
  });

  it('answers a question that names its place at once', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree');
    expect(talk.keys('lam o dau o xa mot')).toEqual(['find-support-place/teams']);
    expect(talk.keys('menu', 'lam o dau')).toEqual(['find-support-place/where']);
  });

  it('covers a secret, says so, deletes the message and still answers', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree');
    const last = talk.act('so can cuoc cua toi la 099087123456, khong thay ma otp');
    expect(last.said.map(({ key }) => key)).toEqual(['ui/secret.cccd', 'otp/answer']);
    expect(last.deleteIncoming).toBe(true);
    expect(JSON.stringify(last)).not.toContain('099087123456');
    expect(talk.keys('mật khẩu của em là Hoa@1234')?.[0]).toBe('ui/secret.password');
  });

  it('judges a pasted link in any state', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android');
    expect(talk.keys('https://vneid-gov.com/app.apk')).toEqual(['ui/verdict.not_official']);
  });

  it('takes an old button for what it said, and a double tap for one', () => {
    const talk = chat();
    talk.all(HELLO, '!vi');
    const agree = talk.code('agree');
    const first = talk.act({ type: 'choice', choice: agree });
    const second = talk.act({ type: 'choice', choice: agree });
    expect(second.said.map(({ key }) => key)).toEqual(first.said.map(({ key }) => key));
    const android = talk.code('android');
    talk.all('!iphone', '!done', 'menu');
    expect(talk.keys({ type: 'choice', choice: `#${android}` })).toEqual(['journey/google']);
    expect(talk.keys({ type: 'choice', choice: 'v1:AAAAAAAAAAA' })).toEqual(['ui/old-button']);
    expect(talk.keys({ type: 'choice', choice: 'something else' })).toEqual(['ui/old-button']);
  });

  it('notices a store that went back in time', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree');
    const stale = chat();
    stale.all(HELLO, '!vi', '!agree');
    talk.all('menu', '!guide', 'menu', '!guide');
    const ahead = talk.code('android');
    expect(stale.act({ type: 'choice', choice: ahead }).counts.map(({ what }) => what)).toContain('store-went-back');
  });

  it('forgets everything on request', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android');
    const last = talk.act('xóa dữ liệu');
    expect(last).toMatchObject({ session: '', forget: true });
    expect(last.said.map(({ key }) => key)).toEqual(['ui/forgotten']);
    expect(talk.keys(HELLO)).toEqual(['start/language']);
  });

  it('shows what is kept in readable words', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android', '!done', '!done', 'xã Một');
    const text = talk.act('dulieu').said[0]?.text ?? '';
    expect(text).toContain('xã Một, tỉnh A');
    expect(text).toContain('Android');
    expect(text).not.toMatch(/\{\{|undefined/);
  });

  it('clears the desk for the next person but keeps the helper and the commune', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!android', '!done', '!done', 'xã Một');
    expect(talk.keys('người tiếp theo')).toEqual(['ui/next-person', 'journey/phone']);
    expect(talk.session()).toMatchObject({ lang: 'vi', voice: 'helper', commune: '00001', slots: {}, outcomes: [], history: [] });
  });

  it('catches a number told in two messages', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree');
    talk.act('099087');
    expect(talk.session().carry?.digits).toBe(6);
    expect(talk.act('123456 day').said[0]?.key).toMatch(/^ui\/secret\./);
    talk.wait(61_000);
    expect(talk.act('toi o nha').said[0]?.key).toBe('ui/not-understood');
  });
});

describe('after a publish', () => {
  it('stands on the renamed step, on the nearest one when the step is gone, or at the menu when the flow is gone', () => {
    const at = chat();
    at.all(HELLO, '!vi', '!agree', '!android', '!done');
    const renamed = { 'flows/journey.yaml': (SMALL['flows/journey.yaml'] ?? '').replaceAll('to: code', 'to: otp-screen').replace('  code:', '  otp-screen:').replace('start: phone', 'start: phone\naliases: { code: otp-screen }'), 'locales/vi/journey.yaml': (SMALL['locales/vi/journey.yaml'] ?? '').replace('  code:', '  otp-screen:'), 'locales/en/journey.yaml': (SMALL['locales/en/journey.yaml'] ?? '').replace('  code:', '  otp-screen:') };
    at.use(smallGuide(ui, renamed, 2));
    expect(at.keys('nhắc lại')).toEqual(['journey/otp-screen']);

    const gone = { 'flows/journey.yaml': (SMALL['flows/journey.yaml'] ?? '').replaceAll('to: code', 'to: deadline').replace(/ {2}code:\n(?: {4}.*\n)+/, '') };
    const removed = chat();
    removed.all(HELLO, '!vi', '!agree', '!android', '!done');
    removed.use(smallGuide(ui, gone, 2));
    expect(removed.keys('nhắc lại')).toEqual(['ui/moved', 'journey/deadline']);

    const lost = chat();
    lost.all(HELLO, '!vi', '!agree', '!android', '!trouble');
    lost.use(smallGuide(ui, { 'flows/otp.yaml': undefined, 'flows/menu.yaml': (SMALL['flows/menu.yaml'] ?? '').replace('call: otp/', 'to: top'), 'flows/journey.yaml': (SMALL['flows/journey.yaml'] ?? '').replaceAll('call: otp/', 'to: deadline').replace(', then: where', '') }, 2));
    expect(lost.keys('nhắc lại')).toEqual(['ui/moved', 'journey/google']);
  });
});

describe('the session codec', () => {
  it('gives back what it was given, and undefined for anything else', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree', '!iphone', '!done', '!nothing');
    expect(encodeSession(decodeSession(talk.raw()) as Session)).toBe(talk.raw());
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decodeSession(text)));
    for (const text of ['null', '{}', '[2]', '[1,1]', '', '5']) expect(decodeSession(text)).toBeUndefined();
  });

  it('stays small however long the talk gets', () => {
    const talk = chat();
    talk.all(HELLO, '!vi', '!agree');
    for (let i = 0; i < 60; i += 1) talk.all('menu', '!guide', '!android', '!done', '!nothing', '!more');
    expect(talk.raw().length).toBeLessThan(700);
    expect(talk.session().history.length).toBeLessThanOrEqual(SESSION_LIMITS.history);
  });
});

it('a stored session of another form is not guessed at: the person begins anew with the welcome, and nothing breaks', () => {
  const good = JSON.parse(turn(smallGuide(ui), undefined, { type: 'hello' }, AT).session) as unknown[];
  for (const other of ['{}', 'x', JSON.stringify([2, ...good.slice(1)]), JSON.stringify([0, ...good.slice(1)]), JSON.stringify([...good, {}, 'more'])]) {
    const { said, session, ttlMs } = turn(smallGuide(ui), other, { type: 'hello' }, AT);
    expect([other, said.length > 0, decodeSession(session)?.consent, decodeSession(session)?.stack[0]?.flow, ttlMs]).toEqual([other, true, 'unknown', 'start', TTL.transient]);
  }
});

describe('ten thousand random events', () => {
  it('never throw, always answer, never lose the way to the menu, and replay alike', () => {
    const words = ['menu', 'back', 'nhắc lại', 'bỏ qua', 'lừa đảo', 'english', 'xóa dữ liệu', 'dulieu', 'người tiếp theo', 'dừng lại', 'nhầm', 'nhầm iPhone', 'khong thay ma', 'blabla', '1', '2', '9', 'xã Một', 'hai nơi', '', '   ', '\u0000\u202E', 'https://a.b/c'];
    const event = fc.oneof(
      { weight: 5, arbitrary: fc.nat(7).map((n) => ({ press: n })) },
      { weight: 3, arbitrary: fc.constantFrom(...words).map((text) => ({ body: { type: 'text', text } as RawBody })) },
      { weight: 1, arbitrary: fc.string({ maxLength: 40 }).map((text) => ({ body: { type: 'text', text } as RawBody })) },
      { weight: 1, arbitrary: fc.constantFrom<RawBody>(HELLO, { type: 'photo' }, { type: 'timer' }, { type: 'link', code: 'otp_answer' }, { type: 'link', code: 'nonsense' }, { type: 'location', lat: 21, lon: 105 }, { type: 'location', lat: 80, lon: 5 }, { type: 'choice', choice: 'v1:AAAAAAAAAAA' }).map((body) => ({ body })) },
    );
    const guide = smallGuide(ui);
    fc.assert(
      fc.property(fc.array(event, { minLength: 50, maxLength: 50 }), (events) => {
        const walk = () => {
          let stored = '';
          let offered: readonly { code: string }[] = [];
          const trail: string[] = [];
          events.forEach((one, i) => {
            const body: RawBody = 'body' in one ? one.body : { type: 'choice', choice: offered[one.press % Math.max(1, offered.length)]?.code ?? 'v1:AAAAAAAAAAA' };
            const turned = turn(guide, stored, body, AT + i * 1000);
            stored = turned.session;
            if (turned.said.length > 0) offered = turned.said.at(-1)?.choices ?? [];
            if (body.type !== 'timer') expect(turned.said.length).toBeGreaterThan(0);
            for (const said of turned.said) expect(said.text.trim()).not.toBe('');
            trail.push(stored);
          });
          const menu = turn(guide, stored, { type: 'text', text: 'menu' }, AT + 60_000);
          expect(menu.said.at(-1)?.key).toBe('menu/top');
          return trail;
        };
        expect(walk()).toEqual(walk());
      }),
      { numRuns: 200 },
    );
  });
});
