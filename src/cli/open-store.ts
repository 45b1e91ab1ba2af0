// The store the settings name, for the server and for command line tools.
import { hostname } from 'node:os';
import type { Config } from '../config.ts';
import type { Records, Store } from '../store-port.ts';

/** `now`: the embedded store's clock; Redis has its own. `onCache`: whether a turn's session was at hand; the embedded store has all at hand. */
export type StoreOptions = { readonly now?: () => number; readonly onCache?: (hit: boolean) => void };

export async function openStore(config: Config, { now, onCache }: StoreOptions = {}): Promise<{ readonly store: Store; readonly records: Records }> {
  if (config.REDIS_URL === undefined) return (await import('../store/embedded.ts')).openEmbedded({ dir: config.DATA_DIR, ...(now ? { now } : {}) });
  const { openRedis } = await import('../store/redis.ts');
  return openRedis({ url: config.REDIS_URL, instance: config.INSTANCE ?? `${hostname()}:${config.PORT}`, ...(onCache ? { onCache } : {}) });
}
