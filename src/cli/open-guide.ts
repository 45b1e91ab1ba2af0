// A whole guide for command line tools: content, places and teams, loaded at once. Exits with the issues when the content has errors.
import { listPictures, loadContent } from '../content.ts';
import type { Guide } from '../engine/guide.ts';
import { lint } from '../flow/lint.ts';
import { publish, withPlaces } from '../publish.ts';
import { loadFurniture } from './furnish.ts';
import { lintArguments } from './lint-arguments.ts';

export async function openGuide(root: string, options: { readonly lint?: boolean } = {}): Promise<Guide> {
  const loaded = loadContent(root);
  const issues = [...loaded.issues, ...(loaded.content && options.lint ? lint(loaded.content, lintArguments(loaded.files, listPictures(root))) : [])].filter(({ severity }) => severity === 'error');
  if (!loaded.content || issues.length > 0) {
    for (const { file, line, column, message } of issues) process.stderr.write(`${file}:${line}:${column} ${message}\n`);
    throw new Error(`the content in ${root} has ${issues.length} errors`);
  }
  const { guide } = publish(loaded.content, loaded.files, 1);
  const { places, teams } = loadFurniture(root);
  return withPlaces(guide, places, teams);
}
