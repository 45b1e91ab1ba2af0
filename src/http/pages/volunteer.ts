// The volunteers' own pages: what I may do, the links I made, and one link with everything to forward and print.
// Promises: works without scripts; the text to forward is copied with one tap where there are scripts.
import { html } from 'hono/html';
import { showCode } from '../../links/code.ts';
import type { MadeLink } from '../../links/short-links.ts';
import type { Volunteer } from '../../links/volunteers.ts';
import { boardPath, qrPath, shortPath, volunteerPath } from '../paths.ts';
import { layout, nothing } from './layout.ts';
import type { Lang } from '../../flow/schema.ts';
import type { Look, Markup } from './layout.ts';
import type { Page, PageSource } from './source.ts';
import { VOLUNTEER_WORDS } from './volunteer-words.ts';
import { PAGE_WORDS } from './words.ts';

type Listed = ReturnType<PageSource['list']>;

export function volunteerPage(look: Look, lang: Lang, { me, campaigns, list, links, tooMany }: { readonly me: Volunteer; readonly campaigns: readonly string[]; readonly list: Listed; readonly links: readonly MadeLink[]; readonly tooMany: boolean }): Promise<string> {
  const titles = new Map(list.map(({ flow, step, title }) => [`${flow}/${step}`, title]));
  const words = VOLUNTEER_WORDS[lang];
  const main = html`<h1>${words.hello(me.name)}</h1>
${tooMany ? html`<p class="saved" role="alert">${words.tooMany}</p>` : nothing}
<section><h2>${words.make}</h2>
<form method="post" action="${volunteerPath(lang, '/links')}">
<label>${words.step}<select name="to" required>${groups(list)}</select></label>
<label>${words.campaign}<select name="campaign">${campaigns.map((id) => html`<option value="${id}">${id}</option>`)}<option value="">${words.noCampaign}</option></select></label>
<label>${words.language}<select name="lang"><option value="vi"${selected(lang === 'vi')}>Tiếng Việt</option><option value="en"${selected(lang === 'en')}>English</option></select></label>
<button>${words.create}</button>
</form></section>
<section><h2>${words.boards}</h2>
<ul class="list">${campaigns.map((id) => html`<li><a href="${boardPath(lang, id)}"><strong>${id}</strong></a></li>`)}</ul></section>
<section><h2>${words.links}</h2>
${links.length === 0 ? html`<p>${words.noLinks}</p>` : html`<ul class="list">${links.map((link) => html`<li><a href="${volunteerPath(lang, `/links/${link.code}`)}"><strong>${titles.get(link.to) ?? link.to}</strong><span>${showCode(link.code)}${link.campaign === undefined ? '' : ` · ${link.campaign}`}${link.revoked ? ` · ${words.revoked}` : ''}</span></a></li>`)}</ul>`}</section>
<form method="post" action="${volunteerPath(lang, '/out')}"><button class="quiet">${words.out}</button></form>`;
  return layout(styled(look), { lang, title: words.helper, summary: PAGE_WORDS[lang].not, noIndex: true, alternates: { vi: volunteerPath('vi'), en: volunteerPath('en') } }, main);
}

/** `lang`: of the page around the link, which has its own. */
export function linkPage(look: Look, lang: Lang, link: MadeLink, page: Page): Promise<string> {
  const words = { ...PAGE_WORDS[lang], ...VOLUNTEER_WORDS[lang] };
  const own = (rest = ''): string => volunteerPath(lang, `/links/${link.code}${rest}`);
  const path = shortPath(link.lang, link.code);
  const main = html`<h1>${page.title}</h1>
${link.revoked ? html`<p class="saved" role="note">${words.revokedLink}</p>` : nothing}
<section class="forward"><h2>${words.forward}</h2><p class="words" id="forward">${page.forward}</p><div data-copy="${words.copy}" data-from="forward" data-copied="${words.copied}" data-not-copied="${words.notCopied}"></div></section>
<section><h2>${words.code}</h2><p class="code">${showCode(link.code)}</p><p>${words.sendCode}</p><p><a href="${path}">${look.base}${path}</a></p></section>
<section><h2>${words.qr}</h2><img class="qr" src="${qrPath(link.lang, `${link.code}.svg`)}" alt="${words.qrOf}" width="240" height="240"><p><a href="${qrPath(link.lang, `${link.code}.png`)}">${words.png}</a> · <a href="${qrPath(link.lang, `${link.code}.svg`)}">SVG</a></p></section>
<section><h2>${words.paper}</h2><div class="go"><a href="/v/posters/${link.code}/a4">${words.a4}</a><a href="/v/posters/${link.code}/a5">${words.a5}</a><a href="/v/posters/${link.code}/cards">${words.cards}</a></div></section>
${link.revoked ? nothing : html`<form method="post" action="${own('/revoke')}"><button class="quiet">${words.revoke}</button></form>`}
<p><a href="${volunteerPath(lang)}">${words.back}</a></p>`;
  return layout(styled(look), { lang, title: page.title, summary: words.not, noIndex: true, alternates: { vi: volunteerPath('vi', `/links/${link.code}`), en: volunteerPath('en', `/links/${link.code}`) } }, main);
}

const selected = (yes: boolean): Markup => (yes ? html` selected` : nothing);

export const styled = (look: Look): Look => ({ ...look, entry: { ...look.entry, styles: [...look.entry.styles, '/v/style.css'] } });

/** Steps under the title of their flow, which is the title of its first page. */
function groups(list: Listed): Markup {
  const flows = new Map<string, Listed[number][]>();
  for (const one of list) flows.set(one.flow, [...(flows.get(one.flow) ?? []), one]);
  return html`${[...flows.values()].map((steps) => html`<optgroup label="${steps[0]?.title ?? ''}">${steps.map(({ flow, step, title }, i) => html`<option value="${flow}/${step}">${title === steps[0]?.title && i > 0 ? `${title} (${step})` : title}</option>`)}</optgroup>`)}`;
}
