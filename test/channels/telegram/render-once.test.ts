// The same words for many chats are rendered once: each gets the bytes it would have got alone.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderOnce } from '../../../src/channels/telegram/channel.ts';
import { renderTelegram } from '../../../src/channels/telegram/render.ts';
import type { Said } from '../../../src/engine/message.ts';

const media = { mediaUrl: (id: string) => `https://help.example/${id}.png` };
const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 });
const said: fc.Arbitrary<Said> = fc.record({
  key: fc.constant('a/b'), lang: fc.constant('vi' as const), text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3000 }),
  choices: fc.array(fc.record({ label, code: fc.constant('v1:AbCdEfGh001') }), { maxLength: 12 }),
  open: fc.array(fc.record({ type: fc.constant('url' as const), label, url: fc.constant('https://vneid.gov.vn/') }), { maxLength: 2 }),
}, { requiredKeys: ['key', 'lang', 'text', 'choices', 'open'] }).chain((one) => fc.constantFrom<Said>(one, { ...one, picture: { id: 'p', alt: one.text } }, { ...one, askLocation: '"chat_id":7' }, { ...one, text: '{"chat_id":7 1' }));

it('a second chat gets its own number and the same words', () => {
  fc.assert(
    fc.property(said, fc.integer({ min: 1, max: 2 ** 52 }), fc.integer({ min: -(2 ** 40), max: 2 ** 52 }), (one, first, second) => {
      let rendered = 0;
      const render = renderOnce((what, address) => {
        rendered++;
        return renderTelegram(what, address, media);
      });
      for (const address of [first, second, second, first].map(String)) expect(render(one, address)).toEqual(renderTelegram(one, address, media));
      expect(rendered).toBe(1);
    }),
    { numRuns: 300 },
  );
});
