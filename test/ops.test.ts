// The operators' papers name only what exists: tests, commands, headings, metrics, files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
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
  for (const [, script] of runbook.matchAll(/`sh (src\/ops\/[\w.]+)/g)) expect(existsSync(join(root, script ?? '')), script).toBe(true);
  for (const [, file] of runbook.matchAll(/`node ((?:src|test)\/[\w/.-]+)/g)) expect(existsSync(join(root, file ?? '')), file).toBe(true);
});

type Rule = { readonly alert: string; readonly expr: string; readonly for?: string; readonly labels: { readonly severity: string }; readonly annotations: { readonly summary: string; readonly runbook: string } };
const rules = (parse(read('src/ops/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
/** What the labels of our metrics can say; where they are filled is in src/cli/observe.ts, serve.ts and metrics.ts. */
const VALUES: Readonly<Record<string, RegExp>> = {
  outcome: /^(accepted|rejected|blocked|throttled|unknown|unreachable|misconfigured|gave-up|too-late)$/,
  result: /^(committed|seen|shed|unavailable|hit|miss)$/,
  where: /^(threw|turn|sent|sweep|left)$/,
  part: /^(store|content|places|telegram|zalo-bot|zalo-oa)$/,
  event: /^(reached|left)$/,
  what: /^(unmatched|store-went-back)$/,
};

it('every alert leads to a page of the runbook and watches metrics and label values that exist', async () => {
  const headings = new Set([...runbook.matchAll(/^## (.+)$/gm)].map(([, text = '']) => text.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-')));
  const known = await createMetrics().text();
  expect(rules.length).toBeGreaterThan(10);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { alert, expr, labels, annotations } of rules) {
    expect([alert, headings.has(annotations.runbook.replace('runbook.md#', ''))]).toEqual([alert, true]);
    expect(['page', 'ticket']).toContain(labels.severity);
    const metrics = [...expr.matchAll(/\b((?:bot|guide|web|nodejs|process)_[a-z0-9_]+)/g)].map(([, name = '']) => name.replace(/_bucket$/, ''));
    expect([alert, metrics.length > 0, metrics.filter((name) => !known.includes(`# TYPE ${name} `))]).toEqual([alert, true, []]);
    for (const [, label = '', values = ''] of expr.matchAll(/(\w+)=~?"([^"]*)"/g)) for (const value of values.split('|')) expect(value, `${alert}: ${label}`).toMatch(VALUES[label] ?? /^$/);
    expect(expr.split('(').length, alert).toBe(expr.split(')').length);
  }
});

it('every metric the issue asks for is there after a scrape', async () => {
  const metrics = createMetrics();
  metrics.cached(true);
  metrics.cached(false);
  metrics.counted('step start/consent');
  metrics.counted('left start/consent');
  metrics.counted('unmatched');
  const text = await metrics.text();
  for (const line of ['bot_session_cache_total{result="hit"} 1', 'bot_session_cache_total{result="miss"} 1', 'guide_steps_total{step="start/consent",event="reached"} 1', 'guide_steps_total{step="start/consent",event="left"} 1', 'guide_counted_total{what="unmatched"} 1']) expect(text).toContain(line);
  for (const name of ['bot_turns_total', 'bot_turn_seconds', 'bot_sends_total', 'bot_send_seconds', 'bot_faults_total', 'bot_due_chats', 'bot_oldest_unsent_seconds', 'bot_loop_lag_p999_seconds', 'nodejs_eventloop_lag_p99_seconds', 'web_open_streams', 'bot_ready']) expect(text).toContain(`# TYPE ${name} `);
  // Read again: a counter that is filled at the scrape does not grow by being read.
  expect(await metrics.text()).toContain('bot_session_cache_total{result="hit"} 1');
});

it('unit and container start the service as `npm start` does', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
  expect(/^ExecStart=\S+\/node (.*)$/m.exec(read('src/ops/vneid-helper.service'))?.[1]).toBe(scripts.start.replace(/^node /, ''));
  expect(JSON.parse(/^CMD (.*)$/m.exec(read('src/ops/Containerfile'))?.[1] ?? '[]')).toEqual(`node_modules/.bin/${scripts.start}`.split(' '));
});
