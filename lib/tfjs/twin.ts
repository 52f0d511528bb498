import { ArgumentError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { checkTensors, type Parametrised } from "../weights/load-params.js";
import type { Tf, TfTensor, TfVariable } from "./tf.js";

/** A twin's parameters, or a part of them, by name. */
export type TfParams = { readonly [name: string]: TfVariable };

/**
 * A model of this library on TensorFlow.js: the same sizes, and the same weights under the same names and in the same
 * layout, [out, in]. It begins with a copy of the model's weights; from then on the two are apart, until `load` or
 * `weights` carries them over. Forward passes leave freeing to the caller: run them inside `tf.tidy`.
 */
export abstract class Twin {
  readonly params: TfParams;

  /** `shared`: the variables of a larger model that this one is a part of; it makes its own when left out. */
  constructor(
    readonly tf: Tf,
    { params }: Parametrised,
    shared?: TfParams,
  ) {
    for (const [name, { dtype }] of Object.entries(params)) {
      if (dtype === "float32") continue;
      throw new ArgumentError(`${new.target.name}: ${name} must be float32, as TensorFlow.js computes, got ${dtype}`);
    }
    this.params = shared ?? makeVariables(tf, params);
  }

  /** Takes over weights with exactly these names and shapes; nothing is changed unless all fit. */
  load(params: Params): void {
    loadVariables(`${this.constructor.name}.load`, this.tf, this.params, params);
  }

  /** The weights as they are now, for `loadParams`, `saveSafetensors` and the rest of the library. */
  weights(): Promise<Params> {
    return readVariables(this.params);
  }

  /** Frees the parameters; the twin is of no use afterwards. */
  dispose(): void {
    this.tf.dispose({ ...this.params });
  }
}

/** Variables that begin with copies of `params`. */
export function makeVariables(tf: Tf, params: Params): TfParams {
  const make = ([name, tensor]: [string, Tensor]) => [name, tf.variable(toTf(tf, tensor))] as const;
  return tf.tidy(() => Object.fromEntries(Object.entries(params).map(make))); // outside of tidy the initial values leak
}

/** Gives variables the numbers of tensors with the same names and shapes; `where` names the caller in errors. */
export function loadVariables(where: string, tf: Tf, into: TfParams, from: Params): void {
  checkTensors(where, Object.fromEntries(Object.entries(into).map(([name, { shape }]) => [name, shape])), from);
  tf.tidy(() => {
    for (const [name, variable] of Object.entries(into)) variable.assign(toTf(tf, from[name]));
  });
}

/** What variables hold, as the library's tensors. */
export async function readVariables(variables: TfParams): Promise<Params> {
  const read = async ([name, variable]: [string, TfVariable]) => [name, await fromTf(variable)] as const;
  return Object.fromEntries(await Promise.all(Object.entries(variables).map(read)));
}

/** The same numbers on TensorFlow.js, as a copy in float32. */
export function toTf(tf: Tf, { data, shape }: Tensor): TfTensor {
  return tf.tensor(Float32Array.from(data), [...shape], "float32");
}

/** The same numbers in the library's own form. */
export async function fromTf(tensor: TfTensor): Promise<Tensor> {
  return new Tensor(Float32Array.from(await tensor.data()), tensor.shape);
}

/** The parameters of one part, without its prefix: `partOf(params, "lstm.").weight_ih_l0`. */
export function partOf(params: TfParams, prefix: string): TfParams {
  const inside = Object.entries(params).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(inside.map(([name, variable]) => [name.slice(prefix.length), variable]));
}
