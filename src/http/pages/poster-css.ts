// Styles of posters, in millimetres and points of paper. Plain text: served as a file, or put into the page that Chromium prints.
// Promises: black on white, nothing under 9 points. A sheet is a millimetre shorter than its paper, or rounding makes a second page.
export const POSTER_CSS = `* { box-sizing: border-box; margin: 0; }
:root { font-family: 'Be Vietnam Pro', 'Noto Sans', 'DejaVu Sans', Roboto, sans-serif; color: #000; background: #fff; }
.sheet { display: flex; flex-direction: column; gap: 4mm; width: 210mm; min-height: 296mm; padding: 13mm 14mm; margin-inline: auto; background: #fff; }
h1 { font-size: 34pt; line-height: 1.15; font-weight: 800; text-wrap: balance; }
h2 { font-size: 15pt; line-height: 1.2; font-weight: 700; }
.not { font-size: 11pt; margin-bottom: 3mm; }
.say { display: grid; gap: 2.5mm; align-content: start; font-size: 19pt; line-height: 1.35; flex: 1 1 auto; }
.short .say { font-size: 24pt; }
.long .say { font-size: 15pt; }
.say ul { padding-left: 6mm; }
.open { display: grid; grid-template-columns: 66mm 1fr; gap: 6mm; align-items: center; border: 0.8mm solid #000; border-radius: 4mm; padding: 3mm; }
.qr svg { display: block; width: 100%; height: auto; }
.ways { display: grid; gap: 3mm; font-size: 14pt; line-height: 1.3; }
.lead { font-size: 18pt; font-weight: 700; line-height: 1.2; }
.url { overflow-wrap: anywhere; }
.code { font-size: 20pt; letter-spacing: 0.06em; white-space: nowrap; }
.trust { font-size: 14pt; line-height: 1.3; }
.trust b { display: inline-block; max-width: 100%; font-size: 16pt; overflow-wrap: anywhere; }
.teams, .careful { font-size: 12pt; line-height: 1.35; display: grid; gap: 1.2mm; }
.careful { border-top: 0.4mm solid #000; padding-top: 2.5mm; }
footer { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm; }
.hotline { font-size: 18pt; }
.hotline b { font-size: 24pt; white-space: nowrap; }
.date { font-size: 9pt; white-space: nowrap; }
.a5 .sheet { width: 148mm; min-height: 209mm; padding: 9mm 10mm; gap: 2.5mm; }
.a5 h1 { font-size: 22pt; }
.a5 h2 { font-size: 11.5pt; }
.a5 .not { font-size: 9pt; margin-bottom: 1.5mm; }
.a5 .say { font-size: 13pt; gap: 1.5mm; }
.a5.short .say { font-size: 16pt; }
.a5.long .say { font-size: 10.5pt; line-height: 1.3; }
.a5 .open { grid-template-columns: 43mm 1fr; gap: 4mm; padding: 2mm; }
.a5 .ways { font-size: 10pt; gap: 1.5mm; }
.a5 .lead { font-size: 12pt; }
.a5 .code { font-size: 14pt; }
.a5 .trust { font-size: 10pt; }
.a5 .trust b { font-size: 11pt; }
.a5 .teams, .a5 .careful { font-size: 9pt; line-height: 1.3; }
.a5 .hotline { font-size: 12pt; }
.a5 .hotline b { font-size: 16pt; }
.cards .sheet { display: grid; grid-template-columns: 1fr 1fr; grid-template-rows: repeat(5, 1fr); gap: 0; padding: 6mm 5mm; height: 296mm; }
.card { display: grid; grid-template-columns: 33mm 1fr; gap: 3mm; align-items: center; padding: 2.5mm 3mm; overflow: hidden; border: 0.2mm dashed #555; margin: 0 -0.2mm -0.2mm 0; font-size: 11pt; line-height: 1.28; }
.card h2 { font-size: 15pt; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.card .code { font-size: 17pt; }
.card b { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.card .phone { white-space: nowrap; }
.card .fine { font-size: 9pt; }
.card > div + div { display: grid; gap: 1mm; }
@page { size: A4; margin: 0; }
@media screen { body { background: #dde3e6; padding: 4mm; } .sheet { max-width: 100%; box-shadow: 0 0 2mm #888; } }
@media screen and (max-width: 700px) {
  .sheet, .a5 .sheet { width: auto; min-height: 0; padding: 16px; }
  h1, .a5 h1 { font-size: 24px; }
  .say, .a5 .say, .short .say, .long .say { font-size: 17px; }
  .open, .a5 .open { grid-template-columns: 1fr; justify-items: center; }
  .qr { width: min(60vw, 260px); }
  .cards .sheet { grid-template-columns: 1fr; grid-template-rows: none; height: auto; }
  footer { flex-wrap: wrap; }
}
`;
/** The page box of a leaflet; Chromium takes the size from here. */
export const A5_PAGE = '@page { size: A5; margin: 0; }\n';
