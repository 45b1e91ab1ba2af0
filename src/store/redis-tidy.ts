// Goes through all records, some at a time, and takes out the event ids that are no longer needed: a chat that fell silent has no next event that would.
// Promises: a step is short and leaves turns in between; a pass that is interrupted begins anew; a record met twice is harmless.
// Refuses: to touch a record that somebody wrote to within a day.
import type { Client } from './redis-client.ts';

/** Names looked at in one step, about. */
const STEP = 500;
const RECORD = /^\{\d{1,4}\}[\w-]{16}$/;

/** One step; false when a pass has ended. */
export function tidier(client: Client): () => Promise<boolean> {
  let node = 0;
  let cursor = '0';
  return async () => {
    let nodes = 1;
    const [next, names] = await client.ask((redis) => {
      const servers = 'nodes' in redis ? redis.nodes('master') : [redis];
      nodes = servers.length;
      return (servers[node] ?? redis).scan(cursor, 'COUNT', STEP);
    });
    await Promise.all(names.filter((name) => RECORD.test(name)).map((name) => client.run('tidy', [name], [])));
    cursor = next;
    if (cursor !== '0') return true;
    node = node + 1 < nodes ? node + 1 : 0;
    return node > 0;
  };
}
