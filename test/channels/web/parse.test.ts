// The body of POST /chat is hostile input: events or nothing.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePost } from '../../../src/channels/web/parse.ts';

const post = (event: unknown, more: object = {}) => parsePost(JSON.stringify({ clientId: 'abcdefgh', event, after: 3, ...more }));

describe('what a browser posts', () => {
  it('becomes the event it says', () => {
    expect(post({ type: 'text', text: 'xin chào', extra: 1 })).toEqual({ id: 'abcdefgh', body: { type: 'text', text: 'xin chào' }, after: 3, lang: 'vi', frame: false });
    expect(post({ type: 'choice', choice: 'v1:abc' })?.body).toEqual({ type: 'choice', choice: 'v1:abc' });
    expect(post({ type: 'location', lat: 10.123456789, lon: 106.987654321 })?.body).toEqual({ type: 'location', lat: 10.1235, lon: 106.9877 });
    expect(post({ type: 'link', code: 'activate/otp' })?.body).toEqual({ type: 'link', code: 'activate/otp', to: 'activate/otp' });
    expect(post({ type: 'link', code: 'K7Q2M9RWXZ' })?.body).toEqual({ type: 'link', code: 'K7Q2M9RWXZ' });
    expect(parsePost('{"after":2}')).toEqual({ after: 2, lang: 'vi', frame: false });
  });

  it('cannot set what only the shell knows', () => {
    expect(post({ type: 'link', code: 'K7Q2M9RWXZ', to: 'x/y', campaign: 'theirs' })?.body).toEqual({ type: 'link', code: 'K7Q2M9RWXZ' });
    for (const type of ['timer', 'photo', 'forget']) expect(post({ type })).toBeUndefined();
  });

  it('is refused when it is not an event', () => {
    for (const raw of ['', 'null', '5', '"a"', 'true', '[]', '['.repeat(200_000), '{"event":{"type":"text","text":"no id"}}', '{"after":-1}', '{"after":1.5}', '{"clientId":"short","event":{"type":"hello"}}']) expect(parsePost(raw), raw.slice(0, 40)).toBeUndefined();
    expect(post({ type: 'text', text: 'a'.repeat(1001) })).toBeUndefined();
    expect(post({ type: 'location', lat: 91, lon: 0 })).toBeUndefined();
    expect(post({ type: 'link', code: 'https://elsewhere.example' })).toBeUndefined();
  });

  it('never throws and never pollutes prototypes', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (raw) => void parsePost(raw)));
    parsePost('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"event":{"type":"hello","__proto__":{"polluted":1}},"clientId":"abcdefgh"}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
