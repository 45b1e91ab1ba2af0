// Development: a saved file is live within a second when it has no errors; otherwise its issues are told and the old content stays.
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Issue } from '../flow/parse.ts';
import type { GuideBox } from '../guide-box.ts';

/** Editors save in several steps; this much quiet makes one save, ms. */
const QUIET_MS = 150;

export function watchContent(guide: GuideBox, root: string, tell: (issues: readonly Issue[]) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void guide.reload().then(tell, () => {}), QUIET_MS);
  };
  const watchers = ['flows', 'locales/vi', 'locales/en'].map((folder) => watch(join(root, folder), soon));
  return () => {
    clearTimeout(timer);
    for (const one of watchers) one.close();
  };
}
