// `npm run check -- --fix`: adds what is missing in the words (files, steps, choices, buttons) so that an editor only has to write sentences.
// Promises: adds, never changes or removes; comments stay; what was added is marked with ⟨…⟩ and the check goes on to report it.
import { parseDocument } from 'yaml';
import type { Content } from '../flow/assemble.ts';
import { LANGS } from '../flow/schema.ts';

/** Paths and new texts of the locale files that lack something. */
export function fixMissing(content: Content, read: (path: string) => string | undefined): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const lang of LANGS) {
    for (const [flow, { steps }] of content.flows) {
      const path = `locales/${lang}/${flow}.yaml`;
      const before = read(path) ?? `title: ${mark(flow)}\nsteps: {}\n`;
      const document = parseDocument(before);
      let added = read(path) === undefined;
      const add = (at: string[], text: string) => {
        if (document.hasIn(at)) return;
        document.setIn(at, mark(text));
        added = true;
      };
      for (const [id, step] of Object.entries(steps)) {
        if (step.route !== undefined) continue;
        if (!document.hasIn(['steps', id])) document.setIn(['steps', id], document.createNode({}));
        add(['steps', id, 'say'], id);
        for (const choice of step.choices) add(['steps', id, 'choices', choice.id], choice.id);
        for (const item of step.open) add(['steps', id, 'open', item.id], item.id);
      }
      if (added) changed.set(path, document.toString({ lineWidth: 0 }));
    }
  }
  return changed;
}

const mark = (text: string): string => `⟨${text}⟩`;
