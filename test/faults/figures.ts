// Seed, length and figures of the fault tests. `npm run faults` sets FAULTS=long and collects one line per scenario.
import { appendFileSync } from 'node:fs';

export const SEED = Number(process.env['FAULTS_SEED'] ?? 20261124);
/** The full suite; otherwise the slice that runs with every test. */
export const LONG = process.env['FAULTS'] === 'long';

export function figure(scenario: string, figures: Readonly<Record<string, unknown>>): void {
  const line = `${scenario} · seed ${SEED} · ${Object.entries(figures).map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : typeof value === 'string' ? value : JSON.stringify(value)}`).join(' · ')}`;
  console.log(line);
  const file = process.env['FAULTS_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}

export function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;
}
