// A session that was saved under another revision: where does the citizen stand today?
// Order: old name → same step → replay of the outcomes of that flow → start of the flow with one sentence; a flow that is gone → menu.
import { type Content, followAlias, own, type StepRef } from '../flow/assemble.ts';
import type { Condition, Route } from '../flow/schema.ts';
import type { Guide } from './guide.ts';
import type { Frame, Session } from './session.ts';

/** `moved`: the citizen stands somewhere else than before and deserves a sentence. */
export type Resumed = { readonly session: Session; readonly moved: boolean };

export function resume(guide: Guide, session: Session): Resumed {
  let moved = false;
  const stack = session.stack.flatMap((frame): Frame[] => {
    const ref = followAlias(guide.content.flows, frame.flow, `${frame.flow}/${frame.step}`);
    if (ref) return [{ ...ref, ...(frame.then === undefined ? {} : { then: frame.then }) }];
    moved = true;
    const near = replay(guide.content, session, frame.flow);
    return near ? [near] : [];
  });
  const pending = session.pending.filter((name) => name.startsWith('p:') || name.startsWith('w:'));
  return { session: { ...session, stack, pending: moved ? [] : pending, revision: guide.revision }, moved };
}

/** Walks a flow from its start along the remembered outcomes, as far as they reach. */
function replay(content: Content, session: Session, flow: string): StepRef | undefined {
  const made = new Map<string, string>();
  for (const id of session.outcomes) {
    const ref = content.choices.get(id);
    if (ref && ref.flow === flow) made.set(ref.step, ref.choice);
  }
  let here = followAlias(content.flows, flow, `${flow}/`);
  const seen = new Set<string>();
  while (here && here.flow === flow && !seen.has(here.step)) {
    seen.add(here.step);
    const next = follow(content, session, here, made.get(here.step));
    if (!next || next.flow !== flow) break;
    here = next;
  }
  return here;
}

function follow(content: Content, session: Session, ref: StepRef, outcome: string | undefined): StepRef | undefined {
  const flow = content.flows.get(ref.flow);
  const step = flow && own(flow.steps, ref.step);
  if (!step) return undefined;
  const choice = step.choices.find(({ id }) => id === outcome);
  const route: Route | undefined = step.route ?? step.next ?? (choice?.call !== undefined ? choice.then : choice?.to);
  if (route === undefined) return undefined;
  const target = typeof route === 'string' ? route : route.find(({ when }) => holdsIn(session, when))?.to;
  return target === undefined || target.startsWith('@') ? undefined : followAlias(content.flows, ref.flow, target);
}

function holdsIn(session: Session, condition: Condition | undefined): boolean {
  if (!condition) return true;
  const reserved: Record<string, string | undefined> = { lang: session.lang, voice: session.voice, consent: session.consent, address: session.address };
  return Object.entries(condition).every(([slot, values]) => {
    const value = own(reserved, slot) ?? own(session.slots, slot);
    return value !== undefined && values.includes(value);
  });
}
