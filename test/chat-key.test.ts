// Names under which chats are stored: the same everywhere, and none that leads back to a person.
import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { chatKeys, deriveKey } from '../src/chat-key.ts';

const SECRET = 'a secret that only this test knows, 32+';

it('is the beginning of node’s own HMAC over channel and address', () => {
  const keys = chatKeys(SECRET);
  fc.assert(
    fc.property(fc.constantFrom('telegram', 'zalo-oa', 'web'), fc.string({ unit: 'grapheme', maxLength: 200 }), (channel, address) => {
      const wanted = createHmac('sha256', deriveKey(SECRET, 'chat')).update(`${channel}:${address}`).digest().subarray(0, 12).toString('base64url');
      expect(keys(channel, address)).toBe(wanted);
      expect(keys(channel, address)).toBe(wanted);
    }),
  );
});

it('another secret gives other names; a short one is refused', () => {
  expect(chatKeys(SECRET)('telegram', '1')).not.toBe(chatKeys(`${SECRET}x`)('telegram', '1'));
  expect(() => chatKeys('short')).toThrow();
});
