// POST /v/records: the door for `npm run volunteers` and `npm run posters` beside a running service.
// Promises: what is not signed with our secret, fresh and new gets the page of a path that does not exist.
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerCommand, COMMAND_PATH } from '../links/command.ts';
import type { Outreach } from './outreach.ts';
import type { Env } from './short.ts';

export function recordsRoute(app: Hono<Env>, { key, records }: Outreach): void {
  app.post(COMMAND_PATH, bodyLimit({ maxSize: 32_768, onError: (c) => c.text('not found', 404) }), async (c) => {
    const answer = await answerCommand(key, records, await c.req.text(), c.req.header('x-signature') ?? '', Date.now());
    return answer === undefined ? c.text('not found', 404) : c.text(answer, 200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  });
}
