// `npm run flow -- add FLOW/STEP [after FLOW/STEP] | rename FLOW/STEP NEW | move FLOW/STEP OTHER-FLOW`: one change in all files at once:
// the flow, both locale files, every target that names the step, an alias for old links and sessions, the told conversations.
// Promises: comments and order stay; nothing is written unless everything could be worked out. Run `npm run check` afterwards.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { OWN_CONTENT } from '../config.ts';
import { splitTarget } from '../flow/assemble.ts';
import { LANGS } from '../flow/schema.ts';

type Ref = { readonly flow: string; readonly step: string };
export type Files = { read(path: string): string | undefined; list(folder: string): readonly string[] };
export type Change = ReadonlyMap<string, string>;

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const TARGET_FIELDS = new Set(['to', 'call', 'then', 'stuck', 'next', 'route']);

/** The files as they shall be, or a sentence why not. Pure but for reading. */
export function changeFlow(files: Files, words: readonly string[]): Change | string {
  const [command, from = '', to = ''] = words;
  const ref = splitTarget('', from);
  if (!ID.test(ref.flow) || !ID.test(ref.step)) return 'Name the step as FLOW/STEP.';
  if (files.read(`flows/${ref.flow}.yaml`) === undefined) return `There is no flows/${ref.flow}.yaml.`;
  if (command === 'add') return add(files, ref);
  if (command === 'rename') return ID.test(to) ? relocate(files, ref, { flow: ref.flow, step: to }) : 'Give the new name: lower-case letters, digits and hyphens.';
  if (command === 'move') return ID.test(to) && to !== ref.flow ? relocate(files, ref, { flow: to, step: ref.step }) : 'Give the flow it shall move to.';
  return 'Say add, rename or move.';
}

function add(files: Files, ref: Ref): Change | string {
  const change = new Map<string, string>();
  const flow = open(files, `flows/${ref.flow}.yaml`);
  if (flow.hasIn(['steps', ref.step])) return `${ref.flow}/${ref.step} exists already.`;
  flow.setIn(['steps', ref.step], flow.createNode({ kind: 'question', choices: [{ id: 'next', to: '@menu' }] }));
  change.set(`flows/${ref.flow}.yaml`, text(flow));
  for (const lang of LANGS) {
    const path = `locales/${lang}/${ref.flow}.yaml`;
    if (files.read(path) === undefined) return `There is no ${path}.`;
    const locale = open(files, path);
    locale.setIn(['steps', ref.step], locale.createNode(lang === 'vi' ? { say: 'Viết câu hỏi ở đây.\n', choices: { next: 'Tiếp tục' } } : { say: 'Write the question here.\n', choices: { next: 'Go on' } }));
    change.set(path, text(locale));
  }
  return change;
}

function relocate(files: Files, from: Ref, to: Ref): Change | string {
  const source = open(files, `flows/${from.flow}.yaml`);
  if (!source.hasIn(['steps', from.step])) return `${from.flow}/${from.step} does not exist.`;
  if (files.read(`flows/${to.flow}.yaml`) === undefined) return `There is no flows/${to.flow}.yaml.`;
  const sameFlow = from.flow === to.flow;
  const target = sameFlow ? source : open(files, `flows/${to.flow}.yaml`);
  if (target.hasIn(['steps', to.step])) return `${to.flow}/${to.step} exists already.`;
  if (!sameFlow && source.get('start') === from.step) return 'The first step of a flow cannot move. Choose another start first.';
  const change = new Map<string, string>();

  moveKey(source, target, from.step, to.step);
  if (source.get('start') === from.step) source.set('start', to.step);
  if (!source.has('aliases')) source.set('aliases', source.createNode({}));
  source.setIn(['aliases', from.step], sameFlow ? to.step : `${to.flow}/${to.step}`);
  if (!sameFlow) rewriteOwn(target, to, from.flow);
  const documents = new Map([[`flows/${from.flow}.yaml`, source], [`flows/${to.flow}.yaml`, target]]);
  for (const name of files.list('flows').filter((file) => file.endsWith('.yaml'))) {
    const path = `flows/${name}`;
    const document = documents.get(path) ?? open(files, path);
    const touched = rewriteTargets(document, name === 'screens.yaml' ? '' : name.replace('.yaml', ''), from, to);
    if (touched || documents.has(path)) change.set(path, text(document));
  }
  for (const lang of LANGS) {
    const [a, b] = [`locales/${lang}/${from.flow}.yaml`, `locales/${lang}/${to.flow}.yaml`];
    if (files.read(a) === undefined || files.read(b) === undefined) return `The words of ${from.flow} or ${to.flow} are missing in ${lang}.`;
    const source = open(files, a);
    const target = sameFlow ? source : open(files, b);
    if (source.hasIn(['steps', from.step])) moveKey(source, target, from.step, to.step);
    change.set(a, text(source));
    if (!sameFlow) change.set(b, text(target));
  }
  const name = new RegExp(`(?<![a-z0-9/-])${from.flow}/${from.step}(?![a-z0-9-])`, 'g');
  for (const file of files.list('test/conversations').filter((one) => one.endsWith('.yaml'))) {
    const told = files.read(`test/conversations/${file}`) ?? '';
    if (name.test(told)) change.set(`test/conversations/${file}`, told.replace(name, `${to.flow}/${to.step}`));
  }
  return change;
}

/** Moves steps.<old> to steps.<new>, keeping its place within the same file. */
function moveKey(source: Document, target: Document, old: string, name: string): void {
  const steps = source.get('steps');
  if (!isMap(steps)) return;
  const index = steps.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === old);
  const pair = steps.items[index];
  if (!pair) return;
  if (source === target) {
    if (isScalar(pair.key)) pair.key.value = name;
    return;
  }
  steps.items.splice(index, 1);
  target.setIn(['steps', name], pair.value);
}

/** Names without a flow inside a step that moved still mean the flow it came from. */
function rewriteOwn(document: Document, moved: Ref, home: string): void {
  const node = document.getIn(['steps', moved.step], true);
  visit(node, (value) => (value.startsWith('@') || value.includes('/') ? value : `${home}/${value}`));
}

function rewriteTargets(document: Document, flow: string, from: Ref, to: Ref): boolean {
  let touched = false;
  visit(document.contents, (value) => {
    const ref = value.startsWith('@') ? undefined : splitTarget(flow, value);
    if (!ref || ref.flow !== from.flow || ref.step !== from.step) return value;
    touched = true;
    return to.flow === flow ? to.step : `${to.flow}/${to.step}`;
  });
  return touched;
}

/** Replaces every target below a node. */
function visit(node: unknown, replace: (value: string) => string): void {
  if (isSeq(node)) for (const item of node.items) visit(item, replace);
  if (!isMap(node)) return;
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    if (key === 'aliases') continue;
    if (TARGET_FIELDS.has(key) && isScalar(pair.value) && typeof pair.value.value === 'string') pair.value.value = replace(pair.value.value);
    else visit(pair.value, replace);
  }
}

const open = (files: Files, path: string): Document => parseDocument(files.read(path) ?? '', { schema: 'core' });
const text = (document: Document): string => document.toString({ lineWidth: 0, flowCollectionPadding: true });

export const diskFiles = (root: string): Files => ({
  read: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
  list: (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []),
});

if (process.argv[1]?.endsWith('flow.ts')) {
  const root = process.env['CONTENT_DIR'] ?? OWN_CONTENT;
  const change = changeFlow(diskFiles(root), process.argv.slice(2));
  if (typeof change === 'string') {
    process.stderr.write(`${change}\nUsage: npm run flow -- add FLOW/STEP | rename FLOW/STEP NEW | move FLOW/STEP OTHER-FLOW\n`);
    process.exitCode = 2;
  } else
    for (const [path, content] of change) {
      writeFileSync(join(root, path), content);
      process.stdout.write(`changed ${path}\n`);
    }
}
