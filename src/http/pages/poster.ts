// Posters: one step on an A4 sheet, an A5 leaflet or ten cards to cut apart, for a printer of any kind (no dark areas).
// Promises: one page of paper; the host in words, the code to type, hotline and warnings from fact cards, teams as they are known.
// Used by the volunteers' page (printed from the browser) and by `npm run posters` (printed by Chromium with the print font).
import { html, raw } from 'hono/html';
import { formatDate, vnDate } from '../../engine/facts.ts';
import type { TeamCard } from '../../engine/guide.ts';
import type { Lang } from '../../flow/schema.ts';
import { showCode } from '../../links/code.ts';
import type { PosterForm, PosterWords } from '../../links/poster-words.ts';
import { nothing, paragraphs } from './layout.ts';
import type { Markup } from './layout.ts';

export type Poster = {
  readonly form: PosterForm;
  readonly lang: Lang;
  readonly words: PosterWords;
  readonly code: string;
  /** What the QR code leads to. */
  readonly url: string;
  /** An SVG of ours. */
  readonly qr: string;
  readonly teams: readonly TeamCard[];
  /** The commune's name. */
  readonly place?: string | undefined;
  readonly at: number;
  readonly style: { readonly href: string } | { readonly text: string };
};

const WORDS = {
  vi: {
    scan: 'Mở máy ảnh điện thoại, đưa vào mã này',
    or: 'Hoặc gõ vào trình duyệt:',
    chat: 'Hoặc nhắn mã này cho trợ lý:',
    trust: 'Chỉ tin trang',
    hotline: 'Tổng đài định danh',
    not: 'Tờ này của nhóm hỗ trợ cộng đồng. Không phải Công an, không phải ứng dụng VNeID.',
    never: 'Không ai cần mật khẩu hay mã OTP (mã số gửi qua tin nhắn) của bạn.',
    careful: 'Coi chừng bị lừa',
    teams: 'Nơi giúp trực tiếp',
    date: 'In ngày',
    glue: 'Có mã khác dán đè lên thì đừng quét.',
  },
  en: {
    scan: 'Point your phone camera at this code',
    or: 'Or type into a browser:',
    chat: 'Or send this code to the helper:',
    trust: 'Trust only the site',
    hotline: 'e-ID hotline',
    not: 'From a community help group. Not the police, not the VNeID app.',
    never: 'Nobody needs your password or OTP (the code sent by text message).',
    careful: 'Beware of fraud',
    teams: 'Help in person',
    date: 'Printed on',
    glue: 'If another code is glued over this one, do not scan it.',
  },
} as const;

export async function posterPage(poster: Poster): Promise<string> {
  const { form, lang, words, style } = poster;
  const page = await html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title} – ${form.toUpperCase()}</title>
${'href' in style ? html`<link rel="stylesheet" href="${style.href}">` : html`<style>${raw(style.text)}</style>`}
</head>
<body class="${form} ${size(words.text)}">
${form === 'cards' ? html`<div class="sheet">${Array.from({ length: 10 }, () => card(poster))}</div>` : sheet(poster)}
</body>
</html>
`;
  return page.toString();
}

function sheet({ lang, words, code, url, qr, teams, place, at }: Poster): Markup {
  const w = WORDS[lang];
  return html`<article class="sheet">
<header><p class="not">${w.not}</p><h1>${words.title}</h1></header>
<div class="say">${paragraphs(words.text)}</div>
<div class="open"><div class="qr">${raw(qr)}</div><div class="ways"><p class="lead">${w.scan}</p><p>${w.or}<br><b class="url">${bare(url)}</b></p><p>${w.chat}<br><b class="code">${showCode(code)}</b></p></div></div>
<p class="trust">${w.trust} <b>${host(url)}</b>. ${w.glue}</p>
${teams.length > 0 ? html`<section class="teams"><h2>${w.teams}${place === undefined ? '' : `: ${place}`}</h2>${teams.slice(0, 3).map((team) => html`<p><b>${team.name}</b>${[team.address, team.hours, team.phones.join(', ')].filter((part) => part !== undefined && part !== '').map((part) => html`<br>${part}`)}</p>`)}</section>` : nothing}
<section class="careful"><h2>${w.careful}</h2><p>${w.never}</p>${words.warnings.map((text) => html`<p>${text}</p>`)}</section>
<footer>${words.hotline === undefined ? nothing : html`<p class="hotline">${w.hotline}: <b>${words.hotline}</b></p>`}<p class="date">${w.date} ${formatDate(vnDate(at), lang)}</p></footer>
</article>`;
}

function card({ lang, words, code, url, qr }: Poster): Markup {
  const w = WORDS[lang];
  return html`<article class="card"><div class="qr">${raw(qr)}</div><div><h2>${words.title}</h2><p><b class="code">${showCode(code)}</b></p><p>${w.trust} <b>${host(url)}</b></p>${words.hotline === undefined ? nothing : html`<p>${w.hotline}: <b class="phone">${words.hotline}</b></p>`}<p class="fine">${w.never}</p></div></article>`;
}

const host = (url: string): string => new URL(url).host;
const bare = (url: string): string => url.replace(/^https?:\/\//, '');
/** Letters as large as the page allows. */
const size = (text: string): string => (text.length < 170 ? 'short' : text.length < 330 ? 'middle' : 'long');
