// The frame of every server-rendered page: head with link previews, site line, footer. Text is escaped by the template.
// Promises: readable without scripts and styles, nothing inline, nothing from elsewhere.
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Lang } from '../../flow/schema.ts';
import type { Entry } from '../assets.ts';
import { homePath, indexPath, privacyPath } from '../paths.ts';
import { PAGE_WORDS } from './words.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;
export type Look = { readonly entry: Entry; /** https://… without a slash at the end, or '' when unknown: then absolute links are left out. */ readonly base: string };

export type Head = {
  readonly lang: Lang;
  readonly title: string;
  readonly summary: string;
  /** This page in each language, as paths. */
  readonly alternates?: Readonly<Record<Lang, string>> | undefined;
  readonly picture?: { readonly path: string; readonly alt: string } | undefined;
  readonly noIndex?: boolean;
};

export async function layout(look: Look, head: Head, main: Markup): Promise<string> {
  const words = PAGE_WORDS[head.lang];
  const other: Lang = head.lang === 'vi' ? 'en' : 'vi';
  const page = await html`<!doctype html>
<html lang="${head.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${head.title} – ${words.site}</title>
<meta name="description" content="${head.summary}">
${preview(look, head)}
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
${look.entry.styles.map((href) => html`<link rel="stylesheet" href="${href}">`)}
<script type="module" src="${look.entry.script}"></script>
</head>
<body>
<header class="site">
<a class="home" href="${indexPath(head.lang)}">${words.name}</a>
<a href="${homePath(head.lang)}">${words.chat}</a>
${head.alternates ? html`<a href="${head.alternates[other]}" lang="${other}" hreflang="${other}">${words.other}</a>` : ''}
<p class="not">${words.not}</p>
</header>
<main>
<p class="saved" role="note" data-saved hidden>${words.saved}</p>
${main}
</main>
<footer>
<a href="${indexPath(head.lang)}">${words.all}</a><a href="${privacyPath(head.lang)}">${words.privacy}</a>
</footer>
</body>
</html>
`;
  return page.toString();
}

/** Title, summary and picture as Zalo, Facebook and Telegram read them; they want absolute addresses. */
export function preview(look: Look, head: Head): Markup {
  const { base } = look;
  const own = head.alternates?.[head.lang];
  return html`${head.noIndex ? html`<meta name="robots" content="noindex">` : ''}<meta property="og:type" content="article">
<meta property="og:site_name" content="${PAGE_WORDS[head.lang].site}">
<meta property="og:title" content="${head.title}">
<meta property="og:description" content="${head.summary}">
<meta property="og:locale" content="${head.lang === 'vi' ? 'vi_VN' : 'en_GB'}">
${base !== '' && own !== undefined ? html`<meta property="og:url" content="${base + own}"><link rel="canonical" href="${base + own}">` : ''}
${base !== '' && head.picture ? html`<meta property="og:image" content="${base + head.picture.path}"><meta property="og:image:alt" content="${head.picture.alt}">` : ''}
${base !== '' && head.alternates
    ? html`<link rel="alternate" hreflang="vi" href="${base + head.alternates.vi}"><link rel="alternate" hreflang="en" href="${base + head.alternates.en}"><link rel="alternate" hreflang="x-default" href="${base + head.alternates.vi}">`
    : ''}`;
}

/** Plain text → paragraphs; lines that open with a bullet become a list. */
export function paragraphs(text: string): Markup {
  const blocks = text.trim().split(/\n{2,}/).flatMap(splitBullets);
  return html`${blocks.map((lines) =>
    BULLET.test(lines[0] ?? '') ? html`<ul>${lines.map((line) => html`<li>${line.replace(BULLET, '')}</li>`)}</ul>` : html`<p>${lines.map((line, i) => (i === 0 ? line : html`<br>${line}`))}</p>`,
  )}`;
}

const BULLET = /^\s*[-•–]\s+/;

/** Runs of bullet lines and runs of other lines, in order. */
function splitBullets(block: string): string[][] {
  const runs: string[][] = [];
  for (const line of block.split('\n')) {
    const run = runs.at(-1);
    if (run !== undefined && BULLET.test(run[0] ?? '') === BULLET.test(line)) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

export const nothing = raw('');
