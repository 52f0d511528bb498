import { describe, it } from "vitest";
import { singularValues, spectralRadius } from "../diagnostics/spectrum.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { clipGradNorm } from "../training/clip.js";
import { crossEntropy } from "../training/losses.js";
import { Adam, type Optimiser, SGD } from "../training/optimisers.js";
import { DTYPES, expectAllSame, expectSame, referenceCase, under } from "./reference-values.js";

describe.each(DTYPES)("in %s", (dtype) => {
  it("cross-entropy with padding: loss and gradient", () => {
    const { tensors, facts } = referenceCase<{ targets: number[][]; pad: number }>(`cross-entropy.${dtype}`);
    const { loss, dLogits } = crossEntropy(tensors.logits, facts.targets.flat(), { padding: facts.pad });
    expectSame("loss", Float64Array.of(loss), tensors.loss);
    expectSame("dLogits", dLogits.data, tensors.dlogits);
  });

  it.each<[string, (params: Params) => Optimiser]>([
    ["adam", (params) => new Adam(params, { lr: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6 })],
    ["sgd", (params) => new SGD(params, { lr: 0.05 })],
  ])("%s: the parameters after twenty steps", (name, make) => {
    const { tensors, facts } = referenceCase<{ steps: number }>(`${name}.${dtype}`);
    const params = under(tensors, "before.");
    const optimiser = make(params);
    for (let step = 1; step <= facts.steps; step++) optimiser.step(scaled(under(tensors, "grad."), step));
    expectAllSame(params, under(tensors, "after."));
  });

  it("clipping by the global norm", () => {
    const { tensors, facts } = referenceCase<{ maxNorm: number }>(`clipping.${dtype}`);
    const grads = under(tensors, "before.");
    const norm = clipGradNorm(grads, facts.maxNorm);
    expectSame("norm", Float64Array.of(norm), tensors.norm);
    // PyTorch divides by the norm + 1e−6, so that a zero norm does no harm; we divide by the norm itself.
    expectAllSame(grads, scaled(under(tensors, "after."), (norm + 1e-6) / norm));
  });
});

describe("NumPy's spectra", () => {
  const { tensors, facts } = referenceCase<{ names: string[] }>("spectrum");

  it.each(facts.names)("%s: singular values", (name) => {
    expectSame("σ", singularValues(tensors[`${name}.A`]), tensors[`${name}.singular_values`]);
  });

  it.each(facts.names.filter((name) => `${name}.spectral_radius` in tensors))("%s: spectral radius", (name) => {
    expectSame("ρ", Float64Array.of(spectralRadius(tensors[`${name}.A`])), tensors[`${name}.spectral_radius`]);
  });
});

function scaled(tensors: Params, factor: number): Params {
  const entries = Object.entries(tensors).map(([name, { data, shape }]) => [
    name,
    new Tensor(
      data.map((x) => x * factor),
      shape,
    ),
  ]);
  return Object.fromEntries(entries);
}
