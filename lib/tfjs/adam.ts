import { checkInteger, checkNonNegative } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { product, Tensor } from "../tensor/tensor.js";
import { type AdamOptions, adamConstants } from "../training/optimisers.js";
import { checkTensors } from "../weights/load-params.js";
import { flatten, unflatten } from "./flat.js";
import type { TfGrads } from "./loss.js";
import type { TfOperand, TfVariable } from "./tf.js";
import type { Twin } from "./twin.js";

/** What a checkpoint keeps of an `Adam`, of either engine. */
export type AdamState = { lr: number; steps: number; readonly m: Params; readonly v: Params };

/**
 * `Adam` for a twin's parameters (Kingma & Ba 2015), with the same formula and defaults. All parameters are one vector to
 * it; `state` and `load` speak of moments by name.
 */
export class TfjsAdam {
  lr: number;
  steps = 0;
  private readonly constants: Required<AdamOptions>;
  private readonly m: TfVariable;
  private readonly v: TfVariable;

  constructor(
    private readonly twin: Twin,
    options: AdamOptions = {},
  ) {
    const { tf } = twin;
    this.constants = adamConstants("TfjsAdam", options);
    this.lr = this.constants.lr;
    [this.m, this.v] = [1, 2].map(() => tf.tidy(() => tf.variable(tf.zeros([this.size]))));
  }

  /** θ ← θ − lr · m̂ / (√v̂ + ε), from gradScale · g: the factor of `tfjsClipScale`. */
  step(grads: TfGrads, gradScale: TfOperand = 1): void {
    const { tf, params } = this.twin;
    const { add, div, mul, square, sqrt, sub } = tf;
    const { beta1, beta2, epsilon } = this.constants;
    this.steps++;
    const rate = this.lr / (1 - beta1 ** this.steps);
    const vScale = 1 / (1 - beta2 ** this.steps);
    tf.tidy(() => {
      const g = mul(
        flatten(
          tf,
          this.names.map((name) => grads[name]),
        ),
        gradScale,
      );
      this.m.assign(add(mul(this.m, beta1), mul(g, 1 - beta1)));
      this.v.assign(add(mul(this.v, beta2), mul(square(g), 1 - beta2)));
      const change = div(mul(this.m, rate), add(sqrt(mul(this.v, vScale)), epsilon));
      for (const [n, part] of unflatten(tf, change, this.shapes).entries()) {
        const theta = params[this.names[n]];
        theta.assign(sub(theta, part));
      }
    });
  }

  /** The learning rate, the steps so far, and both moments by the parameters' names. */
  async state(): Promise<AdamState> {
    const [m, v] = await Promise.all([this.m, this.v].map((moment) => moment.data()));
    return { lr: this.lr, steps: this.steps, m: this.byName(m), v: this.byName(v) };
  }

  /** Goes on from such a state; nothing is changed unless all of it fits. */
  load({ lr, steps, m, v }: AdamState): void {
    checkNonNegative("TfjsAdam.load", "lr", lr);
    checkInteger("TfjsAdam.load", "steps", steps, 0);
    const [vectorM, vectorV] = [this.asVector(m), this.asVector(v)];
    [this.lr, this.steps] = [lr, steps];
    const { tf } = this.twin;
    tf.tidy(() => {
      this.m.assign(tf.tensor(vectorM, [this.size]));
      this.v.assign(tf.tensor(vectorV, [this.size]));
    });
  }

  /** Frees the moments. */
  dispose(): void {
    this.twin.tf.dispose([this.m, this.v]);
  }

  private get names(): string[] {
    return Object.keys(this.twin.params);
  }

  private get shapes(): (readonly number[])[] {
    return Object.values(this.twin.params).map(({ shape }) => shape);
  }

  private get size(): number {
    return this.shapes.reduce((size, shape) => size + product(shape), 0);
  }

  private byName(vector: ArrayLike<number>): Params {
    const numbers = Float32Array.from(vector);
    let next = 0;
    const cut = (shape: readonly number[]): Tensor => {
      const size = product(shape);
      next += size;
      return new Tensor(numbers.slice(next - size, next), shape);
    };
    return Object.fromEntries(this.names.map((name, n) => [name, cut(this.shapes[n])]));
  }

  private asVector(moments: Params): Float32Array {
    checkTensors("TfjsAdam.load", Object.fromEntries(this.names.map((name, n) => [name, this.shapes[n]])), moments);
    return Float32Array.from(this.names.flatMap((name) => [...moments[name].data]));
  }
}
