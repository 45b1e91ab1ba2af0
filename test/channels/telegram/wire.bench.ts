// CPU of one send on loopback, 64 in flight: this client, node:http with a keep-alive agent, telegraf, fetch. `node test/channels/telegram/wire.bench.ts`
// Last run (2 cores shared, Node 26.10, medians of 5): wire 26.4 µs = 1.0 · node:http 86.3 = 3.3 · telegraf 204.9 = 7.7 · fetch 266.1 = 10.1
import { fork } from 'node:child_process';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Telegram } from 'telegraf';
import { openWire } from '../../../src/channels/telegram/wire.ts';

const SENDS = 3000;
const body = JSON.stringify({ chat_id: 900000001, text: 'Điện thoại của bác là loại nào?', reply_markup: { inline_keyboard: [[{ text: 'Android', callback_data: 'v1:AbCdEfGh001' }], [{ text: 'iPhone', callback_data: 'v1:AbCdEfGi001' }]] } });
const answer = '{"ok":true,"result":{"message_id":201,"chat":{"id":900000001,"type":"private"},"date":1795312800,"text":"ok"}}';

if (process.argv[2] === 'server') {
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
} else await compare();

async function compare(): Promise<void> {
  const child = fork(import.meta.filename, ['server']);
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))));
  const root = `http://127.0.0.1:${port}`;
  const wire = openWire(new URL(`${root}/bot1:x`));
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const telegraf = new Telegram('1:x', { apiRoot: root, webhookReply: false });
  const payload = JSON.parse(body) as Parameters<typeof telegraf.callApi>[1];
  const ways: Record<string, () => Promise<unknown>> = {
    wire: () => wire.post('sendMessage', body, 8000),
    'node:http': () =>
      new Promise((resolve, reject) => {
        const call = request({ host: '127.0.0.1', port, path: '/bot1:x/sendMessage', method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve(text));
        });
        call.on('error', reject).end(body);
      }),
    telegraf: () => telegraf.callApi('sendMessage' as 'getMe', payload as Record<string, never>),
    fetch: async () => (await fetch(`${root}/bot1:x/sendMessage`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).text(),
  };
  const run = async (way: () => Promise<unknown>, count: number): Promise<void> => {
    let left = count;
    await Promise.all(Array.from({ length: 64 }, async () => {
      while (left > 0) {
        left -= 1;
        await way();
      }
    }));
  };
  const spent = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (let round = 0; round < 6; round += 1)
    for (const [name, way] of Object.entries(ways)) {
      const before = process.cpuUsage();
      await run(way, SENDS);
      const { user, system } = process.cpuUsage(before);
      // The first round warms up.
      if (round > 0) spent.get(name)?.push((user + system) / SENDS);
    }
  const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
  const base = median(spent.get('wire') ?? []);
  for (const [name, list] of spent) process.stdout.write(`${name.padEnd(10)} ${median(list).toFixed(1)} µs CPU a send = ${(median(list) / base).toFixed(1)}\n`);
  child.kill();
  process.exit(0);
}
