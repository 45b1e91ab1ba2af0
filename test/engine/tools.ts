// Plain stand-ins for the guide's tools on the small content: exact labels, a few words, two places.
import { createGuide, type Guide, type Tools } from '../../src/engine/guide.ts';
import { fold, words } from '../../src/text.ts';
import { small } from '../flow/small.ts';

const plain = (text: string): string => words(fold(text)).join(' ');
const NAMES: Record<string, { vi: string; en: string }> = { '00001': { vi: 'xã Một, tỉnh A', en: 'Một commune, A' }, '00002': { vi: 'xã Hai, tỉnh B', en: 'Hai commune, B' } };

export const TOOLS: Tools = {
  understand(text) {
    const typed = plain(text);
    const hits = [['otp', /\b(otp|ma)\b/], ['scam-check', /\b(cong an goi)\b/], ['find-support-place', /\b(lam o dau)\b/]] as const;
    const ranked = hits.filter(([, sign]) => sign.test(typed)).map(([intent], i) => ({ intent, score: 0.9 - i / 10 }));
    return { verdict: ranked.length > 1 ? 'between' : ranked.length === 1 ? 'sure' : 'none', ranked };
  },
  repair(text) {
    const typed = plain(text);
    const table = { menu: 'menu', 'quay lai': 'back', back: 'back', 'nhac lai': 'again', 'bo qua': 'skip', 'gap nguoi': 'person', 'lua dao': 'scam', english: 'language', 'xoa du lieu': 'forget', dulieu: 'show-data', 'nguoi tiep theo': 'next-person', 'dung lai': 'stop', nham: 'wrong', chiase: 'share' } as const;
    if (Object.hasOwn(table, typed)) return { word: table[typed as keyof typeof table] };
    const meant = /^nham (.+)$/.exec(typed);
    return meant?.[1] ? { word: 'wrong', rest: meant[1] } : undefined;
  },
  choose(text, offers) {
    const typed = plain(text);
    const number = /^\d$/.test(typed) ? offers[Number(typed) - 1] : undefined;
    const found = number ?? offers.find(({ label, also }) => [label, ...(also ?? [])].some((name) => plain(name) === typed));
    return found ? { type: 'one', id: found.id, score: 1 } : { type: 'none' };
  },
  screens: () => [],
  judge: (text) => (/https?:/.test(text) ? { label: 'not_official', why: 'look-alike', subject: 'link' } : { label: 'unknown', why: 'none', subject: 'none' }),
  places: {
    find(text) {
      const typed = plain(text);
      if (typed.includes('xa mot')) return { type: 'one', place: { code: '00001', via: 'xã Cũ' } };
      if (typed.includes('hai noi')) return { type: 'few', places: [{ code: '00001', via: 'huyện X' }, { code: '00002' }] };
      return typed.includes('tinh') ? { type: 'many', hints: [], name: 'xã' } : { type: 'none' };
    },
    locate: (lat) => (lat > 50 ? { type: 'outside' } : lat > 20 ? { type: 'inside', codes: ['00001'] } : lat > 15 ? { type: 'inside', codes: ['00001', '00002'] } : { type: 'near', code: '00002', km: 1.2 }),
    name: (code, lang) => NAMES[code]?.[lang],
    codes: Object.keys(NAMES),
  },
  teams: { find: (commune) => ({ teams: commune === '00001' ? [{ team: 't1', km: 3, open: { type: 'open', at: Date.UTC(2026, 11, 1, 10) } }] : [] }), card: () => ({ name: 'Công an xã Một', phones: ['0000'], hours: 'Mo-Fr 07:30-17:00', checked: '2026-11-01' }), headquarters: () => 'UBND xã Hai (cũ)' },
};

/** The small content with the project's own ui texts. */
export function smallGuide(ui: { vi: string; en: string }, changes: Readonly<Record<string, string | undefined>> = {}, revision = 1, tools: Tools = TOOLS): Guide {
  const { content, issues } = small({ 'locales/vi/ui.yaml': ui.vi, 'locales/en/ui.yaml': ui.en, ...changes });
  if (!content) throw new Error(JSON.stringify(issues));
  return createGuide(content, revision, tools);
}
