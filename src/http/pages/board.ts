// The cohort board as a page and as CSV: what a campaign reached, day by day and commune by commune, in published numbers only.
// Promises: every number on the page is a published cell or a sum of them; charts are drawings with their numbers written beside.
import { html } from 'hono/html';
import { type Board, type Counts, type Measure, MEASURES, sumOf } from '../../links/board.ts';
import type { Campaign } from '../../links/volunteers.ts';
import { formatDate } from '../../engine/facts.ts';
import type { Lang } from '../../flow/schema.ts';
import { boardPath, volunteerPath } from '../paths.ts';
import { layout, nothing } from './layout.ts';
import type { Look, Markup } from './layout.ts';
import { styled } from './volunteer.ts';
import { VOLUNTEER_WORDS, type VolunteerWords } from './volunteer-words.ts';
import { PAGE_WORDS } from './words.ts';

export function boardPage(look: Look, lang: Lang, campaign: Campaign, board: Board, place: (code: string) => string): Promise<string> {
  const words = VOLUNTEER_WORDS[lang];
  const main = html`<h1>${words.board(campaign.id)}</h1>
<p>${words.rounding}</p>
<section><h2>${words.soFar}</h2>${funnel(words, board.total)}
${campaign.target === undefined ? nothing : html`<p>${words.target(campaign.target)}</p>`}</section>
<section><h2>${words.byCommune}</h2>${table(words, words.commune, board.communes.map(({ commune, counts }) => [place(commune), counts] as const), board.total)}</section>
<section><h2>${words.activatedByDay}</h2>${columns(words, lang, board)}</section>
<section><h2>${words.byDay}</h2>${table(words, words.day, [...board.days].reverse().map(({ day: date, cells }) => [formatDate(date, lang), Object.fromEntries(MEASURES.map((measure) => [measure, sumOf(cells, measure)]))] as const), board.total)}</section>
<p><a href="${boardPath(lang, campaign.id, '/board.csv')}">${words.csv}</a> · <a href="${volunteerPath(lang)}">${words.back}</a></p>`;
  return layout(styled(look), { lang, title: words.board(campaign.id), summary: PAGE_WORDS[lang].not, noIndex: true, alternates: { vi: boardPath('vi', campaign.id), en: boardPath('en', campaign.id) } }, main);
}

/** One line a day, commune and measure that may be published; days without any get one line, so that a day left out is not a zero. */
export function boardCsv(lang: Lang, board: Board, place: (code: string) => string): string {
  const words = VOLUNTEER_WORDS[lang];
  const rows = board.days.flatMap(({ day: date, cells }) => {
    const communes = Object.keys(cells).length === 0 ? [['', {}] as const] : Object.entries(cells);
    return communes.map(([commune, counts]) => [date, commune, commune === '' ? '' : place(commune), ...MEASURES.map((measure) => shown(words, counts, measure))]);
  });
  const head = [...words.csvHead, ...MEASURES.map((measure) => words.measures[measure].toLowerCase())];
  // A byte order mark, or spreadsheets misread Vietnamese.
  return `\uFEFF${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

const shown = (words: VolunteerWords, counts: Counts, measure: Measure): string => (counts[measure] ? String(counts[measure]) : words.few);
/** No cell may begin a formula in a spreadsheet. */
const quoted = (cell: string): string => `"${cell.replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""')}"`;

function table(words: VolunteerWords, first: string, rows: readonly (readonly [string, Counts])[], total: Counts): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${first}"><table><thead><tr><th scope="col">${first}</th>${MEASURES.map((measure) => html`<th scope="col">${words.measures[measure]}</th>`)}</tr></thead>
<tbody>${rows.length === 0 ? html`<tr><td colspan="${MEASURES.length + 1}">${words.allFew}</td></tr>` : rows.map(([name, counts]) => html`<tr><td>${name}</td>${MEASURES.map((measure) => cell(words, counts, measure))}</tr>`)}</tbody>
<tfoot><tr><th scope="row">${words.atLeast}</th>${MEASURES.map((measure) => cell(words, total, measure))}</tr></tfoot></table></div>`;
}

const cell = (words: VolunteerWords, counts: Counts, measure: Measure): Markup => (counts[measure] ? html`<td>${counts[measure]}</td>` : html`<td class="small">${words.few}</td>`);

/** Bars under each other, each with its name and number in words: readable at 360 px and without colours. */
function funnel(words: VolunteerWords, total: Counts): Markup {
  const most = Math.max(5, ...MEASURES.map((measure) => total[measure] ?? 0));
  const line = 46;
  const label = MEASURES.map((measure) => `${words.measures[measure]}: ${total[measure] ?? words.fewEach}`).join('; ');
  return html`<svg class="chart" viewBox="0 0 340 ${MEASURES.length * line}" role="img" aria-label="${label}">${MEASURES.map((measure, i) => {
    const n = total[measure] ?? 0;
    return html`<text x="0" y="${i * line + 16}">${words.measures[measure]}</text><text class="value" x="340" y="${i * line + 16}" text-anchor="end">${n === 0 ? words.few : n}</text><rect class="rail" x="0" y="${i * line + 23}" width="340" height="13" rx="4"/>${n === 0 ? nothing : html`<rect class="bar" x="0" y="${i * line + 23}" width="${Math.max(4, (n / most) * 340)}" height="13" rx="4"/>`}`;
  })}</svg>`;
}

/** The last two weeks, a column a day. */
function columns(words: VolunteerWords, lang: Lang, board: Board): Markup {
  const days = board.days.slice(-14).map(({ day: date, cells }) => ({ date, n: sumOf(cells, 'activated') }));
  if (!days.some(({ n }) => n > 0)) return html`<p>${words.eachDayFew}</p>`;
  const most = Math.max(...days.map(({ n }) => n));
  const width = 340 / Math.max(7, days.length);
  const label = days.map(({ date, n }) => `${formatDate(date, lang)}: ${n === 0 ? words.few : n}`).join('; ');
  return html`<svg class="chart" viewBox="-14 0 368 190" role="img" aria-label="${label}">${days.map(({ date, n }, i) => {
    const x = i * width;
    const height = (n / most) * 125;
    return html`<rect class="rail" x="${x + 2}" y="162" width="${width - 4}" height="3"/><rect class="bar" x="${x + 2}" y="${162 - height}" width="${width - 4}" height="${height}" rx="3"/>${n === 0 ? nothing : html`<text class="value" x="${x + width / 2}" y="${156 - height}" text-anchor="middle">${n}</text>`}${i % 2 === days.length % 2 && days.length > 7 ? nothing : html`<text x="${x + width / 2}" y="183" text-anchor="middle">${Number(date.slice(8))}/${Number(date.slice(5, 7))}</text>`}`;
  })}</svg>`;
}
