// A place typed or shared: one commune → go on, a few → ask which, many → ask for more, none → say so.
// Promises: coordinates are used in this turn only (distances) and never reach the session or an effect.
import type { Route } from '../flow/schema.ts';
import { type Draft, pickRoute, sendUi, top } from './draft.ts';
import type { PlaceFinding, Places } from './guide.ts';
import { SESSION_LIMITS } from './session.ts';
import { callFlow, goTo, sayThenOffer, START, visited } from './move.ts';

/** `understood`: places were found or asked for · `missed`: asked again · `no`: not taken as a place at all. */
export type PlaceHeard = 'understood' | 'missed' | 'no';

/** A text where a place is expected. `quiet`: only take it when a place was really found. */
export function hearPlace(draft: Draft, text: string, to: Route | undefined, quiet = false): PlaceHeard {
  const places = draft.guide.tools.places;
  if (!places) {
    if (!quiet) sayThenOffer(draft, 'place.loading');
    return quiet ? 'no' : 'understood';
  }
  const found = together(draft, places, text);
  if (found.type === 'one') {
    foundPlace(draft, found.place.code, to, found.place.via);
    return 'understood';
  }
  if (found.type === 'few') {
    draft.s.pending = found.places.slice(0, SESSION_LIMITS.pending).map(({ code, via }) => (via ? `p:${code}~${via.replace(/,/g, ';').replace(/~/g, ' ')}` : `p:${code}`));
    sayThenOffer(draft, 'place.which');
    return 'understood';
  }
  if (quiet) return 'no';
  if (found.type === 'many') {
    draft.s.pending = found.name === undefined ? [] : [`+n:${found.name}`];
    sayThenOffer(draft, found.hints.length > 0 ? 'place.many-in' : found.name === undefined ? 'place.many' : 'place.which-commune', { name: found.name ?? '', hints: found.hints.join(', '), communes: found.communes?.join(', ') ?? '' });
    return 'understood';
  }
  // A question in the place step is still a question.
  const heard = draft.guide.tools.understand(text, draft.s.lang ? { lang: draft.s.lang } : {});
  if (heard.verdict === 'sure' && heard.ranked[0]?.intent !== 'find-support-place') return 'no';
  draft.s.misses = Math.min(9, draft.s.misses + 1);
  if (draft.s.misses >= 2) draft.s.pending = ['w:person'];
  sayThenOffer(draft, 'place.none');
  return 'missed';
}

/** “Tân Thành” was too many; “Cà Mau” alone now completes it. */
function together(draft: Draft, places: Places, text: string): PlaceFinding {
  const found = places.find(text);
  const before = draft.s.pending.find((name) => name.startsWith('+n:'))?.slice(3);
  if (found.type === 'one' || before === undefined) return found;
  // After a list of communes the name of a commune is meant, not the old district of that name.
  for (const type of ['xã', 'phường', 'đặc khu']) {
    const unit = places.find(`${type} ${text}, ${before}`);
    if (unit.type === 'one') return unit;
  }
  const both = places.find(`${before}, ${text}`);
  const other = both.type === 'one' ? both : places.find(`${text}, ${before}`);
  return other.type === 'one' || (other.type === 'few' && found.type !== 'few') ? other : found;
}

/** `via`: what the commune was called when it was found under an old name. */
export function foundPlace(draft: Draft, code: string, to: Route | undefined, via?: string): void {
  const frame = top(draft);
  draft.s.commune = code;
  draft.s.pending = [];
  draft.blocks.push({ type: 'place', code, ...(via ? { via } : {}) });
  if (frame) visited(draft, frame);
  if (to !== undefined && frame) goTo(draft, pickRoute(draft, to), frame.flow);
  else callFlow(draft, 'find-support-place/teams', START);
}

export function hearLocation(draft: Draft, lat: number, lon: number, to: Route | undefined): void {
  const places = draft.guide.tools.places;
  if (!places?.locate) return sayThenOffer(draft, 'place.location-off');
  const found = places.locate(lat, lon);
  if (found.type === 'outside') return outside(draft);
  draft.point = { lat, lon };
  if (found.type === 'near') {
    sendUi(draft, 'place.near', { blocks: [{ type: 'place', code: found.code, near: true }] });
    return foundPlace(draft, found.code, to);
  }
  const [first, ...rest] = found.codes;
  if (first === undefined) return outside(draft);
  if (rest.length === 0) return foundPlace(draft, first, to);
  draft.s.pending = found.codes.slice(0, 3).map((code) => `p:${code}`);
  sayThenOffer(draft, 'place.border');
}

/** Somebody abroad gets the guide for Vietnamese people overseas as one button. */
function outside(draft: Draft): void {
  if (draft.guide.content.flows.has('overseas-vietnamese')) draft.s.pending = ['+f:overseas-vietnamese'];
  sayThenOffer(draft, 'place.outside');
}
