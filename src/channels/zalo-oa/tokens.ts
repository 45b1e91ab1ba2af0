// The Official Account's token pair, shared by all processes and refreshed by one of them at a time.
// A refresh token works once. So: say that a refresh begins, ask, put the answer on disk in the same moment, store it, only then use it.
// Promises: a kill at any of these points leaves either the old token unspent or the new one on disk. What the protocol itself loses
// (killed after Zalo spent the token, before its answer reached this machine) raises the alert while the access token works for hours yet.
import type { ChannelRecords, Log } from '../wiring.ts';
import { type OAuthApp, type Pair, refreshPair } from './oauth.ts';
import { fingerprint, type Grant, type Kept, openSpool, readGrant, writeGrant } from './token-record.ts';

export type TokenSettings = OAuthApp & {
  readonly records: ChannelRecords;
  readonly log: Log;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** A file in the data folder that only this process writes; holds an answer until the store has it. */
  readonly spoolFile?: string;
  /** The first pair, from settings. */
  readonly first?: { readonly access?: string; readonly refresh?: string };
};
export type Tokens = {
  /** The access token to use now; undefined when there is none. Throws only when the store is away and nothing was read before. */
  access(): Promise<string | undefined>;
  /** After a refusal of `failed`: another token, or undefined. */
  renew(failed: string): Promise<string | undefined>;
  /** Refreshes when it is time. */
  tend(): Promise<void>;
  /** Zalo ended the grant: an administrator must consent again. */
  over(): boolean;
};

/** Outlives one OAuth call (15 s) and the writes around it. */
const ROLE_MS = 30_000;
/** The access token lives 25 h. */
const REFRESH_AT_AGE_MS = 20 * 3600_000;
const REFRESH_BEFORE_END_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 60_000;
/** After Zalo refused the refresh token, somebody may still mend the app's settings. */
const DEAD_RETRY_MS = 3600_000;

type Current = { readonly grant: Grant; readonly version: number };

export function openTokens(settings: TokenSettings): Tokens {
  const { records, log, key, first, now } = settings;
  const spool = openSpool(settings.spoolFile, key);
  let cached: { readonly grant: Grant; readonly readAt: number } | undefined;
  let refreshing: Promise<Grant | 'busy' | undefined> | undefined;

  async function read(): Promise<Current | undefined> {
    const kept = await readGrant(records, key);
    if (kept.version > 0 && !kept.grant) log('zalo-oa.tokens-unreadable', { alert: true });
    const current = kept.grant ? ((await recover(kept.grant, kept.version)) ?? { grant: kept.grant, version: kept.version }) : undefined;
    const usable = current && current.grant.deadAt === undefined ? current : ((await plant(kept, current)) ?? current);
    if (usable) cached = { grant: usable.grant, readAt: now() };
    return usable;
  }

  /** An answer that reached the disk but not the store. */
  async function recover(grant: Grant, version: number): Promise<Current | undefined> {
    const left = spool.read();
    if (left?.spent !== fingerprint(grant.refresh)) return undefined;
    const written = await writeGrant(records, key, version, left.grant);
    if (written === undefined) return undefined;
    log('zalo-oa.refresh', { what: 'recovered' });
    spool.drop();
    return { grant: left.grant, version: written };
  }

  /** The settings' pair starts a grant when there is none, or when it is another one than the ended grant began with. */
  async function plant({ version }: Kept, ended: Current | undefined): Promise<Current | undefined> {
    if (first?.refresh === undefined && first?.access === undefined) return undefined;
    const seed = fingerprint(`${first.access ?? ''} ${first.refresh ?? ''}`);
    if (ended?.grant.seed === seed) return undefined;
    const grant: Grant = { access: first.access ?? '', refresh: first.refresh ?? '', at: now(), expiresAt: now() + (first.access === undefined ? 0 : REFRESH_AT_AGE_MS), seed };
    const written = await writeGrant(records, key, ended?.version ?? version, grant);
    if (written !== undefined) return { grant, version: written };
    const other = await readGrant(records, key);
    return other.grant ? { grant: other.grant, version: other.version } : undefined;
  }

  /** 'busy': another process is at it. Undefined: it did not work. */
  async function refresh(failed: string | undefined): Promise<Grant | 'busy' | undefined> {
    const role = records.role('zalo-oa/refresh', ROLE_MS);
    if (!(await role.hold())) return 'busy';
    try {
      // Read again under the role: another process may have been faster.
      const current = await read();
      if (!current) return undefined;
      const { grant } = current;
      if (grant.deadAt !== undefined ? !due(grant) : failed === undefined ? !due(grant) : grant.access !== failed) return grant;
      if (grant.refresh !== '') return await exchange(grant, current.version);
      log('zalo-oa.consent-needed', { alert: true, code: 'no-refresh-token' });
      return undefined;
    } finally {
      await role.release().catch(() => undefined);
    }
  }

  async function exchange(old: Grant, version: number): Promise<Grant | undefined> {
    const { pendingAt, deadAt: _dead, ...pair } = old;
    const marked = await writeGrant(records, key, version, { ...pair, pendingAt: now() });
    if (marked === undefined) return undefined;
    log('zalo-oa.refresh', { what: pendingAt === undefined ? 'marked' : 'marked-again' });
    const granted = await refreshPair(settings, old.refresh);
    if (granted.type === 'granted') return conclude(old, granted.pair, marked);
    if (granted.type === 'later') {
      log('zalo-oa.refresh', { what: 'postponed', outcome: granted.fault.type, ...('code' in granted.fault ? { code: granted.fault.code } : {}) });
      return undefined;
    }
    // After an unfinished refresh this means that its answer was lost; otherwise people ended the grant.
    log('zalo-oa.consent-needed', { alert: true, code: granted.code, what: pendingAt === undefined ? 'refused' : 'answer-lost', hoursLeft: Math.max(0, Math.floor((old.expiresAt - now()) / 3600_000)) });
    const ended = { ...pair, deadAt: now() };
    await writeGrant(records, key, marked, ended);
    cached = { grant: ended, readAt: now() };
    return undefined;
  }

  /** The answer is on this disk before anything else happens, and in the store before it is used. */
  async function conclude(old: Grant, pair: Pair, marked: number): Promise<Grant> {
    const grant: Grant = { ...pair, ...(old.seed === undefined ? {} : { seed: old.seed }) };
    const onDisk = spool.write({ spent: fingerprint(old.refresh), grant });
    log('zalo-oa.refresh', { what: onDisk ? 'answered' : 'answered-no-disk' });
    for (let tries = 0, version = marked; ; tries += 1) {
      try {
        if ((await writeGrant(records, key, version, grant)) !== undefined) break;
        // Somebody wrote in spite of our role (it ran out while the store hung). Over the spent pair the newest answer wins; a new consent stays.
        const other = await readGrant(records, key);
        if (other.grant && other.grant.refresh !== old.refresh) break;
        version = other.version;
      } catch {
        if (tries % 10 === 0) log('zalo-oa.refresh', { what: 'store-away', alert: true });
        await new Promise((resolve) => setTimeout(resolve, Math.min(5000, 200 * 2 ** tries)));
      }
    }
    log('zalo-oa.refresh', { what: 'stored' });
    spool.drop();
    cached = { grant, readAt: now() };
    return grant;
  }

  function due(grant: Grant): boolean {
    if (grant.deadAt !== undefined) return now() - grant.deadAt > DEAD_RETRY_MS;
    return now() - grant.at > REFRESH_AT_AGE_MS || grant.expiresAt - now() < REFRESH_BEFORE_END_MS;
  }

  function refreshOnce(failed: string | undefined): Promise<Grant | 'busy' | undefined> {
    refreshing ??= refresh(failed).finally(() => (refreshing = undefined));
    return refreshing;
  }

  return {
    async access() {
      if (cached && now() - cached.readAt < LOOK_AGAIN_MS) return cached.grant.access || undefined;
      const before = cached;
      const current = await read().catch((error: unknown) => {
        if (before) return before;
        throw error;
      });
      // A grant that begins with a refresh token only has no access token yet.
      if (current?.grant.access !== '') return current?.grant.access;
      const fresh = await refreshOnce(undefined);
      return fresh === 'busy' ? undefined : fresh?.access || undefined;
    },
    async renew(failed) {
      const fresh = await refreshOnce(failed);
      if (fresh !== 'busy') return fresh?.access === failed ? undefined : fresh?.access;
      // What the other process stores within our patience is what we use.
      for (let tries = 0; tries < 10; tries += 1) {
        const current = await read();
        if (current && current.grant.access !== failed && current.grant.access !== '') return current.grant.access;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      return undefined;
    },
    async tend() {
      const current = await read();
      if (current && due(current.grant)) await refreshOnce(undefined);
    },
    over: () => cached?.grant.deadAt !== undefined,
  };
}
