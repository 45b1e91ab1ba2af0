// Styles of the volunteers' pages beyond those of help pages: forms, code, board. Plain text, served as a file.
export const VOLUNTEER_CSS = `form { display: grid; gap: 0.8rem; }
label { display: grid; gap: 0.25rem; font-weight: 600; min-width: 0; }
select { font: inherit; font-weight: 400; min-height: 48px; width: 100%; min-width: 0; padding: 8px 10px; border: 2px solid var(--line); border-radius: 12px; background: var(--card); color: var(--ink); }
form button { min-height: 48px; padding: 9px 14px; border: 2px solid var(--main); border-radius: 12px; background: var(--main); color: var(--on-main); font-weight: 700; }
form button.quiet { background: var(--card); color: var(--main); }
.code { font-size: 1.9rem; font-weight: 700; letter-spacing: 0.06em; font-variant-numeric: tabular-nums; }
.qr { background: #fff; border: 1px solid var(--line); border-radius: 0.6rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.5rem; border-block-end: 1px solid var(--line); text-align: end; white-space: nowrap; }
th:first-child, td:first-child { text-align: start; white-space: normal; min-width: 7.5rem; }
thead th { font-size: 0.85rem; vertical-align: bottom; white-space: normal; }
tfoot td, tfoot th { font-weight: 700; border-block-start: 2px solid var(--ink); }
.small { color: var(--quiet); }
.chart { width: 100%; height: auto; display: block; }
.chart text { font: 600 15px system-ui, 'Noto Sans', sans-serif; fill: var(--ink); }
.chart .value { font-weight: 700; }
.chart .bar { fill: var(--main); }
.chart .rail { fill: var(--main-soft); }
`;
