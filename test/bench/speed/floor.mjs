// The naive floor: node:http, one GET and one SET through ioredis, undici out. No duplicates recognised, no order, no retries, nothing checked,
// sends are not awaited and their failures are ignored. Promises: as little work as a bot can do and still answer every turn.
import http from 'node:http';
import { Redis } from 'ioredis';
import { Pool } from 'undici';
import { keyboard, SAYS } from './script.ts';

const { PORT, REDIS_URL, TELEGRAM_API_ROOT, TELEGRAM_BOT_TOKEN } = process.env;
const redis = new Redis(REDIS_URL, { enableAutoPipelining: true });
const pool = new Pool(TELEGRAM_API_ROOT, { connections: 128 });
const post = (method, body) =>
  void pool.request({ path: `/bot${TELEGRAM_BOT_TOKEN}/${method}`, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then((answer) => answer.body.dump(), () => {});

async function turn(update) {
  const press = update.callback_query;
  const chat = (press?.message ?? update.message).chat.id;
  const key = `session:${chat}`;
  const stored = await redis.get(key);
  const session = stored === null ? { step: -1 } : JSON.parse(stored);
  const step = (session.step + 1) % SAYS.length;
  await redis.set(key, JSON.stringify({ ...session, step, [`answer${step}`]: press?.data ?? update.message.text ?? 'location' }), 'EX', 2_592_000);
  if (press) post('answerCallbackQuery', { callback_query_id: press.id });
  post('sendMessage', { chat_id: chat, text: SAYS[step].text, reply_markup: keyboard(SAYS[step]) });
}

http
  .createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      turn(JSON.parse(Buffer.concat(chunks).toString())).then(() => response.end(), () => response.writeHead(500).end());
    });
  })
  .listen(Number(PORT), '127.0.0.1');
