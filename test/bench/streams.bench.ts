// Does it fit: browsers with an open stream, and ten times the usual messages. `node test/bench/streams.bench.ts [STREAMS] [SECONDS OF THE BURST]`.
// The service as `npm start` starts it, with Redis and Telegram by webhook, behind a proxy (every browser an address of its own); RSS and its peak from
// /proc. First quiet, then with STREAMS idle browsers, then 60 messages a second, then 600. Beside it a bare node:http server that holds the same
// streams as plain responses, which is what they cost without any bot. Measured on two busy cores: 204 MB quiet, 236 with 10,000 streams, 270 at the
// highest, 600/s kept up; before streams left the HTTP machinery and the heap had its limits: 245 MB, 342 with 4,000 (25 kB each), 430 at the highest.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fakeTelegram, telegramUpdate } from '../channels/fakes/telegram.ts';
import { START } from '../faults/service.ts';
import { freePort, startRedis } from '../store/redis-server.ts';
import type { CrowdOrder, CrowdState } from './streams/crowd.ts';

const STREAMS = Number(process.argv[2] ?? 10_000);
const SECONDS = Number(process.argv[3] ?? 60);
const PROMISED_MB = 300;
const USUAL = 60;
const BURST = 600;
const CHATS = 5000;
const TEXTS = ['xin chào', 'menu', '1', 'làm căn cước điện tử mức 2 ở đâu', '2', 'không nhận được mã otp', 'quay lại', 'quên mật khẩu'];
const SECRET = 'a secret that only this bench knows, 32+';
const HOOK = 'bench_secret_0123456789';
const TOKEN = 'metrics-token-of-this-bench';
const root = fileURLToPath(new URL('../..', import.meta.url));
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const BARE = `require('node:http').createServer((_, r) => { r.writeHead(200, { 'content-type': 'text/event-stream' }); r.write('retry: 2000\\n\\n'); }).listen(Number(process.env.PORT), '127.0.0.1')`;

const data = mkdtempSync(join(tmpdir(), 'bench-streams-'));
const children: ChildProcess[] = [];
const telegram = await fakeTelegram();
const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
let updates = 1_000_000;
/** Telegram's webhook connections, as we ask for them. */
const CONNECTIONS = 40;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
try {
  const bare = await cost(await start(['-e', BARE]), undefined);
  process.stdout.write(`a bare node:http server  ${bare.quiet.toFixed(0)} MB, with ${STREAMS.toLocaleString('en')} streams ${bare.held.toFixed(0)} MB: ${bare.each.toFixed(1)} kB each\n`);

  const service = await start(START);
  await ready(service.port);
  await wait(1000);
  const ours = await cost(service, '/chat/events');
  process.stdout.write(`the service              ${ours.quiet.toFixed(0)} MB, with ${STREAMS.toLocaleString('en')} streams ${ours.held.toFixed(0)} MB: ${ours.each.toFixed(1)} kB each\n`);
  const usual = await pour(service.port, USUAL, 10);
  await lag(service.port);
  const before = cpu(service.child);
  const burst = await pour(service.port, BURST, SECONDS);
  const used = cpu(service.child) - before;
  const lagMs = await lag(service.port);
  await wait(2000);
  const after = memory(service.child);
  const state = await ask(ours.crowd, 'state');
  const sent = telegram.calls.filter(({ method }) => method === 'sendMessage' || method === 'sendPhoto').length;
  for (const [rate, one] of [[USUAL, usual], [BURST, burst]] as const) process.stdout.write(`${String(rate).padStart(3)}/s  ${one.ok} of ${one.all} taken, ${one.refused} refused at first, p50 ${one.p50.toFixed(1)} ms, p95 ${one.p95.toFixed(1)} ms, the last ${one.behind.toFixed(0)} ms after its time\n`);
  process.stdout.write(`       ${((used / burst.ok) * 1000).toFixed(2)} ms of CPU a message; ${sent} messages sent; loop lag p99 ${lagMs.p99.toFixed(0)} ms, p99.9 ${lagMs.p999.toFixed(0)} ms\n`);
  judge(`RSS at its highest, with ${STREAMS.toLocaleString('en')} streams under ${BURST} messages a second, MB`, after.peak, PROMISED_MB);
  judge(`browsers without their stream at the end (${state.again} came again meanwhile)`, STREAMS - state.open, 0);
  judge('messages of the burst not taken', burst.all - burst.ok, 0);
  judge('p95 of the burst, from POST to its commit, ms', burst.p95, 3000);
} finally {
  agent.destroy();
  for (const child of children) child.kill('SIGKILL');
  await telegram.close();
  await redis.stop();
  rmSync(data, { recursive: true, force: true });
}
process.exit();

function judge(what: string, value: number, limit: number): void {
  process.stdout.write(`${value <= limit ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(0)} (promised ≤ ${limit})\n`);
  if (value > limit) process.exitCode = 1;
}

type Started = { readonly child: ChildProcess; readonly port: number };
async function start(args: readonly string[]): Promise<Started> {
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', PORT: String(port), DATA_DIR: data, REDIS_URL: redis.url, APP_SECRET: SECRET, TRUST_PROXY: 'on', METRICS_TOKEN: TOKEN,
    TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: HOOK, TELEGRAM_API_ROOT: telegram.url,
  };
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', process.env['BENCH_LOG'] ? 'inherit' : 'ignore', 'inherit'], env: env as NodeJS.ProcessEnv });
  children.push(child);
  for (let i = 0; i < 600 && !(await get(port, '/').then(() => true, () => false)); i++) await wait(50);
  return { child, port };
}
async function ready(port: number): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if ((await get(port, '/readyz')).includes('"places":true')) return;
    await wait(50);
  }
  throw new Error('the service did not get ready');
}
function memory({ pid }: ChildProcess): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { now: mb('VmRSS'), peak: mb('VmHWM') };
}
/** Seconds of processor time so far, user and system. */
function cpu({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
async function cost({ child, port }: Started, path: string | undefined): Promise<{ readonly quiet: number; readonly held: number; readonly each: number; readonly crowd: ChildProcess }> {
  const quiet = memory(child).now;
  const crowd = fork(join(root, 'test/bench/streams/crowd.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(crowd);
  const { open } = await ask(crowd, { open: STREAMS, port, secret: SECRET, ...(path === undefined ? {} : { path }) });
  if (open < STREAMS) process.stdout.write(`only ${open} of ${STREAMS} streams are open\n`);
  // Once round the heartbeat.
  await wait(path === undefined ? 2000 : 27_000);
  const held = memory(child).now;
  if (path === undefined) {
    crowd.kill('SIGKILL');
    child.kill('SIGKILL');
  }
  return { quiet, held, each: ((held - quiet) * 1024) / open, crowd };
}
function ask(crowd: ChildProcess, order: CrowdOrder): Promise<CrowdState> {
  return new Promise((done) => {
    crowd.once('message', (state) => done(state as CrowdState));
    crowd.send(order);
  });
}

type Poured = { readonly all: number; readonly ok: number; readonly refused: number; readonly p50: number; readonly p95: number; /** How long after its time the last one was taken, ms. */ readonly behind: number };
/** As a platform does: so many a second, over a few connections, what is refused again a second later. */
async function pour(port: number, perSecond: number, seconds: number): Promise<Poured> {
  const all = perSecond * seconds;
  const took: number[] = [];
  let refused = 0;
  let next = 0;
  let behind = 0;
  const began = performance.now();
  const lane = async (): Promise<void> => {
    while (next < all) {
      const due = began + (next++ * 1000) / perSecond;
      if (due > performance.now()) await wait(due - performance.now());
      const body = JSON.stringify({ update_id: (updates += 1), ...telegramUpdate.text(10_000 + (updates % CHATS), TEXTS[updates % TEXTS.length]!, { date: Math.floor(Date.now() / 1000) }) });
      for (let tries = 0; tries < 30; tries++) {
        const at = performance.now();
        if ((await post(port, body)) === '200') {
          took.push(performance.now() - at);
          break;
        }
        refused += 1;
        await wait(1000);
      }
      behind = performance.now() - due;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN;
  return { all, ok: took.length, refused, p50: at(0.5), p95: at(0.95), behind };
}
function post(port: number, body: string): Promise<string> {
  return new Promise((done) => {
    const call = request({ host: '127.0.0.1', port, path: '/hooks/telegram', method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-telegram-bot-api-secret-token': HOOK } }, (answer) => {
      answer.resume();
      answer.on('end', () => done(String(answer.statusCode)));
      answer.on('error', () => done('cut'));
    });
    call.on('error', ({ message }) => done(message));
    call.end(body);
  });
}
function get(port: number, path: string): Promise<string> {
  return new Promise((done, fail) => {
    const call = request({ host: '127.0.0.1', port, path, agent: false, headers: { authorization: `Bearer ${TOKEN}` } }, (answer) => {
      let text = '';
      // The bare server never ends its answer.
      if (path === '/') {
        answer.destroy();
        return done('');
      }
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => done(text));
      answer.on('error', fail);
    });
    call.on('error', fail);
    call.end();
  });
}
/** Since the last look. */
async function lag(port: number): Promise<{ readonly p99: number; readonly p999: number }> {
  const text = await get(port, '/metrics');
  const ms = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) * 1000;
  return { p99: ms('nodejs_eventloop_lag_p99_seconds'), p999: ms('bot_loop_lag_p999_seconds') };
}
