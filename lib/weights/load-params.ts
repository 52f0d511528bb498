import { ArgumentError, describe } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";

/** Anything with parameters by name: a layer, or layers joined under PyTorch's dotted names. */
export type Parametrised = { readonly params: Params };

/**
 * Copies tensors into a model that has exactly these names and shapes, rounded to the model's precision. Nothing is
 * changed unless all fit; one error lists all that are missing, unexpected, of another shape or not finite.
 */
export function loadParams({ params }: Parametrised, from: Params): void {
  copyChecked("loadParams", params, from);
}

/** `loadParams` on behalf of `where`. */
export function copyChecked(where: string, into: Params, from: Params): void {
  const shapes = Object.fromEntries(Object.entries(into).map(([name, { shape }]) => [name, shape]));
  checkTensors(where, shapes, from);
  for (const [name, { data }] of Object.entries(into)) data.set(from[name].data);
}

/** Refuses tensors that have not exactly these names and shapes, with one line for each that is wrong. */
export function checkTensors(
  where: string,
  shapes: Readonly<Record<string, readonly number[]>>,
  tensors: Params,
): void {
  const expected = Object.entries(shapes);
  const problems = [
    ...expected.filter(([name]) => !Object.hasOwn(tensors, name)).map(([name]) => `${name} is missing`),
    ...Object.keys(tensors).flatMap((name) => (Object.hasOwn(shapes, name) ? [] : [`${name} is unexpected`])),
    ...expected.flatMap(([name, shape]) => (Object.hasOwn(tensors, name) ? unfit(name, shape, tensors[name]) : [])),
  ];
  if (problems.length > 0) throw new ArgumentError([`${where}: the tensors do not fit:`, ...problems].join("\n  "));
}

function unfit(name: string, shape: readonly number[], tensor: unknown): string[] {
  if (!(tensor instanceof Tensor) || tensor.shape.join() !== shape.join()) {
    return [`${name} must be [${shape.join(", ")}], got ${describe(tensor)}`];
  }
  const at = tensor.data.findIndex((x) => !Number.isFinite(x));
  return at < 0 ? [] : [`${name} must be finite, got ${tensor.data[at]} at index ${at}`];
}
