// The visitor token: only ours, only in time, only in one spelling.
import { describe, expect, it } from 'vitest';
import { issueToken, readToken } from '../../../src/channels/web/visitor.ts';

const key = new Uint8Array(32).fill(1);
const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 24);
const { token, id } = issueToken(key, now);

describe('a visitor token', () => {
  it('names its visitor until it expires, and asks for renewal in its second half', () => {
    expect(readToken(key, now, token)).toEqual({ id, stale: false });
    expect(readToken(key, now + 16 * DAY, token)).toEqual({ id, stale: true });
    expect(readToken(key, now + 30 * DAY + 1, token)).toBeUndefined();
  });

  it('is refused after any change of any character', () => {
    for (let i = 0; i < token.length; i++)
      for (const other of ['A', 'b', '0', '_', '.']) {
        if (token[i] === other) continue;
        expect(readToken(key, now, token.slice(0, i) + other + token.slice(i + 1)), `${other} at ${i}`).toBeUndefined();
      }
  });

  it('is refused with another key, cut, doubled, empty', () => {
    expect(readToken(new Uint8Array(32).fill(2), now, token)).toBeUndefined();
    for (const bad of [undefined, '', token.slice(0, -1), `${token}A`, `${token}.${token}`, id]) expect(readToken(key, now, bad)).toBeUndefined();
  });

  it('is new for every visitor', () => {
    expect(new Set(Array.from({ length: 1000 }, () => issueToken(key, now).id)).size).toBe(1000);
  });
});
