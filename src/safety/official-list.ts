// The list of what is official, as content: its shape and its parser. The file is flows/official-links.yaml.
// Promises: a list that parses has sane hosts, digits and dates; every group names its source. Refuses: unknown keys, so a misspelt rule cannot vanish.
import { z } from 'zod';

const Host = z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[a-z0-9-]+)?$/);
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const Sourced = { source: z.string().min(3), checked: Day };
const Hosts = z.strictObject({ ...Sourced, hosts: z.array(Host).readonly() });

const OfficialListSchema = z.strictObject({
  checked: Day,
  /** `doubtful`: was official, no recent source; such an address is answered "cannot say". */
  hosts: z.array(z.strictObject({ host: Host, subdomains: z.boolean(), doubtful: z.boolean().optional(), ...Sourced })).min(1).readonly(),
  units: z.strictObject({ label: z.string(), suffix: Host, provinces: z.array(z.string().regex(/^[a-z]+(-[a-z]+)?$/)).min(34).readonly(), ...Sourced }),
  app: z.strictObject({ name: z.string(), developer: z.string(), googleId: z.string(), appleId: z.string().regex(/^id\d+$/), impostorWords: z.array(z.string()).readonly(), ...Sourced }),
  phones: z.array(z.strictObject({ number: z.string().regex(/^\d{3,10}$/), name: z.string(), ...Sourced })).min(1).readonly(),
  senders: z.strictObject({ names: z.array(z.string()).readonly(), ...Sourced }),
  shorteners: Hosts,
  otherStores: Hosts,
  reported: Hosts,
  familiar: Hosts,
});

export type OfficialList = z.infer<typeof OfficialListSchema>;

/** Throws a ZodError naming the line at fault; the content loader turns it into issues. */
export function parseOfficialLinks(data: unknown): OfficialList {
  return OfficialListSchema.parse(data);
}
