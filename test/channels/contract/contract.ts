// One suite for every push channel: authentic → parse → render → send, and everything that can go wrong on the way.
// A case that a platform cannot have is skipped by name with its reason.
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { retries } from '../../../src/channels/errors.ts';
import type { Accepted, HookAnswer } from '../../../src/ports.ts';
import { mutations } from './mutate.ts';
import { choices, logBook, type Platform, recorder, type Running, said } from './platform.ts';

const SECRET_TEXT = 'số của tôi là 099000000001 nhé';

export function channelContract(platform: Platform): void {
  const { limits, address, events } = platform;
  describe(`contract: ${platform.name}`, () => {
    let running: Running | undefined;
    afterEach(async () => {
      await running?.stop();
      running = undefined;
    });
    const start = async (options: Partial<Parameters<Platform['start']>[0]> = {}): Promise<Running & { got: ReturnType<typeof recorder>['got']; lines: ReturnType<typeof logBook>['lines'] }> => {
      const { accept, got } = recorder();
      const { log, lines } = logBook();
      running = await platform.start({ accept, log, ...options });
      return { ...running, got, lines };
    };
    const handle = async ({ opened }: Running, request: Parameters<NonNullable<Running['opened']['hook']>['handle']>[0]): Promise<HookAnswer> => {
      if (!opened.hook) throw new Error('no webhook');
      return opened.hook.handle(request);
    };

    describe('what comes in', () => {
      it('hands a text over and answers 200 only after the commit', async () => {
        let commit: (answer: Accepted) => void = () => undefined;
        const { accept, got } = recorder(() => new Promise((resolve) => (commit = resolve)));
        const at = await start({ accept });
        let answered: HookAnswer | undefined;
        const pending = handle(at, at.signed(events.text('không cài được'))).then((answer) => (answered = answer));
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(got).toHaveLength(1);
        expect(answered).toBeUndefined();
        commit({ type: 'committed' });
        await pending;
        expect(answered?.status).toBe(200);
        expect(got[0]).toMatchObject({ address, body: { type: 'text', text: 'không cài được' } });
        expect(got[0]?.group).toBeUndefined();
      });

      it('answers 503 with Retry-After while the store is away, and when a turn throws', async () => {
        const at = await start({ accept: async () => ({ type: 'unavailable', retryAfterMs: 2300 }) });
        expect(await handle(at, at.signed(events.text('a')))).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
        await running?.stop();
        const throwing = await start({ accept: async () => Promise.reject(new Error(SECRET_TEXT)) });
        expect((await handle(throwing, throwing.signed(events.text('a')))).status).toBe(503);
      });

      it('reads a photo and a first contact', async () => {
        const at = await start();
        await handle(at, at.signed(events.photo()));
        await handle(at, at.signed(events.hello()));
        expect(at.got.map(({ body }) => body.type)).toEqual(['photo', 'hello']);
      });

      const { location } = events;
      if (location)
        it('reads a location', async () => {
          const at = await start();
          await handle(at, at.signed(location(21.0285, 105.8542)));
          expect(at.got[0]?.body).toEqual({ type: 'location', lat: 21.0285, lon: 105.8542 });
        });
      else it.skip('reads a location: the platform has no such event', () => undefined);

      it('gives the same id to a repeated delivery and another one to the same words said again', async () => {
        const at = await start();
        const [first, again] = [at.signed(events.text('1')), at.signed(events.text('1'))];
        await handle(at, first);
        await handle(at, first);
        await handle(at, again);
        const ids = at.got.map(({ id }) => id);
        expect(ids[0]).toBe(ids[1]);
        expect(ids[2]).not.toBe(ids[0]);
      });

      it('answers 200 and does nothing on kinds it does not know', async () => {
        const at = await start();
        for (const body of events.unknown) expect(await handle(at, at.signed(body)), JSON.stringify(body)).toMatchObject({ status: 200 });
        expect(at.got).toEqual([]);
      });

      it('refuses forged requests before parsing', async () => {
        const at = await start();
        const forged = platform.forged(at.signed(events.text('giả')));
        expect(forged.length).toBeGreaterThanOrEqual(4);
        for (const request of forged) expect([401, 403], inspect(request.headers)).toContain((await handle(at, request)).status);
        // Bytes that no parser survives are refused in the same way: nobody looked.
        for (const request of platform.forged(at.signed('['.repeat(200_000)))) expect([401, 403]).toContain((await handle(at, request)).status);
        expect(at.got).toEqual([]);
      });

      it('refuses bodies over 256 kB, deeper than 32 and without JSON, with 4xx', async () => {
        const at = await start();
        for (const body of ['x'.repeat(257 * 1024), '['.repeat(40) + ']'.repeat(40), '{"a":', 'ÿ', new Uint8Array([0xff, 0xfe, 0x7b])]) {
          const { status } = await handle(at, at.signed(body));
          expect(status).toBeGreaterThanOrEqual(400);
          expect(status).toBeLessThan(500);
        }
        expect(at.got).toEqual([]);
      });

      it('survives bodies that crash others: null, numbers, strings, prototypes', async () => {
        const at = await start();
        for (const body of ['null', '5', '"a"', 'true', '[]', '[null]', '{"__proto__":{"x":1},"message":{"__proto__":null}}', '{"constructor":{"prototype":{"x":1}}}']) {
          expect((await handle(at, at.signed(body))).status).toBe(200);
        }
        expect(({} as Record<string, unknown>)['x']).toBeUndefined();
        expect(at.got).toEqual([]);
      });

      it('takes 3,000 mutated bodies: no throw, no 5xx, nothing unsigned accepted', async () => {
        const at = await start();
        const seeds = [events.text('xin chào'), events.photo(), events.hello(), ...(events.choice ? [events.choice('v1:AbCdEfGh001')] : []), ...(location ? [location(10.5, 106.5)] : [])];
        let n = 0;
        for (const body of mutations(seeds, 3000, 20261122)) {
          const request = at.signed(body);
          const before = at.got.length;
          const [forged] = platform.forged(request);
          if (forged && n % 3 === 0) {
            expect((await handle(at, forged)).status).toBeLessThan(500);
            expect(at.got.length).toBe(before);
          }
          expect((await handle(at, request)).status).toBeLessThan(500);
          n += 1;
        }
        for (const { address: to, id, body } of at.got) {
          expect(typeof to).toBe('string');
          expect(id).not.toBe('');
          if (body.type === 'location') expect(Math.abs(body.lat) <= 90 && Math.abs(body.lon) <= 180).toBe(true);
        }
      });
    });

    describe('what goes out', () => {
      const send = async (at: Running, message = said()): Promise<readonly string[]> => {
        const requests = at.opened.channel.render(message, address);
        for (const request of requests) expect(await at.opened.channel.send(request, address), request).toEqual({ type: 'accepted' });
        return requests;
      };

      it('sends a text as it stands', async () => {
        const at = await start();
        await send(at);
        expect(at.shown()).toHaveLength(1);
        expect(at.shown()[0]?.text).toBe('Điện thoại của bác là loại nào?');
      });

      it('shows markup typed by anybody as plain characters', async () => {
        const at = await start();
        const text = '<b>đậm</b> <a href="https://example.org">x</a> *sao* _gạch_ [chữ](https://example.org) `mã` {red}đỏ{/red} & "nháy" \\ /start';
        await send(at, said({ text }));
        expect(at.shown()[0]?.text).toBe(text);
        expect(at.fake.calls.every(({ raw }) => !/parse_mode|text_styles|"entities"/.test(raw))).toBe(true);
      });

      it('gives every choice a button with its code, or its number in the order offered', async () => {
        const at = await start();
        for (const count of [1, 2, 3, 5, 6, 12, 13]) {
          const offered = choices(count);
          const before = at.shown().length;
          await send(at, said({ choices: offered }));
          const shown = at.shown().slice(before);
          const codes = shown.flatMap((one) => one.codes);
          if (codes.length > 0) {
            expect(codes.map((code) => code.replace(/^#/, ''))).toEqual(offered.map(({ code }) => code));
            expect(shown.flatMap((one) => one.labels)).toEqual(offered.map(({ label }) => label));
            expect(count).toBeLessThanOrEqual(limits.buttons);
          } else {
            expect(count).toBeGreaterThan(limits.buttons);
            const lines = shown.flatMap((one) => one.text.split('\n')).filter((line) => /^\d+\. /.test(line));
            expect(lines).toEqual(offered.map(({ label }, i) => `${i + 1}. ${label}`));
          }
        }
      });

      const { choice } = events;
      if (choice)
        it('hears a pressed button, also an old one, as the code it was given', async () => {
          const at = await start();
          await send(at, said({ choices: choices(3) }));
          for (const code of [...(at.shown()[0]?.codes ?? []), 'v1:ZZZZZZZZ000']) await handle(at, at.signed(choice(code)));
          expect(at.got.map(({ body }) => body)).toEqual([...choices(3).map(({ code }) => ({ type: 'choice', choice: code })), { type: 'choice', choice: 'v1:ZZZZZZZZ000' }]);
        });
      else it.skip('hears a pressed button: the platform has none', () => undefined);

      it('hears a typed number as text for the engine', async () => {
        const at = await start();
        await handle(at, at.signed(events.text('2')));
        expect(at.got[0]?.body).toEqual({ type: 'text', text: '2' });
      });

      it('keeps links, numbers to call and texts to copy within reach', async () => {
        const at = await start();
        const open = [
          { type: 'url', label: 'Trang chính thức', url: 'https://vneid.gov.vn' },
          { type: 'phone', label: 'Gọi tổng đài', phone: '19000368' },
          { type: 'copy', label: 'Chép tên ứng dụng', text: 'VNeID' },
        ] as const;
        for (const count of [0, 4, 13]) {
          const before = at.fake.calls.length;
          await send(at, said({ choices: choices(count), open }));
          const raw = at.fake.calls.slice(before).map((call) => call.raw).join('\n');
          for (const target of ['https://vneid.gov.vn', '19000368', 'VNeID']) expect(raw).toContain(target);
        }
      });

      it('splits long texts between graphemes, under the limit and under 2 kB stored', async () => {
        const at = await start();
        const long = Array.from({ length: 120 }, (_, i) => `Bước ${i + 1}: mở ứng dụng ${'👨‍👩‍👧‍👦🇻🇳ệ'.repeat(3)} rồi bấm “Tiếp tục”.`).join(' ');
        const family = '👨‍👩‍👧‍👦'.repeat(900);
        for (const text of [long, family, 'ệ'.repeat(5000), '"\\\n'.repeat(1500), `${'a'.repeat(1990)}🇻🇳`]) {
          const before = at.shown().length;
          const requests = await send(at, said({ text, choices: choices(limits.buttons === 0 ? 8 : 3) }));
          for (const request of requests) expect(Buffer.byteLength(request)).toBeLessThanOrEqual(2000);
          const shown = at.shown().slice(before);
          for (const one of shown) {
            expect(one.text.length).toBeLessThanOrEqual(limits.text);
            expect(one.text.isWellFormed()).toBe(true);
          }
          const squeeze = (s: string): string => s.replace(/\s+/g, '');
          expect(squeeze(shown.map((one) => one.text).join('')).startsWith(squeeze(text))).toBe(true);
          if (text === family) for (const one of shown) expect(one.text.replaceAll('👨‍👩‍👧‍👦', '')).not.toMatch(/\p{Extended_Pictographic}|\u200D/u);
        }
      });

      it('keeps the worst keyboard and its text under 2 kB', async () => {
        const at = await start();
        const label = 'Bác chọn dòng này nếu điện thoại của bác có chữ “nghiêng” Ệ Ộ Ữ “”'.repeat(2);
        const offered = choices(Math.max(limits.buttons, 9)).map((one) => ({ ...one, label, style: 'done' as const }));
        const open = [1, 2, 3, 4].map((i) => ({ type: 'url' as const, label, url: `https://vneid.gov.vn/${'duong-dan-rat-dai/'.repeat(6)}${i}` }));
        const requests = await send(at, said({ text: 'Câu hỏi dài. '.repeat(200), choices: offered, open }));
        for (const request of requests) expect(Buffer.byteLength(request)).toBeLessThanOrEqual(2000);
      });

      if (limits.pictures !== 'none') {
        it('shows a picture by address, in words without a public address, and in words when the platform cannot fetch it', async () => {
          const picture = { id: 'install-android', alt: 'Màn hình CH Play có nút “Cài đặt”' };
          const plain = await start();
          await send(plain, said({ picture }));
          expect(plain.shown().map((one) => one.text).join('\n')).toContain(picture.alt);
          expect(plain.shown().some((one) => one.photo !== undefined)).toBe(false);
          await running?.stop();
          const at = await start({ pictures: true });
          await send(at, said({ picture, choices: choices(2) }));
          expect(at.shown().some((one) => one.photo?.startsWith('https://'))).toBe(true);
          expect(at.shown().some((one) => one.text.includes('Điện thoại của bác'))).toBe(true);
          if (!platform.pictureRefused) return;
          const before = at.shown().length;
          at.fake.next(platform.pictureRefused);
          await send(at, said({ picture }));
          const shown = at.shown().slice(before).map((one) => one.text).join('\n');
          expect(shown).toContain(picture.alt);
          expect(shown).toContain('Điện thoại của bác');
        });
      } else it.skip('shows a picture: the platform has none', () => undefined);

      const { buttonsRefused } = platform;
      if (buttonsRefused)
        it('says the choices in words, numbered as offered, when the platform refuses its buttons', async () => {
          const at = await start();
          at.fake.next(buttonsRefused);
          await send(at, said({ choices: choices(3), open: [{ type: 'url', label: 'Trang chính thức', url: 'https://vneid.gov.vn' }] }));
          expect(at.shown()).toHaveLength(1);
          expect(at.shown()[0]?.text).toBe('Điện thoại của bác là loại nào?\n\n1. Lựa chọn số 1\n2. Lựa chọn số 2\n3. Lựa chọn số 3\nTrang chính thức: https://vneid.gov.vn');
        });
      else it.skip('says the choices in words when buttons are refused: the platform has none', () => undefined);

      it('renders the same bytes twice and leaves the message alone', async () => {
        const at = await start();
        const message = Object.freeze(said({ choices: Object.freeze(choices(7)), askLocation: 'Gửi vị trí của tôi' }));
        expect(at.opened.channel.render(message, address)).toEqual(at.opened.channel.render(message, address));
      });

      if (limits.typing)
        it('shows that it is typing', async () => {
          const at = await start();
          await at.opened.channel.aside?.({ type: 'typing' }, address);
          expect(at.fake.calls.at(-1)).toMatchObject({ method: 'sendChatAction', accepted: true });
        });
      else it.skip('shows that it is typing: the platform has no such call', () => undefined);

      if (limits.deletesIncoming)
        it('deletes a message that held secrets', async () => {
          const at = await start();
          await handle(at, at.signed(events.text(SECRET_TEXT)));
          const messageId = at.got[0]?.messageId;
          expect(messageId).toBeDefined();
          await at.opened.channel.aside?.({ type: 'delete-incoming', messageId: String(messageId) }, address);
          expect(at.fake.calls.at(-1)).toMatchObject({ accepted: true, body: { message_id: Number(messageId) } });
        });
      else it.skip('deletes a message that held secrets: the platform has no such call', () => undefined);
    });

    describe('what breaks', () => {
      for (const { fault, outcome, why } of platform.faults)
        it(`${why} → ${outcome}`, async () => {
          const at = await start({ sendMs: 400 });
          const [request = ''] = at.opened.channel.render(said(), address);
          at.fake.next(fault);
          const began = performance.now();
          const result = await at.opened.channel.send(request, address);
          expect(performance.now() - began).toBeLessThan(900);
          expect(result.type).toBe(outcome);
          expect(retries(result)).toBe(['throttled', 'unreachable', 'unknown', 'misconfigured'].includes(outcome));
          if (result.type === 'throttled') expect(result.waitMs).toBeGreaterThan(0);
          if (fault.type === 'flood' && fault.retryAfter !== undefined && result.type === 'throttled') expect(result.waitMs).toBe(fault.retryAfter * 1000);
        });

      it('never shows token, secret, address or words in outcomes, log lines and errors', async () => {
        const at = await start({ sendMs: 300 });
        const seen: unknown[] = [];
        const message = said({ text: SECRET_TEXT });
        for (const { fault } of platform.faults) {
          at.fake.next(fault.type === 'refuse' ? { ...fault, text: `no: ${SECRET_TEXT} ${platform.canaries.join(' ')}` } : fault);
          for (const request of at.opened.channel.render(message, address)) seen.push(await at.opened.channel.send(request, address));
          if (!at.opened.channel.aside) continue;
          at.fake.next(fault);
          await at.opened.channel.aside({ type: 'typing' }, address);
        }
        if (at.opened.channel.aside) expect(at.lines.length).toBeGreaterThan(platform.faults.length / 2);
        await handle(at, at.signed(events.text(SECRET_TEXT)));
        for (const request of platform.forged(at.signed(events.text(SECRET_TEXT)))) seen.push(await handle(at, request));
        const dump = dumpOf([seen, at.lines]);
        for (const canary of [...platform.canaries, '099000000001', SECRET_TEXT, address]) {
          expect(dump).not.toContain(canary);
          expect(dump).not.toContain(encodeURIComponent(canary));
        }
      });

      it('says so when the platform is not there at all', async () => {
        const at = await start({ sendMs: 400 });
        await at.fake.close();
        const [request = ''] = at.opened.channel.render(said(), address);
        expect((await at.opened.channel.send(request, address)).type).toBe('unreachable');
      });
    });
  });
}

/** Everything a log, a crash report or a debugger would show of these values. */
export function dumpOf(values: unknown): string {
  const stacks: string[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (depth > 6 || typeof value !== 'object' || value === null) return;
    if (value instanceof Error) stacks.push(value.message, value.stack ?? '', String(value));
    for (const key of Reflect.ownKeys(value)) walk((value as Record<PropertyKey, unknown>)[key], depth + 1);
  };
  walk(values, 0);
  return [inspect(values, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null }), JSON.stringify(values), ...stacks].join('\n');
}
