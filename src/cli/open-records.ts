// The store for a command beside the service: records only, closed when done.
// Promises: undefined when the embedded store belongs to a running service.
import { hostname } from 'node:os';
import type { Config } from '../config.ts';
import type { Records } from '../store-port.ts';

export async function openRecords(config: Config): Promise<{ readonly records: Records; close(): Promise<void> } | undefined> {
  if (config.REDIS_URL !== undefined) {
    const { openRedis } = await import('../store/redis.ts');
    const { store, records } = openRedis({ url: config.REDIS_URL, instance: `${hostname()}:command-${process.pid}` });
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
