// telegraf 4.16.3 as its documentation shows it: session in Redis, a wizard scene, the webhook's answer used for the first call (its default).
import http from 'node:http';
import { Redis } from 'ioredis';
import { Scenes, session, Telegraf } from 'telegraf';
import { keyboard, SAYS } from './script.ts';

const { PORT, REDIS_URL, TELEGRAM_API_ROOT, TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET } = process.env;
const redis = new Redis(REDIS_URL, { enableAutoPipelining: true });
const bot = new Telegraf(TELEGRAM_BOT_TOKEN, { telegram: { apiRoot: TELEGRAM_API_ROOT } });

const say = (step) => async (ctx) => {
  ctx.scene.state[`answer${step}`] = ctx.callbackQuery?.data ?? ctx.message?.text ?? 'location';
  if (ctx.callbackQuery) await ctx.answerCbQuery();
  await ctx.reply(SAYS[step].text, { reply_markup: keyboard(SAYS[step]) });
  return step === SAYS.length - 1 ? ctx.scene.leave() : ctx.wizard.next();
};
const wizard = new Scenes.WizardScene('guide', ...SAYS.map((_, step) => say(step)));
const store = {
  get: async (key) => JSON.parse((await redis.get(key)) ?? 'null') ?? undefined,
  set: (key, value) => redis.set(key, JSON.stringify(value), 'EX', 2_592_000),
  delete: (key) => redis.del(key),
};
bot.use(session({ store }));
bot.use(new Scenes.Stage([wizard]).middleware());
bot.start((ctx) => ctx.scene.enter('guide'));
bot.botInfo = { id: 800000001, is_bot: true, first_name: 'Bench', username: 'bench_bot' };
http.createServer(bot.webhookCallback('/hooks/telegram', { secretToken: TELEGRAM_WEBHOOK_SECRET })).listen(Number(PORT), '127.0.0.1');
