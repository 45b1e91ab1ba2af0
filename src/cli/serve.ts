// The whole service put together: store, guide, bot, channels, server. Used by `npm start` and by tests that want the real thing.
// Promises: listens before places are loaded and also without its store (pages are read, turns refused until it is there); stops gracefully
// within ten seconds; says what is on, what is off and which setting turns it on.
import { join, resolve } from 'node:path';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { type Bot, createBot } from '../bot.ts';
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
import type { Readiness } from '../http/settings.ts';
import { resolveLinks } from '../links/resolve.ts';
import type { Logger } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { readNotice } from '../notice.ts';
import { unmatchedKeeper } from '../unmatched.ts';
import { loadFurniture } from './furnish.ts';
import { lintArguments } from './lint-arguments.ts';
import { numbering } from './numbering.ts';
import { observer, stalls } from './observe.ts';
import { openChannels, type Wiring } from './open-channels.ts';
import { openOutreach } from './open-outreach.ts';
import { openStore } from './open-store.ts';
import { watchLoop } from './watch-loop.ts';
import { watchContent } from './watch-content.ts';

export type Served = { readonly port: number; readonly bot: Bot; readonly guide: GuideBox; readonly channels: readonly string[]; stop(): Promise<void> };

export async function serve(config: Config, log: Logger, options: { readonly watchContent?: boolean; /** the embedded store's clock, for tests */ readonly now?: () => number } = {}): Promise<Served> {
  const metrics = createMetrics();
  const { store, records } = await openStore(config, { onCache: metrics.cached, ...(options.now ? { now: options.now } : {}) });
  const [guide, directory] = await Promise.all([
    openGuideBox(config.CONTENT_DIR, numbering(records), lintArguments, { cache: join(config.DATA_DIR, 'cache'), fault: (error) => log.error('revision.unknown', {}, error) }),
    bundleUi(),
  ]);
  let listening = config.PORT;
  const { outreach, guide: addressed } = openOutreach(config, store, records, guide.current, () => listening);
  const accept = resolveLinks((channel, incoming) => bot.accept(channel, incoming), outreach.find);
  const wiring: Wiring = { config, log, records, guide: guide.current, accept, left: (channel, address) => bot.left(channel, address) };
  const channels: readonly Opened[] = await openChannels(wiring);
  const bot: Bot = createBot({
    store,
    records,
    channels: [WEB_CHANNEL, ...channels.map(({ channel }) => channel)],
    turn: guideTurn(addressed, metrics.counted),
    notice: guideNotice(guide.current),
    keep: unmatchedKeeper(records, config.APP_SECRET),
    appSecret: config.APP_SECRET,
    ...(config.RATE_CHAT ? { rateChat: (config.RATE_CHAT.count * 60) / config.RATE_CHAT.seconds } : {}),
    observe: observer(metrics, log),
  });
  const web = createWebChat(
    {
      accept: (address, { id, body }) => accept('web', { address, id, body }),
      since: (address, after) => bot.since('web', address, after),
      subscribe: (address, wake) => bot.watch('web', address, wake),
      help: (lang) => staticHelp(guide.current(), lang),
    },
    // The store's clock: a jump of this machine's lets no visitor's token expire.
    { key: deriveKey(config.APP_SECRET, 'cookie'), publicUrl: config.PUBLIC_URL, webOrigins: config.WEB_ORIGINS, now: store.now },
  );
  let furnished = false;
  let stopping = false;
  const ready = (): Readiness => {
    const parts = { store: store.ready(), content: guide.current().revision > 0 };
    const waits = Object.entries(parts).flatMap(([part, there]) => (there ? [] : [part]));
    if (stopping) waits.push('stopping');
    return {
      ready: waits.length === 0,
      waits,
      ...parts,
      places: furnished,
      revision: guide.current().revision,
      channels: Object.fromEntries(channels.map((one) => [one.channel.name, one.ready()])),
    };
  };
  const server = createServer({
    hooks: channels.flatMap(({ hook }) => hook ?? []),
    web,
    pages: pagesOf(guide.current, resolve(config.CONTENT_DIR), { publicUrl: config.PUBLIC_URL }),
    assets: await loadAssets(directory),
    outreach,
    ready,
    metrics: () => {
      const { ready: _, waits: __, revision: ___, channels, ...parts } = ready();
      for (const [part, there] of Object.entries({ ...parts, ...channels })) metrics.ready.set({ part }, there ? 1 : 0);
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
  if (!ready().ready) log.warn('start.degraded', { what: ready().waits.join(' ') });
  bot.start();
  for (const channel of channels) channel.start();
  // After listening: the gazetteer takes a fraction of a second and nobody needs it for the first step.
  const furnishing = setTimeout(() => void furnish().catch((error: unknown) => log.error('places.failed', {}, error)), 10);
  async function furnish(): Promise<void> {
    guide.current().tools.understand('xin chào', { lang: 'vi' });
    // Who asked meanwhile is answered in between.
    await setImmediate();
    const { places, teams, badRows } = loadFurniture(config.CONTENT_DIR);
    guide.furnish(places, teams);
    if (badRows > 0) log.error('teams.refused', { count: badRows });
    furnished = true;
  }
  const loop = watchLoop(stalls(metrics, log));
  const noticing = every(NOTICE_MS, async () => guide.announce(await readNotice(records, store.now())));
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
      stopping = true;
      const until = performance.now() + STOP_MS;
      const left = (spare: number): number => Math.max(0, until - performance.now() - spare);
      clearTimeout(furnishing);
      loop();
      noticing();
      watching?.();
      // Intake ends at once; what a channel still has to finish (a token being renewed) may go on beside the rest.
      const ended = Promise.all(channels.map((channel) => channel.stop()));
      await Promise.race([ended, wait(2000, undefined, { ref: false })]);
      await bot.stop(left(1000));
      await server.close(left(500));
      await Promise.race([ended, wait(left(0), undefined, { ref: false })]);
      await store.close();
    },
  };
}

/** From the signal to the end. A send is cut after eight seconds at the latest; the unit kills after fifteen. */
const STOP_MS = 9500;
const NOTICE_MS = 10_000;
/** At once and then again and again; a store that is away is somebody else's alarm. */
function every(ms: number, work: () => Promise<void>): () => void {
  const run = () => void work().catch(() => {});
  run();
  const timer = setInterval(run, ms).unref();
  return () => clearInterval(timer);
}
