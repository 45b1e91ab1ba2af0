// The whole way in a real browser on the real service with the embedded store: once by clicking, once by typing without accents.
// A pure engine beside it knows what should be said and which label stands for which choice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, TALK_START } from '../../src/cli/talk.ts';
import { openGuide } from '../../src/cli/open-guide.ts';
import { serve, type Served } from '../../src/cli/serve.ts';
import { OWN_CONTENT, readConfig } from '../../src/config.ts';
import type { Guide } from '../../src/engine/guide.ts';
import type { Said } from '../../src/engine/message.ts';
import { createLogger } from '../../src/log.ts';
import type { RawBody } from '../../src/ports.ts';
import { fold } from '../../src/text.ts';
import { turn } from '../../src/turn.ts';
import { axe } from './axe.ts';
import { answered, botTexts, launch, type Phone, press, shot, type } from './launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'journey-'));
let served: Served;
let guide: Guide;
beforeAll(async () => {
  served = await serve(readConfig({ PORT: '0', DATA_DIR: folder, RATE_CHAT: 'off', RATE_ADDRESS: 'off' }), createLogger([], { write: () => true }));
  guide = await openGuide(OWN_CONTENT);
}, 60_000);
afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Choices where the first or the "done" one is not the way. A text is typed. */
const WAY: Record<string, string> = { 'start/consent': 'agree', 'journey/needs': 'none', 'find-support-place/where': '“phuong ben nghe quan 1', 'find-support-place/teams': 'done' };
const SHOTS = new Set(['start/language', 'journey/stage', 'install-app/android', 'find-support-place/teams', 'activate-steps/code', 'done-next/answer']);

/** The expected conversation, worked out on the pure engine. */
function expected(): { label: string; typed: boolean; key: string; said: readonly Said[] }[] {
  let stored = '';
  let at = TALK_START;
  const send = (body: RawBody): readonly Said[] => {
    at += 1000;
    const turned = turn(guide, stored, body, at);
    stored = turned.session;
    return turned.said;
  };
  const steps = [];
  let said = send({ type: 'hello' });
  for (let i = 0; i < 45; i += 1) {
    const key = said.at(-1)?.key ?? '';
    if (key === 'done-next/answer') return steps;
    const [flow = '', step = ''] = key.split('/');
    const choices = guide.content.flows.get(flow)?.steps[step]?.choices ?? [];
    const way = WAY[key] ?? choices.find(({ style }) => style === 'done')?.id ?? choices[0]?.id ?? '';
    const typed = way.startsWith('“');
    const code = typed ? '' : codeOf(way, said);
    const label = typed ? way.slice(1) : (said.at(-1)?.choices.find((choice) => choice.code === code)?.label ?? '');
    said = send(typed ? { type: 'text', text: label } : { type: 'choice', choice: code ?? '' });
    steps.push({ label, typed, key: said.at(-1)?.key ?? '', said });
  }
  throw new Error('the way never ends');
}

async function open(): Promise<Phone> {
  const phone = await launch();
  await phone.page.goto(`http://127.0.0.1:${served.port}/`);
  await answered(phone.page, guide.content.locales.vi.flows.get('start')?.steps['language']?.say?.split('\n')[0] ?? '');
  return phone;
}

/** First line of what is said: enough to know the step and short enough not to depend on layout. */
const opening = (said: readonly Said[]): string => said.at(-1)?.text.split('\n')[0] ?? '';

describe('the whole way at 360×640', () => {
  it('by clicking: from the language to an account that works', async () => {
    const way = expected();
    expect(way.length).toBeGreaterThan(20);
    const phone = await open();
    try {
      await shot(phone.page, 'journey-start');
      for (const [i, step] of way.entries()) {
        const before = (await botTexts(phone.page)).length;
        if (step.typed) await type(phone.page, step.label);
        else await press(phone.page, step.label);
        await phone.page.waitForFunction((n) => document.querySelectorAll('.bot .text').length > n, before);
        await answered(phone.page, opening(step.said));
        if (SHOTS.has(step.key)) await shot(phone.page, `journey-${String(i).padStart(2, '0')}-${step.key.replace('/', '-')}`);
      }
      expect(await axe(phone.page)).toEqual([]);
      await phone.page.reload();
      await answered(phone.page, opening(way.at(-1)?.said ?? []));
    } finally {
      await phone.close();
    }
  });

  it('by typing only, without accents', async () => {
    const phone = await open();
    try {
      for (const step of expected()) {
        const before = (await botTexts(phone.page)).length;
        await type(phone.page, fold(step.label));
        await phone.page.waitForFunction((n) => document.querySelectorAll('.bot .text').length > n, before);
        await answered(phone.page, opening(step.said));
      }
    } finally {
      await phone.close();
    }
  });
});
