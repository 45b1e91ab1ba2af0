// `npm run graph -- FLOW [OUT.svg]`: draws a flow as SVG: a box per step, an arrow per choice. For editors to look at.
// Promises: self-contained SVG without script; steps in rows by their distance from the start.
import { writeFileSync } from 'node:fs';
import { OWN_CONTENT } from '../config.ts';
import { loadContent } from '../content.ts';
import type { Content } from '../flow/assemble.ts';
import { edgesOf, endOf } from '../flow/graph.ts';
import { truncate } from '../text.ts';

const BOX = { width: 220, height: 64, gapX: 40, gapY: 70 } as const;

export function drawFlow(content: Content, id: string): string | undefined {
  const flow = content.flows.get(id);
  if (!flow) return undefined;
  const words = content.locales.vi.flows.get(id);
  const edges = Object.entries(flow.steps).flatMap(([step, value]) => edgesOf(id, step, value));
  const row = new Map([[flow.start, 0]]);
  for (const queue = [flow.start]; queue.length > 0; ) {
    const step = queue.shift() ?? '';
    for (const edge of edges.filter(({ from }) => from.step === step)) {
      const end = endOf(content.flows, edge);
      if (end?.flow !== id || row.has(end.step)) continue;
      row.set(end.step, (row.get(step) ?? 0) + 1);
      queue.push(end.step);
    }
  }
  const place = new Map<string, { x: number; y: number }>();
  const used = new Map<number, number>();
  for (const step of Object.keys(flow.steps)) {
    const y = row.get(step) ?? Math.max(...row.values()) + 1;
    const x = used.get(y) ?? 0;
    used.set(y, x + 1);
    place.set(step, { x: 20 + x * (BOX.width + BOX.gapX), y: 60 + y * (BOX.height + BOX.gapY) });
  }
  const width = 40 + Math.max(...used.values()) * (BOX.width + BOX.gapX);
  const height = 100 + (Math.max(...used.keys()) + 1) * (BOX.height + BOX.gapY);
  const arrows = edges.map((edge) => {
    const from = place.get(edge.from.step);
    const end = endOf(content.flows, edge);
    const to = end?.flow === id ? place.get(end.step) : undefined;
    if (!from) return '';
    const label = escape(truncate(edge.choice ? (words?.steps[edge.from.step]?.choices[edge.choice] ?? edge.choice) : edge.kind, 22));
    const [x1, y1] = [from.x + BOX.width / 2, from.y + BOX.height];
    if (!to) return `<text class="out" x="${from.x + 4}" y="${y1 + 14 + 12 * edges.filter((other) => other.from.step === edge.from.step).indexOf(edge)}">${label} → ${escape(edge.target)}</text>`;
    const [x2, y2] = [to.x + BOX.width / 2, to.y];
    return `<path d="M${x1} ${y1} C ${x1} ${y1 + 40}, ${x2} ${y2 - 40}, ${x2} ${y2}" marker-end="url(#a)"/><text class="edge" x="${(x1 + x2) / 2}" y="${(y1 + y2) / 2}">${label}</text>`;
  });
  const boxes = [...place].map(([step, { x, y }]) => {
    const say = words?.steps[step]?.say?.split('\n')[0] ?? '';
    return `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"${step === flow.start ? ' class="start"' : ''}/><text class="id" x="${x + 10}" y="${y + 22}">${escape(step)}</text><text x="${x + 10}" y="${y + 44}">${escape(truncate(say, 34))}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12"><style>rect{fill:#fff;stroke:#345}.start{stroke-width:3}path{fill:none;stroke:#789}.id{font-weight:bold}.edge,.out{font-size:10px;fill:#456}</style><defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#789"/></marker></defs><rect width="100%" height="100%" style="stroke:none"/><text x="20" y="30" font-size="18">${escape(words?.title ?? id)}</text>${arrows.join('')}${boxes.join('')}</svg>\n`;
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

if (process.argv[1]?.endsWith('graph.ts')) {
  const [flow = '', out] = process.argv.slice(2);
  const { content } = loadContent(process.env['CONTENT_DIR'] ?? OWN_CONTENT);
  const svg = content && drawFlow(content, flow);
  if (!svg) {
    process.stderr.write(`Which flow? ${[...(content?.flows.keys() ?? [])].join(', ')}\n`);
    process.exitCode = 2;
  } else if (out) writeFileSync(out, svg);
  else process.stdout.write(svg);
}
