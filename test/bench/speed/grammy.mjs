// grammY with its conversations plugin, stored in Redis: the whole conversation is written as one function and replayed at every turn.
import http from 'node:http';
import { conversations, createConversation } from '@grammyjs/conversations';
import { Bot, webhookCallback } from 'grammy';
import { Redis } from 'ioredis';
import { keyboard, SAYS } from './script.ts';

const { PORT, REDIS_URL, TELEGRAM_API_ROOT, TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET } = process.env;
const redis = new Redis(REDIS_URL, { enableAutoPipelining: true });
const bot = new Bot(TELEGRAM_BOT_TOKEN, {
  client: { apiRoot: TELEGRAM_API_ROOT },
  botInfo: { id: 800000001, is_bot: true, first_name: 'Bench', username: 'bench_bot', can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false, can_connect_to_business: false, has_main_web_app: false },
});
const adapter = {
  read: async (key) => JSON.parse((await redis.get(key)) ?? 'null') ?? undefined,
  write: (key, value) => redis.set(key, JSON.stringify(value), 'EX', 2_592_000),
  delete: (key) => redis.del(key),
};
async function guide(conversation, ctx) {
  await ctx.reply(SAYS[0].text, { reply_markup: keyboard(SAYS[0]) });
  for (let step = 1; step < SAYS.length; step++) {
    const next = await conversation.wait();
    if (next.callbackQuery) await next.answerCallbackQuery();
    await next.reply(SAYS[step].text, { reply_markup: keyboard(SAYS[step]) });
  }
}
bot.use(conversations({ storage: { type: 'key', adapter } }));
bot.use(createConversation(guide));
bot.command('start', (ctx) => ctx.conversation.enter('guide'));
const handle = webhookCallback(bot, 'http', { secretToken: TELEGRAM_WEBHOOK_SECRET });
http.createServer((request, response) => void handle(request, response).catch(() => response.writeHead(500).end())).listen(Number(PORT), '127.0.0.1');
