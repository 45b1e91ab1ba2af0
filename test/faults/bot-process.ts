// One real bot process for the fault tests: webhook in, fetch out, store by settings. Made to be killed.
import { createServer } from 'node:http';
import { Agent, request } from 'node:http';
import { createBot } from '../../src/bot.ts';
import type { Incoming, PushChannel, SendOutcome } from '../../src/ports.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { openRedis } from '../../src/store/redis.ts';
import { countingTurn, LIMITS, said, SECRET } from '../bot/fakes.ts';

type Settings = { port: number; platform: number; redis?: string; dir?: string; sendMs?: number };
const settings = JSON.parse(process.argv[2]!) as Settings;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const limits = { ...LIMITS, sendMs: settings.sendMs ?? 8000, repeatsAfterUnknown: 50 };

const channel: PushChannel = {
  name: 'telegram',
  limits,
  render: (one) => [one.text],
  send: (bytes, address) =>
    new Promise<SendOutcome>((done) => {
      const call = request({ host: '127.0.0.1', port: settings.platform, method: 'POST', agent, headers: { 'x-chat': address, 'content-length': Buffer.byteLength(bytes) } }, (answer) => {
        answer.resume();
        answer.on('error', () => done({ type: 'unknown', code: 'cut' }));
        answer.on('end', () => {
          const wait = Number(answer.headers['retry-after'] ?? 0) * 1000;
          if (answer.statusCode === 200) done({ type: 'accepted' });
          else if (answer.statusCode === 429) done({ type: 'throttled', waitMs: wait });
          else done({ type: 'unknown', code: `${answer.statusCode}` });
        });
      });
      const timer = setTimeout(() => call.destroy(), limits.sendMs);
      call.on('close', () => clearTimeout(timer));
      call.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED' ? { type: 'unreachable', code: error.code } : { type: 'unknown', code: error.code ?? 'error' }));
      call.end(bytes);
    }),
};

const opened = settings.redis ? openRedis({ url: settings.redis, instance: `127.0.0.1:${settings.port}` }) : openEmbedded({ dir: settings.dir! });
const bot = createBot({ ...opened, channels: [channel], turn: countingTurn, notice: (why) => [said(`notice ${why}`)], appSecret: SECRET });

const server = createServer((incoming, answer) => {
  let body = '';
  incoming.on('data', (data) => (body += data));
  incoming.on('end', async () => {
    const accepted = await bot.accept('telegram', JSON.parse(body) as Incoming);
    answer.statusCode = accepted.type === 'unavailable' ? 503 : 200;
    answer.end(accepted.type);
  });
});
server.listen(settings.port, '127.0.0.1', () => bot.start());

process.on('SIGTERM', async () => {
  await bot.stop();
  server.close();
  await opened.store.close();
  process.exit(0);
});
