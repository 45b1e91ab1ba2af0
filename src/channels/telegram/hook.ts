// Telegram's webhook: /hooks/telegram.
// Promises: the secret is checked in constant time before anything is parsed; 200 only after the commit, 503 with Retry-After when the store is away.
import type { Hook } from '../../ports.ts';
import { answer, later, readJson, secretCheck } from '../door.ts';
import type { Intake } from './intake.ts';

export function telegramHook({ secrets, intake }: { readonly secrets: readonly string[]; readonly intake: Intake }): Hook {
  const authentic = secretCheck(secrets);
  return {
    path: '/hooks/telegram',
    async handle({ headers, body }) {
      if (!authentic(headers['x-telegram-bot-api-secret-token'])) return answer(401);
      const read = readJson(body);
      if (read.type === 'refused') return answer(read.status);
      const update = intake.read(read.value);
      const waitMs = await intake.commit(update);
      if (waitMs !== undefined) return later(waitMs);
      const reply = intake.reply(update);
      return reply ? answer(200, JSON.stringify(reply)) : answer(200);
    },
  };
}
