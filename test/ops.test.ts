// The operators' papers name only what exists: tests, commands, headings, metrics, files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createMetrics } from '../src/metrics.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const runbook = read('src/ops/runbook.md');
const security = read('src/ops/security.md');

it('every test of the security table exists, and every id stands once', () => {
  const named = [...new Set([...security.matchAll(/`([\w/-]+(?:\.test)?\.ts)`/g)].map((match) => match[1] ?? ''))];
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((path) => !existsSync(join(root, 'test', path)))).toEqual([]);
  const ids = security.split('\n').filter((line) => /^\| \d/.test(line)).flatMap((line) => line.split('|')[1]!.trim().split(' ')).flatMap((id) => {
    const [first = '', last] = id.split('–');
    if (last === undefined) return [first];
    const stem = first.slice(0, first.lastIndexOf('.') + 1);
    const from = Number(first.split('.').at(-1));
    return Array.from({ length: Number(last.split('.').at(-1)) - from + 1 }, (_, i) => `${stem}${from + i}`);
  });
  expect(new Set(ids).size).toBe(ids.length);
  // Level 1 of ASVS 5.0 has 70 requirements; they stand before the second table.
  const second = security.indexOf('Beyond level 1');
  const levelOne = ids.filter((id) => new RegExp(`[| ]${id.replaceAll('.', '\\.')}[ –]`).test(security.slice(0, second)) || /^(6\.2|10\.4)\./.test(id));
  expect(levelOne.length).toBe(70);
});

it('every command of the runbook is a script of the project', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...runbook.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map((match) => match[1] ?? '');
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  for (const [, file] of runbook.matchAll(/`node ((?:src|test)\/[\w/.-]+)/g)) expect(existsSync(join(root, file ?? '')), file).toBe(true);
});

it('every alert leads to a page of the runbook and watches a metric that exists', async () => {
  const alerts = read('src/ops/alerts.yaml');
  const headings = new Set([...runbook.matchAll(/^## (.+)$/gm)].map(([, text = '']) => text.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')));
  const anchors = [...alerts.matchAll(/runbook\.md#([\w-]+)/g)].map((match) => match[1] ?? '');
  expect(anchors.length).toBeGreaterThan(5);
  expect(anchors.filter((anchor) => !headings.has(anchor))).toEqual([]);
  const known = await createMetrics().text();
  const metrics = [...new Set([...alerts.matchAll(/\b((?:bot|guide|web|nodejs)_[a-z0-9_]+)/g)].map((match) => (match[1] ?? '').replace(/_bucket$/, '')))];
  expect(metrics.filter((name) => !known.includes(`# TYPE ${name} `))).toEqual([]);
});

it('unit and container start the service as `npm start` does', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
  expect(/^ExecStart=\S+\/node (.*)$/m.exec(read('src/ops/vneid-helper.service'))?.[1]).toBe(scripts.start.replace(/^node /, ''));
  expect(JSON.parse(/^CMD (.*)$/m.exec(read('src/ops/Containerfile'))?.[1] ?? '[]')).toEqual(scripts.start.split(' '));
});
