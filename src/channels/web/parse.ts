// The body of POST /chat → what the citizen did. Raw JSON passes this schema before anything looks at it.
// Promises: unknown fields are ignored, sizes are bounded, a help link names at most a flow and a step. Refuses everything else as malformed.
import { z } from 'zod';
import type { Lang } from '../../flow/schema.ts';
import type { RawBody } from '../../ports.ts';
import { TEXT_CHARACTERS } from './limits.ts';

export type Posted = {
  readonly id?: string;
  readonly body?: RawBody;
  readonly after: number;
  readonly lang: Lang;
  /** The page stands in a frame on another site: cookies do not work there, the token travels in the open. */
  readonly frame: boolean;
};

const PLACE = /^[a-z0-9-]{1,48}\/[a-z0-9-]{0,48}$/;
/** Four decimals are 11 m: enough to find a commune, no more than needed. */
const coordinate = (limit: number) => z.number().min(-limit).max(limit).transform((n) => Math.round(n * 10_000) / 10_000);

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().max(TEXT_CHARACTERS) }),
  z.object({ type: z.literal('choice'), choice: z.string().min(1).max(64) }),
  z.object({ type: z.literal('location'), lat: coordinate(90), lon: coordinate(180) }),
  z.object({ type: z.literal('link'), code: z.string().regex(/^[A-Za-z0-9/_-]{1,100}$/) }),
  z.object({ type: z.literal('hello') }),
]);

const posted = z.object({
  /** The browser's id of this event: a repeat carries the same one. */
  clientId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/).optional(),
  event: event.optional(),
  after: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  lang: z.enum(['vi', 'en']).catch('vi'),
  frame: z.boolean().catch(false),
});

export function parsePost(raw: string): Posted | undefined {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return undefined;
  }
  const read = posted.safeParse(json);
  if (!read.success) return undefined;
  const { clientId, event, ...rest } = read.data;
  if (event === undefined) return rest;
  if (clientId === undefined) return undefined;
  return { ...rest, id: clientId, body: event.type === 'link' && PLACE.test(event.code) ? { ...event, to: event.code } : event };
}
