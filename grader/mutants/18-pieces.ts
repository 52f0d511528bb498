import { Adam, Tensor, zeroGrads } from "unrolled";
import type { Network, Options, Steps } from "../checks/18-reference.js";
import type { Answers } from "../checks/exercise.js";

/*
 * The solution in pieces, with the notebook's own network: a chunk's state leads back to the chunk before unless it is
 * detached. A mutant replaces a piece.
 */

export type State = { readonly h: Float64Array; readonly past?: Past };
type Past = {
  readonly chunk: Steps;
  readonly before: State;
  readonly hs: readonly Float64Array[];
  readonly errors: readonly Float64Array[];
};

const NAMES = ["Wxh", "Whh", "bh", "Why", "by"] as const;

/** Forward over a chunk from `before`. */
function unroll(params: Network, chunk: Steps, before: State): { loss: number; state: State } {
  const [hs, errors]: [Float64Array[], Float64Array[]] = [[], []];
  let [h, loss] = [before.h, 0];
  for (let t = 0; t < chunk.T; t++) {
    h = nextState(params, chunk, h, t);
    const { error, part } = errorOf(params, chunk, h, t);
    hs.push(h);
    errors.push(error);
    loss += part;
  }
  return { loss, state: { h, past: { chunk, before, hs, errors } } };
}

function nextState({ Wxh, Whh, bh }: Network, { B, inputs }: Steps, h: Float64Array, t: number): Float64Array {
  const [[H, V], next] = [Wxh.shape, new Float64Array(h.length)];
  for (let b = 0; b < B; b++) {
    for (let j = 0; j < H; j++) {
      let a = bh.data[j] + Wxh.data[j * V + inputs[t * B + b]];
      for (let i = 0; i < H; i++) a += Whh.data[j * H + i] * h[b * H + i];
      next[b * H + j] = Math.tanh(a);
    }
  }
  return next;
}

/** p − y of step t as its share of the mean, and the step's share of the loss. */
function errorOf(
  { Why, by }: Network,
  { T, B, targets }: Steps,
  h: Float64Array,
  t: number,
): { error: Float64Array; part: number } {
  const [V, H] = Why.shape;
  const error = new Float64Array(B * V);
  let part = 0;
  for (let b = 0; b < B; b++) {
    let sum = 0;
    for (let v = 0; v < V; v++) {
      let y = by.data[v];
      for (let i = 0; i < H; i++) y += Why.data[v * H + i] * h[b * H + i];
      error[b * V + v] = Math.exp(y);
      sum += error[b * V + v];
    }
    const target = b * V + targets[t * B + b];
    part -= Math.log(error[target] / sum) / (T * B);
    for (let v = 0; v < V; v++) error[b * V + v] /= sum * T * B;
    error[target] -= 1 / (T * B);
  }
  return { error, part };
}

/** Back from the last chunk's loss, as far as `past` leads. */
function backward(params: Network, state: State): Network {
  const grads = zeroGrads(params);
  let dh: Float64Array = new Float64Array(state.h.length);
  for (let past = state.past; past; past = past.before.past) {
    for (let t = past.chunk.T - 1; t >= 0; t--) {
      if (past === state.past) fromOutput(params, grads, dh, past, t);
      dh = fromState(params, grads, dh, past, t);
    }
  }
  return grads;
}

function fromOutput({ Why }: Network, grads: Network, dh: Float64Array, { chunk, hs, errors }: Past, t: number): void {
  const [V, H] = Why.shape;
  for (let b = 0; b < chunk.B; b++) {
    for (let v = 0; v < V; v++) {
      const error = errors[t][b * V + v];
      grads.by.data[v] += error;
      for (let i = 0; i < H; i++) {
        grads.Why.data[v * H + i] += error * hs[t][b * H + i];
        dh[b * H + i] += error * Why.data[v * H + i];
      }
    }
  }
}

function fromState({ Whh, Wxh }: Network, grads: Network, dh: Float64Array, past: Past, t: number): Float64Array {
  const { chunk, before, hs } = past;
  const [[H, V], hPrev, dhPrev] = [Wxh.shape, t > 0 ? hs[t - 1] : before.h, new Float64Array(dh.length)];
  for (let b = 0; b < chunk.B; b++) {
    for (let j = 0; j < H; j++) {
      const da = dh[b * H + j] * (1 - hs[t][b * H + j] ** 2);
      grads.bh.data[j] += da;
      grads.Wxh.data[j * V + chunk.inputs[t * chunk.B + b]] += da;
      for (let i = 0; i < H; i++) {
        grads.Whh.data[j * H + i] += da * hPrev[b * H + i];
        dhPrev[b * H + i] += da * Whh.data[j * H + i];
      }
    }
  }
  return dhPrev;
}

export const mapNetwork = (grads: Network, change: (data: Float64Array, name: string) => Float64Array): Network =>
  Object.fromEntries(
    NAMES.map((name) => [name, new Tensor(change(grads[name].data as Float64Array, name), grads[name].shape)]),
  ) as Network;

export const globalNorm = (grads: Network): number => Math.hypot(...NAMES.flatMap((name) => [...grads[name].data]));

export const slice = ({ B, inputs, targets }: Steps, from: number, to: number): Steps => ({
  T: to - from,
  B,
  inputs: inputs.slice(from * B, to * B),
  targets: targets.slice(from * B, to * B),
});

export type Pieces = {
  readonly cut: (document: Steps, k: number) => Steps[];
  readonly detach: (state: State) => State;
  readonly clip: (grads: Network, maxNorm: number) => Network;
  /** What goes into the next chunk. */
  readonly carry: (state: State, detach: Pieces["detach"]) => State;
  /** The state that a document begins with: `last` is the one before it ended with. */
  readonly begin: (zeros: State, last: State | undefined) => State;
  readonly order: (chunks: Steps[]) => Steps[];
  readonly step: (adam: Adam, grads: Network, clip: Pieces["clip"], maxNorm: number) => void;
  /** Which state the way back starts from. */
  readonly backFrom: (after: State, before: State) => State;
  /** What the optimiser is made anew for. */
  readonly fresh: "chunk" | "document" | "never";
  /** Whether gradients of earlier chunks stay in. */
  readonly piled: boolean;
};

const right: Pieces = {
  cut: (document, k) =>
    Array.from({ length: Math.ceil(document.T / k) }, (_, i) =>
      slice(document, i * k, Math.min(document.T, (i + 1) * k)),
    ),
  detach: ({ h }) => ({ h }),
  clip: (grads, maxNorm) => {
    const scale = Math.min(1, maxNorm / (globalNorm(grads) || 1));
    return mapNetwork(grads, (data) => data.map((g) => g * scale));
  },
  carry: (state, detach) => detach(state),
  begin: (zeros) => zeros,
  order: (chunks) => chunks,
  step: (adam, grads, clip, maxNorm) => adam.step(clip(grads, maxNorm)),
  backFrom: (after) => after,
  fresh: "never",
  piled: false,
};

/** The four functions of exercise 18, with some pieces replaced. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...right, ...replaced };
  const train = (params: Network, documents: readonly Steps[], { k, lr, maxNorm }: Options): unknown => {
    let adam = new Adam(params, { lr });
    const losses: number[] = [];
    let state: State | undefined;
    let sum: Network | undefined;
    for (const document of documents) {
      state = p.begin({ h: new Float64Array(document.B * params.bh.size) }, state);
      if (p.fresh === "document") adam = new Adam(params, { lr });
      for (const chunk of p.order(p.cut(document, k))) {
        const read = unroll(params, chunk, state);
        const grads = backward(params, p.backFrom(read.state, state));
        const before = sum;
        sum =
          p.piled && before ? mapNetwork(grads, (g, name) => g.map((value, i) => value + before[name].data[i])) : grads;
        if (p.fresh === "chunk") adam = new Adam(params, { lr });
        p.step(adam, sum, p.clip, maxNorm);
        losses.push(read.loss);
        state = p.carry(read.state, p.detach);
      }
    }
    return { params, losses };
  };
  return { cut: p.cut, detach: p.detach, clip: p.clip, train };
}
