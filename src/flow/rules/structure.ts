// Rules about the shape of flows: targets, reachability, loops, conditions, memory, ways out.
import { type Content, followAlias, type StepRef } from '../assemble.ts';
import { allEdges, type Edge, endOf } from '../graph.ts';
import { stepName } from '../ids.ts';
import { flowFile, issueAt, type Rule } from '../rule.ts';
import { type Choice, RESERVED_SLOTS, type Route, type Step } from '../schema.ts';

const steps = (content: Content): { ref: StepRef; step: Step }[] => [...content.flows].flatMap(([flow, { steps: own }]) => Object.entries(own).map(([step, value]) => ({ ref: { flow, step }, step: value })));
const at = (ref: StepRef, ...path: PropertyKey[]) => ['steps', ref.step, ...path];

export const unknownTargets: Rule = (content) => [
  ...allEdges(content)
    .filter((edge) => !edge.target.startsWith('@') && !endOf(content.flows, edge))
    .map((edge) => issueAt(content, flowFile(edge.from.flow), at(edge.from, ...edge.path), 'unknown-target', 'error', `“${edge.target}” leads to no step. Check the name, or add the step.`, edge.from)),
  ...[...content.flows].flatMap(([flow, { start, steps: own, aliases }]) => [
    ...(Object.hasOwn(own, start) ? [] : [issueAt(content, flowFile(flow), ['start'], 'unknown-target', 'error', `The flow starts at “${start}”, which is not one of its steps.`)]),
    ...Object.entries(aliases).filter(([, to]) => !followAlias(content.flows, flow, to)).map(([old, to]) => issueAt(content, flowFile(flow), ['aliases', old], 'unknown-target', 'error', `The old name “${old}” leads to “${to}”, which does not exist.`)),
  ]),
  ...Object.entries(content.screens).filter(([, { to }]) => !followAlias(content.flows, '', to)).map(([id, { to }]) => issueAt(content, 'flows/screens.yaml', [id, 'to'], 'unknown-target', 'error', `“${to}” leads to no step.`)),
];

/** Slots, values, facts, pictures and actions that are named must exist. */
export const references: Rule = (content, { pictures }) =>
  steps(content).flatMap(({ ref, step }) => {
    const fault = (path: PropertyKey[], message: string) => issueAt(content, flowFile(ref.flow), at(ref, ...path), 'unknown-reference', 'error', message, ref);
    const values = (slot: string): readonly string[] | undefined => (Object.hasOwn(RESERVED_SLOTS, slot) ? RESERVED_SLOTS[slot as keyof typeof RESERVED_SLOTS] : Object.hasOwn(content.slots, slot) ? content.slots[slot] : undefined);
    const slotFaults = (slot: string, named: readonly string[], path: PropertyKey[]) => {
      const known = values(slot);
      if (!known) return [fault(path, `The slot “${slot}” is not in flows/slots.yaml.`)];
      return named.filter((value) => !known.includes(value)).map((value) => fault(path, `“${value}” is not a value of the slot “${slot}” (${known.join(', ')}).`));
    };
    const routeFaults = (route: Route | undefined, path: PropertyKey[]) => (route === undefined || typeof route === 'string' ? [] : route.flatMap(({ when }, i) => Object.entries(when ?? {}).flatMap(([slot, named]) => slotFaults(slot, named, [...path, i, 'when']))));
    return [
      ...step.facts.filter((id) => !content.facts.has(id)).map((id) => fault(['facts'], `The fact card “${id}” does not exist in flows/facts.yaml.`)),
      ...(step.picture !== undefined && !pictures.has(step.picture) ? [fault(['picture'], `There is no picture flows/media/${step.picture}.svg.`)] : []),
      ...step.open.flatMap((item, i) => {
        const source = item.url ?? item.phone ?? item.copy;
        const [card = '', name = ''] = (source ?? '').split('.');
        const fact = content.facts.get(card);
        return fact && Object.hasOwn(fact.values, name) ? [] : [fault(['open', i], source === undefined ? 'Say what it opens: url, phone or copy.' : `“${source}” is not a value of a fact card.`)];
      }),
      ...step.choices.flatMap((choice, i) => [
        ...Object.entries(choice.when ?? {}).flatMap(([slot, named]) => slotFaults(slot, named, ['choices', i, 'when'])),
        ...Object.entries(choice.set ?? {}).flatMap(([slot, value]) => slotFaults(slot, [value], ['choices', i, 'set'])),
        ...routeFaults(choice.to, ['choices', i, 'to']),
      ]),
      ...routeFaults(step.route, ['route']),
      ...routeFaults(step.next, ['next']),
      ...routeFaults(step.input?.to, ['input', 'to']),
    ];
  });

/** From the start of its flow or from anywhere else, somebody must be able to get there. */
export const reachability: Rule = (content) => {
  const reached = new Set<string>();
  const edges = new Map<string, Edge[]>();
  for (const edge of allEdges(content)) edges.set(stepName(edge.from.flow, edge.from.step), [...(edges.get(stepName(edge.from.flow, edge.from.step)) ?? []), edge]);
  const queue: StepRef[] = [...content.flows].map(([flow, { start }]) => ({ flow, step: start }));
  for (const { to } of Object.values(content.screens)) queue.push(followAlias(content.flows, '', to) ?? { flow: '', step: '' });
  for (const [flow, step] of ENGINE_ENTRIES) queue.push({ flow, step });
  for (let ref = queue.pop(); ref; ref = queue.pop()) {
    const name = stepName(ref.flow, ref.step);
    if (reached.has(name)) continue;
    reached.add(name);
    for (const edge of edges.get(name) ?? []) {
      const end = endOf(content.flows, edge);
      if (end) queue.push(end);
    }
  }
  return steps(content)
    .filter(({ ref }) => !reached.has(stepName(ref.flow, ref.step)))
    .map(({ ref }) => issueAt(content, flowFile(ref.flow), at(ref), 'unreachable', 'error', `Nothing leads to the step “${ref.step}”. Add a choice that does, or remove it.`, ref));
};
/** Steps the engine itself goes to. */
const ENGINE_ENTRIES = [['hotline-contact', 'person'], ['find-support-place', 'teams'], ['chitchat', 'greeting']] as const;

export const deadEnds: Rule = (content) =>
  steps(content).flatMap(({ ref, step }) => {
    const ways = step.choices.length > 0 || step.input || step.next !== undefined || step.route !== undefined;
    if (step.kind !== 'answer' && !ways) return [issueAt(content, flowFile(ref.flow), at(ref), 'dead-end', 'error', 'This step asks something but offers no choice and no input.', ref)];
    return step.choices.flatMap((choice: Choice, i) => {
      const led = [choice.to, choice.call, choice.do].filter((way) => way !== undefined).length;
      if (led === 0 && !choice.set) return [issueAt(content, flowFile(ref.flow), at(ref, 'choices', i), 'dead-end', 'error', `The choice “${choice.id}” leads nowhere. Give it to, call or do.`, ref)];
      if (choice.to !== undefined && choice.call !== undefined) return [issueAt(content, flowFile(ref.flow), at(ref, 'choices', i), 'dead-end', 'error', `The choice “${choice.id}” has both to and call. Keep one.`, ref)];
      return [];
    });
  });

/** Steps that go on by themselves must reach one that waits. */
export const loops: Rule = (content) =>
  steps(content).flatMap(({ ref, step }) => {
    if (step.route === undefined && step.next === undefined) return [];
    return circles(content, ref) ? [issueAt(content, flowFile(ref.flow), at(ref), 'loop', 'error', `From “${ref.step}” the flow runs in a circle without asking anything.`, ref)] : [];
  });

function silentEnds(content: Content, ref: StepRef): StepRef[] {
  const step = content.flows.get(ref.flow)?.steps[ref.step];
  const route = step?.route ?? step?.next;
  const targets = route === undefined ? [] : typeof route === 'string' ? [route] : route.map(({ to }) => to);
  return targets.flatMap((target) => (target.startsWith('@') ? [] : (followAlias(content.flows, ref.flow, target) ?? [])));
}

function circles(content: Content, start: StepRef): boolean {
  const seen = new Set<string>();
  const queue = silentEnds(content, start);
  for (let ref = queue.pop(); ref; ref = queue.pop()) {
    const name = stepName(ref.flow, ref.step);
    if (name === stepName(start.flow, start.step)) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...silentEnds(content, ref));
  }
  return false;
}

const MESSAGES_BETWEEN_INPUTS = 2;
export const longRuns: Rule = (content) =>
  steps(content).flatMap(({ ref, step }) => {
    if (step.next === undefined) return [];
    let said = 1;
    let here: StepRef | undefined = ref;
    for (let hop = 0; here && hop < 10; hop += 1) {
      const now: Step | undefined = content.flows.get(here.flow)?.steps[here.step];
      if (!now || (now.next === undefined && now.route === undefined)) break;
      here = silentEnds(content, here)[0];
      if (here && content.flows.get(here.flow)?.steps[here.step]?.route === undefined) said += 1;
    }
    return said > MESSAGES_BETWEEN_INPUTS ? [issueAt(content, flowFile(ref.flow), at(ref, 'next'), 'too-many-messages', 'error', `${said} messages follow each other without a question. Ask after at most ${MESSAGES_BETWEEN_INPUTS}.`, ref)] : [];
  });

export const conditions: Rule = (content) =>
  steps(content).flatMap(({ ref, step }) => {
    const fault = (path: PropertyKey[]) => issueAt(content, flowFile(ref.flow), at(ref, ...path), 'no-default', 'error', 'The last branch must have no condition, so that someone without a memory gets somewhere.', ref);
    const check = (route: Route | undefined, path: PropertyKey[]) => (route !== undefined && typeof route !== 'string' && route.at(-1)?.when ? [fault(path)] : []);
    return [...check(step.route, ['route']), ...check(step.next, ['next']), ...check(step.input?.to, ['input', 'to']), ...step.choices.flatMap((choice, i) => check(choice.to, ['choices', i, 'to']))];
  });

/** A help link opens any step with an empty memory. */
export const memory: Rule = (content) =>
  steps(content).flatMap(({ ref, step }) => {
    const flow = content.flows.get(ref.flow);
    if (flow?.unlisted) return [];
    if (step.choices.length > 0 && step.choices.every((choice) => choice.when) && !step.input) return [issueAt(content, flowFile(ref.flow), at(ref, 'choices'), 'needs-memory', 'error', 'All choices have a condition: someone who comes by a help link would see none.', ref)];
    if ((step.show === 'teams' || step.show === 'place') && flow?.start === ref.step) return [issueAt(content, flowFile(ref.flow), at(ref, 'show'), 'needs-memory', 'error', 'The first step cannot show a place: ask for it first.', ref)];
    return [];
  });

/** “Talk to a person” must lead somewhere from every step, also from “I'm stuck here”. */
export const person: Rule = (content) => {
  if (content.flows.size < 5) return [];
  const missing = [['hotline-contact', 'person'], ['menu', content.flows.get('menu')?.start ?? ''], ['stuck', content.flows.get('stuck')?.start ?? '']].filter(([flow = '', step = '']) => !followAlias(content.flows, flow, `${flow}/${step}`));
  return missing.map(([flow = '']) => issueAt(content, flowFile(flow), [], 'no-person', 'error', `The flow “${flow}” is missing: every step leads there by a word or button.`));
};

/** More choices than the smallest channel has buttons. */
export const manyChoices: Rule = (content, { limits }) =>
  steps(content).flatMap(({ ref, step }) =>
    step.choices.length > limits.buttons && !content.flows.get(ref.flow)?.unlisted
      ? [issueAt(content, flowFile(ref.flow), at(ref, 'choices'), 'many-choices', 'warning', `${step.choices.length} choices: the smallest channel shows ${limits.buttons} buttons, the others become a numbered list.`, ref)]
      : [],
  );
