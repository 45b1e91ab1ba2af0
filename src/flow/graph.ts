// A content as a graph: where every step can lead. For the linter, the drawing and the tests derived from it.
// Promises: every edge of every condition is in it, whatever the memory; the engine's own ways (menu, person, stuck) are not.
import { type Content, followAlias, type StepRef } from './assemble.ts';
import type { Flow, Route, Step } from './schema.ts';

export type Edge = { readonly from: StepRef; readonly target: string; /** Path inside the step, for the line of an issue. */ readonly path: readonly PropertyKey[]; readonly kind: 'choice' | 'call' | 'then' | 'route' | 'next' | 'input' | 'stuck' | 'remind'; readonly choice?: string };

export function edgesOf(flow: string, id: string, step: Step): Edge[] {
  const from = { flow, step: id };
  const edges: Edge[] = [];
  const add = (route: Route | undefined, path: readonly PropertyKey[], kind: Edge['kind'], choice?: string) => {
    if (route === undefined) return;
    const extra = choice === undefined ? {} : { choice };
    if (typeof route === 'string') edges.push({ from, target: route, path, kind, ...extra });
    else route.forEach((branch, i) => edges.push({ from, target: branch.to, path: [...path, i, 'to'], kind, ...extra }));
  };
  add(step.route, ['route'], 'route');
  add(step.next, ['next'], 'next');
  add(step.input?.to, ['input', 'to'], 'input');
  add(step.stuck, ['stuck'], 'stuck');
  step.choices.forEach((choice, i) => {
    add(choice.to, ['choices', i, 'to'], 'choice', choice.id);
    add(choice.call, ['choices', i, 'call'], 'call', choice.id);
    add(choice.then, ['choices', i, 'then'], 'then', choice.id);
    add(choice.remind?.to, ['choices', i, 'remind', 'to'], 'remind', choice.id);
  });
  return edges;
}

export function allEdges(content: Content): Edge[] {
  return [...content.flows].flatMap(([flow, { steps }]) => Object.entries(steps).flatMap(([id, step]) => edgesOf(flow, id, step)));
}

/** Where an edge leads; undefined for `@menu`, `@return` and unknown targets. */
export function endOf(flows: ReadonlyMap<string, Flow>, edge: Edge): StepRef | undefined {
  return edge.target.startsWith('@') ? undefined : followAlias(flows, edge.from.flow, edge.target);
}
