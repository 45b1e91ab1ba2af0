// Blocks of data under a message as words: teams with hours and distance, a place found, what is kept, a text to forward.
// Promises: only whole kilometres, "under 1 km" below; the honest note where nothing is verified. Nothing is invented.
import { stepAt } from '../flow/assemble.ts';
import { cautionFor, formatDate, VN_OFFSET_MS, vnDate, vnDay } from './facts.ts';
import type { Guide } from './guide.ts';
import { localeStep, type Manner, type Speak } from './speak.ts';
import { truncate } from '../text.ts';
import type { Block, Said, TeamLine } from './message.ts';

export const FORWARD_LIMIT = 500;

export function blockText(guide: Guide, manner: Manner, block: Block, speak: Speak, now: number): string {
  switch (block.type) {
    case 'place':
      return speak(block.near ? 'ui:place.near-is' : block.via ? 'ui:place.was' : 'ui:place.is', { via: block.via ?? '', name: guide.tools.places?.name(block.code, manner.lang) ?? block.code });
    case 'teams':
      return teamsText(guide, manner, block, speak, now);
    case 'data':
      return block.lines.map(({ key, value }) => speak(`ui:data-line.${key.split('.')[0] ?? key}`, { value: dataValue(guide, manner, key, value, speak), slot: slotName(key.split('.')[1] ?? '', speak) })).join('\n');
    case 'forward':
      return forwardText(guide, manner, block.flow, block.step, speak, guide.tools.address?.(manner.lang, block.flow, block.step));
  }
}

/** Title, text and link of a step as one message for a Zalo group, at most 500 characters; `forward` in the locale overrides it. */
export function forwardText(guide: Guide, manner: Manner, flow: string, step: string, speak: Speak, link?: string): string {
  const words = localeStep(guide.content, manner.lang, { flow, step });
  const title = words?.title === undefined ? speak(`${flow}:title`) : speak(`${flow}:steps.${step}.title`);
  const say = speak(`${flow}:steps.${step}.${words?.forward === undefined ? 'say' : 'forward'}`).trim();
  const tail = link === undefined ? '' : `\n${link}`;
  const head = words?.forward === undefined ? `${title}\n` : '';
  const room = FORWARD_LIMIT - tail.length - head.length;
  const body = say.length <= room ? say : `${say.slice(0, Math.max(0, say.lastIndexOf(' ', room - 1)))}…`;
  // What is not certain stays so when it is passed on, as far as there is room.
  const doubt = cautionFor(guide.content.facts, stepAt(guide.content.flows, { flow, step })?.facts ?? []) === 'uncertain' ? `\n${speak('ui:caution.uncertain').trim()}` : '';
  return head + body + (head.length + body.length + doubt.length + tail.length <= FORWARD_LIMIT ? doubt : '') + tail;
}

function teamsText(guide: Guide, manner: Manner, block: Extract<Block, { type: 'teams' }>, speak: Speak, now: number): string {
  const { teams: tool, places } = guide.tools;
  const name = places?.name(block.commune, manner.lang) ?? block.commune;
  if (block.teams.length === 0 || !tool) {
    const hq = tool?.headquarters(block.commune);
    return [speak('ui:teams.none', { name }), ...(hq ? [speak('ui:teams.headquarters', { hq })] : []), speak('ui:teams.call-first')].join('\n');
  }
  const parts = block.teams.map((line, i) => teamText(guide, manner, line, i + 1, speak, now));
  if (block.nothingOpenUntil !== undefined) parts.unshift(speak('ui:teams.nothing-open', { when: moment(block.nothingOpenUntil, now, manner, speak) }));
  return parts.join('\n\n');
}

/** Phones to tap and maps to open: the citizen's own map app, at the team's place, never at the citizen's. */
export function teamButtons(guide: Guide, manner: Manner, blocks: readonly Block[], speak: Speak, now: number): Said['open'][number][] {
  return blocks.flatMap((block) => {
    if (block.type !== 'teams') return [];
    return block.teams.flatMap(({ team }) => {
      const card = guide.tools.teams?.card(team, manner.lang, now);
      const [phone] = card?.phones ?? [];
      return card
        ? [
            ...(phone === undefined ? [] : [{ type: 'phone' as const, label: truncate(speak('ui:teams.call', { name: card.name }), BUTTON), phone: phone.replace(/[^\d+]/g, '') }]),
            ...(card.mapUrl === undefined ? [] : [{ type: 'url' as const, label: truncate(speak('ui:teams.open-map', { name: card.name }), BUTTON), url: card.mapUrl }]),
          ]
        : [];
    });
  });
}
const BUTTON = 40;

function teamText(guide: Guide, manner: Manner, line: TeamLine, n: number, speak: Speak, now: number): string {
  const card = guide.tools.teams?.card(line.team, manner.lang, now);
  if (!card) return '';
  const lines = [`${n}. ${card.name}`];
  if (card.address) lines.push(card.address);
  if (line.km !== undefined) lines.push(line.km < 1 ? speak('ui:teams.near') : speak('ui:teams.km', { km: line.km }));
  lines.push(openText(line, now, manner, speak));
  if (card.hours !== undefined && card.hours !== '') lines.push(speak('ui:teams.hours', { hours: card.hours }));
  for (const phone of card.phones) lines.push(speak('ui:teams.phone', { phone }));
  if (card.mapUrl) lines.push(speak('ui:teams.map', { url: card.mapUrl }));
  if (card.checked) lines.push(speak('ui:teams.checked', { date: formatDate(card.checked, manner.lang) }));
  return lines.join('\n');
}

function openText(line: TeamLine, now: number, manner: Manner, speak: Speak): string {
  const { type, at } = line.open;
  if (type === 'unknown') return speak('ui:teams.hours-unknown');
  if (type === 'open') return at === undefined ? speak('ui:teams.open') : speak('ui:teams.open-until', { when: moment(at, now, manner, speak) });
  return at === undefined ? speak('ui:teams.closed') : speak('ui:teams.opens', { when: moment(at, now, manner, speak) });
}

/** "17:00", "ngày mai 7:30" or "thứ hai, 30/11/2026 7:30", in Vietnamese time. */
function moment(at: number, now: number, manner: Manner, speak: Speak): string {
  const local = new Date(at + VN_OFFSET_MS);
  const time = `${local.getUTCHours()}:${String(local.getUTCMinutes()).padStart(2, '0')}`;
  const days = vnDay(at) - vnDay(now);
  if (days === 0) return time;
  if (days === 1) return speak('ui:time.tomorrow', { time });
  return speak('ui:time.on', { weekday: speak(`ui:time.weekday.${local.getUTCDay()}`), date: formatDate(vnDate(at), manner.lang), time });
}

function slotName(slot: string, speak: Speak): string {
  const path = `data-slot.${slot}`;
  const text = slot === '' ? '' : speak(`ui:${path}`);
  return text === path ? slot : text;
}

/** One kept value in words; ids that mean nothing to people become titles and labels of today's content. */
function dataValue(guide: Guide, manner: Manner, key: string, value: string, speak: Speak): string {
  const { content, tools } = guide;
  const { lang } = manner;
  const title = (flow: string): string => content.locales[lang].flows.get(flow)?.title ?? flow;
  const word = (path: string, plain: string): string => {
    const text = speak(`ui:${path}`);
    return text === path || text === '' ? plain : text;
  };
  const [kind, slot] = key.split('.');
  switch (kind) {
    case 'commune':
      return tools.places?.name(value, lang) ?? value;
    case 'position':
      return value.split(',').map(title).join(' ← ');
    case 'slot':
      return word(`data-value.slot.${slot}.${value}`, value);
    case 'outcomes':
      return grouped(value.split(',').flatMap((id) => {
        const ref = content.choices.get(id);
        return ref ? [[title(ref.flow), localeStep(content, lang, ref)?.choices[ref.choice] ?? ref.choice] as const] : [];
      }));
    case 'history':
      return [...new Set(value.split(',').flatMap((id) => {
        const ref = content.steps.get(id);
        return ref ? [title(ref.flow)] : [];
      }))].join('; ');
    case 'reached':
      return value.split(',').map((milestone) => word(`data-value.reached.${milestone}`, milestone)).join(', ');
    case 'wake':
      return formatDate(vnDate(Number(value)), lang);
    case 'kept-day':
      return formatDate(vnDate(Number(value) * DAY_MS), lang);
    case 'lang':
    case 'voice':
    case 'address':
    case 'consent':
      return value === '' ? '–' : word(`data-value.${kind}.${value}`, value);
    default:
      return value;
  }
}

/** "Title (label, label); Title (label)". */
function grouped(pairs: readonly (readonly [title: string, label: string])[]): string {
  const groups = new Map<string, string[]>();
  for (const [title, label] of pairs) groups.set(title, [...(groups.get(title) ?? []), label.replace(/\{\{[^}]*\}\}/g, '…')]);
  return [...groups].map(([title, labels]) => `${title} (${labels.join(', ')})`).join('; ');
}

const DAY_MS = 86_400_000;
