// From what a citizen typed to the communes of today that it can mean, likeliest first, with the reason as data.
// Promises: pure; typed accents rank above folded ones; a name said with its old district is read as an old name; never a sentence.
// Refuses: to choose when several fit equally: then `ambiguous` is true and `ask` says what would tell them apart.
import { CUES } from './aliases.ts';
import type { Entry, Gazetteer } from './gazetteer.ts';
import { scan } from './mentions.ts';
import type { Mention, Scan } from './mentions.ts';
import type { Commune, OldDistrict, OldWard, Relation } from './units.ts';

export type Why =
  | { readonly type: 'today' }
  | { readonly type: 'old'; readonly ward: OldWard; readonly relation: Relation }
  /** A name that had gone before July 2025; `ward` took it in. */
  | { readonly type: 'former'; readonly called: string; readonly ward: OldWard; readonly relation: Relation }
  | { readonly type: 'district'; readonly district: OldDistrict };
export type PlaceCandidate = { readonly code: string; readonly score: number; readonly why: Why };
export type PlaceAnswer = {
  /** Best first; those that fit equally well come first (`tied` of them), then weaker ones. */
  readonly candidates: readonly PlaceCandidate[];
  readonly tied: number;
  readonly ambiguous: boolean;
  /** one: go on (others may have got land without people); few: ask which; many: ask for district or province; none: say so. */
  readonly scope: 'one' | 'few' | 'many' | 'none';
  /** What tells the tied ones apart; `options` are names to offer. */
  readonly ask?: { readonly by: 'province' | 'district' | 'village' | 'commune'; readonly options: readonly string[] };
};

/** At most this many are offered as a choice. */
const FEW = 8;
/** Readings closer than this count as equal. */
const TIE = 0.25;
/** Readings further below the best than this are not worth showing. */
const WEAK = 4;

export function findPlaces(gazetteer: Gazetteer, text: string): PlaceAnswer {
  const seen = scan(gazetteer, text);
  const readings = allReadings(seen).filter((reading) => credible(reading, seen));
  const best = readings.reduce((top, r) => Math.max(top, r.score), 0);
  const byCode = new Map<string, PlaceCandidate & { readonly order: number }>();
  for (const reading of readings) {
    if (reading.score < best - WEAK) continue;
    for (const candidate of candidatesOf(gazetteer, reading)) {
      const known = byCode.get(candidate.code);
      if (!known || known.score < candidate.score - TIE || (known.score <= candidate.score + TIE && known.order > candidate.order)) byCode.set(candidate.code, candidate);
    }
  }
  const all = [...byCode.values()];
  const tied = all.filter((c) => c.score >= best - TIE).toSorted((a, b) => a.order - b.order || population(gazetteer, b) - population(gazetteer, a));
  const rest = all.filter((c) => c.score < best - TIE).toSorted((a, b) => b.score - a.score || a.order - b.order);
  const wide = readings.some((r) => r.score >= best - TIE && r.main.entry.level === 'province');
  return answer(gazetteer, tied, rest.slice(0, 20), wide);
}

function answer(gazetteer: Gazetteer, tied: readonly PlaceCandidate[], rest: readonly PlaceCandidate[], wide: boolean): PlaceAnswer {
  const candidates = [...tied, ...rest].map(({ code, score, why }) => ({ code, score: Math.round(score * 100) / 100, why }));
  if (wide) return { candidates, tied: tied.length, ambiguous: true, scope: 'many', ask: { by: 'commune', options: [] } };
  if (tied.length === 0) return { candidates: [], tied: 0, ambiguous: false, scope: 'none' };
  const lived = tied.filter((c) => !('relation' in c.why) || c.why.relation !== 'land');
  const scope = lived.length <= 1 ? 'one' : lived.length <= FEW ? 'few' : 'many';
  const ask = scope === 'one' ? undefined : question(gazetteer, lived);
  return { candidates, tied: tied.length, ambiguous: tied.length > 1, scope, ...(ask ? { ask } : {}) };
}

function question(gazetteer: Gazetteer, lived: readonly PlaceCandidate[]): NonNullable<PlaceAnswer['ask']> {
  const provinces = new Set(lived.map((c) => oldProvince(gazetteer, c)));
  if (provinces.size > 1) return { by: 'province', options: [...provinces] };
  const wards = new Set(lived.map((c) => ('ward' in c.why ? c.why.ward : undefined)));
  if (wards.size === 1 && !wards.has(undefined)) return { by: 'village', options: lived.map((c) => gazetteer.communes.get(c.code)?.name ?? '') };
  const districts = new Set(lived.flatMap((c) => ('ward' in c.why ? [c.why.ward.district.name] : [])));
  if (districts.size > 1) return { by: 'district', options: [...districts] };
  return { by: 'commune', options: lived.map((c) => gazetteer.communes.get(c.code)?.name ?? '') };
}

function oldProvince(gazetteer: Gazetteer, c: PlaceCandidate): string {
  if ('ward' in c.why) return c.why.ward.district.province.name;
  if (c.why.type === 'district') return c.why.district.province.name;
  return gazetteer.communes.get(c.code)?.province.name ?? '';
}

function population(gazetteer: Gazetteer, c: PlaceCandidate): number {
  return gazetteer.communes.get(c.code)?.population ?? 0;
}

/** One way to read the text: what is meant, and the district and province said along with it. */
type Reading = { readonly main: Mention; readonly district: Mention | undefined; readonly province: Mention | undefined; readonly score: number };

function allReadings(seen: Scan): Reading[] {
  const districts = new Map<string, Mention[]>();
  const provinces = new Map<string, Mention[]>();
  const provinceSpans = new Set(seen.mentions.filter((m) => m.entry.level === 'province' && !m.slip).map((m) => `${m.from}-${m.to}`));
  for (const found of seen.mentions) {
    // `Hải Ninh, Quảng Ninh` means the province before the huyện of that name
    const m = found.entry.level === 'district' && !found.marked && provinceSpans.has(`${found.from}-${found.to}`) ? { ...found, base: found.base - 0.3 } : found;
    if (m.entry.level === 'district') file(districts, m.entry.district.code, m);
    if (m.entry.level === 'province') for (const id of m.entry.ids) file(provinces, id, m);
  }
  return seen.mentions.map((main) => {
    const fits = (map: ReadonlyMap<string, readonly Mention[]>, ids: Iterable<string>): Mention[] => [...ids].flatMap((id) => (map.get(id) ?? []).filter((m) => apart(m, main)));
    const level = main.entry.level;
    return bestReading(main, level === 'ward' ? fits(districts, main.entry.districts) : [], level === 'province' ? [] : fits(provinces, main.entry.provinces));
  });
}

function file(map: Map<string, Mention[]>, id: string, m: Mention): void {
  const list = map.get(id);
  if (list) list.push(m);
  else map.set(id, [m]);
}

function bestReading(main: Mention, districts: readonly Mention[], provinces: readonly Mention[]): Reading {
  let best: Reading = { main, district: undefined, province: undefined, score: main.base + main.bonus };
  for (const district of [undefined, ...districts]) {
    for (const province of [undefined, ...provinces]) {
      if (district && province && !apart(district, province)) continue;
      const score = worth(main, district, province) - turned(main, district, province) + (district ? worth(district, main, province) : 0) + (province ? worth(province, main, district) : 0);
      if (score > best.score) best = { main, district, province, score };
    }
  }
  return best;
}

/** An unmarked commune after its district or province: people write it, but the other order is likelier (`Tam Nông, Phú Thọ`). */
function turned(main: Mention, ...others: readonly (Mention | undefined)[]): number {
  return !main.marked && others.some((o) => o && o.from < main.from) ? 0.5 : 0;
}

/** The type word before a name says nothing when it belongs to another name (`Hải Lăng Quảng Trị`: not the village Quảng Trị). */
function worth(m: Mention, ...others: readonly (Mention | undefined)[]): number {
  const taken = others.some((o) => o && o.from < m.from && o.to > m.markedFrom);
  return m.base + (taken ? 0 : m.bonus);
}

function apart(a: Mention, b: Mention): boolean {
  return a.to <= b.from || b.to <= a.from;
}

/** Whether a reading explains enough of the text to be believed: "mất xe máy thì báo ai" does not name xã Bảo Ái. */
function credible(reading: Reading, seen: Scan): boolean {
  const parts = [reading.main, reading.district, reading.province].filter((m) => m !== undefined);
  if (reading.main.entry.level === 'province' && reading.main.entry.weight !== undefined) return false;
  if (reading.main.base + Math.min(reading.main.bonus, 0) <= 0) return false;
  if (parts.some((m) => m.marked && m.entry.level !== 'province' && !m.slip && !m.wrongAccents)) return true;
  const single = parts.length === 1;
  const before = seen.words[reading.main.from - 1];
  const expected = !single || (before !== undefined && CUES.has(before.key));
  const share = explained(parts, seen, expected ? 0 : 0.2);
  const slips = parts.filter((m) => m.slip).length;
  if (!single) return share >= (slips === 0 ? 0.3 : slips < parts.length ? 0.5 : 0.8);
  if (reading.main.slip) return explained(parts, seen, 0.2) >= 0.8 && reading.main.base >= 4;
  return share >= (reading.main.wrongAccents || (reading.main.to - reading.main.from === 1 && !reading.main.marked) ? 0.8 : 0.6);
}

/** The share of the text's letters that the mentions explain; numbers and set expressions do not count, other empty words little. */
function explained(parts: readonly Mention[], seen: Scan, noiseWeight: number): number {
  let named = 0;
  let left = 0;
  seen.words.forEach((word, i) => {
    if (parts.some((m) => i >= m.from && i < m.to)) named += word.key.length;
    else if (seen.noise[i] !== 'pair' && !/^\d+$/.test(word.key)) left += word.key.length * (seen.noise[i] === 'word' ? noiseWeight : 1);
  });
  return named / (named + left || 1);
}

function candidatesOf(gazetteer: Gazetteer, { main, district, score }: Reading): (PlaceCandidate & { order: number })[] {
  const entry: Entry = main.entry;
  if (entry.level === 'province') return [];
  if (entry.level === 'district') {
    return entry.district.communes.map((code) => ({ code, score, why: { type: 'district', district: entry.district }, order: sameName(gazetteer.communes.get(code), entry.district) ? 2 : 3 }));
  }
  // said with an old district the old name is meant, else today's
  if (entry.origin === 'today') return [{ code: entry.commune.code, score, why: { type: 'today' }, order: district ? 1 : 0 }];
  return entry.ward.targets.map(({ code, relation }) => ({
    code,
    score,
    why: entry.origin === 'former' ? { type: 'former', called: entry.called, ward: entry.ward, relation } : { type: 'old', ward: entry.ward, relation },
    order: (district ? 0 : 1) + (relation === 'part' ? 0.3 : relation === 'land' ? 0.6 : 0),
  }));
}

function sameName(commune: Commune | undefined, district: OldDistrict): boolean {
  return commune?.name === district.name;
}
