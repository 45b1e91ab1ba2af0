// One real bot process for the fault tests: webhook in, sends out, store by settings. Made to be killed, at a named point if wished.
// The parent may shift its clock or block its event loop by message.
import { createServer } from 'node:http';
import { Agent, request } from 'node:http';
import { createBot } from '../../src/bot.ts';
import { openWire } from '../../src/channels/telegram/wire.ts';
import { telegramChannel } from '../../src/channels/telegram/channel.ts';
import type { Incoming, PushChannel, SendOutcome, TurnResult } from '../../src/ports.ts';
import type { Store } from '../../src/store-port.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { openRedis } from '../../src/store/redis.ts';
import { countingTurn, LIMITS, said, SECRET } from '../bot/fakes.ts';

/** Where a process dies by its own hand, the n-th time it comes by. */
export type DeathPoint = 'before-commit' | 'after-commit' | 'before-send' | 'during-send' | 'after-accept' | 'before-sent' | 'after-sent';
export type BotSettings = {
  readonly port: number;
  /** Port of a platform of rig.ts, or address (with token) of a fake Telegram, then the real channel is used. */
  readonly platform: number | string;
  readonly redis?: string;
  readonly dir?: string;
  readonly sendMs?: number;
  readonly leaseMarginMs?: number;
  readonly rateChat?: number;
  readonly die?: { readonly at: DeathPoint; readonly nth: number } | undefined;
};
/** `clock`: ms added to Date.now; `block`: ms of synchronous work. */
export type BotOrder = { readonly clock?: number; readonly block?: number };

const settings = JSON.parse(process.argv[2]!) as BotSettings;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const limits = { ...LIMITS, sendMs: settings.sendMs ?? 8000, repeatsAfterUnknown: 50 };
const passed = new Map<DeathPoint, number>();
function pass(point: DeathPoint): void {
  const times = (passed.get(point) ?? 0) + 1;
  passed.set(point, times);
  if (settings.die?.at === point && settings.die.nth === times) process.kill(process.pid, 'SIGKILL');
}

const rawChannel = (platform: number): PushChannel => ({
  name: 'telegram',
  limits,
  render: (one) => [one.text],
  send: (bytes, address) =>
    new Promise<SendOutcome>((done) => {
      pass('before-send');
      const headers = { 'x-chat': address, 'x-from': String(settings.port), 'content-length': Buffer.byteLength(bytes) };
      const call = request({ host: '127.0.0.1', port: platform, method: 'POST', agent, headers }, (answer) => {
        answer.resume();
        answer.on('error', () => done({ type: 'unknown', code: 'cut' }));
        answer.on('end', () => {
          if (answer.statusCode === 200) pass('after-accept');
          const wait = Number(answer.headers['retry-after'] ?? 0) * 1000;
          if (answer.statusCode === 200) done({ type: 'accepted' });
          else if (answer.statusCode === 429) done({ type: 'throttled', waitMs: wait });
          else done({ type: 'unknown', code: `${answer.statusCode}` });
        });
      });
      const timer = setTimeout(() => call.destroy(), limits.sendMs);
      call.on('close', () => clearTimeout(timer));
      call.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED' ? { type: 'unreachable', code: error.code } : { type: 'unknown', code: error.code ?? 'error' }));
      // Long enough to arrive on loopback; the test makes the platform answer later.
      if (settings.die?.at === 'during-send') setTimeout(() => pass('during-send'), 150);
      call.end(bytes);
    }),
});
const channel = typeof settings.platform === 'number' ? rawChannel(settings.platform) : telegramChannel({ wire: openWire(new URL(settings.platform)), log: () => {}, sendMs: limits.sendMs });

/** Dies around the two calls that the send protocol is made of. */
function mortal(store: Store): Store {
  return {
    ...store,
    async update(...args) {
      pass('before-commit');
      const updated = await store.update(...args);
      pass('after-commit');
      return updated;
    },
    async sent(...args) {
      pass('before-sent');
      const next = await store.sent(...args);
      pass('after-sent');
      return next;
    },
  };
}
function turn(session: string | undefined, incoming: Incoming): TurnResult {
  if (incoming.body.type === 'text' && incoming.body.text.startsWith('poison')) throw new Error('this event breaks the turn');
  return countingTurn(session, incoming);
}

const opened = settings.redis ? openRedis({ url: settings.redis, instance: `127.0.0.1:${settings.port}` }) : openEmbedded({ dir: settings.dir! });
const bot = createBot({
  ...opened,
  store: mortal(opened.store),
  channels: [channel],
  turn,
  notice: (why) => [said(`notice ${why}`)],
  appSecret: SECRET,
  ...(settings.leaseMarginMs === undefined ? {} : { leaseMarginMs: settings.leaseMarginMs }),
  ...(settings.rateChat === undefined ? {} : { rateChat: settings.rateChat }),
});

const server = createServer((incoming, answer) => {
  let body = '';
  incoming.on('data', (data) => (body += data));
  incoming.on('end', async () => {
    const accepted = await bot.accept('telegram', JSON.parse(body) as Incoming);
    answer.statusCode = accepted.type === 'unavailable' ? 503 : 200;
    if (accepted.type === 'unavailable') answer.setHeader('retry-after', Math.ceil(accepted.retryAfterMs / 1000));
    answer.end(accepted.type);
  });
});
server.listen(settings.port, '127.0.0.1', () => bot.start());

const realNow = Date.now;
process.on('message', ({ clock, block }: BotOrder) => {
  if (clock !== undefined) Date.now = () => realNow() + clock;
  if (block !== undefined) for (const end = performance.now() + block; performance.now() < end; );
});
process.on('SIGTERM', async () => {
  await bot.stop();
  server.close();
  await opened.store.close();
  process.exit(0);
});
