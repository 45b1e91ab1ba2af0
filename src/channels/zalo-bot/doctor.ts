// Is Zalo Bot set up right? Asks the platform who we are and where it sends events; changes nothing.
import { z } from 'zod';
import { bad, checkClock, checkPublicUrl, type Finding, good } from '../doctor.ts';
import { openZaloCall } from '../zalo-call.ts';
import { outcomeOf } from './channel.ts';

export type Asked = { readonly token: string; readonly apiRoot: string; readonly mode: 'polling' | 'webhook'; readonly publicUrl?: string; readonly link?: string };

const named = z.object({ result: z.object({ account_name: z.string().max(100) }) });
const hooked = z.object({ result: z.object({ url: z.string() }) });

export async function zaloBotDoctor({ token, apiRoot, mode, publicUrl, link }: Asked, now: () => number = Date.now): Promise<Finding[]> {
  const call = openZaloCall();
  const ask = (method: string) => call({ url: `${apiRoot.replace(/\/$/, '')}/bot${token}/${method}`, body: '{}', limitMs: 10_000 });
  const findings: Finding[] = [await checkClock(apiRoot, now)];
  const me = await ask('getMe');
  const outcome = outcomeOf(me);
  if (outcome.type === 'misconfigured') return [...findings, bad('the token is refused', 'open "Zalo Bot Manager" in Zalo, choose the bot, copy its token to ZALO_BOT_TOKEN')];
  if (outcome.type !== 'accepted') return [...findings, bad(`Zalo cannot be reached (${'code' in outcome ? outcome.code : outcome.type})`, 'check the network and ZALO_BOT_API_ROOT; Zalo has had outages of hours')];
  findings.push(good(`token works: ${named.safeParse(me.type === 'json' ? me.body : undefined).data?.result.account_name ?? 'bot'}`));
  if (link === undefined) findings.push(bad('ZALO_BOT_LINK is not set', 'in Bot Creator press Share, copy the link: posters and groups lead people there'));
  const info = await ask('getWebhookInfo');
  const url = hooked.safeParse(info.type === 'json' ? info.body : undefined).data?.result.url ?? '';
  if (mode === 'polling') {
    findings.push(url === '' ? good('polling, no webhook in the way') : bad('a webhook is set although ZALO_BOT_MODE is polling', 'start the service (it removes the webhook) or set ZALO_BOT_MODE=webhook'));
    findings.push(bad('polling loses what arrives while the service is down', 'fine for a pilot; for people use ZALO_BOT_MODE=webhook'));
    return findings;
  }
  findings.push(await checkPublicUrl(publicUrl, '/hooks/zalo-bot', 403));
  if (publicUrl === undefined) return findings;
  findings.push(url === new URL('/hooks/zalo-bot', publicUrl).href ? good('webhook registered') : bad(url === '' ? 'no webhook is registered' : 'the webhook points somewhere else', 'start the service with PUBLIC_URL set: it registers itself'));
  return findings;
}
