// `npm run check`: reads the content, prints every fault with file, line and a sentence. `--json` for programs, `--fix` adds missing keys.
// Exits 1 when there is an error; warnings alone exit 0.
import { OWN_CONTENT } from '../config.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent, listPictures } from '../content.ts';
import { lint } from '../flow/lint.ts';
import type { Issue } from '../flow/parse.ts';
import { dataIssues } from './check-data.ts';
import { fixMissing } from './fix.ts';
import { lintArguments } from './lint-arguments.ts';

const options = new Set(process.argv.slice(2).filter((word) => word.startsWith('--')));
const root = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? process.env['CONTENT_DIR'] ?? OWN_CONTENT;

let loaded = loadContent(root);
if (options.has('--fix') && loaded.content) {
  const fixed = fixMissing(loaded.content, (path) => loaded.files.find((file) => file.path === path)?.text);
  for (const [path, text] of fixed) {
    writeFileSync(join(root, path), text);
    process.stdout.write(`added what was missing in ${path}\n`);
  }
  if (fixed.size > 0) loaded = loadContent(root);
}
const issues: Issue[] = [...loaded.issues];
if (loaded.content) issues.push(...lint(loaded.content, lintArguments(loaded.files, listPictures(root))));
issues.push(...dataIssues(loaded.files, Date.now()));
const errors = issues.filter(({ severity }) => severity === 'error').length;
if (options.has('--json')) process.stdout.write(`${JSON.stringify(issues, undefined, 1)}\n`);
else {
  for (const { file, line, column, severity, rule, message } of issues) process.stdout.write(`${file}:${line}:${column} ${severity} ${rule}: ${message}\n`);
  const flows = loaded.content?.flows.size ?? 0;
  const steps = loaded.content ? [...loaded.content.flows.values()].reduce((sum, flow) => sum + Object.keys(flow.steps).length, 0) : 0;
  process.stdout.write(`${flows} flows, ${steps} steps, ${loaded.content?.facts.size ?? 0} fact cards: ${errors} errors, ${issues.length - errors} warnings\n`);
}
process.exitCode = errors > 0 ? 1 : 0;
