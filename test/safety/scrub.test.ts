// The last filter of the log: no token, number or line break gets through, in any encoding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrub } from '../../src/safety/scrub.ts';

const TOKEN = '7712345678:AAH-invented_Token+value/with=signs0123';

/** Tests of this file do thousands of runs; a busy machine gets time, the promises are about results. */
const PATIENCE = 120_000;

describe('scrub', () => {
  it.each([
    ['plain', TOKEN],
    ['URL-encoded', encodeURIComponent(TOKEN)],
    ['URL-encoded, lower-case hex', encodeURIComponent(TOKEN).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ['encoded twice', encodeURIComponent(encodeURIComponent(TOKEN))],
    ['base64', btoa(TOKEN)],
  ])('masks a setting that is %s', (_name, form) => {
    const out = scrub(`GET https://api.example/bot${form}/sendMessage failed`, [TOKEN]);
    expect(out).not.toContain(form);
    expect(out).not.toContain('invented');
    expect(out).toContain('failed');
  });

  it('masks bot tokens nobody told it about', () => {
    for (const address of ['https://api.telegram.org/bot7712345678:AAHinventedinventedinvented12345/getMe', 'https://bot-api.zaloplatforms.com/bot123456789%3AabcDEFghiJKLmno/sendMessage', '/bot4455:longinventedtokenvalue/x']) {
      expect(scrub(address, [])).not.toMatch(/invented|abcDEF|7712345678|123456789/);
    }
  });

  it('masks credentials in headers, forms, JSON and addresses', () => {
    for (const text of ['Authorization: Bearer abc.def-ghi', '"access_token":"abc.def-ghi"', 'refresh_token=abc.def-ghi&x=1', 'secret_key: abc.def-ghi', 'redis://default:abc.def-ghi@10.0.0.1:6379']) {
      expect(scrub(text, [])).not.toContain('abc.def-ghi');
    }
  });

  it('masks long numbers however they are grouped, and e-mail addresses', () => {
    for (const text of ['id 099088001234', '099 088 001 234', '099.088.001.234', 'otp 123456', 'cccd099088001234x', '０９９０８８００１２３４', 'a.b@example.org', 'a.b%40example.org']) {
      expect(scrub(text, [])).not.toMatch(/\p{Nd}{4}|088|example/u);
    }
  });

  it('leaves short numbers, times and content hashes readable', () => {
    for (const text of ['timeout of 8000ms exceeded', 'status 429', 'ECONNREFUSED 127.0.0.1:6379', 'revision 12 3fa99b01c4de5567']) expect(scrub(text, [])).toBe(text);
  });

  it('keeps one event on one line', () => {
    expect(scrub('a\nb\r\u2028c\u001b[31m\u0000', [])).toBe('a\\u000ab\\u000d\\u2028c\\u001b[31m\\u0000');
  });

  it('masks the part of a secret that a cut message ends with', () => {
    expect(scrub(`see ${TOKEN.slice(0, 25)}`, [TOKEN])).not.toContain(TOKEN.slice(0, 12));
  });

  it('never throws and never lets a secret through, whatever stands around it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ minLength: 6, maxLength: 60 }), fc.string({ unit: 'binary' }), (before, secret, after) => {
      const out = scrub(before + secret + after, [secret]);
      expect('[secret][token][digits][email][credentials]'.includes(secret) || !out.includes(secret) || /^[\\u0-9a-f]+$/.test(secret)).toBe(true);
    }), { numRuns: 300 });
  }, PATIENCE);

  it('stays fast on hostile text', () => {
    for (const text of ['1 '.repeat(50_000), 'a@'.repeat(50_000), 'token='.repeat(20_000), 'bot1:'.repeat(20_000), '/bot'.repeat(20_000)]) {
      const start = performance.now();
      scrub(text, [TOKEN]);
      expect(performance.now() - start).toBeLessThan(2000);
    }
  }, PATIENCE);
});
