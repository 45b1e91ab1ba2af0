// Zalo OA's webhook: /hooks/zalo-oa.
// Promises: signature over the raw bytes before anything is parsed; older than two hours is refused; committed within 1.5 s or 503, never
// 200 before the commit. The console's probe (empty or `{}`, unsigned) gets 200 and nothing else.
import type { Accept, Hook } from '../../ports.ts';
import { acceptAll, answer, later, MAX_BODY, readJson } from '../door.ts';
import type { Left, Log } from '../wiring.ts';
import { ANSWER_MS, MAX_AGE_MS } from './limits.ts';
import { parseZaloOa } from './parse.ts';
import { type Checked, signatureCheck, type SignatureSettings } from './signature.ts';

export type HookSettings = SignatureSettings & { readonly accept: Accept; readonly left?: Left; readonly log: Log; readonly answerMs?: number };

const LOG_EVERY_MS = 60_000;

export function zaloOaHook({ accept, left, log, appId, answerMs = ANSWER_MS, ...keys }: HookSettings): Hook {
  const check = signatureCheck({ appId, ...keys });
  let loggedAt = Number.NEGATIVE_INFINITY;
  let variant: string | undefined;

  /** Which recipe Zalo uses, when it changes; what a wrong setting would have matched, at most once a minute. */
  function note(checked: Checked): void {
    if (checked.type === 'signed') {
      if (variant !== checked.variant) log('zalo-oa.signature', { variant: checked.variant });
      variant = checked.variant;
    } else if (checked.would !== undefined && performance.now() - loggedAt > LOG_EVERY_MS) {
      loggedAt = performance.now();
      log('zalo-oa.signature-refused', { variant: checked.would });
    }
  }

  return {
    path: '/hooks/zalo-oa',
    async handle({ headers, body, at }) {
      if (isProbe(body)) return answer(200);
      if (body.length > MAX_BODY) return answer(413);
      const checked = check(headers['x-zevent-signature'], headers['x-zevent-timestamp'], body);
      note(checked);
      if (checked.type === 'forged') return answer(401);
      if (at - Number(checked.timestamp) > MAX_AGE_MS) {
        log('zalo-oa.too-old', {});
        return answer(403);
      }
      const read = readJson(body);
      if (read.type === 'refused') return answer(read.status);
      const update = parseZaloOa(read.value);
      if (update.appId !== undefined && update.appId !== appId) return answer(403);
      if (update.left !== undefined) left?.(update.left);
      const late = Symbol('late');
      const timer = Promise.withResolvers<typeof late>();
      const alarm = setTimeout(() => timer.resolve(late), answerMs);
      const waitMs = await Promise.race([acceptAll(accept, 'zalo-oa', update.incoming), timer.promise]);
      clearTimeout(alarm);
      if (waitMs === undefined) return answer(200);
      return later(waitMs === late ? 1000 : waitMs);
    },
  };
}

/** Nothing, or `{}` with white space around. */
const isProbe = (body: Uint8Array): boolean => body.length <= 16 && /^\s*(\{\s*\}\s*)?$/.test(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1'));
