// Multinomial logistic regression over sparse rows, by stochastic gradient with per-weight step sizes (AdaGrad).
// Promises: deterministic (a fixed shuffle), rows × non-zeros × classes × epochs of work and no more. Refuses: to know what the rows mean.
import type { Sparse } from './features.ts';

export type Row = { readonly features: Sparse; readonly label: number; readonly weight: number };
export type Linear = { readonly weights: Float32Array; readonly bias: Float32Array; readonly classes: number };

/** Measured on cross-validation: more epochs change nothing, one loses two points. */
const EPOCHS = 2;
const RATE = 0.4;
/** Smaller gradients are not worth the write; the loss is below the noise of the shuffle. */
const TINY = 0.004;
/** A sentence the model gets right with this probability skips the next round. */
const CERTAIN = 0.6;

export function learn(rows: readonly Row[], features: number, classes: number): Linear {
  const weights = new Float32Array(features * classes);
  const squares = new Float32Array(features * classes).fill(1e-6);
  const bias = new Float32Array(classes);
  const scores = new Float64Array(classes);
  const active = new Int32Array(classes);
  const order = Uint32Array.from(rows.keys());
  const next = shuffler();
  const certain = new Uint8Array(rows.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = next(i + 1);
      const held = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = held;
    }
    for (const at of order) {
      const row = rows[at];
      // What was certain a round ago rests for a round: half the work, the same figures.
      if (certain[at] === 1) certain[at] = 0;
      else if (row) certain[at] = step(row, weights, squares, bias, scores, classes, active) > CERTAIN ? 1 : 0;
    }
  }
  return { weights, bias, classes };
}

/** One sentence moves the weights; the probability its intent had before is the answer. */
function step({ features, label, weight }: Row, weights: Float32Array, squares: Float32Array, bias: Float32Array, scores: Float64Array, classes: number, active: Int32Array): number {
  const { ids, values } = features;
  softmax({ weights, bias, classes }, features, scores, 1);
  const right = scores[label] as number;
  let count = 0;
  for (let k = 0; k < classes; k++) {
    const error = ((scores[k] as number) - (k === label ? 1 : 0)) * weight;
    scores[k] = error;
    if (error <= -TINY || error >= TINY) active[count++] = k;
  }
  for (let a = 0; a < ids.length; a++) {
    const from = (ids[a] as number) * classes;
    const value = values[a] as number;
    for (let i = 0; i < count; i++) {
      const k = active[i] as number;
      const gradient = (scores[k] as number) * value;
      const square = (squares[from + k] as number) + gradient * gradient;
      squares[from + k] = square;
      weights[from + k] = (weights[from + k] as number) - (RATE * gradient) / Math.sqrt(square);
    }
  }
  return right;
}

/** Writes the probabilities of the classes into `out`. Temperatures over 1 make them more modest. Hot loops: indices are in range by construction. */
export function softmax({ weights, bias, classes }: Linear, { ids, values }: Sparse, out: Float64Array, temperature: number): void {
  for (let k = 0; k < classes; k++) out[k] = bias[k] as number;
  for (let a = 0; a < ids.length; a++) {
    const from = (ids[a] as number) * classes;
    const value = values[a] as number;
    for (let k = 0; k < classes; k++) out[k] = (out[k] as number) + (weights[from + k] as number) * value;
  }
  let most = -Infinity;
  for (let k = 0; k < classes; k++) if ((out[k] as number) > most) most = out[k] as number;
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const value = Math.exp(((out[k] as number) - most) / temperature);
    out[k] = value;
    sum += value;
  }
  for (let k = 0; k < classes; k++) out[k] = (out[k] as number) / sum;
}

/** A linear congruential sequence: the same shuffle on every machine and every start. */
function shuffler(): (below: number) => number {
  let seed = 20261122;
  return (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}
