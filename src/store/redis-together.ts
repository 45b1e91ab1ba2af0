// Calls of one script that are asked for in one tick leave as one command: building a command and waiting for its answer costs the bot
// more than the script costs Redis. Promises: each call has its own answer or its own failure; at most MOST decisions keep Redis busy
// at a time. Refuses: to join calls in a Cluster, where two chats may live on two nodes.
import type { Client } from './redis-client.ts';

export type Together = 'commit' | 'known' | 'claim';
export type Call = (script: Together, keys: readonly string[], args: readonly string[]) => Promise<readonly unknown[] | false>;

/** About 30 µs each in Redis. */
const MOST = 64;

type Waiting = { readonly keys: readonly string[]; readonly args: readonly string[]; readonly done: (reply: readonly unknown[] | false) => void; readonly fail: (error: unknown) => void };

export function together(client: Client): Call {
  const asked: Record<Together, Waiting[]> = { commit: [], known: [], claim: [] };

  function leave(script: Together): void {
    const calls = asked[script];
    if (calls.length === 0) return;
    asked[script] = [];
    const args: (string | number)[] = [calls[0]!.keys.length];
    for (const call of calls) args.push(call.args.length, ...call.args);
    client.run(script, calls.flatMap(({ keys }) => keys), args).then(
      (text) => {
        const replies = JSON.parse(text as string) as (readonly unknown[] | false)[];
        calls.forEach(({ done, fail }, i) => {
          const reply = replies[i]!;
          if (reply && reply[0] === -1) fail(client.failure(String(reply[1])));
          else done(reply);
        });
      },
      (error: unknown) => {
        for (const { fail } of calls) fail(error);
      },
    );
  }

  return (script, keys, args) =>
    new Promise((done, fail) => {
      const waiting = asked[script].push({ keys, args, done, fail });
      if (client.cluster || waiting === MOST) leave(script);
      else if (waiting === 1) setImmediate(leave, script);
    });
}
