// The reader written by hand gives what the schemas in oracle.ts give: for updates of every kind, for damaged ones, for anything at all.
// Equal means strictly: no field that is there with `undefined`, no other zero. A throw on either side fails as well.
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTelegram, type Update } from '../../../src/channels/telegram/parse.ts';
import { parseBySchema } from './oracle.ts';

type Json = Record<string, unknown>;

const ME = { id: 800000001, username: 'vi_du_vneid_bot' };
const me = fc.option(fc.constantFrom(ME, { id: 7, username: 'Vi_Du_VNeID_Bot' }), { nil: undefined, freq: 5 });

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 });
/** Fields that are `undefined` are left out, as in JSON. */
const fields = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Json> => fc.record(shape).map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)));
const always = fc.constant;

const id = fc.oneof(fc.nat(), always(ME.id), fc.maxSafeInteger());
const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom('làm mức 2 cần mang gì', ' ', '\n', '/xoa', '/xoa@vi_du_vneid_bot ngay', '/menu@bot_khac', 'hỏi @vi_du_vneid_bot với', '@Vi_Du_VNeID_Bot', '/ start', '//start@a b'));
const start = fc.tuple(fc.constantFrom('/start', '/start', '/start@vi_du_vneid_bot', '/Start', ' /start', '/start@'), fc.constantFrom('', ' ', ' ', '  \n', '\u00a0'), fc.oneof(fc.constantFrom('', 'qr_ubnd-phuong_01', 'x'.repeat(64), 'x'.repeat(65), 'hai từ', 'a\nb', 'x '), fc.string({ maxLength: 12 }))).map((parts) => parts.join(''));
const user = fields({ id, is_bot: optional(fc.constantFrom(false, false, false, false, true)), first_name: always('Sáu'), language_code: optional(fc.constantFrom('vi', 'en', 'en-GB', 'ru', '')) });
const odd = fc.constantFrom<unknown>(0.5, 2 ** 53, Number.NaN, '1', null);
const entity = fields({ type: fc.constantFrom('mention', 'bot_command', 'url', 'bold'), offset: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -3, max: 8 }) }, { weight: 1, arbitrary: odd }), length: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -2, max: 20 }) }, { weight: 1, arbitrary: odd }), url: optional(words) });
/** Entities where they should be: around the words that begin with @ or /. A stray one besides. */
const marked = fc.tuple(fc.oneof(words, start), fc.array(entity, { maxLength: 1 })).map(([text, stray]) => ({ text, entities: [...[...text.matchAll(/[@/][\w@]+/g)].map(({ 0: word, index }) => ({ type: word.startsWith('@') ? 'mention' : 'bot_command', offset: index, length: word.length })), ...stray] }));
const file = fields({ file_id: always('AgThu'), mime_type: optional(fc.constantFrom('image/png', 'image/', 'image', 'application/pdf', '')) });
const album = optional(fc.constantFrom('13579', '', 'g'.repeat(64), 'g'.repeat(65), '😀'.repeat(64), '😀'.repeat(65)));
const degrees = (most: number): fc.Arbitrary<number> => fc.oneof(fc.integer({ min: -most - 5, max: most + 5 }), fc.double({ min: -most, max: most, noNaN: true }));
const place = fields({ latitude: degrees(90), longitude: degrees(180), horizontal_accuracy: optional(fc.nat()) });
const KINDS = ['voice', 'audio', 'video', 'video_note', 'sticker', 'animation', 'contact', 'poll', 'dice', 'story', 'checklist', 'paid_media', 'new_chat_title'];

const content: fc.Arbitrary<Json> = fc.oneof(
  fields({ text: fc.oneof(words, start, start), entities: optional(fc.array(entity, { maxLength: 3 })) }),
  marked,
  fields({ photo: fc.array(fields({ file_id: words, width: fc.nat() }), { maxLength: 3 }), caption: optional(words), media_group_id: album }),
  fields({ document: file, caption: optional(words), media_group_id: album }),
  fields({ location: place, venue: optional(fields({ location: place, title: words })) }),
  fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom<unknown>({}, { file_id: 'x' }, null, 'x'), optional(words)).map(([kind, value, caption]) => (caption === undefined ? { [kind]: value } : { [kind]: value, caption })),
);
const chat = (...types: string[]): fc.Arbitrary<Json> => fields({ id: fc.oneof(id, fc.maxSafeInteger()), type: fc.constantFrom(...types), title: optional(words) });
const date = fc.constantFrom(1795312800, 1795312800, 0, 1795312800.5, 1e308);
const message = (where: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.tuple(fields({ message_id: id, date: optional(date), chat: where, from: optional(user), reply_to_message: optional(fields({ from: user, text: words })), edit_date: optional(date) }), content).map(([head, said]) => ({ ...head, ...said }));
const button = fields({ text: words, callback_data: optional(words), url: optional(always('https://vneid.gov.vn')) });
const markup = fields({ inline_keyboard: fc.array(fc.array(button, { maxLength: 2 }), { maxLength: 4 }) });
const code = fc.constantFrom('v1:AbCdEfGh001', 'old', '', 'd'.repeat(64), 'd'.repeat(65), 'ế'.repeat(64), '😀'.repeat(64), `${'😀'.repeat(63)}ab`, '\ud83d'.repeat(65));
const press = fields({ id: fc.constantFrom('70000123', '70000123', '', '7'.repeat(64), '7'.repeat(65), '😀'.repeat(33)), from: user, chat_instance: always('-1'), data: optional(code), message: optional(fields({ message_id: id, date, chat: chat('private', 'private', 'private', 'supergroup', 'channel'), reply_markup: optional(markup), text: optional(words) })) });
const membership = fields({ chat: chat('private', 'group'), from: user, new_chat_member: fields({ status: fc.constantFrom('kicked', 'member', 'left') }) });

const update: fc.Arbitrary<Json> = fc
  .tuple(
    id,
    fc.oneof(
      { weight: 4, arbitrary: fields({ message: message(chat('private')) }) },
      { weight: 2, arbitrary: fields({ message: message(chat('group', 'supergroup', 'channel', 'private')) }) },
      { weight: 3, arbitrary: fields({ callback_query: press }) },
      { weight: 1, arbitrary: fields({ my_chat_member: membership }) },
      { weight: 1, arbitrary: fields({ message: message(chat('private', 'group')), callback_query: optional(press), my_chat_member: optional(membership), edited_message: optional(message(chat('private'))) }) },
    ),
  )
  .map(([update_id, body]) => ({ update_id, ...body }));

/** Made anew for each place. Keys called `__proto__` are own keys, as JSON.parse makes them. */
const RUBBISH: readonly (() => unknown)[] = [
  ...[null, undefined, true, false, 0, -0, 1, -1, 1.5, 90, -90, 90.0000001, -180, 180.0000001, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 9n, '', ' ', '7', 'private', 'image/png', 'x'.repeat(64), 'x'.repeat(65), '😀'.repeat(64), '😀'.repeat(65), '\udc00'.repeat(64)].map((value) => () => value),
  () => [],
  () => ({}),
  () => [[[[]]]],
  () => [null],
  () => [[{ text: 'a' }], [{ text: 1 }]],
  () => ({ id: 7, type: 'private' }),
  () => JSON.parse('{"__proto__":{"text":"x","voice":{},"is_bot":true}}') as unknown,
];
const NAMES = ['__proto__', 'constructor', 'toString', 'length', 'message', 'callback_query', 'my_chat_member', 'text', 'caption', 'voice', 'document', 'photo', 'location', 'entities', 'from', 'is_bot', 'language_code', 'date', 'media_group_id', 'reply_markup', 'data', 'x'];
type Blow = { readonly at: number; readonly how: number; readonly rubbish: number; readonly name: string };
const blows = fc.array(fc.record({ at: fc.nat({ max: 999 }), how: fc.nat({ max: 9 }), rubbish: fc.nat({ max: RUBBISH.length - 1 }), name: fc.constantFrom(...NAMES) }), { minLength: 1, maxLength: 3 });

function damaged(whole: Json, { at, how, rubbish, name }: Blow): unknown {
  const places: { readonly under: Json; readonly key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ under: value as Json, key });
      walk((value as Json)[key]);
    }
  };
  walk(whole);
  const found = places[at % Math.max(places.length, 1)];
  if (!found) return whole;
  const { under, key } = found;
  const other = places[(at * 7) % places.length];
  const set = (name: string, value: unknown): unknown => Object.defineProperty(under, name, { value, writable: true, enumerable: true, configurable: true });
  // No holes: JSON has none.
  if (how < 2 && Array.isArray(under)) under.splice(Number(key), 1);
  else if (how < 2) delete under[key];
  else if (how < 6) set(key, RUBBISH[rubbish]?.());
  else if (how === 6) set(key, [under[key]]);
  else if (how === 7) set(key, structuredClone(other?.under[other.key]));
  else if (!Array.isArray(under)) set(name, RUBBISH[rubbish]?.());
  return whole;
}

/** Strict equality first: `expect` for every case would take longer than all the rest. */
function alike(raw: unknown, who: typeof ME | undefined): Update {
  const read = parseTelegram(raw, who);
  const wanted = parseBySchema(raw, who);
  if (!isDeepStrictEqual(read, wanted)) expect(read).toStrictEqual(wanted);
  return read;
}

const kindOf = ({ updateId, incoming, hint, left, callbackId, pressed }: Update): string[] => [...incoming.map(({ body }) => body.type), ...Object.entries({ hint, left, callbackId, pressed, unread: updateId }).flatMap(([name, value]) => ((value === undefined) === (name === 'unread') ? [name] : []))];

/** Reads so many cases and says how often each kind of result was seen. */
function tally(numRuns: number, cases: fc.Arbitrary<unknown>): Record<string, number> {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(cases, me, (raw, who) => {
      for (const kind of kindOf(alike(raw, who))) seen[kind] = (seen[kind] ?? 0) + 1;
    }),
    { numRuns },
  );
  return seen;
}
const ALL = ['text', 'hello', 'link', 'choice', 'location', 'photo', 'hint', 'left', 'callbackId', 'pressed'];

describe('telegram updates read by hand and by schema', () => {
  it('are the same for every kind of update', () => {
    const seen = tally(10_000, update);
    for (const kind of ALL) expect(seen[kind], kind).toBeGreaterThan(9);
  });

  it('are the same when fields are missing, wrong, huge, nested or strange', () => {
    const broken = fc.tuple(update, blows).map(([whole, list]) => list.reduce<unknown>((value, blow) => damaged(value as Json, blow), structuredClone(whole)));
    const seen = tally(16_000, broken);
    for (const kind of [...ALL, 'unread']) expect(seen[kind], kind).toBeGreaterThan(9);
  });

  it('are the same for anything at all', () => {
    const names = fc.constantFrom(...NAMES, 'update_id', 'message_id', 'chat', 'id', 'type');
    tally(2000, fc.oneof(fc.jsonValue(), fc.anything(), fc.anything({ key: names, withNullPrototype: true }), fc.dictionary(names, fc.jsonValue()).map((rest) => ({ update_id: 1, ...rest }))));
  });
});
