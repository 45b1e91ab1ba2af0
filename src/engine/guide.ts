// What the engine is given besides session and event: the published content and the pure tools built from it.
// Promises: plain values and functions without I/O; places may be missing (they load after the server listens).
import type { Content } from '../flow/assemble.ts';
import { shortId } from '../flow/ids.ts';
import type { Lang, TeamOffer } from '../flow/schema.ts';
import type { TeamLine } from './message.ts';

export type Ranked = { readonly intent: string; readonly score: number };
export type Heard = {
  readonly verdict: 'sure' | 'between' | 'unsure' | 'none';
  readonly ranked: readonly Ranked[];
  /** Intents of further questions in the same message, urgent first. */
  readonly others?: readonly string[];
};
/** `score` 1: exactly what was offered. */
export type Chosen = { readonly type: 'one'; readonly id: string; readonly score: number } | { readonly type: 'several'; readonly ids: readonly string[] } | { readonly type: 'none' };
export const WORDS = ['menu', 'back', 'again', 'skip', 'wrong', 'person', 'stop', 'language', 'forget', 'show-data', 'scam', 'share', 'next-person', 'start', 'stuck', 'return', 'join'] as const;
export type Word = (typeof WORDS)[number];

/** A commune found from a name, with what distinguishes it when several fit. */
export type FoundPlace = { readonly code: string; readonly via?: string };
export type PlaceFinding =
  | { readonly type: 'one'; readonly place: FoundPlace }
  | { readonly type: 'few'; readonly places: readonly FoundPlace[] }
  /** `name`: what was named, as the gazetteer writes it; `hints`: provinces or districts that would tell the places apart. */
  | { readonly type: 'many'; readonly name?: string; readonly hints: readonly string[]; /** the communes of a province that was named alone */ readonly communes?: readonly string[] }
  | { readonly type: 'none' };
export type PointFinding = { readonly type: 'inside'; readonly codes: readonly string[] } | { readonly type: 'near'; readonly code: string; readonly km: number } | { readonly type: 'outside' };

export type Places = {
  find(text: string): PlaceFinding;
  /** Missing when the boundaries are not installed: location is off. */
  locate?(lat: number, lon: number): PointFinding;
  /** Name in one language, "xã Giáp Sơn, tỉnh Bắc Ninh"; undefined for an unknown code. */
  name(code: string, lang: Lang): string | undefined;
  /** Codes of all communes. */
  readonly codes: readonly string[];
};
/** A team as people read it. Nothing here is invented: what is not known is missing. */
export type TeamCard = { readonly name: string; readonly address?: string; readonly phones: readonly string[]; /** today's, `7:30–11:30`; '' = closed all day */ readonly hours?: string; readonly mapUrl?: string; readonly checked?: string };
export type Teams = {
  find(commune: string, point: { readonly lat: number; readonly lon: number } | undefined, need: TeamOffer, at: number): { readonly teams: readonly TeamLine[]; readonly nothingOpenUntil?: number };
  /** As of an instant: hours are those of its day in Việt Nam. */
  card(team: string, lang: Lang, at: number): TeamCard | undefined;
  /** Where the commune's headquarters was planned to be, in words; unverified. */
  headquarters(commune: string): string | undefined;
};
export type LinkFinding = { readonly label: 'official' | 'not_official' | 'unknown'; readonly why: string; readonly subject: 'link' | 'app' | 'phone' | 'sender' | 'none' };

export type Tools = {
  understand(text: string, context: { readonly lang?: Lang; readonly redacted?: readonly string[] }): Heard;
  repair(text: string): { readonly word: Word; readonly rest?: string } | undefined;
  choose(text: string, offers: readonly { readonly id: string; readonly label: string; readonly also?: readonly string[] }[], lang: Lang): Chosen;
  /** Screens of the app whose wording the text quotes, best first; empty when none fits well. `whole`: only wordings quoted (almost) in full. */
  screens(text: string, whole?: boolean): readonly string[];
  /** `linksOnly`: not the app, number or sender the text names. */
  judge(text: string, linksOnly?: boolean): LinkFinding;
  /** Which step of `chitchat` answers a message that is only talk; missing: its start. */
  smallTalk?(text: string): string;
  readonly places?: Places;
  readonly teams?: Teams;
  /** Where a step can be opened by anybody; missing when the service does not know its own address. */
  readonly address?: (lang: Lang, flow: string, step: string) => string | undefined;
};

/** What a code on a button can mean besides a choice of a step. */
export type Dynamic = { readonly type: 'word'; readonly word: Word } | { readonly type: 'flow'; readonly flow: string } | { readonly type: 'place'; readonly code: string } | { readonly type: 'screen'; readonly screen: string };
export type Banner = { readonly id: string; readonly text: Readonly<Record<Lang, string>>; readonly until: number };
export type Guide = {
  readonly revision: number;
  readonly content: Content;
  readonly tools: Tools;
  readonly dynamic: ReadonlyMap<string, Dynamic>;
  /** An operator's notice shown once in front of the next message of every chat. */
  readonly banner?: Banner;
};

export function createGuide(content: Content, revision: number, tools: Tools, banner?: Banner): Guide {
  const dynamic = new Map<string, Dynamic>();
  for (const word of WORDS) dynamic.set(dynamicId('word', word), { type: 'word', word });
  for (const flow of content.flows.keys()) dynamic.set(dynamicId('flow', flow), { type: 'flow', flow });
  for (const screen of Object.keys(content.screens)) dynamic.set(dynamicId('screen', screen), { type: 'screen', screen });
  for (const code of tools.places?.codes ?? []) dynamic.set(dynamicId('place', code), { type: 'place', code });
  return { revision, content, tools, dynamic, ...(banner ? { banner } : {}) };
}

/** `@word/menu`: the `@` keeps these names apart from flows. */
export const dynamicId = (type: Dynamic['type'], name: string): string => shortId(`@${type}/${name}`);
