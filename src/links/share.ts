// Codes for "send this to somebody": one per step and language, derived from the secret instead of stored.
// Promises: whoever shares a step shares the same link, so sharing leaves no trace and cannot fill the store; renamed steps keep theirs.
// Refuses: a campaign. What citizens pass on is counted for nobody.
import type { Content } from '../flow/assemble.ts';
import { LANGS, type Lang } from '../flow/schema.ts';
import { codeFrom, readCode } from './code.ts';
import { mac } from './keys.ts';
import type { ShortLink } from './short-links.ts';

export type Shared = {
  codeOf(lang: Lang, flow: string, step: string): string;
  find(code: string): ShortLink | undefined;
};

export function sharedLinks(key: Uint8Array, current: () => Content): Shared {
  const tables = new WeakMap<Content, ReadonlyMap<string, ShortLink>>();
  return {
    codeOf: (lang, flow, step) => derive(key, lang, `${flow}/${step}`),
    find(code) {
      const content = current();
      let table = tables.get(content);
      if (!table) tables.set(content, (table = tableOf(key, content)));
      return table.get(code);
    },
  };
}

function tableOf(key: Uint8Array, content: Content): Map<string, ShortLink> {
  const table = new Map<string, ShortLink>();
  for (const [flow, { steps, aliases, unlisted }] of content.flows) {
    if (unlisted) continue;
    // Old names lead to today's step through the same aliases as everything else.
    for (const step of [...Object.keys(steps), ...Object.keys(aliases ?? {})]) {
      for (const lang of LANGS) {
        const code = derive(key, lang, `${flow}/${step}`);
        table.set(code, { code, to: `${flow}/${step}`, lang });
      }
    }
  }
  return table;
}

function derive(key: Uint8Array, lang: Lang, to: string): string {
  for (let i = 0; ; i += 1) {
    const code = codeFrom(mac(key, 'share', `${lang} ${to} ${i}`));
    if (readCode(code) === code) return code;
  }
}
