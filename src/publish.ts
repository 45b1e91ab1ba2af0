// Content + data → Guide: builds the pure tools (understanding, links, screens, places, teams) once per revision.
// Promises: no I/O of its own, but for the shipped model, read at the first question; places and teams may come later (withPlaces); a content with errors never gets here.
import type { Content, PhraseFile, SourceFile } from './flow/assemble.ts';
import type { TeamLine } from './engine/message.ts';
import { createGuide, type Banner, type FoundPlace, type Guide, type Places, type Teams, type Tools } from './engine/guide.ts';
import { type OfficialList, judge, judgeLinks, parseOfficialLinks } from './safety/links.ts';
import { type Boundaries } from './places/boundaries.ts';
import { fold, words } from './text.ts';
import { findPlaces, type PlaceCandidate, type Why } from './places/find.ts';
import type { Gazetteer } from './places/gazetteer.ts';
import { dayOf } from './places/holidays.ts';
import { type OpenState, spansOn } from './places/hours.ts';
import { locate } from './places/locate.ts';
import { type Directory, mapLink, nearestTeams } from './places/nearest.ts';
import { openModel } from './model-cache.ts';
import { choose } from './understand/choose.ts';
import type { Model } from './understand/model.ts';
import { repairWord } from './understand/repair.ts';
import { findScreens, indexScreens } from './understand/screens.ts';
import { smallTalk } from './understand/small-talk.ts';
import { understand } from './understand/understand.ts';
import { parse } from 'yaml';

/** How many communes with one name are still worth a list; more → ask for the province. */
const FEW = 8;
const HINTS = 6;

export type Published = { readonly guide: Guide; readonly official: OfficialList };

/** `read`: makes the model of the phrases (or remembers it). */
export function publish(content: Content, files: readonly SourceFile[], revision: number, banner?: Banner, read: (phrases: readonly PhraseFile[]) => Model = openModel): Published {
  // Learned at the first question, or right after the server listens (furnish.ts), whichever comes first.
  let model: Model | undefined;
  const learned = (): Model => (model ??= read(content.phrases.filter(({ intent }) => content.flows.has(intent))));
  const screens = indexScreens([content.locales.vi.screens, content.locales.en.screens]);
  const official = parseOfficialLinks(parse(files.find(({ path }) => path === 'flows/official-links.yaml')?.text ?? '{}'));
  const tools: Tools = {
    understand: (text, context) => understand(learned(), text, context),
    repair: (text) => repairWord(text),
    choose: (text, offers, lang) => choose(text, offers, { lang, memo: model?.memo }),
    screens: (text, whole) => findScreens(screens, text, whole),
    smallTalk,
    judge: (text, linksOnly) => {
      const { label, why, subject } = (linksOnly ? judgeLinks : judge)(text, official);
      return { label, why, subject: subject ?? 'none' };
    },
  };
  return { guide: createGuide(content, revision, tools, banner), official };
}

export function withPlaces(guide: Guide, places: Places, teams?: Teams): Guide {
  return createGuide(guide.content, guide.revision, { ...guide.tools, places, ...(teams ? { teams } : {}) }, guide.banner);
}

export function placesOf(gazetteer: Gazetteer, boundaries: Boundaries | undefined): Places {
  const names = new Map<string, { vi: string; en: string }>();
  for (const { code, type, name, province } of gazetteer.communes.values()) {
    names.set(code, { vi: `${type} ${name}, ${province.type} ${province.name}`, en: `${name} ${EN_TYPES[type]}, ${province.name}` });
  }
  const provinces = new Map<string, string[]>();
  for (const { name, province } of gazetteer.communes.values()) provinces.set(province.name, [...(provinces.get(province.name) ?? []), name]);
  for (const list of provinces.values()) list.sort((a, b) => (fold(a) < fold(b) ? -1 : 1));
  /** A province alone: its name as the gazetteer writes it, and its communes. */
  const province = (text: string): { readonly name?: string; readonly communes?: readonly string[] } => {
    const typed = ` ${words(fold(text)).join(' ')} `;
    const name = [...provinces.keys()].find((one) => typed.includes(` ${words(fold(one)).join(' ')} `));
    return name === undefined ? {} : { name, communes: provinces.get(name) ?? [] };
  };
  return {
    find(text) {
      const { candidates, tied, scope, ask } = findPlaces(gazetteer, text);
      const found = candidates.slice(0, Math.max(1, tied)).map(({ code, why }): FoundPlace => ({ code, ...via(why) }));
      const [first] = found;
      if (scope === 'many' && (!first || (ask?.by === 'commune' && ask.options.length === 0))) return { type: 'many', hints: [], ...province(text) };
      if (scope === 'none' || !first) return { type: 'none' };
      if (scope === 'one') return { type: 'one', place: first };
      if (scope === 'few' && found.length <= FEW) return { type: 'few', places: found };
      return { type: 'many', hints: ask?.options.slice(0, HINTS) ?? [], ...named(candidates[0], gazetteer) };
    },
    ...(boundaries ? { locate: (lat: number, lon: number) => locate(boundaries, lat, lon) } : {}),
    name: (code, lang) => names.get(code)?.[lang],
    codes: [...names.keys()],
  };
}

export function teamsOf(directory: Directory, headquarters: ReadonlyMap<string, string>): Teams {
  const byId = new Map(directory.teams.map((team) => [team.id, team]));
  return {
    find(commune, point, need, at) {
      const found = nearestTeams(directory, { commune, need, now: at, ...(point ? { point } : {}) });
      return {
        teams: found.teams.map(({ team, km, open }): TeamLine => ({ team: team.id, ...(km === undefined ? {} : { km }), open: opening(open) })),
        ...(found.nothingOpenUntil === undefined ? {} : { nothingOpenUntil: found.nothingOpenUntil }),
      };
    },
    card(id, _lang, at) {
      const team = byId.get(id);
      if (!team) return undefined;
      const hours = team.hours && spansOn(team.hours, directory.holidays, dayOf(at)).map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ');
      return {
        name: team.name,
        phones: team.phones,
        checked: team.checked,
        ...(team.address === undefined ? {} : { address: team.address }),
        ...(hours === undefined ? {} : { hours }),
        ...(team.point ? { mapUrl: mapLink(team.point) } : {}),
      };
    },
    headquarters: (commune) => headquarters.get(commune),
  };
}

const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

function opening(state: OpenState): TeamLine['open'] {
  if (state.type === 'unknown') return { type: 'unknown' };
  const at = state.type === 'open' ? state.until : state.opensAt;
  return { type: state.type, ...(at === undefined ? {} : { at }) };
}

const EN_TYPES = { phường: 'ward', xã: 'commune', 'đặc khu': 'special zone' } as const;

/** The shared name of many places: a word of the gazetteer, never of the citizen. */
function named(first: PlaceCandidate | undefined, gazetteer: Gazetteer): { readonly name?: string } {
  if (!first) return {};
  const { why } = first;
  const commune = gazetteer.communes.get(first.code);
  if (why.type === 'district') return { name: `${why.district.type} ${why.district.name}` };
  if (why.type === 'today') return commune ? { name: commune.name } : {};
  return { name: why.ward.type === 'phường' && /^\d+$/.test(why.ward.name) ? `phường ${why.ward.name}` : why.ward.name };
}

/** What a namesake was before July 2025: names of units only, never words of the citizen. */
function via(why: Why): { readonly via?: string } {
  if (why.type === 'today') return {};
  if (why.type === 'district') return { via: `${why.district.type} ${why.district.name} cũ` };
  const { ward } = why;
  return { via: `${ward.type ?? ''} ${ward.name} cũ, ${ward.district.type} ${ward.district.name}`.trim() };
}
