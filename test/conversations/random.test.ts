// Ten thousand random events over all flows of the guide that ships: nothing throws, everything is answered, the menu is always one word away,
// playing the same events again gives the same sessions, and what is worked out once for many is what each would have got alone.
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TALK_START } from '../../src/cli/talk.ts';
import type { Guide } from '../../src/engine/guide.ts';
import type { RawBody } from '../../src/ports.ts';
import { turn } from '../../src/turn.ts';
import { turnAlike } from '../../src/turn-alike.ts';
import { ownGuide } from './guide.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await ownGuide();
}, 60_000);

const TYPED = ['menu', 'quay lại', 'nhắc lại', 'bỏ qua', 'lừa đảo', 'english', 'xóa dữ liệu', '/dulieu', 'người tiếp theo', 'dừng', 'nhầm, iPhone', 'gặp người', 'khong nhan duoc otp', 'quên mật khẩu rồi', 'làm mức 2 ở đâu', 'xã Giáp Sơn, Lục Ngạn', 'Tân Thành', 'Cà Mau', '1', '2', '9', 'xong roi', 'khong', 'https://vneid-gov.com/a.apk', 'mã otp là 482913', 'asdf qwer', '', '\u202E\u0000'];

describe('ten thousand random events over all flows', () => {
  it('never throw, always answer, never lose the menu, replay alike, alone or as one of many', () => {
    const steps = [...guide.content.flows].flatMap(([flow, { steps: list }]) => Object.keys(list).map((step) => `${flow}_${step}`));
    const event = fc.oneof(
      { weight: 6, arbitrary: fc.nat(9).map((press) => ({ press })) },
      { weight: 3, arbitrary: fc.constantFrom(...TYPED).map((text) => ({ body: { type: 'text', text } as RawBody })) },
      { weight: 2, arbitrary: fc.constantFrom(...steps).map((code) => ({ body: { type: 'link', code } as RawBody })) },
      { weight: 1, arbitrary: fc.constantFrom<RawBody>({ type: 'hello' }, { type: 'photo' }, { type: 'timer' }, { type: 'location', lat: 21.03, lon: 105.85 }, { type: 'location', lat: 60, lon: 5 }, { type: 'choice', choice: 'v1:AAAAAAAAAAA' }).map((body) => ({ body })) },
    );
    const forMany = turnAlike();
    fc.assert(
      fc.property(fc.array(event, { minLength: 100, maxLength: 100 }), (events) => {
        const walk = (work: typeof turn) => {
          let stored = '';
          let offered: readonly { code: string }[] = [];
          const sessions: string[] = [];
          events.forEach((one, i) => {
            const body: RawBody = 'body' in one ? one.body : { type: 'choice', choice: offered[one.press % Math.max(1, offered.length)]?.code ?? 'v1:AAAAAAAAAAA' };
            const turned = work(guide, stored, body, TALK_START + Math.floor(i / 10) * 60_000);
            stored = turned.session;
            if (turned.said.length > 0) offered = turned.said.at(-1)?.choices ?? [];
            if (body.type !== 'timer' && turned.said.length === 0) throw new Error(`no answer to ${JSON.stringify(body)}`);
            for (const { text, key } of turned.said) if (text.trim() === '' || /\{\{|undefined/.test(text)) throw new Error(`${key}: ${text}`);
            sessions.push(stored, JSON.stringify(turned));
          });
          const menu = turn(guide, stored, { type: 'text', text: 'menu' }, TALK_START + 2_000_000);
          expect(menu.said.at(-1)?.key).toBe('menu/main');
          return sessions;
        };
        const alone = walk(turn);
        expect(walk(forMany)).toEqual(alone);
        expect(walk(forMany)).toEqual(alone);
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});

describe('turns that many take alike', () => {
  it('are worked out once a minute and guide, and what is typed is never kept', () => {
    const work = turnAlike();
    const at = TALK_START - (TALK_START % 60_000);
    const first = work(guide, '', { type: 'hello' }, at + 1000);
    const press: RawBody = { type: 'choice', choice: first.said.at(-1)!.choices[0]!.code };
    expect(work(guide, '', { type: 'hello' }, at + 59_000)).toBe(first);
    expect(work(guide, first.session, press, at)).toBe(work(guide, first.session, press, at));
    expect(work(guide, first.session, press, at)).not.toBe(work({ ...guide }, first.session, press, at));
    expect(work(guide, '', { type: 'hello' }, at + 60_000)).not.toBe(first);
    for (const body of [{ type: 'text', text: 'menu' }, { type: 'choice', choice: '012345678901' }, { type: 'location', lat: 21, lon: 105 }] as const) expect(work(guide, first.session, body, at)).not.toBe(work(guide, first.session, body, at));
  });
});
