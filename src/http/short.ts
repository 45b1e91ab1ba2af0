// Short links: /s/<code> shows the help page of its step with "go on in the chat" carrying the code; /qr/<code> draws it.
// Promises: only our own pages, never a redirect to anywhere else; unknown, malformed and long dead codes get one and the same answer;
// guessing is slowed by address. A QR code is drawn without a look into the store, so it tells nothing about a code.
import type { Context, Hono } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { Lang } from '../flow/schema.ts';
import { readCode } from '../links/code.ts';
import { qrPng, qrSvg } from '../links/qr.ts';
import { clientAddress, createBuckets, retryAfter, steady } from './buckets.ts';
import type { HeaderKind } from './headers.ts';
import { helpPage } from './pages/help.ts';
import type { Look } from './pages/layout.ts';
import type { Outreach } from './outreach.ts';
import { qrPath, shortPath } from './paths.ts';
import type { ServerParts } from './settings.ts';

export type Env = { Bindings: HttpBindings };
/** What app.ts lends to the routes of this file and of board.ts. */
export type Tools = {
  readonly parts: Omit<ServerParts, 'hooks'>;
  readonly outreach: Outreach;
  look(c: Context<Env>): Look;
  page(c: Context<Env>, html: Promise<string> | string, kind?: HeaderKind, status?: 200 | 404): Promise<Response>;
  missing(c: Context<Env>, lang: Lang): Promise<Response>;
  headers(c: Context<Env>, kind: HeaderKind): void;
};

/** Wrong codes a minute and address. A village behind one address mistypes less; a guesser needs 50 bits. */
const MISSES = 120;
/** Programs that look at a link before a person does. */
const ROBOTS = /bot\b|crawler|spider|facebookexternalhit|preview/i;

export function shortRoutes(app: Hono<Env>, { parts, outreach, look, page, missing, headers }: Tools): void {
  const misses = createBuckets(MISSES, MISSES);

  for (const lang of ['vi', 'en'] as const) {
    app.get(shortPath(lang, ':code'), async (c) => {
      const address = clientAddress(c.env.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), parts.settings.trustProxy);
      const waitMs = misses.wait(address, steady());
      // Right or wrong: whoever guessed too often hears the same.
      if (waitMs !== undefined) return c.text('busy', 429, { 'retry-after': retryAfter(waitMs), 'cache-control': 'no-store' });
      const code = readCode(c.req.param('code') ?? '');
      const link = code === undefined ? undefined : await outreach.find(code);
      const [flow = '', step] = link?.to.split('/') ?? [];
      const found = link && parts.pages.page(lang, flow, step, look(c).base + shortPath(lang, link.code));
      if (!link || !found) {
        misses.take(address, steady());
        return missing(c, lang);
      }
      if (link.campaign !== undefined && isVisit(c)) void outreach.boards.opened(link.campaign).catch(() => {});
      return page(c, helpPage(look(c), lang, { ...found, link: link.code }, parts.settings.links));
    });

    app.get(qrPath(lang, ':name'), (c) => {
      const [, typed = '', kind] = /^(.{10,24})\.(svg|png)$/.exec(c.req.param('name') ?? '') ?? [];
      const code = readCode(typed);
      const { base } = look(c);
      if (code === undefined || base === '') return c.text('not found', 404);
      headers(c, 'picture');
      const text = base + shortPath(lang, code);
      const cache = { 'cache-control': 'public, max-age=86400' };
      if (kind === 'svg') return c.body(qrSvg(text), 200, { 'content-type': 'image/svg+xml', ...cache });
      return c.body(new Uint8Array(qrPng(text)), 200, { 'content-type': 'image/png', 'content-disposition': `attachment; filename="qr-${code}.png"`, ...cache });
    });
  }
}

function isVisit(c: Context<Env>): boolean {
  const purpose = c.req.header('sec-purpose') ?? c.req.header('purpose') ?? '';
  return c.req.method === 'GET' && !purpose.includes('prefetch') && !ROBOTS.test(c.req.header('user-agent') ?? '');
}
