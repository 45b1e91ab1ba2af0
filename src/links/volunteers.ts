// Volunteers and campaigns: who may make links and read which board. Names are what an organiser calls a volunteer, kept only here.
// Promises: an id is 128 random bits; a revoked or expired volunteer is nobody at once, and their links stop counting.
// Refuses: names of campaigns that are not short ids.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Records } from '../store-port.ts';
import { parsed, type ShortLinks } from './short-links.ts';

const DAY = 86_400_000;
export const SIGN_IN_MS = 90 * DAY;
/** A volunteer's record outlives the sign-in by this, so that links made can still be revoked. */
const KEEP_MS = 365 * DAY;
export const CAMPAIGN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export type Volunteer = { readonly id: string; readonly name: string; readonly campaigns: readonly string[]; readonly organiser: boolean; readonly commune?: string | undefined; readonly made: number; readonly until: number; readonly revoked?: boolean | undefined };
export type Campaign = { readonly id: string; readonly made: number; readonly commune?: string | undefined; /** how many shall activate */ readonly target?: number | undefined };

export type Volunteers = {
  add(who: { readonly name: string; readonly campaign: string; readonly commune?: string | undefined; readonly organiser?: boolean | undefined; readonly target?: number | undefined; readonly days?: number | undefined }): Promise<Volunteer>;
  /** Undefined for unknown, revoked and expired ones alike. */
  find(id: string): Promise<Volunteer | undefined>;
  list(): Promise<readonly Volunteer[]>;
  revoke(id: string): Promise<boolean>;
  campaign(id: string): Promise<Campaign | undefined>;
  campaigns(): Promise<readonly Campaign[]>;
};

const commune = z.string().regex(/^\d{5}$/);
const campaignId = z.string().max(32).regex(CAMPAIGN);
const volunteer = z.object({ id: z.string(), name: z.string().min(1).max(60), campaigns: z.array(campaignId).max(20), organiser: z.boolean(), commune: commune.optional(), made: z.number(), until: z.number(), revoked: z.boolean().optional() });
const campaign = z.object({ id: campaignId, made: z.number(), commune: commune.optional(), target: z.int().positive().optional() });

export function createVolunteers(records: Records, links: ShortLinks, now: () => number): Volunteers {
  const nameOf = (id: string): string => `volunteer/${id}`;
  async function read(id: string): Promise<{ value: Volunteer; version: number } | undefined> {
    const record = /^[A-Za-z0-9_-]{22}$/.test(id) ? await records.get(nameOf(id)) : undefined;
    const value = record && parsed(volunteer, record.value);
    return record && value && { value, version: record.version };
  }
  async function ensureCampaign(fresh: Campaign): Promise<void> {
    const before = await records.get(`campaign/${fresh.id}`);
    const had = before && parsed(campaign, before.value);
    const next = { ...fresh, ...had, ...(fresh.target === undefined ? {} : { target: fresh.target }) };
    if (!had || next.target !== had.target) await records.put(`campaign/${fresh.id}`, before?.version ?? 0, JSON.stringify(next));
  }

  return {
    async add(who) {
      const at = now();
      const fresh = volunteer.parse({ id: newId(), name: who.name.normalize('NFC').trim(), campaigns: [who.campaign], organiser: who.organiser ?? false, ...(who.commune === undefined ? {} : { commune: who.commune }), made: at, until: at + (who.days === undefined ? SIGN_IN_MS : who.days * DAY) });
      await ensureCampaign(campaign.parse({ id: who.campaign, made: at, ...(who.commune === undefined ? {} : { commune: who.commune }), ...(who.target === undefined ? {} : { target: who.target }) }));
      await records.put(nameOf(fresh.id), 0, JSON.stringify(fresh), fresh.until - at + KEEP_MS);
      return fresh;
    },
    async find(id) {
      const found = (await read(id))?.value;
      return found && !found.revoked && now() < found.until ? found : undefined;
    },
    async list() {
      return (await records.list('volunteer/')).flatMap(({ value }) => parsed(volunteer, value) ?? []).sort((a, b) => a.made - b.made);
    },
    async revoke(id) {
      for (;;) {
        const found = await read(id);
        if (!found) return false;
        if ((await records.put(nameOf(id), found.version, JSON.stringify({ ...found.value, revoked: true }), KEEP_MS)) !== undefined) break;
      }
      for (const link of await links.madeBy(id)) if (!link.revoked) await links.revoke(id, link.code);
      return true;
    },
    async campaign(id) {
      const record = id.length <= 32 && CAMPAIGN.test(id) ? await records.get(`campaign/${id}`) : undefined;
      return record && parsed(campaign, record.value);
    },
    async campaigns() {
      return (await records.list('campaign/')).flatMap(({ value }) => parsed(campaign, value) ?? []);
    },
  };
}

/** 128 random bits; never one that a command line would take for an option. */
function newId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newId() : id;
}

/** A volunteer sees only own campaigns, an organiser all. */
export const maySee = (who: Volunteer, campaignName: string): boolean => who.organiser || who.campaigns.includes(campaignName);
