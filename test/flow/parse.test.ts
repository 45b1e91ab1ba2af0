// YAML is hostile input: bombs, tricks and faults end as issues with a line, quickly, never as a crash.
import { describe, expect, it } from 'vitest';
import { parseYaml, YAML_LIMITS } from '../../src/flow/parse.ts';
import { flowSchema } from '../../src/flow/schema.ts';

const rules = (source: string) => parseYaml('flows/x.yaml', source, flowSchema).issues.map(({ rule }) => rule);

describe('YAML from editors', () => {
  it('reads a good flow', () => {
    const { value, issues } = parseYaml('flows/x.yaml', 'start: a\nsteps: { a: { facts: [G9] } }\n', flowSchema);
    expect(issues).toEqual([]);
    expect(value?.steps['a']?.facts).toEqual(['G9']);
  });

  it.each([
    ['an anchor', 'start: &x a\nsteps: {}\n', 'yaml-anchor'],
    ['an alias', 'start: &x a\nsteps: { a: *x }\n', 'yaml-alias'],
    ['a tag', 'start: !!js/function "x"\nsteps: {}\n', 'yaml-tag'],
    ['a standard tag', 'start: !!str a\nsteps: {}\n', 'yaml-tag'],
    ['a merge key', 'start: a\nsteps: { <<: { a: {} } }\n', 'yaml-merge'],
    ['__proto__', 'start: a\nsteps: { __proto__: { facts: [] } }\n', 'yaml-key'],
    ['constructor', 'start: a\nsteps: { constructor: {} }\n', 'yaml-key'],
    ['broken syntax', 'start: [a\nsteps\n', 'yaml-syntax'],
    ['two documents', 'start: a\n---\nstart: b\n', 'yaml-syntax'],
    ['a key twice', 'start: a\nstart: b\nsteps: {}\n', 'yaml-key'],
    ['an unknown field', 'start: a\nsteps: {}\nsay: hello\n', 'schema'],
    ['a missing field', 'steps: {}\n', 'schema'],
  ])('refuses %s', (_, source, rule) => {
    expect(rules(source)).toContain(rule);
  });

  it('refuses bombs within a moment', () => {
    const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[i]}`).join(',')}]`)].join('\n');
    for (const bomb of [laughs, '['.repeat(200_000), '{a: '.repeat(50_000), `a: [${'x,'.repeat(YAML_LIMITS.nodes)}x]`, `${' '.repeat(3)}- `.repeat(20_000), 'x'.repeat(YAML_LIMITS.bytes + 1), '- '.repeat(100_000), '? '.repeat(50_000), '"'.repeat(100_000), Array.from({ length: 60_000 }, (_, i) => `k${i}: v`).join('\n'), Array.from({ length: 9_000 }, (_, i) => `k${i}: v`).join('\n')]) {
      const started = performance.now();
      expect(rules(bomb).length).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(2_000);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('names file, line and column with a sentence', () => {
    const { issues } = parseYaml('flows/x.yaml', 'start: a\nsteps:\n  a:\n    fcts: [G9]\n', flowSchema);
    expect(issues).toEqual([expect.objectContaining({ file: 'flows/x.yaml', line: 4, column: 5, rule: 'schema', message: expect.stringContaining('fcts') as unknown })]);
  });
});
