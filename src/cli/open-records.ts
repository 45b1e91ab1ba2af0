// The store for a command beside the service: records only, closed when done.
// Promises: it answers when this returns; undefined when the embedded store belongs to a running service. Refuses with a sentence when
// Redis does not answer.
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { type Records, StoreAway } from '../store-port.ts';

export type OpenedRecords = { readonly records: Records; close(): Promise<void> };

/** A connection takes a moment; a command that waits longer has something to say. */
const PATIENCE_MS = 3000;

export async function openRecords(config: Config): Promise<OpenedRecords | undefined> {
  if (config.REDIS_URL !== undefined) {
    const { openRedis } = await import('../store/redis.ts');
    const { store, records } = openRedis({ url: config.REDIS_URL, instance: `${hostname()}:command-${process.pid}` });
    await answers(records).catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
    return { records, close: () => store.close() };
  }
  const { openEmbedded } = await import('../store/embedded.ts');
  try {
    const { store, records } = openEmbedded({ dir: config.DATA_DIR });
    return { records, close: () => store.close() };
  } catch {
    return undefined;
  }
}

async function answers(records: Records): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; ; await wait(50)) {
    try {
      return void (await records.get('command/-'));
    } catch (error) {
      if (!(error instanceof StoreAway)) throw new Error(`Redis refuses us (REDIS_URL): ${error instanceof Error ? error.message.slice(0, 100) : 'no reason given'}`, { cause: error });
      if (performance.now() > until) throw new Error(`The store at REDIS_URL does not answer (${error.message}). Is Redis running, and are address and password right?`, { cause: error });
    }
  }
}
