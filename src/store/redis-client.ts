// The connection to Redis: single, Sentinel or Cluster by URL; scripts by hash; a breaker. Promises: an answer or StoreAway within
// the command timeout; nothing is resent behind our back; while Redis is away calls fail at once and probes run until it is back.
// Refuses: to queue commands for a server that is not there.
import { hash } from 'node:crypto';
import { Cluster, Command as RedisCommand, Redis } from 'ioredis';
import { StoreAway } from '../store-port.ts';
import { deadlines } from './deadlines.ts';
import { type Script, scripts } from './redis-lua.ts';

export type Client = {
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** What an error text of Redis means, as a call that met it would have failed. */
  failure(text: string): Error;
  /** Any command, guarded alike. */
  ask<T>(command: (redis: Redis | Cluster) => Promise<T>): Promise<T>;
  readonly cluster: boolean;
  ready(): boolean;
  /** The breaker is open: calls fail at once. */
  broken(): boolean;
  /** A connection of its own for subscriptions. */
  subscriber(): Redis | Cluster;
  close(): Promise<void>;
};
export type ClientOptions = { readonly url: string; readonly commandTimeoutMs?: number; readonly clockKey?: string };

/** Failures in a row that open the breaker. */
const BREAKS_AT = 3;
const PROBE_MS = 100;
/** Connected but silent for so long: a frozen or replaced server; look it up again. */
const RECONNECT_MS = 3000;

export function connect(options: ClientOptions): Client {
  const timeout = options.commandTimeoutMs ?? 300;
  const redis = open(options.url);
  const source = scripts(options.clockKey);
  const sha = Object.fromEntries(Object.entries(source).map(([name, text]) => [name, hash('sha1', text)])) as Record<Script, string>;
  let failures = 0;
  let lastFailure = 0;
  let openSince: number | undefined;
  let probe: NodeJS.Timeout | undefined;
  let closed = false;
  let refusal: string | undefined;
  const deadline = deadlines(timeout);
  /** One command at a time, following redirections: ioredis leaves a batch with a moved slot in it to us. */
  let direct: Redis | Cluster | undefined;
  keepAlive(redis);
  // Loaded before they are needed: a turn that meets a freezing server then is one command, done or not.
  redis.on('ready', () => {
    const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
    for (const node of nodes) for (const text of Object.values(source)) void node.script('LOAD', text).catch(() => {});
  });

  /** ioredis gives up when a failover interrupts it while it connects: begin again. */
  function keepAlive(one: Redis | Cluster): void {
    // Every call reports its own failure; only why we are not let in is said nowhere else.
    one.on('error', (error: Error) => (refusal = /^(WRONGPASS|NOAUTH|NOPERM)\b/.exec(error.message)?.[0]));
    one.on('end', () => {
      const again = (): unknown => !closed && one.status === 'end' && one.connect().catch(() => {});
      setTimeout(again, PROBE_MS).unref();
    });
  }
  function failed(error: unknown): StoreAway {
    // Commands of one batch fail together and count once.
    if (performance.now() - lastFailure > 5) failures++;
    lastFailure = performance.now();
    if (failures >= BREAKS_AT && openSince === undefined && !closed) {
      openSince = performance.now();
      probeLater();
    }
    return new StoreAway(refusal ?? (error instanceof Error ? error.message : String(error)));
  }
  function probeLater(): void {
    probe = setTimeout(async () => {
      try {
        await ping();
        openSince = undefined;
        failures = 0;
      } catch {
        if (closed) return;
        if (performance.now() - openSince! > RECONNECT_MS && redis.status === 'ready') {
          openSince = performance.now();
          redis.disconnect(true);
        }
        probeLater();
      }
    }, PROBE_MS);
    probe.unref();
  }
  /** `reload`: the same command with the script's text. One promise per call: this is the hot path. */
  function ask<T>(command: Command<T>, reload?: Command<T>): Promise<T> {
    return new Promise((done, fail) => {
      if (openSince !== undefined) return fail(new StoreAway(refusal ?? 'redis is away'));
      const waits = deadline.start(() => fail(failed(new Error('no answer in time'))));
      command(redis).then(
        (answer) => {
          if (waits.over) return;
          waits.over = true;
          failures = 0;
          done(answer);
        },
        (error: unknown) => {
          if (waits.over) return;
          waits.over = true;
          const text = error instanceof Error ? error.message : '';
          if (reload && text.startsWith('NOSCRIPT')) return void ask(reload).then(done, fail);
          if (redis instanceof Cluster && /^(ASK|MOVED|TRYAGAIN) /.test(text)) return void command((direct ??= openDirect())).then(done, (again) => fail(translate(again)));
          fail(translate(error));
        },
      );
    });
  }
  function translate(error: unknown): Error {
    return error instanceof Error && error.name === 'ReplyError' ? failure(error.message) : failed(error);
  }
  /** Not through ask(): the breaker is open. */
  function ping(): Promise<unknown> {
    return new Promise((done, fail) => {
      deadline.start(() => fail(new Error('no answer in time')));
      redis.ping().then(done, fail);
    });
  }
  function openDirect(): Redis | Cluster {
    const one = open(options.url, 'direct');
    keepAlive(one);
    return one;
  }
  return {
    ask,
    failure,
    run: (script, keys, args) =>
      ask(
        // On a single server not through ioredis' own batching, which builds each command twice.
        (r) => (r instanceof Cluster ? r.evalsha(sha[script], keys.length, ...keys, ...args) : (r.sendCommand(new RedisCommand('evalsha', [sha[script], keys.length, ...keys, ...args], UTF8)) as Promise<unknown>)),
        (r) => r.eval(source[script], keys.length, ...keys, ...args),
      ),
    cluster: redis instanceof Cluster,
    broken: () => openSince !== undefined,
    ready: () => openSince === undefined && redis.status === 'ready',
    subscriber() {
      const sub = open(options.url, 'subscriber');
      keepAlive(sub);
      return sub;
    },
    async close() {
      closed = true;
      clearTimeout(probe);
      redis.disconnect();
      direct?.disconnect();
    },
  };
}

const UTF8 = { replyEncoding: 'utf8' } as const;
/** An answer, though not the one wanted: full, read-only, loading, not enough replicas. The connection is fine. */
function failure(text: string): Error {
  const refused = /^(OOM|MISCONF|READONLY|LOADING|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|ASK|MOVED|BUSY)/.test(text);
  return refused ? new StoreAway(text.slice(0, 80)) : new Error(text);
}

type Command<T> = (redis: Redis | Cluster) => Promise<T>;

/** `redis(s)://`, `redis+sentinel://user:pw@h1:26379,h2/mymaster/0`, `redis+cluster://user:pw@h1:7000,h2:7001`. */
export function parseRedisUrl(url: string):
  | { readonly type: 'single'; readonly url: string }
  | {
      readonly type: 'sentinel' | 'cluster';
      readonly nodes: readonly { readonly host: string; readonly port: number }[];
      readonly username: string | undefined;
      readonly password: string | undefined;
      readonly tls: boolean;
      readonly master: string;
      readonly db: number;
    } {
  if (/^rediss?:\/\//.test(url)) return { type: 'single', url };
  const match = /^(rediss?)\+(sentinel|cluster):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)(?:\/([^/?]*))?(?:\/(\d+))?$/.exec(url);
  if (!match) throw new Error('REDIS_URL must be redis://…, redis+sentinel://host,host/master or redis+cluster://host,host');
  const [, scheme, kind, user, pw, hosts, master, db] = match;
  const sentinel = kind === 'sentinel';
  if (sentinel && !master) throw new Error('REDIS_URL of a Sentinel names the master: redis+sentinel://host,host/master');
  return {
    type: sentinel ? 'sentinel' : 'cluster',
    nodes: hosts!.split(',').map((one) => {
      const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(one)!;
      return { host: host!.replace(/^\[|\]$/g, ''), port: Number(port ?? (sentinel ? 26379 : 6379)) };
    }),
    username: user ? decodeURIComponent(user) : undefined,
    password: pw ? decodeURIComponent(pw) : undefined,
    tls: scheme === 'rediss',
    master: master ?? '',
    db: Number(db ?? 0),
  };
}

function open(url: string, use: 'turns' | 'direct' | 'subscriber' = 'turns'): Redis | Cluster {
  const queues = use !== 'turns';
  const target = parseRedisUrl(url);
  const options = {
    enableOfflineQueue: queues,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: !queues,
    connectTimeout: 1000,
    disconnectTimeout: 100,
    maxLoadingRetryTime: 500,
    disableClientInfo: true,
    protocol: 2 as const,
    // A replica that was the master: connect anew, without resending.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    // Soon and steadily: one small attempt costs nothing, every moment away is felt.
    retryStrategy: () => 40 + Math.random() * 40,
  };
  if (target.type === 'single') return new Redis(target.url, options);
  const auth = {
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.tls ? { tls: {} } : {}),
  };
  if (target.type === 'sentinel')
    return new Redis({
      ...options, ...auth,
      sentinels: [...target.nodes],
      name: target.master,
      db: target.db,
      enableTLSForSentinelMode: target.tls,
      sentinelRetryStrategy: () => 200,
      sentinelReconnectStrategy: () => 1000,
      sentinelCommandTimeout: 500,
      // Drop connections to the old master as soon as the sentinels name another (measured: 82 % of writes lost without).
      failoverDetector: true,
    });
  return new Cluster([...target.nodes], {
    enableOfflineQueue: queues,
    enableAutoPipelining: !queues,
    redisOptions: { ...options, ...auth },
    clusterRetryStrategy: () => 100,
    slotsRefreshTimeout: 1000,
    slotsRefreshInterval: 5000,
    maxRedirections: 4,
    retryDelayOnFailover: 100,
    retryDelayOnClusterDown: 100,
    retryDelayOnTryAgain: 50,
  });
}
