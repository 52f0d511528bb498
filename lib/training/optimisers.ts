import { checkPositive, checkShape } from "../tensor/errors.js";
import { type Params, zeroGrads } from "../tensor/params.js";

/** Adjusts a model's parameters in place from gradients of the same names. */
export interface Optimiser {
  /** The learning rate; a schedule may change it between steps. */
  lr: number;
  step(grads: Params): void;
}

/** Stochastic gradient descent: θ ← θ − lr · g. */
export class SGD implements Optimiser {
  lr: number;

  constructor(
    readonly params: Params,
    { lr }: { lr: number },
  ) {
    checkPositive("SGD", "lr", lr);
    this.lr = lr;
  }

  step(grads: Params): void {
    checkGrads("SGD.step", this.params, grads);
    for (const [name, { data }] of Object.entries(this.params)) {
      const g = grads[name].data;
      for (let i = 0; i < data.length; i++) data[i] -= this.lr * g[i];
    }
  }
}

export type AdamOptions = {
  readonly lr?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
};

/** Adam (Kingma & Ba 2015), with bias correction. Defaults are PyTorch's. */
export class Adam implements Optimiser {
  lr: number;
  /** First and second moments and the step count: what a checkpoint keeps. */
  readonly m: Params;
  readonly v: Params;
  steps = 0;
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;

  constructor(
    readonly params: Params,
    { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {},
  ) {
    checkPositive("Adam", "lr", lr);
    [this.lr, this.beta1, this.beta2, this.epsilon] = [lr, beta1, beta2, epsilon];
    this.m = zeroGrads(params);
    this.v = zeroGrads(params);
  }

  step(grads: Params): void {
    checkGrads("Adam.step", this.params, grads);
    this.steps++;
    const rate = this.lr / (1 - this.beta1 ** this.steps);
    const vScale = 1 / (1 - this.beta2 ** this.steps);
    for (const [name, { data }] of Object.entries(this.params)) {
      const [g, m, v] = [grads[name].data, this.m[name].data, this.v[name].data];
      for (let i = 0; i < data.length; i++) {
        m[i] = this.beta1 * m[i] + (1 - this.beta1) * g[i];
        v[i] = this.beta2 * v[i] + (1 - this.beta2) * g[i] * g[i];
        data[i] -= (rate * m[i]) / (Math.sqrt(v[i] * vScale) + this.epsilon);
      }
    }
  }
}

function checkGrads(where: string, params: Params, grads: Params): void {
  for (const [name, p] of Object.entries(params))
    checkShape(where, `grads.${name}`, "the parameter's shape", p.shape, grads[name]);
}
