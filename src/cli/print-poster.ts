// A poster as PDF: Chromium with the print font laid into the page, letters as large as one page of paper allows.
// Promises: exactly one page, or a fault. Without the font package the system's fonts are used, and it says so.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { A5_PAGE, POSTER_CSS } from '../http/pages/poster-css.ts';
import type { PosterForm } from '../links/poster-words.ts';
import { withPage } from './chromium.ts';

const MM = 96 / 25.4;
/** One millimetre less than the paper, as in the style sheet. */
const HEIGHT = { a4: 296, a5: 209, cards: 296 } as const;
const SUBSETS = ['vietnamese', 'latin-ext', 'latin'] as const;
const WEIGHTS = [400, 700, 800] as const;
/** Below two thirds nobody reads it from a wall; above one and a half a short sentence would shout. */
const SMALLEST = 0.66;
const LARGEST = 1.5;

/** `page`: the poster's HTML with these styles. */
export async function printPdf(form: PosterForm, page: (css: string) => Promise<string>): Promise<Uint8Array> {
  const html = await page(`${fonts()}${POSTER_CSS}${form === 'a5' ? A5_PAGE : ''}`);
  return withPage(async (browser) => {
    await browser.setViewportSize({ width: Math.round(210 * MM), height: Math.round(HEIGHT[form] * MM) });
    await browser.emulateMedia({ media: 'print' });
    await browser.setContent(html, { waitUntil: 'load' });
    await browser.evaluate(async () => void (await document.fonts.ready));
    for (let scale = LARGEST; ; scale -= 0.03) {
      const height = await browser.evaluate((zoom) => {
        const say = document.querySelector<HTMLElement>('.say');
        if (say) say.style.zoom = String(zoom);
        return document.querySelector('.sheet')?.getBoundingClientRect().height ?? 0;
      }, scale);
      if (height <= HEIGHT[form] * MM + 1) break;
      if (scale < SMALLEST) throw new Error('The text of this step is too long for a poster: give it a shorter `forward` in its locale file.');
    }
    return browser.pdf({ preferCSSPageSize: true, printBackground: true });
  });
}

function fonts(): string {
  const folder = fontFolder();
  if (folder === undefined) {
    process.stderr.write('The print font is not installed (npm ci); the fonts of this system are used.\n');
    return '';
  }
  return SUBSETS.flatMap((subset) =>
    WEIGHTS.map((weight) => {
      const data = readFileSync(join(folder, 'files', `be-vietnam-pro-${subset}-${weight}-normal.woff2`)).toString('base64');
      return `@font-face { font-family: 'Be Vietnam Pro'; font-weight: ${weight}; src: url(data:font/woff2;base64,${data}) format('woff2');${RANGES[subset]} }\n`;
    }),
  ).join('');
}

/** As the package's own style sheets say; without them the last face would win for every letter. */
const RANGES = {
  vietnamese: 'unicode-range: U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB;',
  'latin-ext': 'unicode-range: U+0100-02BA,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF;',
  latin: 'unicode-range: U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD;',
} as const;

function fontFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@fontsource/be-vietnam-pro/package.json'));
  } catch {
    return undefined;
  }
}
