// What search engines are told: every help page in both languages, nothing of the chat.
import { indexPath, pagePath, privacyPath } from '../paths.ts';
import type { PageSource } from './source.ts';

export function sitemap(base: string, pages: PageSource): string {
  const fixed = (['vi', 'en'] as const).flatMap((lang) => [indexPath(lang), privacyPath(lang)].map((path) => `<url><loc>${escaped(base + path)}</loc></url>`));
  const steps = (['vi', 'en'] as const).flatMap((lang) =>
    pages.list(lang).map(({ flow, step, asOf }) => {
      const alternates = (['vi', 'en'] as const).map((other) => `<xhtml:link rel="alternate" hreflang="${other}" href="${escaped(base + pagePath(other, flow, step))}"/>`).join('');
      return `<url><loc>${escaped(base + pagePath(lang, flow, step))}</loc>${asOf === undefined ? '' : `<lastmod>${escaped(asOf)}</lastmod>`}${alternates}</url>`;
    }),
  );
  const space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${space}>\n${[...fixed, ...steps].join('\n')}\n</urlset>\n`;
}

export const robots = (base: string): string => `User-agent: *\nAllow: /\nDisallow: /chat\nDisallow: /hooks/\nDisallow: /embed\n${base === '' ? '' : `Sitemap: ${base}/sitemap.xml\n`}`;

const escaped = (text: string): string => text.replace(/[<>&'"]/g, (c) => `&#${c.charCodeAt(0)};`);
