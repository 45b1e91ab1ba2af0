// Comma-separated text (RFC 4180) to rows of cells and back.
// Promises: linear, never throws; every row knows the line on which it starts, so that a fault can be found in an editor.
// Refuses: to guess other separators; an unclosed quote takes the rest of the file, and the caller's column check reports it.

export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** Reads CSV; accepts a byte order mark, CRLF and LF, quoted cells with commas, quotes and line breaks. Blank lines are skipped. */
export function parseCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at) : plain(text, at);
    cells.push(cell.value);
    line += cell.breaks;
    at = cell.end;
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) cells.push('');
      continue;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: start, cells });
    cells = [];
    line += 1;
    start = line;
  }
  if (cells.length > 0) rows.push({ line: start, cells });
  return rows;
}

type Cell = { readonly value: string; readonly end: number; readonly breaks: number };

function plain(text: string, from: number): Cell {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(from, end), end, breaks: 0 };
}

function quoted(text: string, from: number): Cell {
  let end = from + 1;
  while (end < text.length && !(text[end] === '"' && text[end + 1] !== '"')) end += text[end] === '"' ? 2 : 1;
  const inner = text.slice(from + 1, end);
  const tail = plain(text, Math.min(end + 1, text.length));
  return { value: inner.replaceAll('""', '"') + tail.value, end: tail.end, breaks: inner.split('\n').length - 1 };
}

/** Writes CSV with LF; quotes only where needed. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`).join('');
}
