// Consent and rights on the real turn, the shipped content and a real store: what stands in the record is read as bytes, beside the bot.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guideNotice, guideTurn } from '../../src/bot-guide.ts';
import { type Bot, createBot } from '../../src/bot.ts';
import { WEB_CHANNEL } from '../../src/channels/web/channel.ts';
import { chatKeys } from '../../src/chat-key.ts';
import { loadFurniture } from '../../src/cli/furnish.ts';
import { OWN_CONTENT } from '../../src/config.ts';
import { localise } from '../../src/engine/localise.ts';
import { dataBlock } from '../../src/engine/kept.ts';
import type { Guide } from '../../src/engine/guide.ts';
import type { Said } from '../../src/engine/message.ts';
import { decodeSession, NEW_SESSION, type Session } from '../../src/engine/session.ts';
import { shortId, stepName } from '../../src/flow/ids.ts';
import type { RawBody } from '../../src/ports.ts';
import { withPlaces } from '../../src/publish.ts';
import type { Redacted } from '../../src/safety/redact.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { decode, type Rec } from '../../src/store/record.ts';
import { REPAIR_WORDS } from '../../src/understand/repair-words.ts';
import { SECRET, tempDir } from '../bot/fakes.ts';
import { ownGuide } from '../conversations/guide.ts';

const DAY_S = 86_400;
let guide: Guide;
let dir: string;
let bot: Bot;
let reader: DatabaseSync;
let opened: ReturnType<typeof openEmbedded>;
const kept: Redacted[] = [];
const counted: string[] = [];

beforeAll(async () => {
  const { places, teams } = loadFurniture(OWN_CONTENT);
  guide = withPlaces(await ownGuide(), places, teams);
  dir = tempDir();
  opened = openEmbedded({ dir });
  bot = createBot({
    ...opened, channels: [WEB_CHANNEL], appSecret: SECRET, notice: guideNotice(() => guide),
    turn: guideTurn(() => guide, (what) => counted.push(what)), keep: async (text) => void kept.push(text),
  });
  reader = new DatabaseSync(join(dir, 'store.db'), { readOnly: true });
}, 60_000);
afterAll(async () => {
  reader.close();
  await bot.stop();
  await opened.store.close();
  rmSync(dir, { recursive: true, force: true });
});

const keyOf = chatKeys(SECRET);
let chats = 0;
let events = 0;
function citizen() {
  const address = `visitor-${(chats += 1)}`;
  const key = keyOf('web', address);
  let seq = 0;
  let offered: Said['choices'] = [];
  const send = async (body: RawBody): Promise<readonly Said[]> => {
    expect(await bot.accept('web', { address, id: `event-${(events += 1)}`, body })).toEqual({ type: 'committed' });
    const news = await bot.since('web', address, seq);
    seq = news.at(-1)?.seq ?? seq;
    const said = news.map(({ bytes }) => JSON.parse(bytes) as Said);
    offered = said.flatMap(({ choices }) => choices);
    return said;
  };
  return {
    send,
    say: (text: string) => send({ type: 'text', text }),
    choose(label: string) {
      const found = offered.find((one) => one.label === label);
      if (!found) throw new Error(`“${label}” is not offered: ${offered.map((one) => one.label).join(' | ')}`);
      return send({ type: 'choice', choice: found.code });
    },
    press: (choice: string) => send({ type: 'choice', choice: `v1:${shortId(choice)}AAA` }),
    /** The record as it lies on the disk. */
    record(): Rec {
      const row = reader.prepare('SELECT value FROM chat WHERE key = ?').get(key);
      const bytes = row!['value'] as Uint8Array;
      return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
    session(): Session | undefined {
      return decodeSession(this.record().session);
    },
  };
}
const START = ['Tiếng Việt', 'Cho tôi', 'Gọi là bác'];
async function consenting() {
  const one = citizen();
  await one.send({ type: 'hello' });
  for (const label of [...START, 'Đồng ý']) await one.choose(label);
  return one;
}

/** A talk that gives away everything it can: choices, a place by name and by point, a campaign, a reminder, a text nobody understands, secrets. */
const TALK: readonly RawBody[] = [
  { type: 'link', code: 'otp-not-received_answer', to: 'otp-not-received/answer', campaign: 'chien-dich' },
  { type: 'text', text: 'tôi dùng iPhone' },
  { type: 'text', text: 'tìm nơi hỗ trợ ở phường Bến Thành' },
  { type: 'location', lat: 10.7731, lon: 106.7032 },
  { type: 'text', text: 'blorp zung kwatch fnord' },
  { type: 'text', text: 'căn cước của tôi 099087001234 mà chưa có mã' },
  { type: 'photo' },
  { type: 'choice', choice: `v1:${shortId('child-account/answer/level1')}AAA` },
];

describe('before consent and after refusal', () => {
  it.each([['nobody asked yet', undefined], ['refused', 'Không lưu gì']])('%s: the record holds language, voice, position, event ids and unsent messages only, for 24 hours', async (_, answer) => {
    const one = citizen();
    if (answer !== undefined) {
      await one.send({ type: 'hello' });
      for (const label of [...START, answer]) await one.choose(label);
    }
    for (const body of TALK) {
      await one.send(body);
      const rec = one.record();
      expect(rec.exp - rec.at, 'seconds to live').toBe(DAY_S);
      // A browser's id never stands in the record: it is read by key.
      expect([rec.address, rec.increments, rec.wakeAt]).toEqual(['', '', 0]);
      expect(rec.ring.length % 8).toBe(0);
      const { revision, lang, voice, address, consent, stack, turn, misses, pending, banner, carry, ...rest } = one.session()!;
      expect(rest).toEqual({ slots: {}, outcomes: [], history: [] });
      expect(consent).toBe(answer === undefined ? 'unknown' : 'no');
      expect([typeof revision, voice, typeof address, typeof turn, typeof misses, Array.isArray(pending)]).toEqual(['number', 'plain', 'string', 'number', 'number', true]);
      expect([lang ?? 'vi', stack.length > 0, banner]).toEqual(['vi', true, undefined]);
      if (carry) expect(Object.keys(carry).sort()).toEqual(['at', 'digits']);
    }
    expect(kept).toEqual([]);
    expect(counted).toEqual([]);
  });

  it('static help works all the same', async () => {
    const one = citizen();
    await one.send({ type: 'hello' });
    for (const label of [...START, 'Không lưu gì']) await one.choose(label);
    expect((await one.say('không nhận được mã otp')).some(({ key }) => key === 'otp-not-received/answer')).toBe(true);
    expect((await one.say('bị kẹt')).length).toBeGreaterThan(0);
  });

  it('withdrawing consent by choosing again leaves the transient record', async () => {
    const one = await consenting();
    await one.choose('iPhone');
    expect(one.session()!.slots).toEqual({ phone: 'iphone' });
    expect(one.record().exp - one.record().at).toBe(30 * DAY_S);
    await one.press('start/consent/refuse');
    const { slots, outcomes, history, consent } = one.session()!;
    expect({ slots, outcomes, history, consent }).toEqual({ slots: {}, outcomes: [], history: [], consent: 'no' });
    expect(one.record().exp - one.record().at).toBe(DAY_S);
  });
});

describe('/dulieu', () => {
  const full: Session = {
    revision: 3, lang: 'vi', voice: 'helper', address: 'chi', consent: 'yes',
    stack: [{ flow: 'journey', step: 'phone' }, { flow: 'otp-not-received', step: 'answer' }],
    slots: { phone: 'iphone', nfc: 'lacks' },
    outcomes: [shortId('journey/phone/iphone')],
    history: [shortId(stepName('journey', 'phone'))],
    turn: 17, misses: 1, pending: ['f:scam-check', 'w:person'],
    commune: '26743', campaign: 'chien-dich', reached: ['installed'],
    wake: { at: Date.UTC(2026, 11, 24, 3), to: 'level2-waiting/answer' }, keptDay: 20_781, banner: '7', carry: { digits: 4, at: 1 },
  };
  /** What must be read for each field, in Vietnamese. */
  const SHOWN: Readonly<Record<keyof Session, readonly string[]>> = {
    revision: ['Bản hướng dẫn số: 3'], lang: ['tiếng Việt'], voice: ['cho người giúp'], address: ['Cách xưng hô: chị'], consent: ['Đồng ý cho nhớ: có'],
    stack: ['OTP', ' ← '], slots: ['Loại điện thoại: iPhone', 'NFC (chạm thẻ): không có'], outcomes: ['Đã chọn:', '(iPhone)'], history: ['Có thể quay lại: '],
    turn: ['17'], misses: ['liền nhau: 1'], pending: ['chờ chọn: 2'], commune: ['Xã, phường: '], campaign: ['chien-dich'], reached: ['đã cài'],
    wake: ['24/12/2026'], keptDay: ['24/11/2026'], banner: ['số: 7'], carry: ['ở cuối: 4'],
  };
  const shown = (session: Session): string => localise(guide, { lang: session.lang ?? 'vi', voice: 'plain', address: 'neutral' }, { say: { type: 'ui', key: 'data' }, blocks: [dataBlock({ s: session })], offers: [] }, Date.UTC(2026, 10, 24)).text;

  it.each(Object.keys(SHOWN) as (keyof Session)[])('says what stands in the field %s, and says less without it', (field) => {
    const text = shown(full);
    for (const words of SHOWN[field]) expect(text).toContain(words);
    const { [field]: _, ...without } = full;
    const line = (of: string): number => of.split('\n').length;
    expect(line(shown({ ...NEW_SESSION, ...without } as Session))).toBeLessThanOrEqual(line(text));
    expect(shown({ ...NEW_SESSION, ...without } as Session)).not.toBe(text);
  });

  it('is complete: every field of a session has its words, in both languages, without an id or a key of ours', () => {
    expect(Object.keys(full).sort()).toEqual(Object.keys(SHOWN).sort());
    for (const lang of ['vi', 'en'] as const) {
      const text = shown({ ...full, lang });
      expect(text).not.toMatch(/\{\{|undefined|data-|iphone|lacks|26743|otp-not-received|\[object/);
      expect(text.split('\n').length).toBeGreaterThan(15);
    }
  });

  it('has words for every slot and value the guide can remember', () => {
    for (const [slot, values] of Object.entries(guide.content.slots))
      for (const value of values)
        for (const lang of ['vi', 'en'] as const) {
          const text = shown({ ...NEW_SESSION, lang, slots: { [slot]: value } });
          const line = text.split('\n').find((one) => one.includes(': ') && !/Ngôn|Lang|Cách|Way|Form|Đồng|Agreed|Ngoài|Besides/.test(one)) ?? '';
          expect(line, `${slot}: ${value} in ${lang}`).toMatch(/^– .+: .+/);
          expect(line).not.toContain(`– ${slot}:`);
        }
  });

  it('answers in the talk itself', async () => {
    const one = await consenting();
    await one.choose('iPhone');
    const [said] = await one.say('/dulieu');
    expect(said?.key).toBe('ui/data');
    expect(said?.text).toContain('Loại điện thoại: iPhone');
  });
});

describe('/xoa', () => {
  const words = REPAIR_WORDS.find(({ word }) => word === 'forget')!;

  it.each(['/xoa', '/forget', 'xóa dữ liệu của tôi', 'xoa het', 'rút lại đồng ý', 'rut lai su dong y', 'delete my data', 'withdraw my consent'])('“%s” erases at once and says so', async (text) => {
    const one = await consenting();
    await one.choose('iPhone');
    await one.say('phường Bến Thành ở đâu');
    const said = await one.say(text);
    expect(said.map(({ key }) => key)).toEqual(['ui/forgotten']);
    const rec = one.record();
    expect(rec.session).toBe('');
    expect([rec.address, rec.increments, rec.wakeAt]).toEqual(['', '', 0]);
    // Only the confirmation waits to be read; version and event ids stay for 25 hours.
    expect(rec.unsent.map(({ bytes }) => (JSON.parse(bytes) as Said).key)).toEqual(['ui/forgotten']);
    expect(rec.exp - rec.at).toBe(25 * 3600);
    expect(rec.version).toBeGreaterThan(0);
    expect(rec.ring.length).toBeGreaterThan(0);
  });

  it('every wording is heard by the shipped guide', () => {
    const missed = [...words.commands.map((command) => `/${command}`), ...words.says].filter((text) => guide.tools.repair(text)?.word !== 'forget');
    expect(missed).toEqual([]);
  });

  it('leaves nothing of the session in the bytes of the file', async () => {
    const one = await consenting();
    await one.choose('iPhone');
    await one.say('/xoa');
    const again = await one.send({ type: 'hello' });
    expect(again.map(({ key }) => key)).toEqual(['start/language']);
    expect(one.session()).toMatchObject({ consent: 'unknown', slots: {}, outcomes: [] });
  });
});

describe("the children's flow", () => {
  it('remembers and counts nothing but the position, also in flows called from it, and keeps what was known before', async () => {
    const one = await consenting();
    await one.choose('iPhone');
    const { slots, outcomes, history, commune, reached } = one.session()!;
    const from = counted.length;
    const before = kept.length;
    for (const choice of ['child-account/answer/level1', 'child-account/level1/no-level2', 'child-account/answer/level2', 'child-account/level2/find-place']) {
      await one.press(choice);
      expect(one.session()).toMatchObject({ slots, outcomes, history });
    }
    await one.say('phường Bến Thành');
    await one.send({ type: 'location', lat: 10.7731, lon: 106.7032 });
    await one.say('blorp zung kwatch fnord về con tôi tám tuổi');
    const after = one.session()!;
    expect({ slots: after.slots, outcomes: after.outcomes, history: after.history, commune: after.commune, reached: after.reached, keptDay: after.keptDay }).toEqual({ slots, outcomes, history, commune, reached, keptDay: undefined });
    expect(after.stack.some(({ flow }) => flow === 'child-account')).toBe(true);
    expect(kept.length).toBe(before);
    expect(counted.slice(from).filter((what) => what.startsWith('milestone.'))).toEqual([]);
    // Outside again, things are remembered again; nothing of the children's flow comes along.
    await one.say('menu');
    await one.press('journey/phone/android');
    expect(one.session()!.slots).toEqual({ phone: 'android' });
    expect(one.session()!.stack.some(({ flow }) => flow === 'child-account')).toBe(false);
    expect(one.session()!.outcomes.some((id) => guide.content.choices.get(id)?.flow === 'child-account')).toBe(false);
  });

  it('asks neither age nor number of the child, and back leads to its beginning', async () => {
    const one = await consenting();
    await one.press('child-account/answer/level1');
    const said = await one.say('quay lại');
    expect(said.map(({ key }) => key)).toEqual(['child-account/answer']);
  });
});
