// The review book is what a lawyer reads instead of the files: it must leave nothing out. Compared with the YAML as parsed, not with what
// the engine says: every step, label, voice and cited card with its sources stands in it, in both languages, and nothing is half filled in.
import { beforeAll, describe, expect, it } from 'vitest';
import { bookHtml } from '../../src/cli/book.ts';
import type { Guide } from '../../src/engine/guide.ts';
import { LANGS, type Fact, type Lang, type LocaleStep } from '../../src/flow/schema.ts';
import { ownGuide } from './guide.ts';

const NOW = Date.UTC(2026, 10, 24, 3);
const FORWARD_LIMIT = 500;
let guide: Guide;
let html: string;
beforeAll(async () => {
  guide = await ownGuide();
  html = bookHtml(guide, NOW);
});

const plain = (part: string): string => part.replace(/<[^>]*>/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&').replace(/\s+/g, ' ');
/** What stands between the parameters of a text, as it must appear. */
const fragments = (text: string): string[] => text.split(/\{\{[^}]*\}\}/).map((piece) => piece.replace(/\s+/g, ' ').trim()).filter((piece) => /\p{L}/u.test(piece));

type Chapter = { readonly all: string; readonly columns: Readonly<Record<Lang, string>> };

function chaptersOf(book: string): Map<string, Chapter[]> {
  const found = new Map<string, Chapter[]>();
  for (const section of book.split('<section class="step"').slice(1)) {
    const name = /<h3>([^< ]+)/.exec(section)?.[1] ?? '';
    const column = (lang: Lang): string => plain(section.split(`<div class="column" lang="${lang}">`)[1]?.split(/<div class="column"|<ul class="facts">/)[0] ?? '');
    found.set(name, [...(found.get(name) ?? []), { all: plain(section), columns: { vi: column('vi'), en: column('en') } }]);
  }
  return found;
}

const wordsOf = (words: LocaleStep): string[] => [words.say, words.say_elder, words.say_helper, words.forward, ...Object.values(words.choices), ...Object.values(words.open)].filter((text) => text !== undefined);

/** Everything of the content that the book leaves out. */
function leftOut({ content }: Guide, book: string): string[] {
  const chapters = chaptersOf(book);
  return [...content.flows].flatMap(([flow, { steps, unlisted }]) =>
    Object.entries(steps).flatMap(([step, value]) => {
      const name = `${flow}/${step}`;
      const [chapter, again] = chapters.get(name) ?? [];
      if (!chapter || again) return [`${name}: ${again ? 'twice' : 'missing'}`];
      if (value.route !== undefined) return chapter.all.includes(JSON.stringify(value.route)) ? [] : [`${name}: where it goes`];
      const said = LANGS.flatMap((lang) => {
        const words = content.locales[lang].flows.get(flow)?.steps[step];
        if (!words) return [`${name}: no words in ${lang}`];
        const lines = wordsOf(unlisted ? { ...words, forward: undefined } : words).flatMap(fragments);
        return lines.filter((line) => !chapter.columns[lang].includes(line)).map((line) => `${name} ${lang}: “${line}”`);
      });
      const cards = value.facts.flatMap((id) => {
        const card = content.facts.get(id);
        const lines = card ? [`${id} [${card.confidence}]`, card.says.vi, ...(card.note === undefined ? [] : [card.note]), ...card.source.flatMap(({ url, date }) => [url, `(${date})`])] : [`card ${id}`];
        return lines.filter((line) => !chapter.all.includes(plain(line).trim())).map((line) => `${name} ${id}: “${line}”`);
      });
      return [...said, ...cards];
    }),
  );
}

describe('the review book', () => {
  it('holds every step of every flow in both languages, every label, every cited card and its sources', () => {
    expect(guide.content.flows.size).toBeGreaterThanOrEqual(52);
    expect(leftOut(guide, html)).toEqual([]);
  });

  it('has no step that is not in the content', () => {
    const known = new Set([...guide.content.flows].flatMap(([flow, { steps }]) => Object.keys(steps).map((step) => `${flow}/${step}`)));
    expect([...chaptersOf(html).keys()].filter((name) => !known.has(name))).toEqual([]);
  });

  it('has no placeholder, no key instead of a text, no label or value that is missing', () => {
    const text = plain(html.replace(/<style>.*?<\/style>/s, ''));
    expect([...text.matchAll(/\{\{|\}\}|undefined|\[object|\bNaN\b|\bTODO\b|\bXXX\b|[a-z0-9-]+:steps\.|\bui:[a-z]/g)].map((found) => text.slice(found.index - 30, found.index + 40))).toEqual([]);
    expect([...html.matchAll(/<li>\? |[a-z0-9_]+ = –/g)].map(([found]) => found)).toEqual([]);
    expect(html).not.toMatch(/<div class="say">\s*<\/div>/);
    // The elder voice puts sentences on lines of their own; "1." is not a sentence.
    expect([...html.matchAll(/^\s*\d+\.\s*$/gm)].map((found) => html.slice(found.index - 60, found.index + 60))).toEqual([]);
  });

  it('shows texts to forward that fit and do not end in a question nobody there can press an answer to', () => {
    const bad = [...chaptersOf(html)].flatMap(([name, [chapter]]) => {
      const [flow = '', step = ''] = name.split('/');
      const value = guide.content.flows.get(flow)?.steps[step];
      if (value?.kind !== 'answer' || value.route !== undefined || guide.content.flows.get(flow)?.unlisted) return [];
      return LANGS.filter((lang) => {
        const forward = chapter?.columns[lang].split(/ forward /).at(-1)?.trim() ?? '';
        return forward === '' || forward.length > FORWARD_LIMIT || /[?:…]$/.test(forward);
      }).map((lang) => `${name} ${lang}`);
    });
    expect(bad).toEqual([]);
  });

  it('would be found wanting without a step, a sentence of one language, or a source', () => {
    const { content } = guide;
    const title = (name: string) => `<h3>${name}`;
    expect(leftOut(guide, html.replace(title('activate-deadline/answer'), title('activate-deadline/elsewhere')))).toEqual(['activate-deadline/answer: missing']);
    const english = content.locales.en.flows.get('activate-deadline')?.steps['answer']?.say?.split('\n')[0] ?? '';
    expect(english).not.toBe('');
    expect(leftOut(guide, html.replaceAll(english, ''))).toContainEqual(expect.stringContaining('activate-deadline/answer en'));
    const card = content.facts.get('G9') as Fact;
    const sourceless = html.replaceAll(card.source[0]?.url ?? '?', '');
    expect(leftOut(guide, sourceless).filter((line) => line.startsWith('activate-deadline/answer G9'))).toHaveLength(1);
  });
});
