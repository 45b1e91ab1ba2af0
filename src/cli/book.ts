// `npm run book [-- OUT.html | FOLDER]`: the review book. Every step of every flow in both languages and all voices with its facts and sources,
// for a reader who checks the law. Writes HTML and, beside it, PDF. Shows progress.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { OWN_CONTENT } from '../config.ts';
import { forwardText } from '../engine/blocks.ts';
import { formatScalar, valueOn, vnDate } from '../engine/facts.ts';
import type { Guide } from '../engine/guide.ts';
import { localise } from '../engine/localise.ts';
import { localeStep, speaker } from '../engine/speak.ts';
import { LANGS, VOICES } from '../flow/schema.ts';
import { withPage } from './chromium.ts';
import { openGuide } from './open-guide.ts';

export function bookHtml(guide: Guide, now: number): string {
  const { content } = guide;
  const flows = [...content.flows].map(([flow, { steps }]) => {
    const chapters = Object.entries(steps).map(([step, value]) => {
      if (value.route !== undefined) return `<section class="step"><h3>${flow}/${step}</h3><p class="silent">silent: ${e(JSON.stringify(value.route))}</p></section>`;
      const columns = LANGS.map((lang) => {
        const seen = new Set<string>();
        const voices = VOICES.flatMap((voice) => {
          const said = localise(guide, { lang, voice, address: 'neutral' }, { say: { type: 'step', flow, step }, step: { flow, step }, offers: [] }, now);
          // The elder voice lays the same words out on lines of their own: it is shown where it has words of its own.
          if (seen.has(said.text) || (voice === 'elder' && localeStep(content, lang, { flow, step })?.say_elder === undefined)) return [];
          seen.add(said.text);
          return [`<p class="voice">${voice}</p><div class="say">${e(said.text)}</div>${said.open.map((item) => `<p class="open">▸ ${e(item.label)}: ${e(item.type === 'url' ? item.url : item.type === 'phone' ? item.phone : item.text)}</p>`).join('')}`];
        });
        const words = localeStep(content, lang, { flow, step });
        const choices = value.choices.map((choice) => `<li>${e(words?.choices[choice.id] ?? '?')} <span>→ ${e(choice.call !== undefined ? `call ${choice.call}${choice.then ? `, then ${choice.then}` : ''}` : (choice.do ?? JSON.stringify(choice.to)))}${choice.when ? ` when ${e(JSON.stringify(choice.when))}` : ''}${choice.set ? ` set ${e(JSON.stringify(choice.set))}` : ''}</span></li>`).join('');
        const forward = content.flows.get(flow)?.unlisted ? '' : `<details open><summary>forward</summary><div class="say">${e(forwardText(guide, { lang, voice: 'plain', address: 'neutral' }, flow, step, speaker(content, { lang, voice: 'plain', address: 'neutral' }, now)))}</div></details>`;
        return `<div class="column" lang="${lang}">${voices.join('')}<ul>${choices}</ul>${forward}</div>`;
      }).join('');
      const facts = value.facts.map((id) => {
        const card = content.facts.get(id);
        if (!card) return '';
        const values = Object.entries(card.values).map(([name, v]) => `${name} = ${((scalar) => (scalar === undefined ? '–' : formatScalar(scalar, 'vi')))(valueOn(v, vnDate(now)))}`).join('; ');
        return `<li class="${card.confidence}"><b>${id}</b> [${card.confidence}] ${e(card.says.vi)} ${values ? `<i>${e(values)}</i>` : ''} ${card.note ? `(${e(card.note)})` : ''} <span>${card.source.map(({ url, date }) => `${e(url)} (${e(date)})`).join(' · ')}${card.basis ? ` · ${e(card.basis)}` : ''}</span></li>`;
      }).join('');
      return `<section class="step" id="${flow}-${step}"><h3>${flow}/${step}${value.milestone ? ` · ${value.milestone}` : ''}${value.picture ? ` · picture ${value.picture}` : ''}${value.input ? ` · input ${value.input.type}` : ''}</h3><div class="columns">${columns}</div><ul class="facts">${facts}</ul></section>`;
    });
    return `<article id="${flow}"><h2>${flow} · ${e(content.locales.vi.flows.get(flow)?.title ?? '')} · ${e(content.locales.en.flows.get(flow)?.title ?? '')}</h2>${chapters.join('')}</article>`;
  });
  const steps = [...content.flows.values()].reduce((sum, { steps: list }) => sum + Object.keys(list).length, 0);
  return `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Review book</title><style>${STYLE}</style><h1>Review book, ${vnDate(now)}: ${content.flows.size} flows, ${steps} steps, ${content.facts.size} fact cards</h1>${flows.join('')}</html>\n`;
}

const STYLE = `body{font:14px/1.45 "Noto Sans","DejaVu Sans",sans-serif;margin:24px;max-width:1100px}h2{border-bottom:2px solid #234;margin-top:40px;break-after:avoid;break-inside:avoid}h3{margin:18px 0 4px;font-size:14px;break-after:avoid}.step{border-bottom:1px solid #ccd;break-inside:avoid}.columns{display:grid;grid-template-columns:1fr 1fr;gap:20px}.say{white-space:pre-wrap;background:#f5f7fa;padding:8px;border-radius:6px}.voice{margin:6px 0 2px;color:#567;font-size:11px}ul{margin:4px 0;padding-left:18px}li span,.silent{color:#678;font-size:11px}.facts{font-size:11px}.uncertain{color:#a30}.app{color:#850}details{font-size:12px}.open{margin:2px 0;color:#046}`;
const e = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

if (process.argv[1]?.endsWith('book.ts')) {
  const asked = resolve(process.argv[2] ?? 'dist');
  const out = asked.endsWith('.html') ? asked : join(asked, 'book.html');
  const html = bookHtml(await openGuide(process.env['CONTENT_DIR'] ?? OWN_CONTENT), Date.now());
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, html);
  process.stdout.write(`${out}: ${Math.round(html.length / 1024)} kB\nprinting the PDF …\n`);
  await withPage(async (page) => {
    await page.setContent(html, { waitUntil: 'load', timeout: 120_000 });
    await page.pdf({ path: out.replace(/\.html$/, '.pdf'), format: 'A4', landscape: true });
  });
  process.stdout.write(`${out.replace(/\.html$/, '.pdf')}\n`);
}
