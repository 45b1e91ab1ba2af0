// The closed set of ways a send ends badly, and whether the same bytes may be sent again.
// Promises: a fault carries a code from a short list, never a token, a text, a URL or another library's error object.
// Refuses to guess: what may have arrived is `unknown`, not `unreachable`.
import type { SendOutcome } from '../ports.ts';

export type Fault = Exclude<SendOutcome, { type: 'accepted' }>;

/** True when the same message may be sent again later. `unknown` is repeated only as often as the channel's limits allow. */
export function retries(outcome: SendOutcome): boolean {
  return outcome.type === 'throttled' || outcome.type === 'unreachable' || outcome.type === 'unknown' || outcome.type === 'misconfigured';
}

/** A failed call other than a send (register a webhook, fetch updates, refresh a token). Its message is the method and the fault's code. */
export class ChannelError extends Error {
  readonly fault: Fault;
  constructor(method: string, fault: Fault) {
    super(`${method}: ${fault.type}${'code' in fault ? ` ${fault.code}` : ''}`);
    this.name = 'ChannelError';
    this.fault = fault;
  }
}

/** Faults of the network by their system code; everything that is not on the list becomes `network`, because foreign texts stay outside. */
const CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPIPE', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ECONNABORTED']);

/** `sent`: the request may have left this machine. */
export function networkFault(code: unknown, sent: boolean): Fault {
  const known = typeof code === 'string' && CODES.has(code) ? code : code === 'timeout' || code === 'bad-answer' || code === 'closed' ? code : 'network';
  return { type: sent ? 'unknown' : 'unreachable', code: known };
}

/** A 5xx: 502 and 503 come from a gateway that could not hand the request on; after the others it may have been carried out. */
export function gatewayFault(status: number): Fault {
  return { type: status === 502 || status === 503 ? 'unreachable' : 'unknown', code: String(status) };
}
