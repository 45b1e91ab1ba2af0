// What each error code of the OA API means for a message (platforms.md 2.4). `error ≠ 0` comes with HTTP 200.
// Promises: a closed list; a code that is not on it is a refusal of this message, never a reason to repeat it.
import { z } from 'zod';
import type { SendOutcome } from '../../ports.ts';
import { gatewayFault, networkFault } from '../errors.ts';
import type { ZaloReply } from '../zalo-call.ts';

/** The platform's answer: an outcome, or one of two conditions the channel can mend and try once more. */
export type Answered = SendOutcome | { readonly type: 'token' } | { readonly type: 'expired-upload' };

const TOKEN = new Set([-216, -220, 216, 401, -401, -124]);
/** Account, app or billing: an operator must act. */
const CONFIG = new Set([-204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -320, -321, -14002, -14003]);
/** Nothing can reach this person: does not follow, blocked, inactive, outside the 7-day window, restricted. */
const GONE = new Set([-213, -217, -227, -230, -232, -244]);
/** The account's quota of the period. */
const QUOTA_WAIT_MS = 3600_000;

const envelope = z.object({ error: z.coerce.number().int() });

export function outcomeOf(reply: ZaloReply, now: number): Answered {
  if (reply.type === 'failed') return networkFault(reply.code, reply.sent);
  if (reply.status === 429) return { type: 'throttled', waitMs: nextMinute(now) };
  if (reply.status >= 500) return gatewayFault(reply.status);
  const { data } = reply.type === 'json' ? envelope.safeParse(reply.body) : { data: undefined };
  if (!data) return reply.status === 200 ? { type: 'unknown', code: 'bad-answer' } : { type: 'unreachable', code: `http-${reply.status}` };
  const { error } = data;
  if (error === 0) return { type: 'accepted' };
  const code = String(error);
  if (TOKEN.has(error)) return { type: 'token' };
  if (CONFIG.has(error)) return { type: 'misconfigured', code };
  if (GONE.has(error)) return { type: 'blocked', code };
  if (error === -100) return { type: 'expired-upload' };
  if (error === -32) return { type: 'throttled', waitMs: nextMinute(now) };
  if (error === -211) return { type: 'throttled', waitMs: QUOTA_WAIT_MS };
  return { type: 'rejected', code };
}

/** The limits are per minute; a second more keeps us behind the platform's clock. */
const nextMinute = (now: number): number => 60_000 - (now % 60_000) + 1000;
