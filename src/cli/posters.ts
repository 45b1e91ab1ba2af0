// `npm run posters -- make FLOW/STEP [--form a4|a5|cards|all] [--lang vi|en] [--commune CODE or NAME] [--campaign C] [--out DIR] | stale | list | revoke CODE`
// Promises: each PDF is one page; what it rests on is remembered, and `stale` names posters that are no longer true (exit 1).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { deriveKey } from '../chat-key.ts';
import { readConfig } from '../config.ts';
import { formatDate, vnDate } from '../engine/facts.ts';
import type { Lang } from '../flow/schema.ts';
import { pagesOf } from '../http/pages/from-guide.ts';
import { posterPage } from '../http/pages/poster.ts';
import { shortPath } from '../http/paths.ts';
import { readCode, showCode } from '../links/code.ts';
import { POSTER_FORMS, posterWords, printHash, teamsOf } from '../links/poster-words.ts';
import { listPrints, recordPrint } from '../links/prints.ts';
import { qrSvg } from '../links/qr.ts';
import { sharedLinks } from '../links/share.ts';
import { createShortLinks } from '../links/short-links.ts';
import { CAMPAIGN } from '../links/volunteers.ts';
import { communeCode } from './commune-code.ts';
import { openLinkRecords } from './link-records.ts';
import { openGuide } from './open-guide.ts';
import { baseOf } from './open-outreach.ts';
import { printPdf } from './print-poster.ts';

const USAGE = `npm run posters -- make FLOW/STEP [--form a4|a5|cards|all] [--lang vi|en] [--commune CODE or NAME] [--campaign C] [--out DIR]
npm run posters -- stale | list
npm run posters -- revoke CODE
`;
/** In whose name links of posters are made. */
const MAKER = 'posters';

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { form: { type: 'string', default: 'all' }, lang: { type: 'string', default: 'vi' }, commune: { type: 'string' }, campaign: { type: 'string' }, out: { type: 'string', default: 'dist/posters' } },
  });
  const [what, name = ''] = positionals;
  const forms = POSTER_FORMS.filter((form) => values.form === 'all' || form === values.form);
  const lang = values.lang === 'vi' || values.lang === 'en' ? (values.lang as Lang) : undefined;
  if (!['make', 'stale', 'list', 'revoke'].includes(what ?? '') || forms.length === 0 || !lang || ((what === 'make' || what === 'revoke') && name === '')) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (values.campaign !== undefined && !CAMPAIGN.test(values.campaign)) throw new Error('--campaign is a short name of small letters, digits and hyphens');
  const config = readConfig(process.env);
  const key = deriveKey(config.APP_SECRET, 'link');
  const { records, close } = await openLinkRecords(config);
  try {
    const now = Date.now();
    const short = createShortLinks({ ...records, role: () => ({ hold: async () => undefined, release: async () => {} }) }, key, Date.now);
    if (what === 'revoke') {
      if (!(await short.revoke(MAKER, readCode(name) ?? ''))) throw new Error(`${name} is not the code of a poster made with a campaign.`);
      process.stdout.write(`${name}: the page still opens, the campaign no longer counts.\n`);
      return 0;
    }
    const guide = await openGuide(config.CONTENT_DIR);
    if (what === 'make') {
      const base = baseOf(config, config.PORT);
      if (base === undefined) throw new Error('PUBLIC_URL: needed, a poster has to say where the page is.');
      if (config.PUBLIC_URL === undefined) process.stderr.write(`PUBLIC_URL is not set: this poster leads to ${base}, which only this machine can open.\n`);
      // A silent first step stands for the page it leads to, as on the site.
      const page = pagesOf(() => guide, config.CONTENT_DIR).page(lang, ...(name.split('/') as [string, string?]));
      const words = page && posterWords(guide, lang, `${page.flow}/${page.step}`, now);
      if (!words) throw new Error(`${name} is not a step with a page; write flow/step.`);
      const commune = values.commune === undefined ? undefined : communeCode(values.commune);
      const teams = commune === undefined ? [] : teamsOf(guide, commune, lang, now);
      if (commune !== undefined && teams.length === 0) process.stderr.write(`No team is known for ${guide.tools.places?.name(commune, 'vi') ?? commune}: the poster carries none.\n`);
      const to = `${words.flow}/${words.step}`;
      const made = values.campaign === undefined ? undefined : await short.make({ to, lang, campaign: values.campaign }, MAKER);
      if (made === 'too-many') throw new Error('Enough posters for one day; use the links made so far.');
      const code = made?.code ?? (await sharedLinks(records, short, Date.now).ensure(lang, words.flow, words.step));
      const url = base + shortPath(lang, code);
      const folder = resolve(values.out);
      mkdirSync(folder, { recursive: true });
      for (const form of forms) {
        const file = join(folder, `${words.flow}-${words.step}-${lang}-${form}.pdf`);
        process.stdout.write(`${file} …\n`);
        const poster = { form, lang, words, code, url, qr: qrSvg(url), teams, place: commune === undefined ? undefined : guide.tools.places?.name(commune, lang), at: now };
        writeFileSync(file, await printPdf(form, (text) => posterPage({ ...poster, style: { text } })));
        await recordPrint(records, { code, form, to, lang, ...(commune === undefined ? {} : { commune }), hash: printHash(words, teams), at: now });
      }
      process.stdout.write(`${showCode(code)}  ${url}\n`);
      return 0;
    }
    let stale = 0;
    for (const print of await listPrints(records)) {
      const words = posterWords(guide, print.lang, print.to, now);
      const teams = print.commune === undefined ? [] : teamsOf(guide, print.commune, print.lang, now);
      const state = !words ? 'its step is gone' : printHash(words, teams) === print.hash ? 'still true' : 'its text, a cited fact or a team changed';
      if (state !== 'still true') stale += 1;
      if (what === 'list' || state !== 'still true') process.stdout.write(`${showCode(print.code)}  ${print.to} ${print.lang} ${print.form}${print.commune === undefined ? '' : ` ${print.commune}`}, printed ${formatDate(vnDate(print.at), 'en')}: ${state}\n`);
    }
    process.stdout.write(`${stale} posters to print again\n`);
    return what === 'stale' && stale > 0 ? 1 : 0;
  } finally {
    await close();
  }
}
