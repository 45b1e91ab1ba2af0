// Codes that arrive in a chat → the step they name, before the pure turn: /start <code>, ?c=<code>, or typed on any channel.
// Promises: only a whole message that looks like a code is looked up, under a keyed hash; anything else passes untouched.
// Refuses: to guess while the store is away (the platform asks again).
import type { Accept, RawBody } from '../ports.ts';
import { redact } from '../safety/redact.ts';
import { clean } from '../text.ts';
import { readCode, typedCode } from './code.ts';
import type { ShortLink } from './short-links.ts';

export type FindLink = (code: string) => Promise<ShortLink | undefined>;

export function resolveLinks(accept: Accept, find: FindLink): Accept {
  return (channel, incoming) => (mayBeLink(incoming.body) ? look(channel, incoming) : accept(channel, incoming));

  async function look(channel: Parameters<Accept>[0], incoming: Parameters<Accept>[1]): ReturnType<Accept> {
    let body: RawBody;
    try {
      body = await resolved(incoming.body, find);
    } catch {
      return { type: 'unavailable', retryAfterMs: 1000 };
    }
    return accept(channel, body === incoming.body ? incoming : { ...incoming, body });
  }
}

/** Most events are none, and go on without waiting. */
const mayBeLink = (body: RawBody): boolean => (body.type === 'link' && body.to === undefined) || (body.type === 'text' && body.text.length <= 40);

async function resolved(body: RawBody, find: FindLink): Promise<RawBody> {
  if (body.type === 'link' && body.to === undefined) {
    const code = readCode(body.code);
    if (code === undefined) return body;
    return linkOf(code, await find(code));
  }
  if (body.type !== 'text' || body.text.length > 40) return body;
  const typed = typedCode(body.text);
  if (!typed) return body;
  const link = await find(typed.code);
  // What may be somebody's secret goes the way of every text, where it is covered and deleted.
  const harmless = typed.sure && redact(clean(body.text)).spans.length === 0;
  return link || harmless ? linkOf(typed.code, link) : body;
}

/** Unresolved, the engine says so kindly. */
const linkOf = (code: string, link: ShortLink | undefined): RawBody => ({ type: 'link', code, ...(link ? { to: link.to, ...(link.campaign === undefined ? {} : { campaign: link.campaign }) } : {}) });
