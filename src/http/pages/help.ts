// The help page of one step, the list of all guides, the privacy text and the page for what does not exist.
// Promises: the answer stands first, then its picture, then where to go; each page names the day up to which it was checked.
import { html } from 'hono/html';
import type { Said } from '../../engine/message.ts';
import type { Lang } from '../../flow/schema.ts';
import { showCode } from '../../links/code.ts';
import { chatCodePath, chatPath, homePath, indexPath, pagePath, privacyPath, shortPath, startPayload } from '../paths.ts';
import type { HttpSettings } from '../settings.ts';
import { layout, nothing, paragraphs } from './layout.ts';
import type { Look, Markup } from './layout.ts';
import type { Page, PageSource } from './source.ts';
import { PAGE_WORDS } from './words.ts';
import type { PageWords } from './words.ts';

export function helpPage(look: Look, lang: Lang, page: Page, links: HttpSettings['links']): Promise<string> {
  const words = PAGE_WORDS[lang];
  const main = html`<h1>${page.title}</h1>
<div class="say">${paragraphs(page.text)}</div>
${page.picture ? html`<figure><img class="picture" src="/media/${page.picture.id}.svg" alt="${page.picture.alt}" width="320" height="400" loading="lazy"><figcaption>${words.drawing}</figcaption></figure>` : nothing}
${page.open.length > 0 ? html`<section><h2>${words.outside}</h2><div class="open">${page.open.map((one) => opened(one, words))}</div></section>` : nothing}
${page.choices.length > 0 ? html`<section><h2>${words.next}</h2><ul class="choices">${page.choices.map(({ label, href }) => html`<li><a href="${ownPath(href)}">${label}</a></li>`)}</ul></section>` : nothing}
<section class="more"><h2>${words.goOn}</h2><div class="go">${goOn(lang, page, links)}</div></section>
<section class="forward"><h2>${words.forward}</h2><p class="words" id="forward">${page.forward}</p><div data-copy="${words.copy}" data-from="forward" data-copied="${words.copied}" data-not-copied="${words.notCopied}"></div></section>
<section class="facts"><p>${words.asOf} <time datetime="${page.asOf}">${day(page.asOf)}</time>.</p>
${page.facts.length > 0 ? html`<h2>${words.sources}</h2><ul>${page.facts.map((fact) => html`<li>${fact.says} (${source(fact.source)}, ${words.checked} ${day(fact.date)})</li>`)}</ul>` : nothing}
<button class="copy" type="button" data-print hidden>${words.print}</button></section>`;
  return layout(
    look,
    {
      lang,
      title: page.title,
      summary: page.summary,
      ...addresses(page),
      picture: page.picture && { path: `/media/${page.picture.id}.png`, alt: page.picture.alt },
    },
    main,
  );
}

/** A short link keeps its own address in previews and when the language is changed; search engines get the page behind it. */
function addresses({ flow, step, link }: Page): { readonly alternates: Readonly<Record<Lang, string>>; readonly noIndex?: boolean } {
  if (link === undefined) return { alternates: { vi: pagePath('vi', flow, step), en: pagePath('en', flow, step) } };
  return { alternates: { vi: shortPath('vi', link), en: shortPath('en', link) }, noIndex: true };
}

export function indexPage(look: Look, lang: Lang, list: ReturnType<PageSource['list']>): Promise<string> {
  const words = PAGE_WORDS[lang];
  return layout(look, { lang, title: words.all, summary: words.not, alternates: { vi: indexPath('vi'), en: indexPath('en') } }, html`<h1>${words.all}</h1>${entries(lang, firsts(list))}`);
}

export function privacyPage(look: Look, lang: Lang, privacy: ReturnType<PageSource['privacy']>): Promise<string> {
  const head = { lang, title: privacy.title, summary: PAGE_WORDS[lang].not, alternates: { vi: privacyPath('vi'), en: privacyPath('en') } };
  return layout(look, head, html`<h1>${privacy.title}</h1><div class="say">${paragraphs(privacy.text)}</div>`);
}

export function missingPage(look: Look, lang: Lang, list: ReturnType<PageSource['list']>): Promise<string> {
  const words = PAGE_WORDS[lang];
  const main = html`<h1>${words.missing}</h1><p>${words.missingText}</p><div class="go"><a class="first" href="${homePath(lang)}">${words.inChat}</a></div>${entries(lang, firsts(list))}`;
  return layout(look, { lang, title: words.missing, summary: words.missingText, noIndex: true }, main);
}

/** The guide's pages are many; the list names each flow once, by its first page. */
function firsts(list: ReturnType<PageSource['list']>): ReturnType<PageSource['list']> {
  const seen = new Set<string>();
  return list.filter(({ flow }) => !seen.has(flow) && seen.add(flow));
}

const entries = (lang: Lang, list: ReturnType<PageSource['list']>): Markup =>
  html`<ul class="list">${list.map(({ flow, title, summary }) => html`<li><a href="${pagePath(lang, flow)}"><strong>${title}</strong>${summary ? html`<span>${summary}</span>` : ''}</a></li>`)}</ul>`;

function goOn(lang: Lang, page: Page, links: HttpSettings['links']): Markup {
  const words = PAGE_WORDS[lang];
  const code = page.link === undefined ? page.code : showCode(page.link);
  const typed = code === undefined ? nothing : html`<small>${words.code} <b>${code}</b></small>`;
  return html`<a class="first" href="${page.link === undefined ? chatPath(lang, page.flow, page.step) : chatCodePath(lang, page.link)}">${words.inChat}</a>
${links.zaloOa ? html`<a href="${links.zaloOa}" rel="noopener">${words.inZaloOa} ${typed}</a>` : nothing}
${links.zaloBot ? html`<a href="${links.zaloBot}" rel="noopener">${words.inZaloBot} ${typed}</a>` : nothing}
${links.telegram ? html`<a href="${links.telegram}?start=${page.link ?? startPayload(page.flow, page.step)}" rel="noopener">${words.inTelegram}</a>` : nothing}`;
}

function opened(one: Said['open'][number], words: PageWords): Markup {
  if (one.type === 'phone') return html`<a class="phone" href="tel:${one.phone.replace(/[^\d+]/g, '')}">${one.label}</a>`;
  if (one.type === 'copy') return html`<p><b>${one.label}</b>: <span class="words">${one.text}</span></p><div data-copy="${words.copyThis}" data-text="${one.text}" data-copied="${words.copied}" data-not-copied="${words.notCopied}"></div>`;
  return one.url.startsWith('https://') ? html`<a class="url" href="${one.url}" rel="noopener">${one.label}</a>` : html`<span>${one.label}</span>`;
}

/** Next pages are ours; anything else would be a mistake in the source and leads home. */
const ownPath = (href: string): string => (/^\/(?!\/)[\w\-./?=#%]*$/.test(href) ? href : '/');

function source(text: string): Markup {
  return /^https?:\/\//.test(text) && URL.canParse(text) ? html`<a href="${text}" rel="noopener">${new URL(text).hostname}</a>` : html`${text}`;
}

/** 2026-11-22 → 22/11/2026, as dates are written in Việt Nam; people of other languages read it too. */
export const day = (iso: string): string => iso.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3/$2/$1');
