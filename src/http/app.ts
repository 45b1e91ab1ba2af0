// All routes but the webhooks and the event stream (server.ts). One listing shows what can be asked for.
// Promises: paths are looked up in tables, never turned into file names; unknown ones get a kind page, faults a bare one.
// Refuses more requests at once than can be answered, and addresses that knock too often on the chat.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Context, Next } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { POST_BYTES } from '../channels/web/limits.ts';
import { isLoopback } from '../channels/web/origin.ts';
import type { Lang } from '../flow/schema.ts';
import { duringRequest } from '../log.ts';
import { StoreAway } from '../store-port.ts';
import { encoded } from './assets.ts';
import { boardRoutes } from './board.ts';
import { clientAddress, createDoors, type Doors, retryAfter } from './buckets.ts';
import { requestIds, securityHeaders } from './headers.ts';
import type { HeaderKind } from './headers.ts';
import { chatPage } from './pages/chat.ts';
import { helpPage, indexPage, missingPage, privacyPage } from './pages/help.ts';
import { robots, sitemap } from './pages/sitemap.ts';
import { indexPath, isId, pagePath } from './paths.ts';
import { recordsRoute } from './records.ts';
import type { ServerParts } from './settings.ts';
import { shortRoutes, type Tools } from './short.ts';

type Env = { Bindings: HttpBindings };
type Ctx = Context<Env>;

/** Requests being answered at once, streams not counted. */
const AT_ONCE = 512;

export function createApp(parts: Omit<ServerParts, 'hooks'>, doors: Doors = createDoors(parts.settings.rateAddress)): Hono<Env> {
  const { settings, pages, assets, web, log } = parts;
  const app = new Hono<Env>();
  const chatEntry = assets.entry('chat/main.ts');
  const pageEntry = assets.entry('page.ts');
  // Set again by routes that need another kind; `undefined` takes away what the kind before had.
  const headers = (c: Ctx, kind: HeaderKind) => Object.entries(securityHeaders(kind, settings)).forEach(([name, value]) => c.header(name, value));
  const newId = requestIds();
  let working = 0;

  app.use(async (c, next) => {
    headers(c, 'data');
    const address = clientAddress(c.env.incoming.socket.remoteAddress, c.req.header('x-forwarded-for'), settings.trustProxy);
    const waitMs = doors.read(address);
    if (waitMs !== undefined) return c.text('busy', 429, { 'retry-after': retryAfter(waitMs) });
    if (working >= AT_ONCE) return c.text('busy', 503, { 'retry-after': '1' });
    working += 1;
    const id = newId();
    try {
      await duringRequest(id, next);
      if (c.res.status >= 500) c.header('x-request-id', id);
    } finally {
      working -= 1;
    }
    return undefined;
  });
  /** The channel's answer with our headers added. */
  const guarded = (response: Response): Response => {
    for (const [name, value] of Object.entries(securityHeaders('data', settings))) if (value !== undefined) response.headers.set(name, value);
    return response;
  };
  const gate = async (c: Ctx, next: Next) => {
    const address = clientAddress(c.env.incoming.socket.remoteAddress, c.req.header('x-forwarded-for'), settings.trustProxy);
    const waitMs = doors.knock(address);
    if (waitMs !== undefined) return c.json({ error: 'busy' }, 429, { 'retry-after': retryAfter(waitMs) });
    return next();
  };

  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', (c) => {
    const state = parts.ready();
    return c.json(state, state.ready ? 200 : 503, { 'cache-control': 'no-store', ...(state.ready ? {} : { 'retry-after': '1' }) });
  });
  app.get('/metrics', async (c) => {
    if (settings.metricsToken === undefined) return c.text('not found', 404);
    if (!same(c.req.header('authorization') ?? '', `Bearer ${settings.metricsToken}`)) return c.text('unauthorized', 401, { 'www-authenticate': 'Bearer' });
    return c.text(await parts.metrics(), 200, { 'cache-control': 'no-store', 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });

  app.post('/chat', gate, bodyLimit({ maxSize: POST_BYTES, onError: (c) => c.json({ error: 'malformed' }, 413, { connection: 'close' }) }), async (c) => guarded(await web.post(c.req.raw)));

  app.get('/ui/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (asset === undefined) return c.text('not found', 404);
    if (c.req.param('name') === 'embed.js') headers(c, 'embed');
    return sendAsset(c, asset, asset.hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');
  });
  // At the root, because a service worker may only serve paths below its own. It fetches from us, so its policy says so.
  app.get('/sw.js', (c) => {
    const asset = assets.get('sw.js');
    headers(c, 'page');
    return asset === undefined ? c.text('not found', 404) : sendAsset(c, asset, 'no-cache');
  });
  app.get('/media/:name', async (c) => {
    const [, id = '', kind] = /^([a-z0-9-]{1,48})\.(svg|png)$/.exec(c.req.param('name')) ?? [];
    const bytes = kind === undefined || !isId(id) ? undefined : await pages.media(id, kind as 'svg' | 'png');
    if (bytes === undefined) return c.text('not found', 404);
    headers(c, 'picture');
    const etag = tag(bytes);
    if (c.req.header('if-none-match') === etag) return c.body(null, 304);
    return c.body(new Uint8Array(bytes), 200, { 'content-type': kind === 'svg' ? 'image/svg+xml' : 'image/png', 'cache-control': 'public, max-age=3600', etag });
  });

  app.use('*', compress({ threshold: 1024 }));
  const page = async (c: Ctx, html: Promise<string> | string, kind: HeaderKind = 'page', status: 200 | 404 = 200) => {
    headers(c, kind);
    const text = await html;
    const etag = tag(text);
    if (status === 200 && c.req.header('if-none-match')?.replace(/^W\//, '') === etag) return c.body(null, 304, { etag });
    return c.html(text, status, status === 200 ? { etag, 'cache-control': 'no-cache' } : { 'cache-control': 'no-store' });
  };
  const look = (c: Ctx, entry = pageEntry) => ({ entry, base: baseOf(c) });
  const baseOf = (c: Ctx): string => settings.publicUrl?.replace(/\/+$/, '') ?? (isLoopback(c.req.header('host') ?? '') ? `http://${c.req.header('host')}` : '');
  const missing = (c: Ctx, lang: Lang) => page(c, missingPage(look(c), lang, pages.list(lang)), 'page', 404);

  for (const lang of ['vi', 'en'] as const) {
    const root = lang === 'en' ? '/en' : '';
    app.get(root === '' ? '/' : root, (c) => page(c, chatPage(look(c, chatEntry), lang, false)));
    if (settings.webOrigins.length > 0) app.get(`${root}/embed`, (c) => page(c, chatPage(look(c, chatEntry), lang, true), 'frame'));
    app.get(indexPath(lang), (c) => page(c, indexPage(look(c), lang, pages.list(lang))));
    app.get(`${root}/privacy`, (c) => page(c, privacyPage(look(c), lang, pages.privacy(lang))));
    app.get(`${root}/h/:flow/:step?`, async (c) => {
      const { flow, step } = c.req.param();
      if (!isId(flow ?? '') || (step !== undefined && !isId(step))) return missing(c, lang);
      const found = pages.page(lang, flow!, step);
      if (found === undefined) return missing(c, lang);
      const moved = found.flow !== flow || (step !== undefined && found.step !== step);
      if (moved) return c.redirect(pagePath(lang, found.flow, found.step), 301);
      return page(c, helpPage(look(c), lang, found, settings.links));
    });
  }
  if (parts.outreach) {
    const tools: Tools = { parts, outreach: parts.outreach, look: (c) => look(c), page, missing, headers };
    recordsRoute(app, parts.outreach);
    shortRoutes(app, tools);
    boardRoutes(app, tools);
  }
  app.get('/sitemap.xml', (c) => c.body(sitemap(baseOf(c), pages), 200, { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' }));
  app.get('/robots.txt', (c) => c.text(robots(baseOf(c)), 200, { 'cache-control': 'public, max-age=3600' }));

  app.notFound((c) => (c.req.method === 'GET' ? (missing(c as Ctx, c.req.path.startsWith('/en/') ? 'en' : 'vi') as Promise<Response>) : c.text('not found', 404)));
  app.onError((error, c) => {
    if (error instanceof StoreAway) return c.text('Hệ thống đang bận. Mời bạn thử lại sau ít phút. / We are busy. Please try again in a few minutes.', 503, { 'cache-control': 'no-store', 'retry-after': retryAfter(error.retryAfterMs) });
    log.error('request failed', { route: c.req.routePath }, error);
    return c.text('Có lỗi. Mời bạn thử lại sau ít phút. / Something went wrong. Please try again in a few minutes.', 500, { 'cache-control': 'no-store' });
  });
  return app;
}

function sendAsset(c: Ctx, asset: NonNullable<ReturnType<ServerParts['assets']['get']>>, cache: string): Response {
  const { bytes, encoding } = encoded(asset, c.req.header('accept-encoding') ?? '');
  c.header('vary', 'accept-encoding');
  c.header('cache-control', cache);
  c.header('etag', asset.etag);
  if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304);
  if (encoding !== undefined) c.header('content-encoding', encoding);
  return c.body(new Uint8Array(bytes), 200, { 'content-type': asset.type });
}

const digest = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const tag = (data: string | Uint8Array): string => `"${digest(data).toString('base64url').slice(0, 16)}"`;
/** Hashing first makes the lengths equal, so the comparison tells nothing. */
const same = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected));
