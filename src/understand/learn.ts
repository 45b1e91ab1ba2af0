// Multinomial logistic regression over sparse rows, by stochastic gradient with per-weight step sizes (AdaGrad), kept as whole numbers of one step.
// Promises: deterministic (a fixed shuffle), rows × non-zeros × classes × epochs of work and no more. Refuses: to know what the rows mean.
import type { Sparse } from './features.ts';

/** The same sentence with its accents and as if typed without: every second round learns the bare form. */
export type Row = { readonly features: Sparse; readonly bare: Sparse; readonly label: number; readonly weight: number };
/** A weight is `weights[feature * classes + class] * STEP`. */
export type Linear = { readonly weights: Int8Array; readonly bias: Float32Array; readonly classes: number };

/** Measured on cross-validation (test/bench/understand.bench.ts): more rounds change nothing, two lose a point. */
const EPOCHS = 4;
const RATE = 0.4;
const FIRST_SEED = 20261122;
/** Smaller gradients are not worth the write; the loss is below the noise of the shuffle. */
const TINY = 0.004;
/** What a sentence teaches is right with this probability only: the weights stay small, and unseen sentences gain half a point. */
const TARGET = 0.95;
/** Coarse weights cost nothing in cross-validation and fit a byte; see pack.ts. */
export const STEP = 0.2;
const MOST = 127;

/** The order of the sentences decides close calls: the mean of two runs in different orders is right half a point more often. */
export function learn(rows: readonly Row[], features: number, classes: number, runs: number): Linear {
  const sum = new Float32Array(features * classes);
  const bias = new Float32Array(classes);
  for (let run = 0; run < runs; run++) {
    const learned = once(rows, features, classes, shuffler(FIRST_SEED + run));
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (learned.weights[i] as number) / runs;
    for (let k = 0; k < classes; k++) bias[k] = (bias[k] as number) + (learned.bias[k] as number) / runs;
  }
  return { weights: Int8Array.from(sum, (weight) => Math.max(-MOST, Math.min(MOST, Math.round(weight / STEP)))), bias, classes };
}

function once(rows: readonly Row[], features: number, classes: number, next: (below: number) => number): { readonly weights: Float32Array; readonly bias: Float32Array } {
  const weights = new Float32Array(features * classes);
  const squares = new Float32Array(features * classes).fill(1e-6);
  const bias = new Float32Array(classes);
  const state: State = { weights, squares, bias, classes, scores: new Float64Array(classes), active: new Int32Array(classes) };
  const order = Uint32Array.from(rows.keys());
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = next(i + 1);
      const held = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = held;
    }
    for (const at of order) {
      const row = rows[at];
      if (row) step(epoch % 2 === 0 ? row.features : row.bare, row.label, row.weight, state);
    }
  }
  return { weights, bias };
}

type State = { readonly weights: Float32Array; readonly squares: Float32Array; readonly bias: Float32Array; readonly classes: number; readonly scores: Float64Array; readonly active: Int32Array };

/** One sentence moves the weights. Hot loops: indices are in range by construction. */
function step(features: Sparse, label: number, weight: number, { weights, squares, bias, classes, scores, active }: State): void {
  const { ids, values } = features;
  softmax(weights, 1, bias, features, scores);
  const rest = (1 - TARGET) / classes;
  let count = 0;
  for (let k = 0; k < classes; k++) {
    const error = ((scores[k] as number) - (k === label ? TARGET + rest : rest)) * weight;
    scores[k] = error;
    if (error <= -TINY || error >= TINY) active[count++] = k;
  }
  for (let a = 0; a < ids.length; a++) {
    const from = (ids[a] as number) * classes;
    const value = values[a] as number;
    for (let b = 0; b < count; b++) {
      const at = from + (active[b] as number);
      const gradient = (scores[active[b] as number] as number) * value;
      const square = (squares[at] as number) + gradient * gradient;
      squares[at] = square;
      weights[at] = (weights[at] as number) - (RATE * gradient) / Math.sqrt(square);
    }
  }
  for (let b = 0; b < count; b++) {
    const k = active[b] as number;
    bias[k] = (bias[k] as number) - 0.05 * (scores[k] as number);
  }
}

/** Probabilities of the classes into `out`. */
export const probabilities = ({ weights, bias }: Linear, features: Sparse, out: Float64Array): void => softmax(weights, STEP, bias, features, out);

function softmax(weights: Float32Array | Int8Array, unit: number, bias: Float32Array, { ids, values }: Sparse, out: Float64Array): void {
  const classes = out.length;
  for (let k = 0; k < classes; k++) out[k] = bias[k] as number;
  for (let a = 0; a < ids.length; a++) {
    const from = (ids[a] as number) * classes;
    const value = (values[a] as number) * unit;
    for (let k = 0; k < classes; k++) out[k] = (out[k] as number) + (weights[from + k] as number) * value;
  }
  let most = -Infinity;
  for (let k = 0; k < classes; k++) if ((out[k] as number) > most) most = out[k] as number;
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const value = Math.exp((out[k] as number) - most);
    out[k] = value;
    sum += value;
  }
  for (let k = 0; k < classes; k++) out[k] = (out[k] as number) / sum;
}

/** A linear congruential sequence: the same shuffle on every machine and every start. */
function shuffler(seed: number): (below: number) => number {
  let now = seed;
  return (below) => {
    now = (Math.imul(now, 1664525) + 1013904223) >>> 0;
    return Math.floor((now / 2 ** 32) * below);
  };
}
