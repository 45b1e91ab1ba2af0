// `npm run zalo-oa:login`: an administrator's consent becomes the Official Account's first token pair, sealed in the store.
// Promises: says what to save in Zalo's console first; prints no token. Refuses while another process has the embedded store.
import { createInterface } from 'node:readline/promises';
import { deriveKey } from '../chat-key.ts';
import { ConfigError, readConfig } from '../config.ts';
import { challengeOf, codeIn, consentLink, verifierOf } from '../channels/zalo-oa/login.ts';
import { exchangeCode } from '../channels/zalo-oa/oauth.ts';
import { replaceGrant } from '../channels/zalo-oa/token-record.ts';
import { openZaloCall } from '../channels/zalo-call.ts';
import { openRecords } from './open-records.ts';

process.exitCode = await login();

async function login(): Promise<number> {
  const config = readConfigOrSay();
  if (!config) return 2;
  const { ZALO_OA_APP_ID: appId, ZALO_OA_APP_SECRET: appSecret } = config;
  if (appId === undefined || appSecret === undefined) return say('Set ZALO_OA_APP_ID and ZALO_OA_APP_SECRET first (developers.zalo.me, your app, "Thông tin ứng dụng").', 2);
  const store = await openRecords(config).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof store === 'string') return say(store, 2);
  if (!store) return say('The embedded store is in use: stop the service, log in, start it again.', 2);
  const key = deriveKey(config.APP_SECRET, 'token');
  const verifier = verifierOf(key);
  const redirect = process.argv[2] ?? (config.PUBLIC_URL === undefined ? 'https://localhost/zalo' : new URL('/zalo', config.PUBLIC_URL).href);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    say(
      [
        '1. In developers.zalo.me, your app, "Official Account", "Thiết lập chung", save:',
        `     Official Account Callback URL   ${redirect}`,
        `     Code challenge                  ${challengeOf(verifier)}`,
        '   (Changing either later ends the grant.)',
        '2. Open this address as an administrator of the Official Account and agree:',
        `     ${consentLink(config.ZALO_OAUTH_ROOT, appId, redirect, challengeOf(verifier))}`,
        '3. The browser ends at an address with "code=". Paste that whole address here within ten minutes.',
      ].join('\n'),
    );
    const code = codeIn(await terminal.question('> '));
    if (code === undefined) return say('No code in it. Copy the whole address from the browser, it contains "?code=".', 1);
    const granted = await exchangeCode({ call: openZaloCall(), oauthRoot: config.ZALO_OAUTH_ROOT, appId, appSecret, now: Date.now }, code, verifier);
    if (granted.type === 'over') return say(`Zalo refused the code (${granted.code}). Codes work once and for ten minutes; the challenge in the console must be the one above.`, 1);
    if (granted.type === 'later') return say('Zalo did not answer properly. The code may still be good: run this again and paste the same address.', 1);
    await replaceGrant(store.records, key, granted.pair);
    return say('Done. The tokens are stored sealed and refresh themselves. Remove ZALO_OA_ACCESS_TOKEN and ZALO_OA_REFRESH_TOKEN from the settings if they are there.', 0);
  } finally {
    terminal.close();
    await store.close();
  }
}

function readConfigOrSay(): ReturnType<typeof readConfig> | undefined {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

function say(text: string, status = 0): number {
  process.stdout.write(`${text}\n`);
  return status;
}
