// Records of a running service, asked for by a command beside it: the embedded store belongs to one process, so the command asks that one.
// Promises: every request is signed with a key derived from APP_SECRET, good for a minute and once; only families of help links and the notice are served.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Records } from '../store-port.ts';
import { mac, sameBytes } from './keys.ts';
import { parsed } from './short-links.ts';

export const COMMAND_PATH = '/v/records';
const FRESH_MS = 60_000;
const FAMILIES = /^(?:(?:volunteer|campaign|short|share|made|made-today|poster)\/|guide\/notice$)/;

const name = z.string().max(200).regex(FAMILIES);
const command = z.object({
  at: z.number(),
  nonce: z.string().min(16).max(40),
  ask: z.discriminatedUnion('type', [
    z.object({ type: z.literal('get'), name }),
    z.object({ type: z.literal('put'), name, version: z.int().min(0), value: z.string().max(20_000), ttlMs: z.number().optional() }),
    z.object({ type: z.literal('increment'), name, by: z.number(), ttlMs: z.number().optional() }),
    z.object({ type: z.literal('expire'), name, ttlMs: z.number() }),
    z.object({ type: z.literal('list'), name }),
  ]),
});
type Ask = z.output<typeof command>['ask'];

export type SmallRecords = Omit<Records, 'role'>;

/** The command's side. `send` posts a body with its signature and gives the answer's text; undefined when nobody answers. */
export function remoteRecords(key: Uint8Array, send: (body: string, signature: string) => Promise<string>, now: () => number = Date.now): SmallRecords {
  const call = async (ask: Ask): Promise<unknown> => {
    const body = JSON.stringify({ at: now(), nonce: randomBytes(16).toString('base64url'), ask });
    return (JSON.parse(await send(body, mac(key, 'command', body).toString('base64url'))) as { result?: unknown }).result;
  };
  return {
    get: async (which) => (await call({ type: 'get', name: which })) as Awaited<ReturnType<Records['get']>>,
    put: async (which, version, value, ttlMs) => (await call({ type: 'put', name: which, version, value, ...(ttlMs === undefined ? {} : { ttlMs }) })) as number | undefined,
    increment: async (which, by, ttlMs) => (await call({ type: 'increment', name: which, by, ...(ttlMs === undefined ? {} : { ttlMs }) })) as number,
    expire: async (which, ttlMs) => void (await call({ type: 'expire', name: which, ttlMs })),
    list: async (prefix) => (await call({ type: 'list', name: prefix })) as Awaited<ReturnType<Records['list']>>,
  };
}

/** The service's side: the answer's text, or undefined for anything that is not a fresh, well signed command. */
export async function answerCommand(key: Uint8Array, records: Records, body: string, signature: string, now: number): Promise<string | undefined> {
  if (!sameBytes(mac(key, 'command', body), Buffer.from(signature, 'base64url'))) return undefined;
  const asked = parsed(command, body);
  if (!asked || Math.abs(now - asked.at) > FRESH_MS) return undefined;
  if ((await records.put(`command/${asked.nonce}`, 0, '', 3 * FRESH_MS)) === undefined) return undefined;
  return JSON.stringify({ result: await run(records, asked.ask) });
}

function run(records: Records, ask: Ask): Promise<unknown> {
  switch (ask.type) {
    case 'get':
      return records.get(ask.name);
    case 'put':
      return records.put(ask.name, ask.version, ask.value, ask.ttlMs);
    case 'increment':
      return records.increment(ask.name, ask.by, ask.ttlMs);
    case 'expire':
      return records.expire(ask.name, ask.ttlMs);
    case 'list':
      return records.list(ask.name);
  }
}
