// A saved file is live within a second when it has no errors; a broken or half-written one leaves the old content running.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../../src/cli/graph.ts';
import { watchContent } from '../../src/cli/watch-content.ts';
import { loadContent } from '../../src/content.ts';
import { type GuideBox, openGuideBox } from '../../src/guide-box.ts';
import { fold } from '../../src/text.ts';
import { SMALL } from './small.ts';

const root = mkdtempSync(join(tmpdir(), 'content-'));
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
let box: GuideBox;
let stop: () => void;
const printed: string[] = [];
beforeAll(async () => {
  for (const [path, text] of Object.entries(SMALL)) write(path, text);
  for (const lang of ['vi', 'en']) cpSync(new URL(`../../locales/${lang}/ui.yaml`, import.meta.url), join(root, `locales/${lang}/ui.yaml`));
  cpSync(new URL('../../flows/official-links.yaml', import.meta.url), join(root, 'flows/official-links.yaml'));
  let number = 0;
  box = await openGuideBox(root, () => Promise.resolve((number += 1)), (_files, pictures) => ({ limits: { text: 2000, buttons: 5, buttonLabel: 60 }, today: '2026-11-24', pictures, isOfficial: () => true, isConfusable: (a, b) => fold(a) === fold(b) }));
  stop = watchContent(box, root, (issues) => printed.push(...issues.map(({ file, message }) => `${file} ${message}`)));
});
afterAll(() => {
  stop();
  rmSync(root, { recursive: true, force: true });
});
const said = () => box.current().content.locales.vi.flows.get('otp')?.steps['answer']?.say;
const until = async (holds: () => boolean) => {
  const end = Date.now() + 3000;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('content in development', () => {
  it('is live after a save', async () => {
    const before = box.current().revision;
    write('locales/vi/otp.yaml', (SMALL['locales/vi/otp.yaml'] ?? '').replace('Đợi một lát', 'Chờ một lát'));
    await until(() => said()?.startsWith('Chờ') === true);
    expect(said()).toMatch(/^Chờ/);
    expect(box.current().revision).toBe(before + 1);
  });

  it('stays as it was when a file is broken, and says why', async () => {
    write('flows/otp.yaml', 'start: answer\nsteps: [oops');
    await until(() => printed.length > 0);
    expect(printed.join()).toContain('flows/otp.yaml');
    expect(box.current().content.flows.get('otp')?.start).toBe('answer');
    write('flows/otp.yaml', SMALL['flows/otp.yaml'] ?? '');
  });
});

describe('the drawing of a flow', () => {
  it('has a box for every step and is plain SVG', () => {
    const { content } = loadContent(root);
    const svg = content && drawFlow(content, 'journey');
    expect(svg).toMatch(/^<svg [^>]*xmlns/);
    for (const step of Object.keys(content?.flows.get('journey')?.steps ?? {})) expect(svg).toContain(`>${step}<`);
    expect(svg).not.toMatch(/<script|onload/);
    expect(content && drawFlow(content, 'nothing')).toBeUndefined();
  });
});
