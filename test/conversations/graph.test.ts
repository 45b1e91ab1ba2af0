// Tests derived from the graph of the guide that ships: every choice leads where it says, every step reaches a person and an end,
// in every language and voice; a thousand walks survive a revision that renames, removes and reorders steps.
import { beforeAll, describe, expect, it } from 'vitest';
import { createGuide, type Guide } from '../../src/engine/guide.ts';
import { encodeSession, NEW_SESSION, type Session } from '../../src/engine/session.ts';
import { type Content, followAlias, own, type StepRef } from '../../src/flow/assemble.ts';
import { allEdges, endOf } from '../../src/flow/graph.ts';
import { choiceName, shortId, stepName } from '../../src/flow/ids.ts';
import { type Condition, LANGS, type Route, VOICES } from '../../src/flow/schema.ts';
import { turn } from '../../src/turn.ts';
import { ownGuide } from './guide.ts';
import { TALK_START } from '../../src/cli/talk.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await ownGuide();
});

const session = (over: Partial<Session>): string => encodeSession({ ...NEW_SESSION, revision: guide.revision, lang: 'vi', consent: 'yes', ...over });
const button = (ref: StepRef, choice: string): string => `v1:${shortId(choiceName(ref.flow, ref.step, choice))}AAB`;

/** An independent reading of the flows: where a target ends, given the slots. */
function lands(content: Content, from: string, target: string, slots: Record<string, string>, hops = 0): string {
  if (target.startsWith('@') || hops > 20) return target;
  const ref = followAlias(content.flows, from, target);
  const step = ref && own(content.flows.get(ref.flow)?.steps ?? {}, ref.step);
  if (!ref || !step) return 'nowhere';
  const on = step.route ?? step.next;
  return on === undefined ? stepName(ref.flow, ref.step) : lands(content, ref.flow, pick(on, slots), slots, hops + 1);
}
const pick = (route: Route, slots: Record<string, string>): string => (typeof route === 'string' ? route : (route.find(({ when }) => met(when, slots))?.to ?? ''));
const met = (when: Condition | undefined, slots: Record<string, string>): boolean => Object.entries(when ?? {}).every(([slot, values]) => slots[slot] !== undefined && values.includes(slots[slot]));

describe('the graph of the guide', () => {
  it('every choice leads where it says', () => {
    const { content } = guide;
    let choices = 0;
    for (const [flow, { steps }] of content.flows) {
      for (const [id, step] of Object.entries(steps)) {
        for (const choice of step.choices) {
          if (choice.do !== undefined || (choice.to === undefined && choice.call === undefined)) continue;
          choices += 1;
          const ref = { flow, step: id };
          const stack = [{ flow: 'start', step: 'language' }, ref].slice(flow === 'start' ? 1 : 0);
          const { said } = turn(guide, session({ stack }), { type: 'choice', choice: button(ref, choice.id) }, TALK_START);
          const slots: Record<string, string> = { lang: 'vi', voice: 'plain', consent: 'yes', address: 'neutral', ...Object.fromEntries(Object.entries(choice.when ?? {}).map(([slot, values]) => [slot, values[0] ?? ''])), ...choice.set };
          const target = choice.call ?? pick(choice.to ?? '', slots);
          const end = lands(content, flow, target, slots);
          const expected = end === '@menu' || (end === '@return' && stack.length < 2) ? lands(content, 'menu', 'menu/', slots) : end === '@return' ? 'start/language' : end;
          // A team list needs a commune: without one the flow asks for it first.
          const shows = expected.split('/').reduce((f, s) => content.flows.get(f)?.steps[s]?.show ?? '');
          if (shows === 'teams' || shows === 'place') continue;
          expect(`${flow}/${id}/${choice.id} → ${said.at(-1)?.key}`).toBe(`${flow}/${id}/${choice.id} → ${expected}`);
        }
      }
    }
    expect(choices).toBeGreaterThan(300);
  });

  it('every step says something whole in every language and voice, offers a way on, and a person is one word away', () => {
    const { content } = guide;
    let said = 0;
    for (const [flow, { steps, unlisted }] of content.flows) {
      for (const [id, step] of Object.entries(steps)) {
        if (step.route !== undefined) continue;
        for (const lang of LANGS) {
          for (const voice of VOICES) {
            const stored = session({ lang, voice, stack: [{ flow, step: id }] });
            const again = turn(guide, stored, { type: 'text', text: 'nhắc lại' }, TALK_START).said;
            const last = again.at(-1);
            expect(last?.key).toBe(step.next === undefined ? stepName(flow, id) : last?.key);
            expect(`${flow}/${id} ${lang}: ${last?.text}`).not.toMatch(/\{\{|undefined|\[object|: ?$/);
            for (const { label } of last?.choices ?? []) expect(label).not.toMatch(/\{\{|^[a-z0-9]+(-[a-z0-9]+)+$/);
            if (!unlisted) expect(last?.choices.length).toBeGreaterThan(0);
            said += 1;
          }
        }
        const person = turn(guide, session({ stack: [{ flow, step: id }] }), { type: 'text', text: 'gặp người' }, TALK_START);
        expect(person.said.at(-1)?.key).toMatch(/^hotline-contact\//);
      }
    }
    expect(said).toBeGreaterThan(1000);
  });

  it('every step reaches an end', () => {
    const { content } = guide;
    const ends = new Set<string>();
    const into = new Map<string, Set<string>>();
    for (const [flow, { steps }] of content.flows) for (const [id, step] of Object.entries(steps)) if (step.choices.length === 0 && !step.input && step.next === undefined && step.route === undefined || step.choices.some((choice) => choice.do !== undefined)) ends.add(stepName(flow, id));
    for (const edge of allEdges(content)) {
      const from = stepName(edge.from.flow, edge.from.step);
      const end = endOf(content.flows, edge);
      if (!end) ends.add(from);
      else into.set(stepName(end.flow, end.step), new Set([...(into.get(stepName(end.flow, end.step)) ?? []), from]));
    }
    const reach = new Set(ends);
    for (const queue = [...ends]; queue.length > 0; ) for (const from of into.get(queue.pop() ?? '') ?? []) {
      if (reach.has(from)) continue;
      reach.add(from);
      queue.push(from);
    }
    const all = [...content.flows].flatMap(([flow, { steps }]) => Object.keys(steps).map((step) => stepName(flow, step)));
    expect(all.filter((name) => !reach.has(name))).toEqual([]);
  });
});

describe('a publish in the middle', () => {
  it('1,000 walks continue on a revision that renames, removes and reorders steps: no mis-step', () => {
    const random = seeded(20261124);
    const { content } = guide;
    const names = [...content.flows.keys()].filter((flow) => !content.flows.get(flow)?.unlisted);
    const changed = new Map(content.flows);
    const renamed = new Map<string, string>();
    const removed = new Set<string>();
    for (const flow of names) {
      const old = content.flows.get(flow);
      if (!old) continue;
      const ids = Object.keys(old.steps);
      const rename = ids[Math.floor(random() * ids.length)] ?? '';
      const remove = ids.find((id) => id !== rename && id !== old.start && random() < 0.3);
      const steps = Object.fromEntries(Object.entries(old.steps).toReversed().filter(([id]) => id !== remove).map(([id, step]) => [id === rename ? `${id}-new` : id, step]));
      renamed.set(stepName(flow, rename), stepName(flow, `${rename}-new`));
      if (remove) removed.add(stepName(flow, remove));
      changed.set(flow, { ...old, start: old.start === rename ? `${rename}-new` : old.start, steps, aliases: { ...old.aliases, [rename]: `${rename}-new` } });
    }
    const next = createGuide(reindexed({ ...content, flows: changed }), guide.revision + 1, guide.tools);
    let moved = 0;
    for (let walk = 0; walk < 1000; walk += 1) {
      let stored = session({ stack: [{ flow: 'menu', step: content.flows.get('menu')?.start ?? '' }] });
      let said = turn(guide, stored, { type: 'text', text: 'menu' }, TALK_START).said;
      for (let i = 0; i < 12; i += 1) {
        const offers = said.at(-1)?.choices ?? [];
        const pressed = offers[Math.floor(random() * offers.length)];
        if (!pressed) break;
        const turned = turn(guide, stored, { type: 'choice', choice: pressed.code }, TALK_START + i);
        stored = turned.session || stored;
        if (turned.said.length > 0) said = turned.said;
      }
      const [, , , , , , stack] = JSON.parse(stored) as [number, number, number, number, number, number, string[]];
      const here = (stack.at(-1) ?? '').split('>')[0] ?? '';
      const after = turn(next, stored, { type: 'text', text: 'nhắc lại' }, TALK_START + 1000);
      const keys = after.said.map(({ key }) => key);
      const expected = renamed.get(here) ?? here;
      if (removed.has(here)) {
        moved += 1;
        expect(keys[0]).toBe('ui/moved');
        expect(keys.at(-1)?.split('/')[0]).toBe(here.split('/')[0]);
      } else if (keys[0] !== 'ui/moved') expect(keys.at(-1)).toBe(expected);
    }
    expect(moved).toBeGreaterThan(0);
  });
});

/** The ids of a changed content, old names included. */
function reindexed(content: Content): Content {
  const steps = new Map(content.steps);
  for (const [flow, { steps: list }] of content.flows) for (const step of Object.keys(list)) steps.set(shortId(stepName(flow, step)), { flow, step });
  return { ...content, steps };
}

/** mulberry32: the same walks every time. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
