// Nothing that citizens ask is without an answer: every intent has a flow, words, sample questions, told conversations and cites its facts;
// every row of the survey of the founding articles names a step that exists, or says why there is none.
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Guide } from '../../src/engine/guide.ts';
import { own } from '../../src/flow/assemble.ts';
import { LANGS } from '../../src/flow/schema.ts';
import { ownGuide } from './guide.ts';

/** Intents and the fact codes that an answer to each needs (column “Dữ kiện” of the table of intents; ranges written out). */
export const FACTS_OF_INTENTS: Readonly<Record<string, string>> = {
  'install-app': 'A1 A2 A3 A4 A5 A6 A11 A12 A13',
  'install-trouble': 'A7 A12 A14 H3 R21',
  'what-is-levels': 'D1 D2 D3 D4 D5 C2',
  'mandatory-or-penalty': 'C6 C7 C10 C11',
  'cost-fee': 'D7 D8',
  'register-level1': 'E1 E2 E3 E4 E5 E6',
  'level2-how': 'F1 F2 F3 F4 F5 F6 F7 F8',
  'level2-documents': 'F2 F3',
  'level2-waiting': 'F5 F6 F9',
  'activate-steps': 'G1 G2 G3 G4 G5 G6 G7 G8 G15',
  'activate-deadline': 'G9',
  'otp-not-received': 'G12 G13 G14',
  'password-passcode-rules': 'G4 G5 G6 G8',
  'activation-error': 'G10 R1 R2 R3 R12 R13 R14 R15 R16 R17 R18 R19 R20',
  'scan-error': 'R4 R6 I5 I6',
  'login-new-device': 'I1 I2 I3 I4 I5 I6 I7 I8 I9 R11 R14 R16',
  'forgot-password': 'J1 J2 J3',
  'forgot-passcode': 'J4 J5 J6 L5',
  'change-phone-number': 'K1 K2 K3 K4 K5 K6 L6',
  'phone-not-owner-or-used': 'F10 F11 F12 K5 K6 L6',
  'lock-unlock': 'L1 L2 L3 L4 L5 L6',
  'wrong-personal-data': 'M1 M2 B4 B5',
  'no-id-number': 'M3 M4',
  'card-problem': 'D6 D8 D9 M5 M6 M7',
  'find-support-place': 'N1 N2 N3 N4 N5 N6',
  'office-hours-appointment': 'F4 N5 N7',
  'home-visit': 'N8',
  'after-merger': 'N1 N9 N10',
  'child-account': 'O1 O2 O3',
  'help-relative': 'H4 H5 O1 G15',
  'no-smartphone': 'H1 H2 H3 H4',
  'foreigner-account': 'O4 O5 O6',
  'overseas-vietnamese': 'O7',
  'organization-account': 'O8',
  'integrate-documents': 'Q1 Q2 Q3 Q4 Q5 R8 R9',
  'app-down-error': 'R1 R2',
  'hotline-contact': 'B1 B2 B3 B4',
  'complaint-feedback': 'B5 B6',
  'other-vneid-service': 'Q6 B6',
  'scam-check': 'P1 P2 P3 P4 P5',
  'scam-report': 'P6 P7 P8 P9',
  'sensitive-data': 'G11 H5',
  chitchat: '',
  'out-of-scope': '',
};
const INTENTS = Object.keys(FACTS_OF_INTENTS);

let guide: Guide;
beforeAll(async () => {
  guide = await ownGuide();
});

const factsOf = (flow: string): Set<string> => new Set(Object.values(guide.content.flows.get(flow)?.steps ?? {}).flatMap(({ facts }) => facts));
describe('every intent', () => {
  it('is one of 44', () => {
    expect(INTENTS.length).toBe(44);
  });

  it.each(INTENTS)('%s has a flow and complete words in both languages', (intent) => {
    const flow = guide.content.flows.get(intent);
    expect(flow).toBeDefined();
    for (const lang of LANGS) {
      const words = guide.content.locales[lang].flows.get(intent);
      expect(words?.title).toMatch(/\S/);
      for (const [id, step] of Object.entries(flow?.steps ?? {})) {
        if (step.route !== undefined) continue;
        expect(`${lang} ${id}: ${own(words?.steps ?? {}, id)?.say ?? ''}`).toMatch(/: \S/);
        expect(Object.keys(own(words?.steps ?? {}, id)?.choices ?? {}).sort()).toEqual(step.choices.map(({ id: choice }) => choice).sort());
      }
    }
  });

  it.each(INTENTS)('%s has at least twenty sample questions in Vietnamese', (intent) => {
    const text = guide.content.phrases.filter((phrases) => phrases.intent === intent && phrases.lang === 'vi').map((phrases) => phrases.text).join('\n');
    expect(new Set(text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))).size).toBeGreaterThanOrEqual(20);
  });

  it.each(INTENTS)('%s cites the facts an answer needs', (intent) => {
    const cited = factsOf(intent);
    const missing = (FACTS_OF_INTENTS[intent] ?? '').split(' ').filter((code) => code !== '' && !cited.has(code));
    expect(missing).toEqual([]);
  });

  it.each(INTENTS)('%s has at least two told conversations that reach it', (intent) => {
    const folder = new URL('.', import.meta.url);
    const told = readdirSync(folder).filter((name) => name.startsWith(`${intent}.`) && name.endsWith('.yaml'));
    expect(told.length).toBeGreaterThanOrEqual(2);
    for (const name of told) expect(readFileSync(new URL(name, folder), 'utf8')).toContain(`${intent}/`);
  });
});

describe('the survey of the founding articles', () => {
  const text = readFileSync(new URL('../../flows/COVERAGE.md', import.meta.url), 'utf8');
  const rows = new Map([...text.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \|$/gmu)].map(([, n, what, where]) => [Number(n), `${what}|${where}`]));
  /** Figures of 2021–2022 that are told to nobody, in one sentence of the file instead of rows. */
  const FIGURES = new Set(Array.from({ length: 16 }, (_, i) => 59 + i));

  it('has an answer or a reason for each of its ninety rows', () => {
    for (let n = 1; n <= 90; n += 1) {
      if (FIGURES.has(n)) expect(text).toMatch(new RegExp(`Absent on purpose[^\\n]*\\b${n}\\b`, 'u'));
      else expect(`${n} ${rows.get(n)}`).toMatch(/`[a-z0-9-]+(\/[a-z0-9-]+)?`|absent on purpose|no step|no general promise/iu);
    }
  });

  it('names only steps that exist', () => {
    const told = new Set([...rows.values(), ...text.split('\n').filter((line) => line.startsWith('What they show'))].join('\n').split('\n'));
    const named = [...[...told].join('\n').matchAll(/`([a-z0-9-]+)(?:\/([a-z0-9-]+))?`/gu)];
    const unknown = named.filter(([, flow = '', step]) => {
      const steps = guide.content.flows.get(flow)?.steps;
      return steps === undefined || (step !== undefined && own(steps, step) === undefined);
    });
    expect(named.length).toBeGreaterThan(80);
    expect(unknown.map(([whole]) => whole)).toEqual([]);
  });
});
