// `npm run flow`: one change in all files; renamed and moved steps keep every check and every old link working.
import { describe, expect, it } from 'vitest';
import { changeFlow, type Files } from '../../src/cli/flow.ts';
import { shortId } from '../../src/flow/ids.ts';
import { SMALL, small } from './small.ts';

const TOLD = 'title: a talk\ntalk:\n  - { hello: true, bot: [journey/code] }\n  - { say: x, bot: [journey/code-two, otp/more] }\n';
const disk = (): Files => {
  const all: Record<string, string> = { ...SMALL, 'test/conversations/a.yaml': TOLD };
  return { read: (path) => all[path], list: (folder) => Object.keys(all).filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)) };
};
const run = (...words: string[]): ReadonlyMap<string, string> => {
  const change = changeFlow(disk(), words);
  if (typeof change === 'string') throw new Error(change);
  return change;
};

describe('changing a flow', () => {
  it('renames a step in the flow, the words, every target and the told conversations, and leaves an alias', () => {
    const change = run('rename', 'journey/code', 'otp-screen');
    const { content, issues } = small(Object.fromEntries(change));
    expect(issues).toEqual([]);
    expect(content?.flows.get('journey')?.steps['google']?.choices[0]?.to).toBe('otp-screen');
    expect(content?.locales.vi.flows.get('journey')?.steps['otp-screen']?.say).toContain('OTP');
    expect(content?.steps.get(shortId('journey/code'))).toEqual({ flow: 'journey', step: 'otp-screen' });
    expect(content?.choices.get(shortId('journey/code/done'))).toEqual({ flow: 'journey', step: 'otp-screen', choice: 'done' });
    expect(change.get('test/conversations/a.yaml')).toBe(TOLD.replace('[journey/code]', '[journey/otp-screen]'));
  });

  it('moves a step into another flow; what it named still means the same', () => {
    const { content, issues } = small(Object.fromEntries(run('move', 'journey/code', 'otp')));
    expect(issues).toEqual([]);
    expect(content?.flows.get('otp')?.steps['code']?.choices.map(({ to }) => to)).toEqual(['journey/where', undefined]);
    expect(content?.flows.get('otp')?.steps['code']?.choices[1]).toMatchObject({ call: 'otp/', then: 'journey/where' });
    expect(content?.flows.get('journey')?.steps['google']?.choices[0]?.to).toBe('otp/code');
    expect(content?.steps.get(shortId('journey/code'))).toEqual({ flow: 'otp', step: 'code' });
  });

  it('renames the first step too', () => {
    expect(small(Object.fromEntries(run('rename', 'otp/answer', 'first'))).content?.flows.get('otp')?.start).toBe('first');
  });

  it('adds a step with words in both languages', () => {
    const { content, issues } = small(Object.fromEntries(run('add', 'otp/new-step')));
    expect(issues).toEqual([]);
    expect(content?.locales.en.flows.get('otp')?.steps['new-step']?.choices).toEqual({ next: 'Go on' });
  });

  it.each([[['rename', 'otp/nothing', 'x']], [['rename', 'otp/more', 'answer']], [['rename', 'otp/more', 'Not An Id']], [['move', 'otp/answer', 'journey']], [['move', 'otp/more', 'nowhere']], [['add', 'otp/more']], [['burn', 'otp/more']], [[]]])('refuses %j with a sentence', (words) => {
    expect(typeof changeFlow(disk(), words)).toBe('string');
  });
});
