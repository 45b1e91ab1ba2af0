// The volunteers' own pages: what I may do, the links I made, and one link with everything to forward and print.
// Promises: works without scripts; the text to forward is copied with one tap where there are scripts.
import { html } from 'hono/html';
import { showCode } from '../../links/code.ts';
import type { MadeLink } from '../../links/short-links.ts';
import type { Volunteer } from '../../links/volunteers.ts';
import { qrPath, shortPath } from '../paths.ts';
import { layout, nothing } from './layout.ts';
import type { Look, Markup } from './layout.ts';
import type { Page, PageSource } from './source.ts';
import { PAGE_WORDS } from './words.ts';

type Listed = ReturnType<PageSource['list']>;

export function volunteerPage(look: Look, { me, campaigns, list, links, tooMany }: { readonly me: Volunteer; readonly campaigns: readonly string[]; readonly list: Listed; readonly links: readonly MadeLink[]; readonly tooMany: boolean }): Promise<string> {
  const titles = new Map(list.map(({ flow, step, title }) => [`${flow}/${step}`, title]));
  const main = html`<h1>Chào ${me.name}</h1>
${tooMany ? html`<p class="saved" role="alert">Hôm nay đã tạo đủ số đường dẫn. Mời tạo tiếp vào ngày mai.</p>` : nothing}
<section><h2>Tạo đường dẫn để gửi</h2>
<form method="post" action="/v/links">
<label>Bước muốn gửi<select name="to" required>${groups(list)}</select></label>
<label>Chiến dịch<select name="campaign">${campaigns.map((id) => html`<option value="${id}">${id}</option>`)}<option value="">Không tính vào chiến dịch</option></select></label>
<label>Ngôn ngữ<select name="lang"><option value="vi">Tiếng Việt</option><option value="en">English</option></select></label>
<button>Tạo đường dẫn</button>
</form></section>
<section><h2>Bảng chung của chiến dịch</h2>
<ul class="list">${campaigns.map((id) => html`<li><a href="/board/${id}"><strong>${id}</strong></a></li>`)}</ul></section>
<section><h2>Đường dẫn đã tạo</h2>
${links.length === 0 ? html`<p>Chưa có đường dẫn nào.</p>` : html`<ul class="list">${links.map((link) => html`<li><a href="/v/links/${link.code}"><strong>${titles.get(link.to) ?? link.to}</strong><span>${showCode(link.code)}${link.campaign === undefined ? '' : ` · ${link.campaign}`}${link.revoked ? ' · đã thu hồi' : ''}</span></a></li>`)}</ul>`}</section>
<form method="post" action="/v/out"><button class="quiet">Đăng xuất</button></form>`;
  return layout(styled(look), { lang: 'vi', title: 'Người hỗ trợ', summary: PAGE_WORDS.vi.not, noIndex: true }, main);
}

export function linkPage(look: Look, link: MadeLink, page: Page): Promise<string> {
  const words = PAGE_WORDS.vi;
  const path = shortPath(link.lang, link.code);
  const main = html`<h1>${page.title}</h1>
${link.revoked ? html`<p class="saved" role="note">Đường dẫn này đã thu hồi: vẫn mở được trang, nhưng không tính vào chiến dịch.</p>` : nothing}
<section class="forward"><h2>Lời nhắn để gửi</h2><p class="words" id="forward">${page.forward}</p><div data-copy="${words.copy}" data-from="forward" data-copied="${words.copied}" data-not-copied="${words.notCopied}"></div></section>
<section><h2>Mã</h2><p class="code">${showCode(link.code)}</p><p>Nhắn mã này cho trợ lý trên Zalo, Telegram hay trên trang web.</p><p><a href="${path}">${look.base}${path}</a></p></section>
<section><h2>Mã QR</h2><img class="qr" src="${qrPath(link.lang, `${link.code}.svg`)}" alt="Mã QR của đường dẫn" width="240" height="240"><p><a href="${qrPath(link.lang, `${link.code}.png`)}">Tải ảnh PNG</a> · <a href="${qrPath(link.lang, `${link.code}.svg`)}">SVG</a></p></section>
<section><h2>In ra giấy</h2><div class="go"><a href="/v/posters/${link.code}/a4">Áp phích A4</a><a href="/v/posters/${link.code}/a5">Tờ rơi A5</a><a href="/v/posters/${link.code}/cards">10 thẻ cắt rời</a></div></section>
${link.revoked ? nothing : html`<form method="post" action="/v/links/${link.code}/revoke"><button class="quiet">Thu hồi đường dẫn</button></form>`}
<p><a href="/v">Về trang người hỗ trợ</a></p>`;
  return layout(styled(look), { lang: 'vi', title: page.title, summary: PAGE_WORDS.vi.not, noIndex: true }, main);
}

export const styled = (look: Look): Look => ({ ...look, entry: { ...look.entry, styles: [...look.entry.styles, '/v/style.css'] } });

/** Steps under the title of their flow, which is the title of its first page. */
function groups(list: Listed): Markup {
  const flows = new Map<string, Listed[number][]>();
  for (const one of list) flows.set(one.flow, [...(flows.get(one.flow) ?? []), one]);
  return html`${[...flows.values()].map((steps) => html`<optgroup label="${steps[0]?.title ?? ''}">${steps.map(({ flow, step, title }, i) => html`<option value="${flow}/${step}">${title === steps[0]?.title && i > 0 ? `${title} (${step})` : title}</option>`)}</optgroup>`)}`;
}
