// Small named values, counters and roles in Redis. A family shares one slot: `{family}v/rest` the value, `{family}n/rest` a counter,
// `{family}i` the names of values in order, `{family}r/rest` a role. Promises: the contract of Records; a name stands in the index
// before its value exists. Refuses: names without a family.
import type { Records } from '../store-port.ts';
import { family } from './keys.ts';
import type { Client } from './redis-client.ts';

export function redisRecords(client: Client, now: () => number, inst: number, boot: number): Records {
  const key = (name: string, kind: 'v' | 'n' | 'r'): string => `{${family(name)}}${kind}${name.slice(family(name).length)}`;
  const index = (name: string): string => `{${family(name)}}i`;
  const read = (text: string | null | undefined): { value: string; version: number } | undefined => {
    if (text === null || text === undefined) return undefined;
    const a = text.indexOf(' ');
    const b = text.indexOf(' ', a + 1);
    const expires = Number(text.slice(a + 1, b));
    return expires > 0 && expires <= now() ? undefined : { version: Number(text.slice(0, a)), value: text.slice(b + 1) };
  };
  return {
    async get(name) {
      return read(await client.ask((r) => r.get(key(name, 'v'))));
    },
    async put(name, version, value, ttlMs) {
      const [, put] = await Promise.all([client.ask((r) => r.zadd(index(name), 0, name)), client.run('put', [key(name, 'v')], [version, value, Math.ceil(ttlMs ?? 0)])]);
      return put === 0 ? undefined : (put as number);
    },
    async increment(name, by, ttlMs) {
      return (await client.run('increment', [key(name, 'n')], [by, Math.ceil(ttlMs ?? 0)])) as number;
    },
    async expire(name, ttlMs) {
      if (ttlMs > 0) await client.run('expire', [key(name, 'v')], [Math.ceil(ttlMs)]);
      else await client.ask((r) => r.del(key(name, 'v')));
    },
    async list(prefix) {
      const names = await client.ask((r) => r.zrangebylex(index(prefix), `[${prefix}`, `[${prefix}\u{10FFFF}`));
      const found: { name: string; value: string; version: number }[] = [];
      const gone: string[] = [];
      for (let i = 0; i < names.length; i += 500) {
        const some = names.slice(i, i + 500);
        const texts = await client.ask((r) => r.mget(...some.map((name) => key(name, 'v'))));
        texts.forEach((text, j) => {
          const name = some[j]!;
          const value = read(text);
          if (value) found.push({ name, ...value });
          else gone.push(name);
        });
      }
      if (gone.length > 0) await client.run('unlist', [index(prefix), ...gone.map((name) => key(name, 'v'))], gone);
      return found;
    },
    role(name, ttlMs) {
      return {
        async hold() {
          const deadline = performance.now() + ttlMs;
          const token = (await client.run('hold', [key(name, 'r')], [inst, boot, ttlMs])) as number;
          return token === 0 ? undefined : { token, deadline };
        },
        async release() {
          await client.run('release', [key(name, 'r')], [inst, boot]);
        },
      };
    },
  };
}
