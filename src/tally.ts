// Counters and histograms for what happens on every turn: a look-up and a plain addition, written as Prometheus text when asked for.
// Promises: the text is the one prom-client prints for the same facts; a series that exists is added to without allocating anything.
// Beyond `most` values of the first label, new ones are counted under "other". Refuses: a duration that is no finite number.

/** Callers add to it themselves: `cell('web', 'seen').value += 1`. */
export type Cell = { value: number };
export type Family = { text(): string };
export type Tally = Family & { cell(first: string, second?: string): Cell };
export type Spread = Family & { observe(value: string, seconds: number): void };

const OTHER = 'other';

/** A counter with one or two labels. A series appears with its first look-up, in that order. */
export function tally(name: string, help: string, labels: readonly [string, string?], most = Infinity): Tally {
  const cells = new Map<string, Map<string, Cell>>();
  const series: { readonly head: string; readonly cell: Cell }[] = [];
  function open(first: string, second: string): Cell {
    if (cells.size >= most && first !== OTHER && !cells.has(first)) return found(OTHER, second);
    const cell = { value: 0 };
    const row = cells.get(first);
    if (row) row.set(second, cell);
    else cells.set(first, new Map([[second, cell]]));
    series.push({ head: `${name}{${label(labels[0], first)}${labels[1] === undefined ? '' : `,${label(labels[1], second)}`}}`, cell });
    return cell;
  }
  const found = (first: string, second: string): Cell => cells.get(first)?.get(second) ?? open(first, second);
  return {
    cell: (first, second = '') => found(first, second),
    text: () => [...head(name, help, 'counter'), ...series.map(({ head, cell }) => `${head} ${cell.value}`)].join('\n'),
  };
}

/** A histogram with one label, whose values are a closed set. `bounds` in seconds, ascending. */
export function spread(name: string, help: string, labelName: string, bounds: readonly number[]): Spread {
  /** Per value: how many in each bucket, how many above the last bound, and the sum. */
  const rows = new Map<string, Float64Array>();
  const over = bounds.length;
  const sum = bounds.length + 1;
  function open(value: string): Float64Array {
    const row = new Float64Array(bounds.length + 2);
    rows.set(value, row);
    return row;
  }
  function lines(value: string, row: Float64Array): string[] {
    const own = label(labelName, value);
    let count = 0;
    const buckets = [...bounds, '+Inf'].map((bound, at) => `${name}_bucket{le="${bound}",${own}} ${(count += row[at]!)}`);
    return [...buckets, `${name}_sum{${own}} ${row[sum]!}`, `${name}_count{${own}} ${count}`];
  }
  return {
    observe(value, seconds) {
      if (!Number.isFinite(seconds)) return;
      const row = rows.get(value) ?? open(value);
      let at = 0;
      while (at < over && seconds > bounds[at]!) at += 1;
      row[at]! += 1;
      row[sum]! += seconds;
    },
    text: () => [...head(name, help, 'histogram'), ...[...rows].flatMap(([value, row]) => lines(value, row))].join('\n'),
  };
}

const head = (name: string, help: string, type: string): readonly string[] => [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`];
const label = (name: string, value: string): string => `${name}="${escaped(value).replaceAll('"', String.raw`\"`)}"`;
const escaped = (text: string): string => text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
