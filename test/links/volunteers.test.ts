// Short links and volunteers in a store: what expires, what is revoked, what a guesser and a thief of the store find.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCode } from '../../src/links/code.ts';
import { AFTER_MS, createShortLinks, DAILY, type MadeLink, type ShortLinks, VALID_MS } from '../../src/links/short-links.ts';
import { openSignIn, sealSignIn } from '../../src/links/sign-in.ts';
import { createVolunteers, maySee, type Volunteers } from '../../src/links/volunteers.ts';
import { DAY, KEY, testStore } from './store.ts';

let opened: ReturnType<typeof testStore>;
let links: ShortLinks;
let volunteers: Volunteers;
beforeEach(() => {
  opened = testStore();
  links = createShortLinks(opened.records, KEY, opened.now);
  volunteers = createVolunteers(opened.records, links, opened.now);
});
afterEach(() => opened.close());
const make = async (campaign?: string, by = 'v1'): Promise<MadeLink> => (await links.make({ to: 'otp/answer', lang: 'vi', ...(campaign ? { campaign } : {}) }, by)) as MadeLink;

describe('a short link', () => {
  it('names its step and its campaign, nothing of who made it', async () => {
    const { code } = await make('cho-xuan', 'AbCdEf');
    expect(await links.find(code)).toEqual({ code, to: 'otp/answer', lang: 'vi', campaign: 'cho-xuan' });
    const short = await opened.records.list('short/');
    expect(short.map(({ value }) => value).join()).not.toMatch(/AbCdEf/);
  });

  it('counts for its campaign half a year, then helps two years more, then is gone', async () => {
    const { code } = await make('cho-xuan');
    opened.clock.at += VALID_MS - 1;
    expect((await links.find(code))?.campaign).toBe('cho-xuan');
    opened.clock.at += 1;
    expect(await links.find(code)).toEqual({ code, to: 'otp/answer', lang: 'vi' });
    opened.clock.at += AFTER_MS - DAY;
    expect((await links.find(code))?.to).toBe('otp/answer');
    opened.clock.at += 2 * DAY;
    expect(await links.find(code)).toBeUndefined();
  });

  it('loses its campaign when revoked, for two years it still helps; only who made it can revoke it', async () => {
    const { code } = await make('cho-xuan', 'v1');
    expect(await links.revoke('v2', code)).toBe(false);
    expect((await links.find(code))?.campaign).toBe('cho-xuan');
    expect(await links.revoke('v1', code)).toBe(true);
    expect(await links.find(code)).toEqual({ code, to: 'otp/answer', lang: 'vi' });
    expect((await links.madeBy('v1'))[0]?.revoked).toBe(true);
    opened.clock.at += AFTER_MS - 1;
    expect((await links.find(code))?.to).toBe('otp/answer');
    opened.clock.at += 1;
    expect(await links.find(code)).toBeUndefined();
  });

  it('is not to be found by trying: 100,000 guesses beside 200 links', async () => {
    for (let i = 0; i < 200; i += 1) await make('cho-xuan', `v${i}`);
    let hits = 0;
    for (let i = 0; i < 100_000; i += 1) if (await links.find(newCode())) hits += 1;
    expect(hits).toBe(0);
  });

  it('does not stand in the record it is found by', async () => {
    const { code } = await make();
    const [record] = await opened.records.list('short/');
    expect(`${record?.name} ${record?.value}`).not.toContain(code);
    const other = createShortLinks(opened.records, new Uint8Array(32).fill(6), opened.now);
    expect(await other.find(code)).toBeUndefined();
  });

  it('is made at most so often a day and volunteer', async () => {
    for (let i = 0; i < DAILY; i += 1) expect(await make('a', 'busy')).not.toBe('too-many');
    expect(await make('a', 'busy')).toBe('too-many');
    expect(await make('a', 'other')).not.toBe('too-many');
    opened.clock.at += DAY;
    expect(await make('a', 'busy')).not.toBe('too-many');
  });

  it('takes no target but a step of ours', async () => {
    for (const to of ['https://evil.example/', '//evil.example', 'otp', '../x', 'otp/answer?x=1', 'javascript:alert(1)/x', 'otp/answer\nx']) await expect(links.make({ to, lang: 'vi' }, 'v1'), to).rejects.toThrow();
  });
});

describe('a sign-in link', () => {
  const id = Buffer.alloc(16, 7).toString('base64url');
  const NOW = 1_800_000_000_000;

  it('opens for its id until its time', () => {
    const token = sealSignIn(KEY, 'sign-in', id, NOW + 1000);
    expect(openSignIn(KEY, 'sign-in', token, NOW)).toEqual({ id, until: NOW + 1000 });
    expect(openSignIn(KEY, 'sign-in', token, NOW + 1000)).toBeUndefined();
  });

  it('is void when any bit, the secret or the use differs', () => {
    const token = sealSignIn(KEY, 'sign-in', id, NOW + 1000);
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(openSignIn(KEY, 'sign-in', changed.toString('base64url'), NOW), `bit ${bit}`).toBeUndefined();
    }
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    let opens = 0;
    for (const last of alphabet) if (openSignIn(KEY, 'sign-in', token.slice(0, -1) + last, NOW)) opens += 1;
    expect(opens).toBe(1);
    expect(openSignIn(KEY, 'cookie', token, NOW)).toBeUndefined();
    expect(openSignIn(new Uint8Array(32).fill(6), 'sign-in', token, NOW)).toBeUndefined();
    for (const bad of ['', token.slice(1), `${token}A`, `${token}==`, '.'.repeat(51), 'A'.repeat(51)]) expect(openSignIn(KEY, 'sign-in', bad, NOW), bad).toBeUndefined();
  });
});

describe('a volunteer', () => {
  it('has an id of 128 bits, own campaigns, and is nobody once revoked or expired', async () => {
    const lan = await volunteers.add({ name: 'Chị Lan', campaign: 'cho-xuan', days: 10 });
    expect(Buffer.from(lan.id, 'base64url')).toHaveLength(16);
    expect(maySee(lan, 'cho-xuan')).toBe(true);
    expect(maySee(lan, 'cho-ha')).toBe(false);
    expect(await volunteers.find(lan.id)).toEqual(lan);
    opened.clock.at += 10 * DAY;
    expect(await volunteers.find(lan.id)).toBeUndefined();
    const minh = await volunteers.add({ name: 'Anh Minh', campaign: 'cho-xuan' });
    const { code } = await make('cho-xuan', minh.id);
    expect(await volunteers.revoke(minh.id)).toBe(true);
    expect(await volunteers.find(minh.id)).toBeUndefined();
    expect(await links.find(code)).toEqual({ code, to: 'otp/answer', lang: 'vi' });
    expect(await volunteers.revoke('A'.repeat(22))).toBe(false);
  });

  it('cannot have an id or a campaign that is a path or a prefix', async () => {
    for (const id of ['', '../campaign/x', 'x'.repeat(23), '%00']) expect(await volunteers.find(id)).toBeUndefined();
    for (const campaign of ['', 'Chợ', 'a.b', 'a/b', 'A', 'x'.repeat(33)]) await expect(volunteers.add({ name: 'x', campaign })).rejects.toThrow();
  });
});
