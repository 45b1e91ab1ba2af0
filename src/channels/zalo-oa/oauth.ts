// OAuth v4 of Zalo Official Account: one call that turns a code or a single-use refresh token into a new pair.
// Promises: a failure is known to be worth repeating or not. Only throttling, gateways and the network are: the rest ends the grant.
import { z } from 'zod';
import { gatewayFault, networkFault, type Fault } from '../errors.ts';
import type { ZaloCall } from '../zalo-call.ts';

export type Pair = { readonly access: string; readonly refresh: string; readonly at: number; readonly expiresAt: number };
export type OAuthApp = { readonly call: ZaloCall; readonly oauthRoot: string; readonly appId: string; readonly appSecret: string; readonly now: () => number };
export type Granted = { readonly type: 'granted'; readonly pair: Pair } | { readonly type: 'later'; readonly fault: Fault } | { readonly type: 'over'; readonly code: string };

/** Longer than any answer seen, shorter than the refresher's role. */
export const OAUTH_MS = 15_000;

const ok = z.object({ access_token: z.string().min(1), refresh_token: z.string().min(1), /** Seconds as text. */ expires_in: z.coerce.number().positive().catch(90_000) });
const refused = z.object({ error: z.coerce.number() });

export const refreshPair = (app: OAuthApp, refresh: string): Promise<Granted> => ask(app, { grant_type: 'refresh_token', refresh_token: refresh });
export const exchangeCode = (app: OAuthApp, code: string, verifier: string): Promise<Granted> => ask(app, { grant_type: 'authorization_code', code, code_verifier: verifier });

async function ask({ call, oauthRoot, appId, appSecret, now }: OAuthApp, form: Readonly<Record<string, string>>): Promise<Granted> {
  const reply = await call({
    url: `${oauthRoot.replace(/\/$/, '')}/v4/oa/access_token`,
    body: new URLSearchParams({ ...form, app_id: appId }),
    headers: { secret_key: appSecret },
    limitMs: OAUTH_MS,
  });
  if (reply.type === 'failed') return { type: 'later', fault: networkFault(reply.code, reply.sent) };
  if (reply.status >= 500) return { type: 'later', fault: gatewayFault(reply.status) };
  if (reply.type === 'no-json') return { type: 'later', fault: { type: 'unknown', code: `http-${reply.status}` } };
  const { data } = ok.safeParse(reply.body);
  if (data) return { type: 'granted', pair: { access: data.access_token, refresh: data.refresh_token, at: now(), expiresAt: now() + data.expires_in * 1000 } };
  const code = refused.safeParse(reply.body).data?.error;
  if (code === -32) return { type: 'later', fault: { type: 'throttled', waitMs: 60_000 } };
  return { type: 'over', code: code === undefined ? 'bad-answer' : String(code) };
}
