// Security headers and request ids of every answer. One place, so that no route can forget them.
// Promises: nothing inline, nothing from elsewhere, no framing except where WEB_ORIGINS allows it, HSTS only behind https.
import { randomBytes } from 'node:crypto';

export type HeaderKind = 'page' | 'form' | 'frame' | 'picture' | 'embed' | 'data';

export function securityHeaders(kind: HeaderKind, settings: { readonly publicUrl?: string | undefined; readonly webOrigins: readonly string[] }): Readonly<Record<string, string | undefined>> {
  const secure = settings.publicUrl?.startsWith('https:') ?? false;
  return {
    'content-security-policy': policy(kind, settings.webOrigins),
    'x-content-type-options': 'nosniff',
    // Without any referrer a form would say `Origin: null`; this one names us only to ourselves.
    'referrer-policy': kind === 'form' ? 'same-origin' : 'no-referrer',
    'permissions-policy': 'geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    'cross-origin-resource-policy': kind === 'embed' || kind === 'picture' ? 'cross-origin' : 'same-origin',
    'x-frame-options': kind === 'frame' ? undefined : 'DENY',
    'cross-origin-opener-policy': kind === 'frame' ? undefined : 'same-origin',
    'strict-transport-security': secure ? 'max-age=31536000' : undefined,
  };
}

function policy(kind: HeaderKind, webOrigins: readonly string[]): string {
  // An SVG opened by itself is a document: it may style itself and nothing else.
  if (kind === 'picture') return "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
  if (kind === 'data' || kind === 'embed') return "default-src 'none'; frame-ancestors 'none'";
  const ancestors = kind === 'frame' && webOrigins.length > 0 ? webOrigins.map((origin) => new URL(origin).origin).join(' ') : "'none'";
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    // Only the volunteers' pages send forms, and only to us.
    `form-action ${kind === 'form' ? "'self'" : "'none'"}`,
    `frame-ancestors ${ancestors}`,
    // Script text can only come from our files, even if some code of ours were fooled.
    "require-trusted-types-for 'script'",
    'trusted-types sw',
  ].join('; ');
}

/** Ids that are unique among the lines of one log and say nothing about the request. */
export function requestIds(): () => string {
  const boot = randomBytes(3).toString('hex');
  let count = 0;
  return () => `${boot}-${(count += 1)}`;
}
