// What a poster says about a step, from the content alone; its hash tells whether a printed poster is still true.
// Promises: hotline and warnings come from their fact cards; a changed word or value of anything the step rests on changes the hash.
import { hash } from 'node:crypto';
import { cautionFor, factWords, isEffective, vnDate, vnDay } from '../engine/facts.ts';
import type { Guide, TeamCard } from '../engine/guide.ts';
import { localise } from '../engine/localise.ts';
import { localeStep, type Manner, speaker } from '../engine/speak.ts';
import { followAlias, stepAt, type StepRef } from '../flow/assemble.ts';
import type { Lang } from '../flow/schema.ts';

export const POSTER_FORMS = ['a4', 'a5', 'cards'] as const;
export type PosterForm = (typeof POSTER_FORMS)[number];
export type PosterWords = StepRef & {
  readonly title: string;
  readonly text: string;
  readonly hotline?: string | undefined;
  /** The fake app, and what the police never do. */
  readonly warnings: readonly string[];
  /** Of everything that would make a print untrue if it changed. */
  readonly hash: string;
};

const HOTLINE = { card: 'B1', value: 'hotline' } as const;
const WARNINGS = ['P4', 'P3'] as const;

export function posterWords(guide: Guide, lang: Lang, to: string, now: number): PosterWords | undefined {
  const { content } = guide;
  const [flow = '', step = ''] = to.split('/');
  const ref = followAlias(content.flows, flow, `${flow}/${step}`);
  const found = ref && stepAt(content.flows, ref);
  if (!ref || !found || found.route !== undefined || content.flows.get(ref.flow)?.unlisted) return undefined;
  const manner: Manner = { lang, voice: 'plain', address: 'neutral' };
  const words = localeStep(content, lang, ref);
  const speak = speaker(content, manner, now);
  const day = vnDate(now);
  const values = factWords(content.facts, lang, day, false);
  const said = localise(guide, manner, { say: { type: 'step', ...ref }, step: ref, offers: [] }, now).text;
  const card = (id: string): string[] => {
    const fact = content.facts.get(id);
    return fact && isEffective(fact, day) ? [fact.says[lang]] : [];
  };
  const caution = cautionFor(content.facts, found.facts);
  // What is uncertain is said to be so on paper too, also where the locale has a text of its own for forwarding.
  const own = words?.forward === undefined ? said : [speak(`${ref.flow}:steps.${ref.step}.forward`).trim(), ...(caution ? [speak(`ui:caution.${caution}`).trim()] : [])].join('\n\n');
  const printed = {
    title: words?.title ?? content.locales[lang].flows.get(ref.flow)?.title ?? ref.flow,
    text: own,
    hotline: values[HOTLINE.card]?.[HOTLINE.value],
    warnings: WARNINGS.flatMap(card),
  };
  const rests = found.facts.map((id) => [id, content.facts.get(id)?.says[lang], values[id]]);
  return { ...ref, ...printed, hash: hash('sha256', JSON.stringify([printed, said, rests]), 'base64url').slice(0, 22) };
}

/** A commune's teams as printed, with the hours of an ordinary week: what is not known is not there. */
export function teamsOf(guide: Guide, commune: string, lang: Lang, now: number): readonly TeamCard[] {
  const { teams } = guide.tools;
  if (!teams) return [];
  const ids = new Set((['level-2', 'activation'] as const).flatMap((need) => teams.find(commune, undefined, need, now).teams.map(({ team }) => team)));
  return [...ids].flatMap((id) => {
    const card = teams.card(id, lang, now);
    const { hours: _, ...rest } = card ?? { name: '', phones: [] };
    const week = weekOf((at) => teams.card(id, lang, at)?.hours, lang, now);
    return card ? [{ ...rest, ...(week === undefined ? {} : { hours: week }) }] : [];
  });
}

const DAY = 86_400_000;
const DAYS = { vi: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] } as const;
const CLOSED = { vi: 'nghỉ', en: 'closed' } as const;

/** A card knows one day's hours; a poster hangs for months. What most of the next five such weekdays have is the ordinary week. */
function weekOf(hoursOn: (at: number) => string | undefined, lang: Lang, now: number): string | undefined {
  const week: string[] = [];
  for (let i = 0; i < 7; i += 1) {
    const seen = [0, 7, 14, 21, 28].flatMap((later) => hoursOn(now + (i + later) * DAY) ?? []);
    if (seen.length === 0) return undefined;
    week[(vnDay(now) + i + 4) % 7] = seen.sort((a, b) => seen.filter((x) => x === b).length - seen.filter((x) => x === a).length)[0] ?? '';
  }
  const order = [1, 2, 3, 4, 5, 6, 0];
  const groups: { from: number; to: number; hours: string }[] = [];
  for (const day of order) {
    const last = groups.at(-1);
    if (last && last.hours === week[day]) last.to = day;
    else groups.push({ from: day, to: day, hours: week[day] ?? '' });
  }
  return groups.map(({ from, to, hours }) => `${from === to ? DAYS[lang][from] : `${DAYS[lang][from]}–${DAYS[lang][to]}`}: ${hours === '' ? CLOSED[lang] : hours}`).join('; ');
}

/** What a print rests on: the step's words and facts, and the teams named on it. */
export const printHash = (words: PosterWords, teams: readonly TeamCard[]): string => hash('sha256', JSON.stringify([words.hash, teams.map(({ checked: _, ...team }) => team)]), 'base64url').slice(0, 22);
