// YAML from editors → values, faults → issues with file, line, column. YAML is hostile input here.
// Promises: no anchors, aliases, tags or merge keys; bounded size, depth and nodes; never throws. Refuses anything a schema does not name.
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import type { z } from 'zod';

export type Severity = 'error' | 'warning';
/** A fault in content as a value, with a sentence the editor of the flow can act on. */
export type Issue = {
  readonly severity: Severity;
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly flow?: string;
  readonly step?: string;
  readonly lang?: string;
};
/** Finds the place of a path (keys and indices) in its file. */
export type Where = (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number };
export type Parsed<T> = { readonly value?: T; readonly issues: readonly Issue[]; readonly where: Where };

/** `marks`: characters that can begin an entry, counted before the parser sees the text. */
export const YAML_LIMITS = { bytes: 1_000_000, depth: 20, nodes: 10_000, marks: 25_000, issues: 50 } as const;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const NOWHERE = { line: 1, column: 1 };

export function parseYaml<S extends z.ZodType>(file: string, source: string, schema: S): Parsed<z.output<S>> {
  const fault = (rule: string, message: string, at: { line: number; column: number } = NOWHERE): Issue => ({ severity: 'error', rule, file, message, ...at });
  const stop = (issue: Issue): Parsed<z.output<S>> => ({ issues: [issue], where: () => NOWHERE });
  if (source.length > YAML_LIMITS.bytes) return stop(fault('yaml-limit', `The file is larger than ${YAML_LIMITS.bytes} characters. Split it.`));
  // Counting before parsing keeps a bomb of nested brackets from ever reaching the parser.
  if ((source.match(/[:,?-]\s|[[{"']/g)?.length ?? 0) > YAML_LIMITS.marks) return stop(fault('yaml-limit', 'The file has too many entries. Split it.'));
  if (new RegExp(`(?:[-?] +){${YAML_LIMITS.depth}}`).test(source) || deepestFlow(source) > YAML_LIMITS.depth) return stop(fault('yaml-limit', `Brackets are nested deeper than ${YAML_LIMITS.depth}.`));

  const lines = new LineCounter();
  let document;
  try {
    document = parseDocument(source, { lineCounter: lines, schema: 'core', merge: false, strict: true, uniqueKeys: false, prettyErrors: false });
  } catch {
    return stop(fault('yaml-syntax', 'The file cannot be read as YAML.'));
  }
  const at = (offset: number | undefined) => {
    if (offset === undefined) return NOWHERE;
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const where: Where = (path) => at(nodeAt(document.contents, path)?.range?.[0]);

  const issues = document.errors.slice(0, YAML_LIMITS.issues).map((error) => fault('yaml-syntax', `Not valid YAML: ${error.message.split('\n')[0] ?? ''}`, at(error.pos[0])));
  issues.push(...document.warnings.map((warning) => fault('yaml-tag', 'Tags (!name) are not allowed. Remove it.', at(warning.pos[0]))));
  if (issues.length === 0) issues.push(...hostile(document.contents, (rule, message, node) => fault(rule, message, at(node.range?.[0]))));
  if (issues.length > 0) return { issues, where };

  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (result.success) return { value: result.data, issues: [], where };
  return { issues: result.error.issues.map((issue) => fault('schema', sentence(issue), where(issue.path))), where };
}

/** zod's finding as a sentence for someone who is not a programmer. */
function sentence(issue: z.core.$ZodIssue): string {
  const name = issue.path.length > 0 ? `“${issue.path.join(' › ')}”` : 'The file';
  if (issue.code === 'unrecognized_keys') return `${name} has a field that does not exist here: ${issue.keys.join(', ')}. Check its spelling or remove it.`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return `${name} is missing.`;
  return `${name} is not right: ${issue.message}.`;
}

/** Everything YAML allows and we do not. One walk, bounded. */
function hostile(root: Node | null, fault: (rule: string, message: string, node: Node) => Issue): Issue[] {
  const found: Issue[] = [];
  let nodes = 0;
  const walk = (node: unknown, depth: number): void => {
    if (!isNode(node) || found.length > 20) return;
    nodes += 1;
    if (nodes === YAML_LIMITS.nodes) found.push(fault('yaml-limit', `The file has more than ${YAML_LIMITS.nodes} entries. Split it.`, node));
    if (nodes >= YAML_LIMITS.nodes) return;
    if (depth > YAML_LIMITS.depth) {
      found.push(fault('yaml-limit', `Nested deeper than ${YAML_LIMITS.depth}.`, node));
      return;
    }
    if (isAlias(node)) {
      found.push(fault('yaml-alias', 'Aliases (*name) are not allowed. Write the value out.', node));
      return;
    }
    if (node.anchor !== undefined) found.push(fault('yaml-anchor', 'Anchors (&name) are not allowed. Remove it.', node));
    if (node.tag !== undefined) found.push(fault('yaml-tag', 'Tags (!name) are not allowed. Remove it.', node));
    if (isMap(node)) {
      // Checked here because the parser's own check is quadratic.
      const names = new Set<string>();
      for (const pair of node.items) {
        const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
        if (key === undefined) found.push(fault('yaml-key', 'A name must be a plain word.', node));
        else if (FORBIDDEN_KEYS.has(key)) found.push(fault('yaml-key', `The name “${key}” is not allowed.`, node));
        else if (key === '<<') found.push(fault('yaml-merge', 'Merging (<<) is not allowed. Write the values out.', node));
        if (key !== undefined && names.has(key)) found.push(fault('yaml-key', `“${key}” stands twice. Keep one.`, node));
        if (key !== undefined) names.add(key);
        walk(pair.value, depth + 1);
      }
    } else if (isSeq(node)) for (const item of node.items) walk(item, depth + 1);
  };
  walk(root, 1);
  return found;
}

function nodeAt(root: Node | null, path: readonly PropertyKey[]): Node | undefined {
  let node: Node | undefined = root ?? undefined;
  for (const key of path) {
    const next: unknown = isMap(node) ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))?.value : isSeq(node) ? node.items[Number(key)] : undefined;
    if (!isNode(next)) break;
    node = next;
  }
  return node;
}

/** Deepest nesting of flow brackets outside of quotes; rough on purpose, only an upper guard. */
function deepestFlow(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < source.length; i += 1) {
    const c = source.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) deepest = Math.max(deepest, (depth += 1));
    else if ((c === 0x5d || c === 0x7d) && depth > 0) depth -= 1;
    else if (c === 0x0a && depth > 0 && source.charCodeAt(i + 1) !== 0x20) depth = 0;
  }
  return deepest;
}
