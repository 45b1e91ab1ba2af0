// Codes for "send this to somebody": one stored record per step and language, the same for everybody who shares it.
// Promises: whoever shares a step shares the same link, so sharing leaves no trace and cannot fill the store; a code is random, can be revoked,
// is replaced after half a year and leads to its step for two years more. Refuses: a campaign. What citizens pass on is counted for nobody.
import { z } from 'zod';
import type { Content } from '../flow/assemble.ts';
import { LANGS, type Lang } from '../flow/schema.ts';
import type { SmallRecords } from './command.ts';
import { AFTER_MS, parsed, type ShortLinks, VALID_MS } from './short-links.ts';

export type Shared = {
  /** Undefined before `load` has been there. */
  codeOf(lang: Lang, flow: string, step: string): string | undefined;
  /** The code in use, made now if there is none. */
  ensure(lang: Lang, flow: string, step: string): Promise<string>;
  /** Codes of all steps that have a page; what is missing or old is made anew. */
  load(content: Content): Promise<void>;
  /** It is given to nobody any more; whoever has it still gets the page. False: not a code that is shared now. */
  revoke(code: string): Promise<boolean>;
};

const record = z.object({ code: z.string(), made: z.number() });
const FAMILY = 'share/';

export function sharedLinks(records: Pick<SmallRecords, 'get' | 'put' | 'expire' | 'list'>, short: Pick<ShortLinks, 'issue'>, now: () => number): Shared {
  const codes = new Map<string, string>();
  const nameOf = (lang: Lang, to: string): string => `${FAMILY}${lang}.${to}`;

  async function ensure(lang: Lang, to: string, known?: { readonly value: string; readonly version: number }): Promise<string> {
    const name = nameOf(lang, to);
    for (let had = known ?? (await records.get(name)); ; had = await records.get(name)) {
      const link = had && parsed(record, had.value);
      if (link && now() - link.made < VALID_MS) {
        codes.set(name, link.code);
        return link.code;
      }
      // Whoever stores first decides; a code made in vain leads to the same page and is never shown.
      const code = await short.issue({ to, lang });
      await records.put(name, had?.version ?? 0, JSON.stringify({ code, made: now() }), VALID_MS + AFTER_MS);
    }
  }

  return {
    codeOf: (lang, flow, step) => codes.get(nameOf(lang, `${flow}/${step}`)),
    ensure: (lang, flow, step) => ensure(lang, `${flow}/${step}`),
    async load(content) {
      const stored = new Map((await records.list(FAMILY)).map((one) => [one.name, one]));
      for (const [flow, { steps, unlisted }] of content.flows) {
        if (unlisted) continue;
        for (const step of Object.keys(steps)) {
          for (const lang of LANGS) await ensure(lang, `${flow}/${step}`, stored.get(nameOf(lang, `${flow}/${step}`)));
          // The embedded store writes within this process: others get their turn in between.
          await new Promise((done) => setImmediate(done));
        }
      }
    },
    async revoke(code) {
      const shared = (await records.list(FAMILY)).find(({ value }) => parsed(record, value)?.code === code);
      if (!shared) return false;
      await records.expire(shared.name, 0);
      codes.delete(shared.name);
      return true;
    },
  };
}
