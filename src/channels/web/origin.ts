// Whether a request to the web chat comes from a page of ours, over a connection on which a token may travel.
// Promises: https at PUBLIC_URL, or plain http on this machine only; other sites' pages, rebound names and foreign hosts are refused.

export type Reach =
  | { readonly type: 'ok'; /** Cookies carry Secure and the __Host- prefix. */ readonly secure: boolean }
  | { readonly type: 'refused'; readonly error: 'origin' | 'needs-https' };

/** `state`: the request changes something, so it must say where it comes from. */
export function reach(headers: Headers, publicUrl: string | undefined, state: boolean): Reach {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && !(site === 'none' && !state)) return { type: 'refused', error: 'origin' };
  const origin = headers.get('origin');
  if (publicUrl?.startsWith('https:')) {
    if (origin === null ? state && site === null : origin !== new URL(publicUrl).origin) return { type: 'refused', error: 'origin' };
    return { type: 'ok', secure: true };
  }
  const host = headers.get('host') ?? '';
  if (!isLoopback(host)) return { type: 'refused', error: 'needs-https' };
  if (origin === null ? state && site === null : origin !== `http://${host}`) return { type: 'refused', error: 'origin' };
  return { type: 'ok', secure: false };
}

/** A Host header that only a browser on this machine sends; also what defeats DNS rebinding. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** The sentence printed at the start when the web chat will refuse visitors, else `undefined`. */
export function webChatNotice(settings: { readonly host: string; readonly publicUrl?: string | undefined }): string | undefined {
  if (settings.publicUrl?.startsWith('https:')) return undefined;
  if (isLoopback(settings.host.includes(':') ? `[${settings.host}]` : settings.host)) return undefined;
  return 'Web chat needs https: set PUBLIC_URL=https://… and put a TLS proxy in front. Until then it answers only browsers on this machine; help pages work everywhere.';
}
