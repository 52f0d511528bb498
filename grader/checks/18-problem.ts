import { normalInit, orthogonalInit, type Rng, Tensor } from "unrolled";
import type { Network, Parts, Steps } from "./18-reference.js";
import { type Asking, call } from "./conversation.js";
import { Failure } from "./failure.js";
import { describe, field, numbers } from "./structure.js";

export const NAMES = ["Wxh", "Whh", "bh", "Why", "by"] as const;

export function network(rng: Rng, V: number, H: number): Network {
  return {
    Wxh: normalInit(rng, [H, V], 0.5),
    Whh: orthogonalInit(rng, [H, H]),
    bh: normalInit(rng, [H], 0.1),
    Why: normalInit(rng, [V, H], 0.5),
    by: normalInit(rng, [V], 0.1),
  };
}

export function document(rng: Rng, T: number, B: number, V: number): Steps {
  const tokens = (): Float64Array => Float64Array.from({ length: T * B }, () => rng.int(V));
  return { T, B, inputs: tokens(), targets: tokens() };
}

export function chunksOf({ T, B, inputs, targets }: Steps, k: number): Steps[] {
  return Array.from({ length: Math.ceil(T / k) }, (_, i) => {
    const [from, to] = [i * k, Math.min(T, (i + 1) * k)];
    return { T: to - from, B, inputs: inputs.slice(from * B, to * B), targets: targets.slice(from * B, to * B) };
  });
}

export const norm = (grads: Network): number => Math.hypot(...NAMES.map((name) => Math.hypot(...grads[name].data)));

export function clipped(grads: Network, maxNorm: number): Network {
  const scale = Math.min(1, maxNorm / (norm(grads) || 1));
  return mapNetwork(grads, ({ data }) => Float64Array.from(data, (g) => g * scale));
}

export function mapNetwork(params: Network, change: (tensor: Tensor) => Float64Array): Network {
  return Object.fromEntries(
    NAMES.map((name) => [name, new Tensor(change(params[name]), params[name].shape)]),
  ) as Network;
}

/** The chunks that a submission returns, as steps. */
export function* cutBySubmission(source: Steps, k: number): Asking<Steps[]> {
  const returned = yield* call("cut", source, k);
  if (!Array.isArray(returned))
    throw new Failure({ problem: `cut: must return an array of chunks, got ${describe(returned)}` });
  return returned.map((chunk, i) => {
    const where = `cut: chunk ${i}`;
    const T = field(where, chunk, "T");
    if (typeof T !== "number" || !Number.isInteger(T) || T < 1 || T > source.T) {
      throw new Failure({ problem: `${where}: T must be a number of steps from 1 to ${source.T}, got ${describe(T)}` });
    }
    const B = field(where, chunk, "B");
    if (B !== source.B) throw new Failure({ problem: `${where}: B must be ${source.B}, as in the document, got ${describe(B)}` }); // biome-ignore format: a line
    const tokens = (name: string): Float64Array =>
      numbers(where, name, "[T · B]", [T * source.B], field(where, chunk, name));
    return { T, B: source.B, inputs: tokens("inputs"), targets: tokens("targets") };
  });
}

export function* clipBySubmission(grads: Network, maxNorm: number): Asking<Network> {
  const returned = yield* call("clip", grads, maxNorm);
  const where = `clip, for a gradient of norm ${norm(grads).toFixed(4)}`;
  const tensors = NAMES.map((name) => {
    const { shape } = grads[name];
    return [name, new Tensor(numbers(where, name, `[${shape.map(() => "·").join(", ")}]`, shape, field("clip", returned, name)), shape)]; // biome-ignore format: a line
  });
  return Object.fromEntries(tensors) as Network;
}

/** What is at hand, as an answer to a conversation. */
// biome-ignore lint/correctness/useYield: there is nothing to ask for
function* atHand<T>(value: T): Asking<T> {
  return value;
}

export const right: Parts = {
  cut: (source, k) => atHand(chunksOf(source, k)),
  clip: (grads, maxNorm) => atHand(clipped(grads, maxNorm)),
};
