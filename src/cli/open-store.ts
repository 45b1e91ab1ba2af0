// The store the settings name, for the server and for command line tools.
import { hostname } from 'node:os';
import type { Config } from '../config.ts';
import type { Records, Store } from '../store-port.ts';

export async function openStore(config: Config): Promise<{ readonly store: Store; readonly records: Records }> {
  if (config.REDIS_URL === undefined) return (await import('../store/embedded.ts')).openEmbedded({ dir: config.DATA_DIR });
  const { openRedis } = await import('../store/redis.ts');
  return openRedis({ url: config.REDIS_URL, instance: config.INSTANCE ?? `${hostname()}:${config.PORT}` });
}
