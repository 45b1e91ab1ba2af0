// Tells open streams of other processes that a chat has new messages: one pub/sub channel per shard, followed while somebody watches.
// Promises: whoever watches is woken after a commit, and once whenever the subscription may have missed one. Refuses: to carry content.
import type { Client } from './redis-client.ts';
import { shardOf, wakeChannel } from './keys.ts';

export type Watcher = { watch(key: string, wake: () => void): () => void; tell(key: string): void; close(): void };

export function watcher(client: Client): Watcher {
  const watching = new Map<string, Set<() => void>>();
  const shards = new Map<string, number>();
  let sub: ReturnType<Client['subscriber']> | undefined;

  const channel = (key: string): string => wakeChannel(shardOf(key));
  const wakeAll = (): void => {
    for (const set of watching.values()) for (const wake of set) wake();
  };
  function subscriber() {
    if (sub) return sub;
    sub = client.subscriber();
    sub.on('message', (_: string, key: string) => {
      for (const wake of watching.get(key) ?? []) wake();
    });
    // After a reconnection (ioredis subscribes again by itself) something may have been missed.
    sub.on('ready', () => setTimeout(wakeAll, 50).unref());
    return sub;
  }
  return {
    watch(key, wake) {
      const set = watching.get(key) ?? new Set();
      watching.set(key, set.add(wake));
      const name = channel(key);
      const users = shards.get(name) ?? 0;
      shards.set(name, users + 1);
      if (users === 0) void Promise.resolve(subscriber().subscribe(name)).then(wake, () => {});
      let stopped = false;
      return () => {
        if (stopped) return;
        stopped = true;
        set.delete(wake);
        if (set.size === 0) watching.delete(key);
        const left = shards.get(name)! - 1;
        if (left > 0) shards.set(name, left);
        else {
          shards.delete(name);
          void Promise.resolve(subscriber().unsubscribe(name)).catch(() => {});
        }
      };
    },
    tell(key) {
      for (const wake of watching.get(key) ?? []) queueMicrotask(wake);
      void client.ask((r) => r.publish(channel(key), key)).catch(() => {});
    },
    close: () => sub?.disconnect(),
  };
}
