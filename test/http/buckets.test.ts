// Token buckets against a plain count of what was allowed, and who counts as one address.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { block, clientAddress, createBuckets } from '../../src/http/buckets.ts';

describe('token buckets', () => {
  it('never let more through than burst plus rate times time, and let that through', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { minLength: 1, maxLength: 200 }), (gaps) => {
        const buckets = createBuckets(60, 5);
        let now = 0;
        let passed = 0;
        for (const gap of gaps) {
          now += gap;
          const wait = buckets.take('a', now);
          if (wait === undefined) passed += 1;
          else expect(buckets.wait('a', now + wait)).toBeUndefined();
        }
        expect(passed).toBeLessThanOrEqual(5 + (now - gaps[0]!) / 1000 + 1e-6);
        expect(passed).toBeGreaterThanOrEqual(Math.min(gaps.length, 5));
      }),
    );
  });

  it('forget the longest idle address when the table is full', () => {
    const buckets = createBuckets(1, 1, 100);
    for (let i = 0; i < 1000; i++) buckets.take(`10.0.0.${i}`, 0);
    expect(buckets.take('10.0.0.999', 0)).toBeDefined();
    expect(buckets.take('10.0.0.0', 0)).toBeUndefined();
  });

  it('count an IPv6 /64 as one address and mapped IPv4 as IPv4', () => {
    expect(block('2001:db8:0:1::5')).toBe(block('2001:0db8::1:ffff:1:2:3'));
    expect(block('2001:db8:0:1::5')).not.toBe(block('2001:db8:0:2::5'));
    expect(block('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(block('fe80::1%eth0')).toBe(block('fe80::2'));
  });

  it('believe only the last forwarded address, and only behind a proxy of ours', () => {
    expect(clientAddress('127.0.0.1', '6.6.6.6, 203.0.113.9', true)).toBe('203.0.113.9');
    expect(clientAddress('127.0.0.1', '6.6.6.6', false)).toBe('127.0.0.1');
    expect(clientAddress(undefined, undefined, true)).toBe('unknown');
  });
});
