// Help pages from the guide: every listed step as plain words of one language with its facts, ways on and the text to forward.
// Promises: what a page says is what the chat says to somebody without a memory; old addresses lead to today's step.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forwardText } from '../../engine/blocks.ts';
import { vnDate } from '../../engine/facts.ts';
import type { Guide } from '../../engine/guide.ts';
import { localise } from '../../engine/localise.ts';
import { localeStep, type Manner, speaker } from '../../engine/speak.ts';
import { type Content, followAlias, own, stepAt, type StepRef } from '../../flow/assemble.ts';
import type { Choice, Lang, Route } from '../../flow/schema.ts';
import { pagePath } from '../paths.ts';
import type { Page, PageSource } from './source.ts';

/** `publicUrl`: where links point; without one they are paths of this server. */
export function pagesOf(current: () => Guide, root: string, options: { readonly publicUrl?: string | undefined; readonly now?: () => number } = {}): PageSource {
  const now = options.now ?? Date.now;
  const link = (lang: Lang, ref: StepRef): string => `${options.publicUrl ?? ''}${pagePath(lang, ref.flow, ref.step)}`;
  return {
    page(lang, flow, step, own) {
      const guide = current();
      const ref = listed(guide.content, followAlias(guide.content.flows, flow, `${flow}/${step ?? ''}`));
      return ref && pageOf(guide, lang, ref, now(), own ?? link(lang, ref));
    },
    list(lang) {
      const { content } = current();
      return [...content.flows].flatMap(([flow, { unlisted, steps, start }]) =>
        unlisted
          ? []
          : [start, ...Object.keys(steps).filter((step) => step !== start)].flatMap((step) => {
              const ref = { flow, step };
              if (stepAt(content.flows, ref)?.route !== undefined) return [];
              const locale = content.locales[lang].flows.get(flow);
              return [{ ...ref, title: titleOf(content, lang, ref), ...(locale?.summary === undefined ? {} : { summary: locale.summary }), asOf: asOf(content, stepAt(content.flows, ref)?.facts ?? [], now()) }];
            }),
      );
    },
    privacy(lang) {
      const { content } = current();
      const speak = speaker(content, plainIn(lang), now());
      const flow = content.flows.get('privacy');
      const text = Object.keys(flow?.steps ?? {}).filter((step) => localeStep(content, lang, { flow: 'privacy', step })?.say !== undefined).map((step) => speak(`privacy:steps.${step}.say`).trim()).join('\n\n');
      return { title: content.locales[lang].flows.get('privacy')?.title ?? '', text };
    },
    async media(id, kind) {
      if (!/^[a-z0-9-]{1,48}$/.test(id)) return undefined;
      try {
        return await readFile(join(root, 'flows/media', `${id}.${kind}`));
      } catch {
        return undefined;
      }
    },
  };
}

const plainIn = (lang: Lang): Manner => ({ lang, voice: 'plain', address: 'neutral' });

/** Steps of unlisted flows and silent steps have no page; a silent first step stands for where it leads by default. */
function listed(content: Content, ref: StepRef | undefined): StepRef | undefined {
  let here = ref;
  for (let hop = 0; here && hop < 10; hop += 1) {
    const flow = content.flows.get(here.flow);
    const step = flow && own(flow.steps, here.step);
    if (!flow || flow.unlisted || !step) return undefined;
    if (step.route === undefined) return here;
    here = leads(content, here.flow, step.route);
  }
  return undefined;
}

function pageOf(guide: Guide, lang: Lang, ref: StepRef, now: number, url: string): Page {
  const { content } = guide;
  const manner = plainIn(lang);
  const step = stepAt(content.flows, ref);
  const speak = speaker(content, manner, now);
  const said = localise(guide, manner, { say: { type: 'step', ...ref }, step: ref, offers: [] }, now);
  const locale = content.locales[lang].flows.get(ref.flow);
  const facts = (step?.facts ?? []).flatMap((id) => {
    const card = content.facts.get(id);
    const [source] = card?.source ?? [];
    return card && source ? [{ says: card.says[lang], source: card.basis ?? source.url, date: source.date }] : [];
  });
  return {
    ...ref,
    title: titleOf(content, lang, ref),
    summary: locale?.summary ?? said.text.split('\n')[0] ?? '',
    text: step?.show === 'teams' ? `${said.text}\n\n${speak('ui:place.none')}` : said.text,
    choices: (step?.choices ?? []).flatMap((choice) => {
      const target = listed(content, choiceTarget(content, ref, choice));
      const label = localeStep(content, lang, ref)?.choices[choice.id];
      return target && label !== undefined ? [{ label, href: pagePath(lang, target.flow, target.step) }] : [];
    }),
    open: said.open,
    picture: said.picture,
    facts,
    asOf: asOf(content, step?.facts ?? [], now),
    forward: forwardText(guide, manner, ref.flow, ref.step, speak, url.startsWith('http') ? url : undefined),
  };
}

function choiceTarget(content: Content, ref: StepRef, choice: Choice): StepRef | undefined {
  return choice.call === undefined ? leads(content, ref.flow, choice.to) : leads(content, ref.flow, choice.call);
}

/** Where a route leads without a memory: its last branch. */
function leads(content: Content, flow: string, route: Route | undefined): StepRef | undefined {
  const target = typeof route === 'string' ? route : route?.at(-1)?.to;
  return target === undefined || target.startsWith('@') ? undefined : followAlias(content.flows, flow, target);
}

function titleOf(content: Content, lang: Lang, ref: StepRef): string {
  const locale = content.locales[lang].flows.get(ref.flow);
  return localeStep(content, lang, ref)?.title ?? locale?.title ?? ref.flow;
}

/** The day up to which all cited cards were known to hold: the oldest day on which one of them was checked. */
function asOf(content: Content, cited: readonly string[], now: number): string {
  const dates = cited.flatMap((id) => content.facts.get(id)?.checked ?? []).sort();
  return dates[0] ?? vnDate(now);
}
