// The page of the web chat: an empty conversation, a line to write in, and who we are not. The browser code fills it.
// Promises: every control has its name in the markup, so it is there before any script; without scripts it leads to the help pages.
import { html, raw } from 'hono/html';
import type { Lang } from '../../flow/schema.ts';
import { homePath, indexPath, privacyPath } from '../paths.ts';
import { UI_WORDS } from '../ui/words.ts';
import { preview } from './layout.ts';
import type { Look } from './layout.ts';

export async function chatPage(look: Look, lang: Lang, frame: boolean): Promise<string> {
  const words = UI_WORDS[lang];
  const head = { lang, title: words.title, summary: words.not, alternates: { vi: homePath('vi'), en: homePath('en') }, noIndex: frame };
  // Our other pages refuse to be framed, so from a frame they open in a tab of their own.
  const tab = frame ? raw(' target="_blank" rel="noopener"') : '';
  const page = await html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<title>${words.title}</title>
<meta name="description" content="${words.not}">
${preview(look, head)}
<meta name="theme-color" content="#0b5563">
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
${look.entry.styles.map((href) => html`<link rel="stylesheet" href="${href}">`)}
<script type="module" src="${look.entry.script}"></script>
</head>
<body data-frame="${frame ? 'yes' : 'no'}">
<header>
<div class="bar">
<h1 data-word="name">${words.name}</h1>
<button type="button" id="smaller"><span aria-hidden="true">A−</span><span class="visually-hidden" data-word="smaller">${words.smaller}</span></button>
<button type="button" id="larger"><span aria-hidden="true">A+</span><span class="visually-hidden" data-word="larger">${words.larger}</span></button>
</div>
<p><span data-word="not">${words.not}</span> <a href="${privacyPath(lang)}"${tab} data-path="/privacy" data-word="privacy">${words.privacy}</a></p>
</header>
<main>
<div id="log" role="log" tabindex="0" aria-live="polite" data-word="log" data-attribute="aria-label" aria-label="${words.log}"></div>
<noscript><p>${words.noScript}</p><p><a href="${indexPath(lang)}"${tab}>${words.guide}</a></p></noscript>
<div id="help"></div>
<p id="guide" hidden><a href="${indexPath(lang)}"${tab} data-path="/h" data-word="guide">${words.guide}</a></p>
<p id="status" role="status"></p>
<form id="form">
<label class="visually-hidden" for="input" data-word="input">${words.input}</label>
<textarea id="input" rows="1" maxlength="1000" autocomplete="off" enterkeyhint="send" data-word="input" data-attribute="placeholder" placeholder="${words.input}"></textarea>
<button id="send" data-word="send">${words.send}</button>
</form>
</main>
</body>
</html>
`;
  return page.toString();
}
