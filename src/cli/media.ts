// `npm run media`: PNG beside every SVG in flows/media, for platforms that show no SVG (Zalo, Telegram, link previews).
// Promises: 720 px wide, under 1 MB (Zalo's limit for pictures); unchanged pictures are left alone.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_CONTENT } from '../config.ts';
import { withPage } from './chromium.ts';

const WIDTH = 720;
const MAX_BYTES = 1_000_000;
const folder = join(process.env['CONTENT_DIR'] ?? OWN_CONTENT, 'flows/media');

const stale = readdirSync(folder)
  .filter((name) => name.endsWith('.svg'))
  .map((name) => ({ svg: join(folder, name), png: join(folder, name.replace(/\.svg$/, '.png')) }))
  .filter(({ svg, png }) => !statSync(png, { throwIfNoEntry: false }) || statSync(png).mtimeMs < statSync(svg).mtimeMs);
if (stale.length === 0) process.stdout.write('all pictures are current\n');
else
  await withPage(async (page) => {
    for (const { svg, png } of stale) {
      const source = readFileSync(svg, 'utf8');
      const box = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(source);
      const [w, h] = [Number(box?.[1] ?? 360), Number(box?.[2] ?? 640)];
      const height = Math.round((WIDTH * h) / w);
      await page.setViewportSize({ width: WIDTH, height });
      await page.setContent(`<style>body{margin:0}svg{width:${WIDTH}px;height:${height}px;display:block}</style>${source}`);
      const bytes = await page.screenshot({ type: 'png', clip: { x: 0, y: 0, width: WIDTH, height } });
      if (bytes.length > MAX_BYTES) throw new Error(`${png} has ${bytes.length} bytes; at most ${MAX_BYTES}`);
      writeFileSync(png, bytes);
      process.stdout.write(`${png}: ${Math.round(bytes.length / 1024)} kB\n`);
    }
  });
