// Volunteers' side: sign in by personal link, make help links, print, and the cohort board of one's own campaigns.
// Promises: not signed in, not yours and not there are one and the same page, found without different looks into the store; nothing is
// cached; forms work without scripts and only from our own pages. Refuses: links beyond the daily number.
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { reach } from '../channels/web/origin.ts';
import { LANGS, type Lang } from '../flow/schema.ts';
import { readCode } from '../links/code.ts';
import { POSTER_FORMS, printHash } from '../links/poster-words.ts';
import { recordPrint } from '../links/prints.ts';
import { qrSvg } from '../links/qr.ts';
import { COOKIE_MS, openSignIn, sealSignIn } from '../links/sign-in.ts';
import { maySee, type Volunteer } from '../links/volunteers.ts';
import { boardCsv, boardPage } from './pages/board.ts';
import { posterPage } from './pages/poster.ts';
import { POSTER_CSS } from './pages/poster-css.ts';
import { linkPage, volunteerPage } from './pages/volunteer.ts';
import { VOLUNTEER_CSS } from './pages/volunteer-css.ts';
import { VOLUNTEER_WORDS } from './pages/volunteer-words.ts';
import { boardPath, homePath, shortPath, volunteerPath } from './paths.ts';
import type { Env, Tools } from './short.ts';

type Ctx = Context<Env>;
const CODE = ':code{[0-9A-Za-z]{10}}';

export function boardRoutes(app: Hono<Env>, { parts, outreach, look, missing, headers }: Tools): void {
  const { key, volunteers, short, boards } = outreach;
  const secure = parts.settings.publicUrl?.startsWith('https:') ?? false;
  const cookie = secure ? '__Host-volunteer' : 'volunteer';
  const refuse = (c: Ctx, lang: Lang = 'vi'): Promise<Response> => missing(c, lang);

  async function who(c: Ctx): Promise<Volunteer | undefined> {
    const opened = openSignIn(key, 'cookie', getCookie(c, cookie) ?? '', outreach.now());
    return opened && volunteers.find(opened.id);
  }
  const shown = (c: Ctx, html: Promise<string>): Promise<Response> => {
    c.header('cache-control', 'no-store');
    headers(c, 'form');
    return html.then((text) => c.html(text, 200, { 'cache-control': 'no-store' }));
  };
  const campaignsOf = async (me: Volunteer): Promise<readonly string[]> => (me.organiser ? (await volunteers.campaigns()).map(({ id }) => id) : me.campaigns);
  const own = async (me: Volunteer, code: string) => (await short.madeBy(me.id)).find((link) => link.code === readCode(code));

  for (const [path, css] of [['/v/style.css', VOLUNTEER_CSS], ['/v/poster.css', POSTER_CSS]] as const) {
    app.get(path, (c) => c.body(css, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' }));
  }

  app.get('/v/in/:token', async (c) => {
    const at = outreach.now();
    const opened = openSignIn(key, 'sign-in', c.req.param('token'), at);
    const me = opened && (await volunteers.find(opened.id));
    if (!opened || !me) return refuse(c);
    const until = Math.min(me.until, opened.until, at + COOKIE_MS);
    setCookie(c, cookie, sealSignIn(key, 'cookie', me.id, until), { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: Math.floor((until - at) / 1000) });
    c.header('cache-control', 'no-store');
    return c.redirect('/v', 303);
  });

  for (const path of ['/v/*', '/en/v/*']) app.use(path, bodyLimit({ maxSize: 4096, onError: (c) => c.text('too large', 413) }));
  const form = async (c: Ctx): Promise<{ readonly me: Volunteer; readonly fields: Record<string, unknown> } | undefined> => {
    const me = isOurs(c, parts.settings.publicUrl) ? await who(c) : undefined;
    return me && { me, fields: await c.req.parseBody() };
  };

  app.get(`/v/posters/${CODE}/:form`, async (c) => {
    const me = await who(c);
    const link = me && (await own(me, c.req.param('code') ?? ''));
    const kind = POSTER_FORMS.find((one) => one === c.req.param('form'));
    const words = link && outreach.poster(link.lang, link.to);
    const { base } = look(c);
    if (!me || !link || !words || !kind || base === '') return refuse(c);
    const commune = me.commune;
    const teams = commune === undefined ? [] : outreach.teams(commune, link.lang);
    const url = base + shortPath(link.lang, link.code);
    await recordPrint(outreach.records, { code: link.code, form: kind, to: link.to, lang: link.lang, ...(commune === undefined ? {} : { commune }), hash: printHash(words, teams), at: outreach.now() });
    return shown(c, posterPage({ form: kind, lang: link.lang, words, code: link.code, url, qr: qrSvg(url), teams, place: commune === undefined ? undefined : outreach.place(commune, link.lang), at: outreach.now(), style: { href: '/v/poster.css' } }));
  });

  const board = async (c: Ctx) => {
    const me = await who(c);
    const id = c.req.param('campaign') ?? '';
    // The volunteer's own list decides before anything about the campaign is read.
    const campaign = me && maySee(me, id) ? await volunteers.campaign(id) : undefined;
    return campaign && { campaign, board: await boards.read(campaign) };
  };
  for (const root of LANGS) {
    app.get(volunteerPath(root), async (c) => {
      const me = await who(c);
      if (!me) return refuse(c, root);
      return shown(c, volunteerPage(look(c), root, { me, campaigns: await campaignsOf(me), list: parts.pages.list(root), links: await short.madeBy(me.id), tooMany: c.req.query('full') === 'yes' }));
    });

    app.post(volunteerPath(root, '/links'), async (c) => {
      const sent = await form(c);
      if (!sent) return refuse(c, root);
      const { me, fields } = sent;
      const [flow = '', step = ''] = String(fields['to'] ?? '').split('/');
      const campaign = String(fields['campaign'] ?? '');
      const lang: Lang = fields['lang'] === 'en' ? 'en' : 'vi';
      const found = parts.pages.page(lang, flow, step);
      if (!found || (campaign !== '' && !(await campaignsOf(me)).includes(campaign))) return refuse(c, root);
      const link = await short.make({ to: `${found.flow}/${found.step}`, lang, ...(campaign === '' ? {} : { campaign }) }, me.id);
      return c.redirect(link === 'too-many' ? `${volunteerPath(root)}?full=yes` : volunteerPath(root, `/links/${link.code}`), 303);
    });

    app.get(volunteerPath(root, `/links/${CODE}`), async (c) => {
      const me = await who(c);
      const link = me && (await own(me, c.req.param('code') ?? ''));
      const [flow = '', step] = link?.to.split('/') ?? [];
      const at = look(c);
      const found = link && parts.pages.page(link.lang, flow, step, at.base + shortPath(link.lang, link.code));
      return found ? shown(c, linkPage(at, root, link, found)) : refuse(c, root);
    });

    app.post(volunteerPath(root, `/links/${CODE}/revoke`), async (c) => {
      const sent = await form(c);
      if (!sent || !(await short.revoke(sent.me.id, readCode(c.req.param('code') ?? '') ?? ''))) return refuse(c, root);
      return c.redirect(volunteerPath(root), 303);
    });

    app.post(volunteerPath(root, '/out'), async (c) => {
      if (!isOurs(c, parts.settings.publicUrl)) return refuse(c, root);
      deleteCookie(c, cookie, { path: '/', secure });
      return c.redirect(homePath(root), 303);
    });

    const place = (code: string): string => outreach.place(code, root) ?? (code === '-' ? VOLUNTEER_WORDS[root].noCommune : code);
    app.get(boardPath(root, ':campaign'), async (c) => {
      const found = await board(c);
      return found ? shown(c, boardPage(look(c), root, found.campaign, found.board, place)) : refuse(c, root);
    });
    app.get(boardPath(root, ':campaign', '/board.csv'), async (c) => {
      const found = await board(c);
      if (!found) return refuse(c, root);
      return c.body(boardCsv(root, found.board, place), 200, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${found.campaign.id}.csv"`, 'cache-control': 'no-store' });
    });
  }
}

/** A form sent by a page of ours: SameSite keeps the cookie home, this refuses what an old browser lets through. */
const isOurs = (c: Ctx, publicUrl: string | undefined): boolean => reach(c.req.raw.headers, publicUrl, true).type === 'ok';
