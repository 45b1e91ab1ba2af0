// What `npm run channels:doctor` finds out about a channel, as data.
// Promises: findings name what to do; they carry no token, secret or answer of a platform beyond its codes.

export type Finding = { readonly ok: boolean; readonly what: string; /** What to do about it. */ readonly fix?: string };

export const good = (what: string): Finding => ({ ok: true, what });
export const bad = (what: string, fix: string): Finding => ({ ok: false, what, fix });

const LIMIT_MS = 10_000;
/** Signatures and expiries survive this much. */
const CLOCK_MS = 60_000;

/** This machine's clock against the `Date` header of a server. */
export async function checkClock(root: string, now: () => number = Date.now): Promise<Finding> {
  const date = await dateOf(root);
  if (date === undefined) return bad('clock not compared: no answer from the platform', 'check the network and the firewall: outgoing https must be open');
  const off = Math.round((now() - date) / 1000);
  return Math.abs(off) * 1000 <= CLOCK_MS ? good(`clock right (${off} s off)`) : bad(`clock is ${off} s off`, 'set the clock with NTP (timedatectl set-ntp true)');
}

async function dateOf(root: string): Promise<number | undefined> {
  try {
    const response = await fetch(root, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date;
  } catch {
    return undefined;
  }
}

/** The public address leads to this service: its hook refuses an unsigned request in the way only ours does. */
export async function checkPublicUrl(publicUrl: string | undefined, path: string, expected: number): Promise<Finding> {
  if (publicUrl === undefined) return bad('PUBLIC_URL is not set', 'set PUBLIC_URL to the https address under which people and platforms reach this service');
  const url = new URL(path, publicUrl);
  if (url.protocol !== 'https:') return bad('PUBLIC_URL is not https', 'platforms call https addresses only: put a certificate in front (for example Caddy)');
  try {
    const response = await fetch(url, { method: 'POST', body: '{"doctor":1}', headers: { 'content-type': 'application/json' }, redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
    return response.status === expected ? good(`${url.href} answers`) : bad(`${url.href} answers ${response.status} instead of ${expected}`, 'something else answers there, or a firewall (Cloudflare: Browser Integrity Check) stands in front: let POST through to this service');
  } catch {
    return bad(`${url.href} cannot be reached from here`, 'start the service, check DNS, certificate and the proxy in front');
  }
}
