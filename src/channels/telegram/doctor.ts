// Is Telegram set up right? Asks the platform who we are and where it sends updates; changes nothing.
import { z } from 'zod';
import { bad, checkClock, checkPublicUrl, type Finding, good } from '../doctor.ts';
import { faultOf } from '../retry.ts';
import { openApi } from './api.ts';

export type Asked = { readonly token: string; readonly apiRoot: string; readonly mode: 'polling' | 'webhook'; readonly publicUrl?: string };

const me = z.object({ username: z.string() });
const info = z.object({ url: z.string(), pending_update_count: z.number().default(0), last_error_date: z.number().optional(), allowed_updates: z.array(z.string()).optional() });
/** Telegram calls these ports only. */
const PORTS = new Set(['', '443', '80', '88', '8443']);

export async function telegramDoctor({ token, apiRoot, mode, publicUrl }: Asked, now: () => number = Date.now): Promise<Finding[]> {
  const api = openApi(token, apiRoot);
  const findings: Finding[] = [await checkClock(apiRoot, now)];
  try {
    const { username } = me.parse(await api.call('getMe', {}, 10_000));
    findings.push(good(`token works: https://t.me/${username}`));
  } catch (error) {
    const fault = faultOf(error);
    if (fault.type === 'misconfigured') return [...findings, bad('the token is refused', 'open @BotFather, /mybots, API Token, and set TELEGRAM_BOT_TOKEN')];
    return [...findings, bad(`Telegram cannot be reached (${'code' in fault ? fault.code : fault.type})`, 'check the network and TELEGRAM_API_ROOT')];
  }
  const { data: hook } = info.safeParse(await api.call('getWebhookInfo', {}, 10_000).catch(() => undefined));
  if (!hook) return [...findings, bad('the webhook setting could not be read', 'try again in a minute')];
  if (mode === 'polling') {
    findings.push(hook.url === '' ? good('polling, no webhook in the way') : bad('a webhook is set although TELEGRAM_MODE is polling', 'start the service (it removes the webhook) or set TELEGRAM_MODE=webhook'));
    return findings;
  }
  findings.push(await checkPublicUrl(publicUrl, '/hooks/telegram', 401));
  if (publicUrl === undefined) return findings;
  const wanted = new URL('/hooks/telegram', publicUrl);
  if (!PORTS.has(wanted.port)) findings.push(bad(`port ${wanted.port} is not one Telegram calls`, 'use 443, 80, 88 or 8443'));
  findings.push(hook.url === wanted.href ? good('webhook registered') : bad(hook.url === '' ? 'no webhook is registered' : 'the webhook points somewhere else', 'start the service with PUBLIC_URL set: it registers itself'));
  if (hook.last_error_date !== undefined && now() / 1000 - hook.last_error_date < 3600) findings.push(bad('Telegram could not deliver within the last hour', 'read the log around that time; check certificate and proxy'));
  if (hook.pending_update_count > 100) findings.push(bad(`${hook.pending_update_count} updates wait`, 'the service answers too slowly or with errors: look at /readyz and the log'));
  return findings;
}
