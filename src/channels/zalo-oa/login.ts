// The one-time consent of an administrator: what to save in Zalo's console, where to go, and what comes back.
// Promises: one long-lived PKCE pair derived from the operator's secret (Zalo keeps the challenge in its console, it cannot change per request).
import { createHash, createHmac } from 'node:crypto';

/** 43 characters of base64url, the same each time. */
export const verifierOf = (tokenKey: Uint8Array): string => createHmac('sha256', tokenKey).update('zalo-oa-pkce').digest('base64url');
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

export function consentLink(oauthRoot: string, appId: string, redirect: string, challenge: string): string {
  const url = new URL('/v4/oa/permission', oauthRoot);
  url.search = new URLSearchParams({ app_id: appId, redirect_uri: redirect, code_challenge: challenge }).toString();
  return url.href;
}

/** The code out of what was pasted: the whole address the browser ended at, or the bare code. */
export function codeIn(pasted: string): string | undefined {
  const text = pasted.trim();
  const code = URL.canParse(text) ? new URL(text).searchParams.get('code') : text;
  return code !== null && /^[\w.~-]{4,512}$/.test(code) ? code : undefined;
}
