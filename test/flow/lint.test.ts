// Every rule: a content that breaks it is found at its line, the good content has no finding.
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/flow/lint.ts';
import type { LintArguments } from '../../src/flow/rule.ts';
import { fixMissing } from '../../src/cli/fix.ts';
import { fold, words } from '../../src/text.ts';
import { SMALL, small } from './small.ts';

const args: LintArguments = {
  limits: { text: 2000, buttons: 5, buttonLabel: 60 },
  today: '2026-11-24',
  pictures: new Set(['screen']),
  isOfficial: (url) => /^(https:\/\/)?vneid\.gov\.vn/.test(url),
  isConfusable: (a, b) => words(fold(a)).join(' ') === words(fold(b)).join(' '),
};

function findings(changes: Record<string, string | undefined> = {}, over: Partial<LintArguments> = {}) {
  const { content, issues } = small(changes);
  expect(issues).toEqual([]);
  return content ? lint(content, { ...args, ...over }) : [];
}
/** Replaces in a file of the small content; the test fails when nothing was replaced. */
function edit(path: string, from: string, to: string): Record<string, string> {
  const text = SMALL[path] ?? '';
  expect(text).toContain(from);
  return { [path]: text.replace(from, to) };
}

describe('the linter', () => {
  it('finds nothing in a good content', () => {
    expect(findings().filter(({ rule }) => rule !== 'missing-translation')).toEqual([]);
    expect(findings()).toEqual([]);
  });

  const bad: [string, string, () => Record<string, string | undefined>][] = [
    ['unknown-target', 'flows/otp.yaml', () => edit('flows/otp.yaml', 'id: more, to: more', 'id: more, to: mroe')],
    ['unknown-target', 'flows/otp.yaml', () => edit('flows/otp.yaml', 'start: answer', 'start: anser')],
    ['unknown-reference', 'flows/journey.yaml', () => edit('flows/journey.yaml', 'set: { phone: android }', 'set: { phone: nokia }')],
    ['unknown-reference', 'flows/journey.yaml', () => edit('flows/journey.yaml', 'facts: [G3]', 'facts: [G4]')],
    ['unknown-reference', 'flows/journey.yaml', () => edit('flows/journey.yaml', 'facts: [G3]', 'facts: [G3]\n    picture: nowhere')],
    ['unreachable', 'flows/otp.yaml', () => edit('flows/otp.yaml', '      - { id: more, to: more }\n', '')],
    ['loop', 'flows/journey.yaml', () => edit('flows/journey.yaml', '{ to: google }]', '{ to: install }]')],
    ['no-default', 'flows/journey.yaml', () => edit('flows/journey.yaml', ', { to: google }]', ', { when: { phone: [android] }, to: google }]')],
    ['needs-memory', 'flows/otp.yaml', () => edit('flows/otp.yaml', '      - { id: back, to: "@return" }\n      - { id: more, to: more }', '      - { id: back, when: { phone: [iphone] }, to: "@return" }\n      - { id: more, when: { phone: [android] }, to: more }')],
    ['no-person', 'flows/stuck.yaml', () => ({ 'flows/stuck.yaml': undefined, 'locales/vi/stuck.yaml': undefined, 'locales/en/stuck.yaml': undefined })],
    ['missing-translation', 'locales/en/otp.yaml', () => edit('locales/en/otp.yaml', ', more: Still nothing', '')],
    ['missing-translation', 'flows/otp.yaml', () => ({ 'locales/en/otp.yaml': undefined })],
    ['extra-translation', 'locales/vi/otp.yaml', () => edit('locales/vi/otp.yaml', 'choices: { back:', 'choices: { gone: Đi, back:')],
    ['long-sentence', 'locales/vi/otp.yaml', () => edit('locales/vi/otp.yaml', 'Đợi một lát rồi thử lại.', 'Đợi một lát rồi thử lại thêm vài lần nữa cho đến khi nào thấy mã thì thôi nhé.')],
    ['too-long', 'locales/vi/otp.yaml', () => edit('locales/vi/otp.yaml', 'Đợi một lát rồi thử lại.', 'Đợi một lát. '.repeat(90))],
    ['long-label', 'locales/vi/otp.yaml', () => edit('locales/vi/otp.yaml', 'Vẫn chưa có', 'Vẫn chưa có mã nào cả dù đã đợi rất lâu rồi ạ')],
    ['confusable', 'locales/vi/otp.yaml', () => edit('locales/vi/otp.yaml', 'Vẫn chưa có', 'Cỏ má rồi')],
    ['forbidden-word', 'locales/vi/otp.yaml', () => edit('locales/vi/otp.yaml', 'Đợi một lát', 'Rất đơn giản')],
    ['unexplained', 'locales/vi/journey.yaml', () => edit('locales/vi/journey.yaml', 'mã OTP (mã số gửi qua tin nhắn)', 'mã OTP')],
    ['no-fact', 'flows/otp.yaml', () => edit('flows/otp.yaml', '    facts: [G9]\n', '')],
    ['bare-digits', 'locales/vi/journey.yaml', () => edit('locales/vi/journey.yaml', '{{fact.G9.days}} ngày', '7 ngày')],
    ['unknown-value', 'locales/vi/journey.yaml', () => edit('locales/vi/journey.yaml', 'fact.G9.days', 'fact.G9.weeks')],
    ['unofficial-link', 'locales/vi/otp.yaml', () => edit('locales/vi/otp.yaml', 'Đợi một lát', 'Vào vneid-gov.com. Đợi')],
    ['expired-card', 'flows/facts.yaml', () => edit('flows/facts.yaml', '  values: { days: 7 }', '  values: { days: 7 }\n  effective: { until: "2026-01-01" }')],
  ];
  for (const [rule, file, change] of bad) {
    it(`${rule} in ${file}`, () => {
      expect(findings(change()).filter((issue) => issue.rule === rule && issue.severity === 'error')).not.toEqual([]);
      expect(findings(change()).filter((issue) => issue.rule === rule).every(({ line, message }) => line >= 1 && message.length > 15)).toBe(true);
    });
  }

  it('dead-end: a question without an answer', () => {
    const found = findings({ ...edit('flows/find-support-place.yaml', '    choices: [{ id: again, to: where }]', ''), 'locales/vi/find-support-place.yaml': 'title: Tìm\nsteps: { where: { say: Ở đâu? }, teams: { say: Gần nhất. } }\n', 'locales/en/find-support-place.yaml': 'title: Find\nsteps: { where: { say: Where? }, teams: { say: Nearest. } }\n' });
    expect(found.map(({ rule }) => rule)).toEqual(['dead-end']);
  });

  it('uncited-value: a number from a card the step does not cite', () => {
    expect(findings(edit('locales/vi/hotline-contact.yaml', '{{fact.B1.hotline}}', '{{fact.G9.days}}')).map(({ rule }) => rule)).toContain('uncited-value');
  });

  it('too-many-messages: three in a row', () => {
    const run = { 'flows/otp.yaml': 'start: a\nsteps:\n  a: { facts: [G9], next: b }\n  b: { facts: [G9], next: c }\n  c: { facts: [G9] }\n', 'locales/vi/otp.yaml': 'title: Mã\nsteps: { a: { say: Một. }, b: { say: Hai. }, c: { say: Ba. } }\n', 'locales/en/otp.yaml': 'title: Code\nsteps: { a: { say: One. }, b: { say: Two. }, c: { say: Three. } }\n' };
    expect(findings(run).map(({ rule }) => rule)).toEqual(['too-many-messages']);
  });

  it('--fix adds what is missing, and what it added is still to be written', () => {
    const { content, files } = small({ ...edit('locales/en/otp.yaml', ', more: Still nothing', ''), 'locales/vi/menu.yaml': undefined });
    if (!content) throw new Error('the small content is broken');
    const fixed = fixMissing(content, (path) => files.find((file) => file.path === path)?.text);
    expect([...fixed.keys()].sort()).toEqual(['locales/en/otp.yaml', 'locales/vi/menu.yaml']);
    expect(fixed.get('locales/en/otp.yaml')).toContain('Wait a moment and try again.');
    const rules = findings(Object.fromEntries(fixed)).map(({ rule }) => rule);
    expect(rules).toContain('unwritten');
    expect(rules).not.toContain('missing-translation');
  });

  it('many-choices: a warning', () => {
    expect(findings({}, { limits: { text: 2000, buttons: 2, buttonLabel: 60 } }).filter(({ rule }) => rule === 'many-choices').every(({ severity }) => severity === 'warning')).toBe(true);
    expect(findings({}, { limits: { text: 2000, buttons: 2, buttonLabel: 60 } }).map(({ rule }) => rule)).toContain('many-choices');
  });

  it('reminds of cards that are due, and switches by their dates', () => {
    expect(findings({}, { today: '2027-02-20' }).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings({}, { today: '2027-02-20' }).map(({ rule }) => rule).sort()).toEqual(['review-due', 'review-soon', 'review-soon']);
  });
});
