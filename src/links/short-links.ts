// Short links: a stored record behind a code that names a step and perhaps a campaign, nothing else and nobody.
// Promises: an expired or revoked link still leads to its step for two years, without the campaign; a dump of the store holds no
// usable code but those a volunteer may see again and those everybody shares (share.ts), which name a public page. Refuses: more than DAILY links a volunteer and day.
import { z } from 'zod';
import { vnDate } from '../engine/facts.ts';
import { LANGS, type Lang } from '../flow/schema.ts';
import type { Records } from '../store-port.ts';
import { newCode } from './code.ts';
import { mac } from './keys.ts';

const DAY = 86_400_000;
/** How long a link counts for its campaign. */
export const VALID_MS = 180 * DAY;
/** Posters hang long: so long a dead link still helps. */
export const AFTER_MS = 2 * 365 * DAY;
/** Links one volunteer may make a day: enough for every street, too few to flood a network. */
export const DAILY = 50;

export type ShortLink = { readonly code: string; readonly to: string; readonly lang: Lang; readonly campaign?: string | undefined };
export type MadeLink = ShortLink & { readonly made: number; readonly until: number; readonly revoked?: boolean | undefined };

export type ShortLinks = {
  make(link: Omit<ShortLink, 'code'>, by: string): Promise<MadeLink | 'too-many'>;
  /** A code for a step alone, made by nobody in particular. */
  issue(link: Pick<ShortLink, 'to' | 'lang'>): Promise<string>;
  /** The campaign only while the link is valid. */
  find(code: string): Promise<ShortLink | undefined>;
  /** Links of a volunteer, newest first. */
  madeBy(volunteer: string): Promise<readonly MadeLink[]>;
  revoke(volunteer: string, code: string): Promise<boolean>;
};

const target = z.string().regex(/^[a-z0-9-]{1,48}\/[a-z0-9-]{1,48}$/);
const stored = z.object({ to: target, lang: z.enum(LANGS), campaign: z.string().optional(), until: z.number() });
const made = z.object({ code: z.string(), to: target, lang: z.enum(LANGS), campaign: z.string().optional(), made: z.number(), until: z.number(), revoked: z.boolean().optional() });

export function createShortLinks(records: Records, key: Uint8Array, now: () => number): ShortLinks {
  const nameOf = (code: string): string => `short/${mac(key, 'short', code).subarray(0, 16).toString('base64url')}`;
  const madeName = (volunteer: string, code: string): string => `made/${volunteer}.${code}`;

  async function store(body: z.output<typeof stored>): Promise<string> {
    for (;;) {
      const code = newCode();
      // Version 0: a code that exists is never given out twice.
      if ((await records.put(nameOf(code), 0, JSON.stringify(stored.parse(body)), VALID_MS + AFTER_MS)) !== undefined) return code;
    }
  }

  return {
    issue: ({ to, lang }) => store({ to, lang, until: now() + VALID_MS }),
    async make({ to, lang, campaign }, by) {
      const at = now();
      const count = await records.increment(`made-today/${by}.${vnDate(at)}`, 1, 2 * DAY);
      if (count > DAILY) return 'too-many';
      const until = at + VALID_MS;
      const body = { to, lang, ...(campaign === undefined ? {} : { campaign }), until };
      const code = await store(body);
      const link: MadeLink = { code, ...body, made: at };
      await records.put(madeName(by, code), 0, JSON.stringify(link), VALID_MS + AFTER_MS);
      return link;
    },
    async find(code) {
      const record = await records.get(nameOf(code));
      const link = record && parsed(stored, record.value);
      if (!link) return undefined;
      const live = link.campaign !== undefined && now() < link.until;
      return { code, to: link.to, lang: link.lang, ...(live ? { campaign: link.campaign } : {}) };
    },
    async madeBy(volunteer) {
      const list = await records.list(`made/${volunteer}.`);
      return list.flatMap(({ value }) => parsed(made, value) ?? []).sort((a, b) => b.made - a.made);
    },
    async revoke(volunteer, code) {
      const own = await records.get(madeName(volunteer, code));
      const link = own && parsed(made, own.value);
      if (!own || !link) return false;
      for (;;) {
        const record = await records.get(nameOf(code));
        const before = record && parsed(stored, record.value);
        if (!record || !before) break;
        const { campaign: _, ...rest } = before;
        if ((await records.put(nameOf(code), record.version, JSON.stringify({ ...rest, until: now() }), AFTER_MS)) !== undefined) break;
      }
      await records.put(madeName(volunteer, code), own.version, JSON.stringify({ ...link, revoked: true }), AFTER_MS);
      return true;
    },
  };
}

export function parsed<T>(schema: z.ZodType<T>, value: string): T | undefined {
  try {
    const read = schema.safeParse(JSON.parse(value));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
