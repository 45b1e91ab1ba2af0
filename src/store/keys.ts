// Names in the store. A chat lives in one of 1,024 shards, each a Redis Cluster slot of its own; the number never changes.
// Promises: all keys of a chat share its shard's tag. Refuses: nothing.
export const SHARDS = 1024;
const SIXTY_FOUR = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The chat key is the base64url of a keyed hash: its first two characters are 12 even bits. */
export function shardOf(key: string): number {
  return (SIXTY_FOUR.indexOf(key[0]!) * 64 + SIXTY_FOUR.indexOf(key[1]!)) % SHARDS;
}

export function recordKey(chat: string): string {
  return `{${shardOf(chat)}}${chat}`;
}
/** Sorted set: chat → when to look at it. */
export function dueKey(shard: number): string {
  return `{${shard}}due`;
}
/** Hash: counter → sum. */
export function countsKey(shard: number): string {
  return `{${shard}}counts`;
}
/** Pub/sub channel: chats with new messages. */
export function wakeChannel(shard: number): string {
  return `{${shard}}wake`;
}

/** The part of a record's name before the first `/`. */
export function family(name: string): string {
  const slash = name.indexOf('/');
  if (slash < 1) throw new Error(`a record name is family/rest, not "${name}"`);
  return name.slice(0, slash);
}
