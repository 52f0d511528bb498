import { sharedBlocks, zeroBlock } from "../kernels/blocks.js";
import { getKernels } from "../kernels/select.js";
import type { DType } from "../tensor/dtype.js";
import { ArgumentError, checkPositive, checkSameDType, checkShape, describe } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";

/** Adjusts a model's parameters in place from gradients of the same names. */
export interface Optimiser {
  readonly params: Params;
  /** The learning rate; a schedule may change it between steps. */
  lr: number;
  /** `gradScale` multiplies every gradient on the way: the factor of `clipScale`. */
  step(grads: Params, gradScale?: number): void;
}

/** Stochastic gradient descent: θ ← θ − lr · g. */
export class SGD implements Optimiser {
  lr: number;
  private readonly dtype: DType;

  constructor(
    readonly params: Params,
    { lr }: { lr: number },
  ) {
    checkPositive("SGD", "lr", lr);
    this.lr = lr;
    this.dtype = commonDType("SGD", params);
  }

  /** θ ← θ − lr · gradScale · g. */
  step(grads: Params, gradScale = 1): void {
    checkGrads("SGD.step", this.params, grads);
    const kernels = getKernels(this.dtype);
    for (const [theta, g] of sharedBlocks(this.params, grads)) kernels.axpy(-this.lr * gradScale, g, theta);
  }
}

/** Adam's constants: the learning rate, the two decay rates, and what keeps the root from zero. */
export type AdamOptions = {
  readonly lr?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
};

/** The options of one who asks for Adam as `where`, checked, with PyTorch's defaults. */
export function adamConstants(
  where: string,
  { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
): Required<AdamOptions> {
  checkPositive(where, "lr", lr);
  checkDecay(where, "beta1", beta1);
  checkDecay(where, "beta2", beta2);
  checkPositive(where, "epsilon", epsilon);
  return { lr, beta1, beta2, epsilon };
}

/**
 * Adam (ch. 9, "Truncated Backpropagation Through Time"; Kingma & Ba 2015), with bias correction. Defaults are
 * PyTorch's.
 */
export class Adam implements Optimiser {
  lr: number;
  /** First and second moments, and the step count: what a checkpoint keeps. */
  readonly m: Params;
  readonly v: Params;
  steps = 0;
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  private readonly dtype: DType;

  constructor(
    readonly params: Params,
    options: AdamOptions = {},
  ) {
    const { lr, beta1, beta2, epsilon } = adamConstants("Adam", options);
    [this.lr, this.beta1, this.beta2, this.epsilon] = [lr, beta1, beta2, epsilon];
    const shapes = Object.fromEntries(Object.entries(params).map(([name, p]) => [name, p.shape]));
    this.dtype = commonDType("Adam", params);
    this.m = zeroBlock(shapes, this.dtype);
    this.v = zeroBlock(shapes, this.dtype);
  }

  /** θ ← θ − lr · m̂ / (√v̂ + ε), from gradScale · g. */
  step(grads: Params, gradScale = 1): void {
    checkGrads("Adam.step", this.params, grads);
    const { beta1, beta2, epsilon } = this;
    this.steps++;
    const rate = this.lr / (1 - beta1 ** this.steps);
    const vScale = 1 / (1 - beta2 ** this.steps);
    const kernels = getKernels(this.dtype);
    for (const [theta, g, m, v] of sharedBlocks(this.params, grads, this.m, this.v)) {
      kernels.adam(theta, g, m, v, { rate, vScale, beta1, beta2, epsilon, gradScale });
    }
  }
}

function checkGrads(where: string, params: Params, grads: Params): void {
  for (const [name, p] of Object.entries(params)) {
    checkShape(where, `grads.${name}`, "the parameter's shape", p.shape, grads[name]);
    checkSameDType(where, `grads.${name}`, p.data, grads[name].data);
  }
}

/** The precision of all parameters, which must be one. */
function commonDType(where: string, params: Params): DType {
  const [first, ...others] = Object.entries(params);
  for (const [name, p] of others) checkSameDType(where, `params.${name}`, first[1].data, p.data);
  return first?.[1].dtype ?? "float64";
}

function checkDecay(where: string, name: string, beta: number): void {
  if (beta >= 0 && beta < 1) return;
  throw new ArgumentError(`${where}: ${name} must be a number in [0, 1), got ${describe(beta)}`);
}
