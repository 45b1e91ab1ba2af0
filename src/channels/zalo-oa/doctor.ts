// Is the Official Account set up right? Looks at the stored grant and tries its token on a call that sends nothing; changes nothing.
import { z } from 'zod';
import { bad, checkClock, checkPublicUrl, type Finding, good } from '../doctor.ts';
import type { ChannelRecords } from '../wiring.ts';
import { openZaloCall } from '../zalo-call.ts';
import { readGrant } from './token-record.ts';

export type Asked = {
  readonly apiRoot: string;
  readonly publicUrl?: string;
  /** Undefined: the store is in use by the running service and cannot be read from here. */
  readonly records: Pick<ChannelRecords, 'get'> | undefined;
  readonly tokenKey: Uint8Array;
  readonly first?: { readonly access?: string; readonly refresh?: string };
};

const LOGIN = 'npm run zalo-oa:login';
const answered = z.object({ error: z.coerce.number() });
const TOKEN_REFUSED = new Set([-216, -220, 216, 401, -401, -124]);
const APP_REFUSED = new Set([-209, -212, -219, -221, -223, -224, -235, -14002, -14003]);

export async function zaloOaDoctor({ apiRoot, publicUrl, records, tokenKey, first }: Asked, now: () => number = Date.now): Promise<Finding[]> {
  const findings: Finding[] = [await checkClock(apiRoot, now), await checkPublicUrl(publicUrl, '/hooks/zalo-oa', 401)];
  const access = await grantFindings();
  if (access === undefined) return findings;
  const reply = await openZaloCall()({ url: `${apiRoot.replace(/\/$/, '')}/v3.0/oa/quota/message`, body: '{"user_id":"0"}', headers: { access_token: access }, limitMs: 10_000 });
  const code = reply.type === 'json' ? answered.safeParse(reply.body).data?.error : undefined;
  if (code === undefined) findings.push(bad('Zalo cannot be reached', 'check the network and ZALO_OA_API_ROOT'));
  else if (TOKEN_REFUSED.has(code)) findings.push(bad(`the access token is refused (${code})`, `the service refreshes it by itself; if that fails too: ${LOGIN}`));
  else if (APP_REFUSED.has(code)) findings.push(bad(`the app is refused (${code})`, 'at developers.zalo.me: app active, Official Account API added, domain verified, permissions granted, package high enough'));
  else findings.push(good('access token works'));
  return findings;

  async function grantFindings(): Promise<string | undefined> {
    if (!records) {
      findings.push(bad('the stored tokens cannot be read while the service runs on the embedded store', 'look for zalo-oa.consent-needed in its log, or stop it and ask again'));
      return undefined;
    }
    const { grant, version } = await readGrant(records, tokenKey);
    if (!grant && version > 0) findings.push(bad('the stored tokens do not open', `APP_SECRET was changed: put it back, or ${LOGIN}`));
    else if (!grant && first?.refresh === undefined) findings.push(bad('no tokens yet', LOGIN));
    else if (!grant) findings.push(good('first tokens come from the settings at the next start'));
    else if (grant.deadAt !== undefined) findings.push(bad('Zalo ended the grant', `an administrator of the account must consent again: ${LOGIN}`));
    else if (grant.refresh === '') findings.push(bad('there is no refresh token: the access token ends within 25 hours', LOGIN));
    else findings.push(good(`grant of ${new Date(grant.at).toISOString().slice(0, 16)}Z, refreshed by itself`));
    return grant?.access || first?.access;
  }
}
