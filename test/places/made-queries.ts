// Makes place queries as citizens type them, over random units, with the communes that a plain loop over all units says are right.
// Promises: the same seed gives the same queries; the oracle knows names, types, districts and provinces, and nothing of the code under test.
import { readGazetteerData } from '../../src/places-data.ts';
import { fold, modernTones } from '../../src/text.ts';

export type MadeQuery = { readonly kind: string; readonly q: string; readonly codes: readonly string[]; readonly target: string };
type Unit = { readonly origin: 'today' | 'old'; readonly type: string; readonly name: string; readonly districts: readonly string[]; readonly provinces: readonly string[]; readonly codes: readonly string[]; readonly lived: readonly string[] };

const TYPES: Record<string, string> = { p: 'phường', x: 'xã', t: 'thị trấn', d: 'đặc khu' };
const DISTRICT_TYPES: Record<string, string> = { q: 'quận', h: 'huyện', x: 'thị xã', c: 'thành phố' };

export function readUnits(): Unit[] {
  const data = readGazetteerData();
  const rows = (text: string): string[][] => text.trimEnd().split('\n').map((l) => l.split('\t'));
  const provinceName = new Map(rows(data.provinces).map(([c = '', n = '']) => [c, n]));
  const today = rows(data.communes).map(([code = '', type = '', name = '', p = '']) => ({ code, type: TYPES[type] ?? '', name, province: provinceName.get(p) ?? '' }));
  const provinceOf = new Map(today.map((c) => [c.code, c.province]));
  const old: Unit[] = [];
  const oldProvince = new Map(rows(data.oldProvinces).map(([c = '', n = '']) => [c, n]));
  const district = new Map(rows(data.oldDistricts).map(([c = '', t = '', n = '', p = '']) => [c, { name: `${DISTRICT_TYPES[t]} ${n}`, province: oldProvince.get(p) ?? '' }]));
  for (const [type = '', name = '', , d = '', targets = ''] of rows(data.oldWards)) {
    const within = district.get(d);
    if (name === '' || !within) continue;
    const codes = targets.split(' ').map((t) => t.slice(0, 5));
    old.push({ origin: 'old', type: TYPES[type] ?? '', name, districts: [within.name], provinces: [within.province, ...new Set(codes.map((x) => provinceOf.get(x) ?? ''))], codes, lived: targets.split(' ').filter((t) => !t.endsWith('a')).map((t) => t.slice(0, 5)) });
  }
  const parts = new Map<string, { districts: Set<string>; provinces: Set<string> }>();
  for (const unit of old) for (const code of unit.lived) {
    const p = parts.get(code) ?? { districts: new Set(), provinces: new Set() };
    unit.districts.forEach((x) => p.districts.add(x));
    p.provinces.add(unit.provinces[0] ?? '');
    parts.set(code, p);
  }
  return [...today.map((c): Unit => ({ origin: 'today', type: c.type, name: c.name, districts: [...(parts.get(c.code)?.districts ?? [])], provinces: [...new Set([c.province, ...(parts.get(c.code)?.provinces ?? [])])], codes: [c.code], lived: [c.code] })), ...old];
}

/** The brute-force oracle: every unit that bears the name, type, district and province said, by a loop over all. */
export function oracle(units: readonly Unit[], said: { name: string; type?: string; district?: string; province?: string }, accents: boolean): string[] {
  const spell = accents ? shape : squash;
  const wanted = spell(said.name);
  const same = (name: string): boolean => spell(name) === wanted;
  // an untyped name said alone or with its province may be an old district as well
  const hits = units.filter((u) => same(u.name) && (said.type === undefined || u.type === said.type) && (said.district === undefined || u.districts.includes(said.district)) && (said.province === undefined || u.provinces.includes(said.province)));
  const inDistrict = said.type === undefined && said.district === undefined ? units.filter((u) => u.origin === 'old' && (said.province === undefined || u.provinces.includes(said.province)) && u.districts.some((d) => same(splitType(d)[1]))) : [];
  return [...new Set([...hits.flatMap((u) => u.codes), ...inDistrict.flatMap((u) => u.lived)])].toSorted();
}
const kept = (make: (s: string) => string): ((s: string) => string) => {
  const made = new Map<string, string>();
  return (s) => made.get(s) ?? (made.set(s, make(s)), made.get(s) ?? '');
};
const squash = kept((s) => fold(s).replace(/[^a-z0-9]/g, '').replace(/^0+(?=\d)/, ''));
const shape = kept((s) => modernTones(s.toLowerCase()).replace(/[\s'’\-.]/g, '').replace(/^0+(?=\d)/, ''));

export function randomOf(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SHORT: Record<string, readonly string[]> = {
  phường: ['phường', 'p.', 'p', 'phường', 'P.'], xã: ['xã', 'x.', 'x', 'xã'], 'thị trấn': ['thị trấn', 'tt', 'tt.', 'TT'], 'đặc khu': ['đặc khu', 'dk'],
  quận: ['quận', 'q.', 'q'], huyện: ['huyện', 'h.', 'h'], 'thị xã': ['thị xã', 'tx', 'tx.'], 'thành phố': ['thành phố', 'tp', 'tp.', 'TP'],
};
const PROVINCES: Record<string, readonly string[]> = { 'Hồ Chí Minh': ['hcm', 'tphcm', 'sài gòn', 'TP.HCM', 'tp hồ chí minh', 'sg'], 'Hà Nội': ['hn', 'tphn', 'hà nội'], 'Đà Nẵng': ['đn', 'đà nẵng'], 'Hải Phòng': ['hp', 'hải phòng'], 'Bà Rịa - Vũng Tàu': ['brvt', 'bà rịa vũng tàu'], Huế: ['tt huế', 'thừa thiên huế', 'huế'] };
const BEFORE = ['', '', '', 'tôi ở ', 'quê ', 'em ở ', 'cho hỏi công an ', 'khu vực ', 'mình đang ở ', 'trước ở ', 'hộ khẩu ', 'quê cũ ở ', 'nhà tui ở ', 'con ở '];
const AFTER = ['', '', '', ' ạ', ' thì làm căn cước ở đâu', ' giờ là phường gì', ' sáp nhập vào đâu', ' ở đâu vậy', ', Việt Nam', ' bị mất giấy tờ thì đến đâu ạ'];
const STREET = ['số 12 Lê Lợi, ', 'tổ 5 ', 'ấp 3, ', 'thôn Đông, ', 'ngõ 68 đường Hùng Vương, ', 'khu phố 4, ', '45/2 Trần Phú, ', 'xóm Mới ', 'tdp 6 ', 'hẻm 120 Nguyễn Trãi ', 'thôn Đoài '];
const NEAR: Record<string, string> = { a: 'sq', n: 'bm', h: 'gj', t: 'ry', o: 'ip', i: 'uo', g: 'fh', u: 'yi', e: 'wr', r: 'et', l: 'ko', c: 'xv', d: 'sf', m: 'n', p: 'o', s: 'ad' };

export function makeQueries(units: readonly Unit[], count: number, seed: number): MadeQuery[] {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const today = units.filter((u) => u.origin === 'today');
  const old = units.filter((u) => u.origin === 'old');
  const made: MadeQuery[] = [];
  const short = (type: string): string => {
    const s = pick(SHORT[type] ?? [type]);
    return s.endsWith('.') && random() < 0.5 ? s : `${s} `;
  };
  while (made.length < count) {
    const kind = pick(['old_full', 'old_full', 'old_dist', 'old_prov', 'new_full', 'new_full', 'new_bare', 'street', 'typo', 'typo', 'district', 'homonym']);
    const unit = pick(kind.startsWith('new') ? today : old);
    const withType = random() < 0.85 || /^\d/.test(unit.name);
    const district = pick(unit.districts);
    const province = pick(unit.provinces);
    if (district === undefined) continue;
    const [dType, dName] = splitType(district);
    const useDistrict = ['old_full', 'old_dist', 'street', 'typo', 'district'].includes(kind);
    const useProvince = ['old_full', 'old_prov', 'new_full', 'street', 'typo'].includes(kind) || (kind === 'district' && random() < 0.7);
    const dMarked = random() < 0.7 || /^\d/.test(dName) || kind === 'district';
    let ward = (withType ? short(unit.type) : '') + unit.name;
    let target = unit.name;
    if (kind === 'typo') {
      target = slipped(unit.name, random);
      if (squash(target).length < 5) continue;
      ward = (withType ? short(unit.type) : '') + target;
    }
    const d = useDistrict ? (dMarked ? short(dType) : '') + dName : '';
    const p = useProvince ? (PROVINCES[province] ? pick(PROVINCES[province]) : (random() < 0.3 ? 'tỉnh ' : '') + province) : '';
    const parts = (kind === 'district' ? [d, p] : [ward, d, p]).filter((x) => x !== '');
    if (random() < 0.1) parts.reverse();
    let q = (kind === 'street' ? pick(STREET) : '') + parts.join(pick([', ', ' ', ' - ', ',', ', ']));
    q = pick(BEFORE) + q + pick(AFTER);
    const style = random();
    const accents = style >= 0.45;
    if (!accents) q = fold(q);
    else if (random() < 0.7) q = q.toLowerCase();
    if (random() < 0.05) q = q.toUpperCase();
    const said = { name: unit.name, ...(withType ? { type: unit.type } : {}), ...(useDistrict ? { district } : {}), ...(useProvince ? { province } : {}) };
    const codes = kind === 'district' ? [...new Set(old.filter((u) => u.districts.includes(district) && (!useProvince || u.provinces.includes(province))).flatMap((u) => u.lived))].toSorted() : oracle(units, said, accents);
    made.push({ kind, q, codes, target: `${unit.type} ${unit.name}, ${district}, ${province} ${unit.codes.join()}` });
  }
  return made;
}

function splitType(district: string): [string, string] {
  for (const type of Object.values(DISTRICT_TYPES)) if (district.startsWith(`${type} `)) return [type, district.slice(type.length + 1)];
  return ['', district];
}

/** One slip: letters exchanged, struck wrong, dropped, doubled, words run together, or Telex not applied. */
function slipped(name: string, random: () => number): string {
  const letters = [...name];
  const at = 1 + Math.floor(random() * (letters.length - 1));
  const c = letters[at] ?? '';
  const how = Math.floor(random() * 5);
  if (how === 0 && at + 1 < letters.length && c !== ' ' && letters[at + 1] !== ' ') return [...letters.slice(0, at), letters[at + 1], c, ...letters.slice(at + 2)].join('');
  if (how === 1 && NEAR[fold(c)]) return [...letters.slice(0, at), (NEAR[fold(c)] ?? '')[0], ...letters.slice(at + 1)].join('');
  if (how === 2 && c !== ' ') return [...letters.slice(0, at), ...letters.slice(at + 1)].join('');
  if (how === 3) return name.replace(' ', '');
  return toTelex(name);
}

const TONE: Record<string, string> = { '\u0300': 'f', '\u0301': 's', '\u0309': 'r', '\u0303': 'x', '\u0323': 'j' };
function toTelex(name: string): string {
  const words = name.split(' ');
  const i = words.findIndex((w) => w !== fold(w) && /\p{M}/u.test(w.normalize('NFD')));
  if (i < 0) return name;
  const nfd = (words[i] ?? '').normalize('NFD');
  const tone = [...nfd].map((c) => TONE[c] ?? '').join('');
  const bare = [...nfd].filter((c) => !TONE[c]).join('').replace(/([aeo])\u0302/gi, '$1$1').replace(/([auo])[\u0306\u031b]/gi, '$1w').replace(/[đ]/g, 'dd').replace(/[Đ]/g, 'Dd');
  words[i] = bare + tone;
  return words.join(' ');
}
