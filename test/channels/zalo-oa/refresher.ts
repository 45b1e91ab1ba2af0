// A process of its own that refreshes the tokens once and kills itself with -9 at the step it is told: `node refresher.ts <dir> <url> <step> [first pair]`.
import { join } from 'node:path';
import { openTokens } from '../../../src/channels/zalo-oa/tokens.ts';
import { openZaloCall } from '../../../src/channels/zalo-call.ts';
import { openEmbedded } from '../../../src/store/embedded.ts';

const [, , dir = '', url = '', step = '', access = '', refresh = ''] = process.argv;
const { records } = openEmbedded({ dir });
const tokens = openTokens({
  records,
  key: new Uint8Array(32).fill(7),
  appId: '1122334455667788990',
  appSecret: 'app-bi-mat_canary',
  oauthRoot: url,
  call: openZaloCall(),
  now: Date.now,
  spoolFile: join(dir, 'zalo-oa.spool'),
  first: { access, refresh },
  log: (event, fields) => {
    process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
    if (fields['what'] === step || event === step) process.kill(process.pid, 'SIGKILL');
  },
});
const token = await tokens.access();
if (step === 'begin') process.kill(process.pid, 'SIGKILL');
const fresh = step === 'read' ? token : await tokens.renew(token ?? '');
process.stdout.write(`${JSON.stringify({ token: fresh })}\n`);
process.exit(0);
