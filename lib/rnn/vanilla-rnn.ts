import { add, addOuter, addTransposedMatVec, affine, softmax } from "../kernels/vectors.js";
import { type DType, type Vec, zeros, zerosLike } from "../tensor/dtype.js";
import { ArgumentError, checkChoice, checkIndex, checkInteger, checkShape, ShapeError } from "../tensor/errors.js";
import { normalInit, orthogonalInit } from "../tensor/init.js";
import { zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { type RnnCache, type RnnParams, rnnBackward, rnnForward } from "./cell.js";

/** Wxh: [H, V], Whh: [H, H], bh: [H], Why: [V, H], by: [V]. */
export type VanillaRnnParams = RnnParams & { readonly Why: Tensor; readonly by: Tensor };

/** What makes a `VanillaRNN`. */
export type VanillaRnnOptions = {
  /** V: inputs are one-hot over the vocabulary, outputs a distribution over it. */
  readonly vocabSize: number;
  /** H. */
  readonly hiddenSize?: number;
  readonly seed?: number;
  readonly dtype?: DType;
  /** `"orthogonal"` W_hh (gradients survive the start), or the chapter's `"small"` Gaussian of σ = .01. */
  readonly init?: "orthogonal" | "small";
};

/** States h₁…h_T ([H] each), distributions p₁…p_T ([V] each), and what the backward pass needs. */
export type VanillaRnnForward = { readonly h: Vec[]; readonly p: Vec[]; readonly caches: RnnCache[] };

/**
 * The chapter's `VanillaRNN`: a character-level Elman network with a softmax at each step (ch. 9, "The Recurrence
 * Relation", its way back: ch. 9, "Backpropagation Through Time (BPTT)").
 */
export class VanillaRNN {
  readonly params: VanillaRnnParams;
  readonly vocabSize: number;
  readonly hiddenSize: number;

  constructor({ vocabSize, hiddenSize = 64, seed = 0, dtype = "float64", init = "orthogonal" }: VanillaRnnOptions) {
    checkInteger("VanillaRNN", "vocabSize", vocabSize);
    checkInteger("VanillaRNN", "hiddenSize", hiddenSize);
    checkChoice("VanillaRNN", "init", ["orthogonal", "small"], init);
    const [V, H, rng] = [vocabSize, hiddenSize, new Rng(seed)];
    const std = init === "small" ? 0.01 : 1 / Math.sqrt(H);
    this.vocabSize = V;
    this.hiddenSize = H;
    this.params = {
      Wxh: normalInit(rng.split(0), [H, V], std, dtype),
      Whh:
        init === "small" ? normalInit(rng.split(1), [H, H], std, dtype) : orthogonalInit(rng.split(1), [H, H], dtype),
      bh: Tensor.zeros([H], dtype),
      Why: normalInit(rng.split(2), [V, H], std, dtype),
      by: Tensor.zeros([V], dtype),
    };
  }

  /** h₀ = 0. */
  initialState(): Vec {
    return zerosLike(this.params.bh.data);
  }

  /** One-hot vector of a token id. */
  oneHot(id: number): Vec {
    checkIndex("VanillaRNN.oneHot", "id", this.vocabSize, id);
    const x = zeros(this.vocabSize, this.params.by.dtype);
    x[id] = 1;
    return x;
  }

  /** Reads x₁…x_T ([V] each, or token ids) from h₀: [H]. */
  forward(inputs: readonly (Vec | number)[], h0: Vec = this.initialState()): VanillaRnnForward {
    if (inputs.length === 0)
      throw new ArgumentError("VanillaRNN.forward: inputs must hold at least one step, got none");
    checkShape("VanillaRNN.forward", "h0", "[H]", [this.hiddenSize], h0);
    const { Why, by } = this.params;
    const [hs, ps, caches]: [Vec[], Vec[], RnnCache[]] = [[], [], []];
    let hPrev = h0;
    for (const input of inputs) {
      const x = typeof input === "number" ? this.oneHot(input) : input;
      const { h, cache } = rnnForward(this.params, x, hPrev);
      hs.push(h);
      ps.push(softmax(affine(Why, h, by)));
      caches.push(cache);
      hPrev = h;
    }
    return { h: hs, p: ps, caches };
  }

  /** −Σₜ ln pₜ[targetₜ], in nats, summed over the steps as in the chapter. */
  loss({ p }: VanillaRnnForward, targets: readonly number[]): number {
    this.checkTargets("loss", p.length, targets);
    return p.reduce((sum, pt, t) => sum - Math.log(pt[targets[t]]), 0);
  }

  /** Backpropagation through time. Gradients of `loss` by name, and dh0: [H]. Nothing is clipped here. */
  backward(forward: VanillaRnnForward, targets: readonly number[]): { grads: VanillaRnnParams; dh0: Vec } {
    const { h, p, caches } = forward;
    this.checkTargets("backward", p.length, targets);
    const grads = zeroGrads(this.params);
    let dhNext = this.initialState();
    for (let t = h.length - 1; t >= 0; t--) {
      const dy = p[t].slice();
      dy[targets[t]] -= 1; // softmax with cross-entropy: dL/dy = p − y
      add(grads.by.data, dy);
      addOuter(grads.Why, dy, h[t]);
      const dh = dhNext.slice(); // from the steps after t …
      addTransposedMatVec(dh, this.params.Why, dy); // … and from this step's own output
      dhNext = rnnBackward(this.params, grads, dh, caches[t]).dhPrev;
    }
    return { grads, dh0: dhNext };
  }

  private checkTargets(method: string, steps: number, targets: readonly number[]): void {
    if (targets.length !== steps) {
      throw new ShapeError(`VanillaRNN.${method}: targets must be [T] = [${steps}], got [${targets.length}]`);
    }
    for (const [t, id] of targets.entries()) checkIndex(`VanillaRNN.${method}`, `targets[${t}]`, this.vocabSize, id);
  }
}
