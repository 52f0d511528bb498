import { Adam, type Params, type RnnCache, rnnBackward, rnnForward, type Tensor, zeroGrads } from "unrolled";
import type { Asking } from "./conversation.js";

/** A character network: h = tanh(W_xh x + W_hh hPrev + b_h), logits W_hy h + b_y. x is one-hot: [V]. */
export type Network = Params & {
  readonly Wxh: Tensor;
  readonly Whh: Tensor;
  readonly bh: Tensor;
  readonly Why: Tensor;
  readonly by: Tensor;
};

/** Steps of B rows, time-major: entry t * B + b. */
export type Steps = { readonly T: number; readonly B: number; readonly inputs: Float64Array; readonly targets: Float64Array }; // biome-ignore format: a type
export type Options = { readonly k: number; readonly lr: number; readonly maxNorm: number };
export type Trained = { readonly params: Network; readonly losses: readonly number[] };

/** The parts that a trainer is made of; a submission's own are asked for across the pipe. */
export type Parts = {
  readonly cut: (document: Steps, k: number) => Asking<readonly Steps[]>;
  readonly clip: (grads: Network, maxNorm: number) => Asking<Network>;
};

/** Truncated backpropagation through time, row by row with the library's readable cell. */
export function* trainByReference(
  params: Network,
  documents: readonly Steps[],
  options: Options,
  { cut, clip }: Parts,
): Asking<Trained> {
  const adam = new Adam(params, { lr: options.lr });
  const losses: number[] = [];
  for (const document of documents) {
    let h: readonly Float64Array[] = Array.from({ length: document.B }, () => new Float64Array(params.bh.size));
    for (const chunk of yield* cut(document, options.k)) {
      const { loss, grads, after } = learn(params, chunk, h);
      adam.step(yield* clip(grads, options.maxNorm));
      losses.push(loss);
      h = after;
    }
  }
  return { params, losses };
}

type Learnt = { readonly loss: number; readonly grads: Network; readonly after: Float64Array[] };

/** One chunk: forward from the states `h` of the rows, and back to its beginning. */
function learn(params: Network, { T, B, inputs, targets }: Steps, h: readonly Float64Array[]): Learnt {
  const grads = zeroGrads(params);
  let loss = 0;
  const after = h.map((h0, b) => {
    const caches: RnnCache[] = [];
    const errors: Float64Array[] = [];
    let state = h0;
    for (let t = 0; t < T; t++) {
      const step = rnnForward(params, oneHot(params.by.size, inputs[t * B + b]), state);
      caches.push(step.cache);
      state = step.h as Float64Array;
      const p = probabilities(params, state);
      loss -= Math.log(p[targets[t * B + b]]) / (T * B);
      errors.push(p.map((pv, v) => (pv - (v === targets[t * B + b] ? 1 : 0)) / (T * B)));
    }
    backThroughRow(params, grads, caches, errors);
    return state;
  });
  return { loss, grads, after };
}

function backThroughRow(
  params: Network,
  grads: Network,
  caches: readonly RnnCache[],
  errors: readonly Float64Array[],
): void {
  const [V, H] = params.Why.shape;
  let dh: Float64Array = new Float64Array(H);
  for (let t = caches.length - 1; t >= 0; t--) {
    for (let v = 0; v < V; v++) {
      grads.by.data[v] += errors[t][v];
      for (let j = 0; j < H; j++) {
        grads.Why.data[v * H + j] += errors[t][v] * caches[t].h[j];
        dh[j] += errors[t][v] * params.Why.data[v * H + j];
      }
    }
    dh = rnnBackward(params, grads, dh, caches[t]).dhPrev as Float64Array;
  }
}

const oneHot = (V: number, token: number): Float64Array => new Float64Array(V).fill(1, token, token + 1);

function probabilities({ Why, by }: Network, h: Float64Array): Float64Array {
  const [V, H] = Why.shape;
  const exps = Float64Array.from({ length: V }, (_, v) => {
    let y = by.data[v];
    for (let j = 0; j < H; j++) y += Why.data[v * H + j] * h[j];
    return Math.exp(y);
  });
  const sum = exps.reduce((all, e) => all + e);
  return exps.map((e) => e / sum);
}

/** The share of right answers from step `from` on, where a state of zeros reads the whole document. */
export function accuracy(params: Network, { T, B, inputs, targets }: Steps, from: number): number {
  let right = 0;
  for (let b = 0; b < B; b++) {
    let h: Float64Array = new Float64Array(params.bh.size);
    for (let t = 0; t < T; t++) {
      h = rnnForward(params, oneHot(params.by.size, inputs[t * B + b]), h).h as Float64Array;
      const p = probabilities(params, h);
      if (t >= from && p.indexOf(Math.max(...p)) === targets[t * B + b]) right++;
    }
  }
  return right / ((T - from) * B);
}
