// The cohort board as a page and as CSV: what a campaign reached, day by day and commune by commune, in published numbers only.
// Promises: every number on the page is a published cell or a sum of them; charts are drawings with their numbers written beside.
import { html } from 'hono/html';
import { type Board, type Counts, type Measure, MEASURES, sumOf } from '../../links/board.ts';
import type { Campaign } from '../../links/volunteers.ts';
import { layout, nothing } from './layout.ts';
import type { Look, Markup } from './layout.ts';
import { day } from './help.ts';
import { styled } from './volunteer.ts';
import { PAGE_WORDS } from './words.ts';

const NAMES: Readonly<Record<Measure, string>> = { opened: 'Lượt mở trang', started: 'Bắt đầu', installed: 'Đã cài', visited: 'Đã đến nơi làm', activated: 'Đã kích hoạt', 'needs-help': 'Cần người giúp' };
const FEW = 'dưới 5';

export function boardPage(look: Look, campaign: Campaign, board: Board, place: (code: string) => string): Promise<string> {
  const main = html`<h1>Bảng chung: ${campaign.id}</h1>
<p>Số được làm tròn xuống bội số của 5. Ô nhỏ hơn 5, kể cả 0, ghi “${FEW}”. Tổng chỉ cộng các ô đã hiện, nên số thật có thể lớn hơn. Ngày hôm nay chưa chốt, mai mới hiện.</p>
<section><h2>Đến nay, ít nhất</h2>${funnel(board.total)}
${campaign.target === undefined ? nothing : html`<p>Mục tiêu: ${campaign.target} người kích hoạt.</p>`}</section>
<section><h2>Theo xã, phường</h2>${table('Xã, phường', board.communes.map(({ commune, counts }) => [place(commune), counts] as const), board.total)}</section>
<section><h2>Người kích hoạt theo ngày</h2>${columns(board)}</section>
<section><h2>Theo ngày</h2>${table('Ngày', [...board.days].reverse().map(({ day: date, cells }) => [day(date), Object.fromEntries(MEASURES.map((measure) => [measure, sumOf(cells, measure)]))] as const), board.total)}</section>
<p><a href="/board/${campaign.id}/board.csv">Tải bảng CSV</a> · <a href="/v">Về trang người hỗ trợ</a></p>`;
  return layout(styled(look), { lang: 'vi', title: `Bảng chung: ${campaign.id}`, summary: PAGE_WORDS.vi.not, noIndex: true }, main);
}

/** One line a day, commune and measure that may be published; days without any get one line, so that a day left out is not a zero. */
export function boardCsv(board: Board, place: (code: string) => string): string {
  const rows = board.days.flatMap(({ day: date, cells }) => {
    const communes = Object.keys(cells).length === 0 ? [['', {}] as const] : Object.entries(cells);
    return communes.map(([commune, counts]) => [date, commune, commune === '' ? '' : place(commune), ...MEASURES.map((measure) => shown(counts, measure))]);
  });
  const head = ['ngày', 'mã xã', 'xã, phường', ...MEASURES.map((measure) => NAMES[measure].toLowerCase())];
  // A byte order mark, or spreadsheets misread Vietnamese.
  return `\uFEFF${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

const shown = (counts: Counts, measure: Measure): string => (counts[measure] ? String(counts[measure]) : FEW);
/** No cell may begin a formula in a spreadsheet. */
const quoted = (cell: string): string => `"${cell.replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""')}"`;

function table(first: string, rows: readonly (readonly [string, Counts])[], total: Counts): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${first}"><table><thead><tr><th scope="col">${first}</th>${MEASURES.map((measure) => html`<th scope="col">${NAMES[measure]}</th>`)}</tr></thead>
<tbody>${rows.length === 0 ? html`<tr><td colspan="${MEASURES.length + 1}">Mọi ô đều ${FEW}.</td></tr>` : rows.map(([name, counts]) => html`<tr><td>${name}</td>${MEASURES.map((measure) => cell(counts, measure))}</tr>`)}</tbody>
<tfoot><tr><th scope="row">Ít nhất</th>${MEASURES.map((measure) => cell(total, measure))}</tr></tfoot></table></div>`;
}

const cell = (counts: Counts, measure: Measure): Markup => (counts[measure] ? html`<td>${counts[measure]}</td>` : html`<td class="small">${FEW}</td>`);

/** Bars under each other, each with its name and number in words: readable at 360 px and without colours. */
function funnel(total: Counts): Markup {
  const most = Math.max(5, ...MEASURES.map((measure) => total[measure] ?? 0));
  const line = 46;
  const label = MEASURES.map((measure) => `${NAMES[measure]}: ${total[measure] ?? `${FEW} mỗi ô`}`).join('; ');
  return html`<svg class="chart" viewBox="0 0 340 ${MEASURES.length * line}" role="img" aria-label="${label}">${MEASURES.map((measure, i) => {
    const n = total[measure] ?? 0;
    return html`<text x="0" y="${i * line + 16}">${NAMES[measure]}</text><text class="value" x="340" y="${i * line + 16}" text-anchor="end">${n === 0 ? FEW : n}</text><rect class="rail" x="0" y="${i * line + 23}" width="340" height="13" rx="4"/>${n === 0 ? nothing : html`<rect class="bar" x="0" y="${i * line + 23}" width="${Math.max(4, (n / most) * 340)}" height="13" rx="4"/>`}`;
  })}</svg>`;
}

/** The last two weeks, a column a day. */
function columns(board: Board): Markup {
  const days = board.days.slice(-14).map(({ day: date, cells }) => ({ date, n: sumOf(cells, 'activated') }));
  if (!days.some(({ n }) => n > 0)) return html`<p>Mỗi ngày đều ${FEW}.</p>`;
  const most = Math.max(...days.map(({ n }) => n));
  const width = 340 / Math.max(7, days.length);
  const label = days.map(({ date, n }) => `${day(date)}: ${n === 0 ? FEW : n}`).join('; ');
  return html`<svg class="chart" viewBox="-14 0 368 190" role="img" aria-label="${label}">${days.map(({ date, n }, i) => {
    const x = i * width;
    const height = (n / most) * 125;
    return html`<rect class="rail" x="${x + 2}" y="162" width="${width - 4}" height="3"/><rect class="bar" x="${x + 2}" y="${162 - height}" width="${width - 4}" height="${height}" rx="3"/>${n === 0 ? nothing : html`<text class="value" x="${x + width / 2}" y="${156 - height}" text-anchor="middle">${n}</text>`}${i % 2 === days.length % 2 && days.length > 7 ? nothing : html`<text x="${x + width / 2}" y="183" text-anchor="middle">${Number(date.slice(8))}/${Number(date.slice(5, 7))}</text>`}`;
  })}</svg>`;
}
