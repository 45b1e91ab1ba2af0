// The whole service put together: store, guide, bot, channels, server. Used by `npm start` and by tests that want the real thing.
// Promises: listens before places are loaded; stops gracefully within ten seconds; says what is on, what is off and which setting turns it on.
import { join, resolve } from 'node:path';
import { type Bot, createBot } from '../bot.ts';
import type { Fact } from '../bot-shell.ts';
import { guideNotice, guideTurn, staticHelp } from '../bot-guide.ts';
import { deriveKey } from '../chat-key.ts';
import { WEB_CHANNEL } from '../channels/web/channel.ts';
import { createWebChat } from '../channels/web/chat.ts';
import type { Opened } from '../channels/wiring.ts';
import { type Config, isLoopback } from '../config.ts';
import { type GuideBox, openGuideBox } from '../guide-box.ts';
import { bundleUi } from '../http/bundle.ts';
import { loadAssets } from '../http/assets.ts';
import { pagesOf } from '../http/pages/from-guide.ts';
import { createServer } from '../http/server.ts';
import { resolveLinks } from '../links/resolve.ts';
import type { Logger } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { readNotice } from '../notice.ts';
import { unmatchedKeeper } from '../unmatched.ts';
import { loadFurniture } from './furnish.ts';
import { lintArguments } from './lint-arguments.ts';
import { numbering } from './numbering.ts';
import { openChannels, type Wiring } from './open-channels.ts';
import { openOutreach } from './open-outreach.ts';
import { openStore } from './open-store.ts';
import { watchLoop } from './watch-loop.ts';
import { watchContent } from './watch-content.ts';

export type Served = { readonly port: number; readonly bot: Bot; readonly guide: GuideBox; readonly channels: readonly string[]; stop(): Promise<void> };

export async function serve(config: Config, log: Logger, options: { readonly watchContent?: boolean; /** the embedded store's clock, for tests */ readonly now?: () => number } = {}): Promise<Served> {
  const { store, records } = await openStore(config, options.now);
  const metrics = createMetrics();
  const [guide, directory] = await Promise.all([openGuideBox(config.CONTENT_DIR, numbering(records), lintArguments, { cache: join(config.DATA_DIR, 'cache') }), bundleUi()]);
  let listening = config.PORT;
  const { outreach, guide: addressed } = openOutreach(config, store, records, guide.current, () => listening);
  const accept = resolveLinks((channel, incoming) => bot.accept(channel, incoming), outreach.find);
  const wiring: Wiring = { config, log, records, guide: guide.current, accept, left: (channel, address) => bot.left(channel, address) };
  const channels: readonly Opened[] = await openChannels(wiring);
  const bot: Bot = createBot({
    store,
    records,
    channels: [WEB_CHANNEL, ...channels.map(({ channel }) => channel)],
    turn: guideTurn(addressed, (what) => metrics.counted.inc({ what })),
    notice: guideNotice(guide.current),
    keep: unmatchedKeeper(records, config.APP_SECRET),
    appSecret: config.APP_SECRET,
    ...(config.RATE_CHAT ? { rateChat: (config.RATE_CHAT.count * 60) / config.RATE_CHAT.seconds } : {}),
    observe: (fact) => observe(fact, metrics, log),
  });
  const web = createWebChat(
    {
      accept: (address, { id, body }) => accept('web', { address, id, body }),
      since: (address, after) => bot.since('web', address, after),
      subscribe: (address, wake) => bot.watch('web', address, wake),
      help: (lang) => staticHelp(guide.current(), lang),
    },
    { key: deriveKey(config.APP_SECRET, 'cookie'), publicUrl: config.PUBLIC_URL, webOrigins: config.WEB_ORIGINS },
  );
  let furnished = false;
  const server = createServer({
    hooks: channels.flatMap(({ hook }) => hook ?? []),
    web,
    pages: pagesOf(guide.current, resolve(config.CONTENT_DIR), { publicUrl: config.PUBLIC_URL }),
    assets: await loadAssets(directory),
    outreach,
    ready: () => ({ ready: store.ready(), store: store.ready(), places: furnished, revision: guide.current().revision }),
    metrics: () => {
      metrics.streams.set(web.open());
      return metrics.text();
    },
    settings: {
      publicUrl: config.PUBLIC_URL,
      trustProxy: config.TRUST_PROXY,
      metricsToken: config.METRICS_TOKEN,
      ...(config.RATE_ADDRESS ? { rateAddress: config.RATE_ADDRESS } : {}),
      webOrigins: config.WEB_ORIGINS,
      links: { telegram: config.TELEGRAM_LINK, zaloOa: config.ZALO_OA_LINK, zaloBot: config.ZALO_BOT_LINK },
    },
    log: { warn: (what, fields) => log.warn(what, fields), error: (what, fields, error) => log.error(what, fields, error) },
  });
  const port = (listening = await server.listen(config.HOST, config.PORT));
  bot.start();
  for (const channel of channels) channel.start();
  // After listening: the gazetteer takes a fraction of a second and nobody needs it for the first step.
  const furnishing = setTimeout(() => {
    try {
      guide.current().tools.understand('xin chào', { lang: 'vi' });
      const { places, teams, badRows } = loadFurniture(config.CONTENT_DIR);
      guide.furnish(places, teams);
      if (badRows > 0) log.error('teams.refused', { count: badRows });
      furnished = true;
    } catch (error) {
      log.error('places.failed', {}, error);
    }
  }, 10);
  const loop = watchLoop(stalls(metrics, log));
  const noticing = every(NOTICE_MS, async () => guide.announce(await readNotice(records, Date.now())));
  const watching = options.watchContent
    ? watchContent(guide, config.CONTENT_DIR, (issues) => {
        for (const { file, line, rule, message } of issues) process.stderr.write(`${file}:${line} ${rule}: ${message}\n`);
        if (issues.length === 0) log.info('content.live', { revision: guide.current().revision });
      })
    : undefined;
  if (!isLoopback(config.HOST) && config.PUBLIC_URL?.startsWith('https:') !== true) log.warn('web.needs-https', { setting: 'PUBLIC_URL' });

  return {
    port,
    bot,
    guide,
    channels: channels.map(({ channel }) => channel.name),
    async stop() {
      clearTimeout(furnishing);
      loop();
      noticing();
      watching?.();
      await Promise.all(channels.map((channel) => channel.stop()));
      await bot.stop();
      await server.close();
      await store.close();
    },
  };
}

const NOTICE_MS = 10_000;
/** At once and then again and again; a store that is away is somebody else's alarm. */
function every(ms: number, work: () => Promise<void>): () => void {
  const run = () => void work().catch(() => {});
  run();
  const timer = setInterval(run, ms).unref();
  return () => clearInterval(timer);
}

/** Every stall is counted; a line at most every ten seconds, with the longest since the last one. */
function stalls(metrics: Metrics, log: Logger): (ms: number) => void {
  let longest = 0;
  let count = 0;
  let told = -Infinity;
  return (ms) => {
    metrics.loopBlocked.observe(ms / 1000);
    longest = Math.max(longest, ms);
    count++;
    if (performance.now() - told < 10_000) return;
    log.warn('loop.blocked', { ms: Math.round(longest), count });
    [longest, count, told] = [0, 0, performance.now()];
  };
}

function observe(fact: Fact, metrics: Metrics, log: Logger): void {
  switch (fact.type) {
    case 'turn':
      metrics.turns.inc({ channel: fact.channel, result: fact.result });
      metrics.turnSeconds.observe({ channel: fact.channel }, fact.ms / 1000);
      return;
    case 'sent':
      metrics.sends.inc({ channel: fact.channel, outcome: fact.outcome });
      metrics.sendSeconds.observe({ channel: fact.channel }, fact.ms / 1000);
      if (fact.outcome !== 'accepted') log.warn('send', { channel: fact.channel, outcome: fact.outcome, ...(fact.code === undefined ? {} : { code: fact.code }), ms: Math.round(fact.ms) });
      return;
    case 'dropped':
      metrics.dropped.inc(fact.count);
      return log.warn('unsent.dropped', { count: fact.count });
    case 'swept':
      metrics.backlog.set(fact.backlog);
      return metrics.oldestUnsentSeconds.set(fact.oldestMs / 1000);
    case 'threw':
      metrics.faults.inc({ where: 'turn' });
      return log.error('turn.threw', { channel: fact.channel, times: fact.times }, fact.error);
    case 'away':
      metrics.faults.inc({ where: fact.where });
      return log.warn('store.away', { where: fact.where });
    case 'static-help':
      return log.warn('static-help', { channel: fact.channel });
  }
}
