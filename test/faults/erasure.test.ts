// The right to be forgotten on the real service: the operators' drill with a thousand people, /xoa on every channel, redelivery, and how
// long Redis itself lets things live.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { chatKeys } from '../../src/chat-key.ts';
import type { ErasureDrill } from '../../src/cli/drill-erase.ts';
import { recordKey } from '../../src/store/keys.ts';
import { decode, type Rec } from '../../src/store/record.ts';
import { shortId } from '../../src/flow/ids.ts';
import { telegramUpdate } from '../channels/fakes/telegram.ts';
import { zaloBotEvent } from '../channels/fakes/zalo-bot.ts';
import { zaloOaEvent } from '../channels/fakes/zalo-oa.ts';
import { startRedis } from '../store/redis-server.ts';
import { runDrill } from './drills.ts';
import { hunter, huntFiles } from './hunt.ts';
import { browser, type Hooked, type Service, startService, wait } from './service.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('npm run drill -- erase', () => {
  it('1,000 people, half of them erased, AOF rewritten: nothing left of them, the others whole, old events bring nobody back', async () => {
    const { code, figures } = await runDrill<ErasureDrill>('erase');
    process.stdout.write(`erasure: ${JSON.stringify(figures)}\n`);
    expect(figures).toMatchObject({ people: 1000, erased: 500, foundBefore: 500, foundAfterRewrite: 0, foundAfterRedelivery: 0, othersWhole: 500, secrets: 0, faults: [] });
    expect(code).toBe(0);
  });

  it('on the embedded store nothing is left even without a rewrite', async () => {
    const { code, figures } = await runDrill<ErasureDrill>('erase', '--embedded', '--people', '60');
    expect(figures).toMatchObject({ erased: 30, foundBefore: 30, foundAfter: 0, foundAfterRedelivery: 0, othersWhole: 30, secrets: 0, faults: [] });
    expect(code).toBe(0);
  });
});

const CHANNELS: Record<Hooked, { readonly chat: string; text(words: string): Record<string, unknown>; press(code: string): Record<string, unknown>; sent(service: Service): number }> = {
  telegram: { chat: '990123451', text: (words) => telegramUpdate.text(990_123_451, words), press: (code) => telegramUpdate.press(990_123_451, code), sent: ({ platforms }) => platforms.telegram.sent(990_123_451).length },
  'zalo-bot': { chat: 'b99012345203344', text: (words) => zaloBotEvent.text('b99012345203344', words), press: (code) => zaloBotEvent.text('b99012345203344', code), sent: ({ platforms }) => platforms.zaloBot.sent('b99012345203344').length },
  'zalo-oa': { chat: '9901234530334455', text: (words) => zaloOaEvent.text('9901234530334455', words), press: (code) => zaloOaEvent.text('9901234530334455', `#${code}`), sent: ({ platforms }) => platforms.zaloOa.sent('9901234530334455').length },
};
const pressed = (choice: string): string => `v1:${shortId(choice)}AAA`;

describe('/xoa on every channel', () => {
  it.each(Object.keys(CHANNELS) as Hooked[])('%s: record emptied, address gone from the disk, the same events again change and say nothing', async (name) => {
    const service = await startService();
    closing.push(service.close);
    const { chat, text, press, sent } = CHANNELS[name];
    const record = (): Rec => {
      const db = new DatabaseSync(join(service.dataDir, 'store.db'), { readOnly: true });
      const value = db.prepare('SELECT value FROM chat WHERE key = ?').get(chatKeys(service.secrets.app)(name, chat))!['value'] as Uint8Array;
      db.close();
      return decode(Buffer.from(value));
    };
    const drained = async (): Promise<void> => {
      for (let i = 0; i < 100 && record().unsent.length > 0; i++) await wait(50);
    };
    // Telegram tells its updates apart by update_id: a repetition carries the old one.
    let update = 800_000_000;
    const numbered = (event: Record<string, unknown>): Record<string, unknown> => (name === 'telegram' ? { update_id: (update += 1), ...event } : event);
    // Without buttons the same way is walked by words.
    const way = name === 'zalo-bot' ? ['/start', 'tiếng việt', 'cho tôi', 'gọi là bác', 'đồng ý', 'iphone'].map(text) : [text('xin chào'), press(pressed('start/consent/agree')), press(pressed('journey/phone/iphone'))];
    const events = [...way, text('tôi ở phường Bến Thành')].map(numbered);
    for (const event of events) expect(await service.deliver(name, event)).toBe(200);
    await drained();
    expect(record().session).toContain('phone:iphone');
    expect(await service.deliver(name, numbered(text('/xoa')))).toBe(200);
    expect(record().session).toBe('');
    await drained();
    const rec = record();
    expect([rec.session, rec.address, rec.wakeAt, rec.exp - rec.at]).toEqual(['', '', 0, 25 * 3600]);
    await wait(200);
    const { hits } = huntFiles(hunter([{ kind: 'address', value: chat }, { kind: 'session', value: 'phone:iphone' }]), [service.folder]);
    expect(hits.map(({ kind, where }) => [kind, where])).toEqual([]);
    const said = sent(service);
    for (const event of events) expect(await service.deliver(name, event)).toBe(200);
    await wait(300);
    expect(record().session).toBe('');
    expect(sent(service)).toBe(said);
  });
});

describe('how long things live in Redis', () => {
  it('session 30 days, without consent 24 hours, tombstone 25 hours, kept sentences 30 days; no key lives for ever that names a chat', async () => {
    const redis = await startRedis();
    closing.push(redis.stop);
    const admin = new Redis(redis.url);
    closing.push(() => admin.disconnect());
    const service = await startService({ env: { REDIS_URL: redis.url } });
    closing.push(service.close);
    const keyOf = chatKeys(service.secrets.app);
    const ttl = async (id: string): Promise<number> => Math.round((await admin.pttl(recordKey(keyOf('web', id)))) / 3_600_000);
    const [stranger, refuser, consenting, erased] = [browser(service.url), browser(service.url), browser(service.url), browser(service.url)];
    for (const one of [stranger, refuser, consenting, erased]) await one.event({ type: 'hello' });
    await refuser.press(pressed('start/consent/refuse'));
    await consenting.press(pressed('start/consent/agree'));
    await consenting.say('blorp zung kwatch fnord');
    await erased.press(pressed('start/consent/agree'));
    await erased.say('/xoa');
    expect(await Promise.all([stranger, refuser, consenting, erased].map((one) => ttl(one.id())))).toEqual([24, 24, 30 * 24, 25]);
    for (let i = 0; i < 40 && (await admin.keys('{unmatched}v/*')).length === 0; i++) await wait(50);
    const [keptText] = await admin.keys('{unmatched}v/*');
    expect(Math.round((await admin.pttl(keptText!)) / 86_400_000)).toBe(30);
    // What has no end: the revision, counters, roles, the indexes of kept sentences and of the codes for steps; none of them names a person.
    const lasting: string[] = [];
    for (const key of await admin.keys('*')) if ((await admin.pttl(key)) === -1) lasting.push(key.replace(/^\{\d+\}due$/, '{n}due'));
    expect([...new Set(lasting)].filter((key) => !/^\{(n\}due|\d+\}counts|guide\}|zalo|telegram|unmatched\}i|volunteers?\}|short\}|share\}i|role|quota)/.test(key))).toEqual([]);
    expect(lasting.some((key) => [stranger, refuser, consenting, erased].some((one) => key.includes(keyOf('web', one.id()))))).toBe(false);
  });
});
