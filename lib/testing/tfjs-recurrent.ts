import { describe, expect, it } from "vitest";
import type { RecurrentOptions, SequenceOptions } from "../layers/recurrent.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { TfjsRecurrent } from "../tfjs/recurrent.js";
import type { Tf, TfTensor } from "../tfjs/tf.js";
import { makeVariables } from "../tfjs/twin.js";
import { randomTensor } from "./random.js";
import { type AnyRecurrent, buildRecurrent, KINDS } from "./recurrent-kinds.js";
import { expectParams, readAll } from "./tfjs.js";

const [B, D, H] = [3, 4, 6];

const CASES: readonly [string, Partial<RecurrentOptions>, SequenceOptions][] = [
  ["one layer", {}, {}],
  ["two layers, batch first", { numLayers: 2, batchFirst: true }, {}],
  ["rows of three lengths", {}, { lengths: [5, 2, 3] }],
  ["two layers, both ways, all rows shorter than T", { numLayers: 2, bidirectional: true }, { lengths: [4, 1, 3] }],
];

/** A forward and a backward pass: what it was given, and what to weigh its results with so that all gradients are met. */
type Given = { x: Tensor; initial: Tensor[]; dOutput: Tensor; dFinals: Tensor[] };

/** Outputs, final states and all gradients of every kind of recurrent layer are those of the scratch library. */
export function recurrentSuite(tf: () => Tf): void {
  describe.each(KINDS)("%s", (kind) => {
    it.each(CASES)("%s", async (_, options, sequence) => {
      const any = buildRecurrent(kind, { inputSize: D, hiddenSize: H, dtype: "float32", seed: 3, ...options });
      const given = randomInputs(any, new Rng(4));
      expectParams(await runTwin(tf(), any, given, sequence), runScratch(any, given, sequence));
    });
  });

  it("reads a single step", async () => {
    const any = buildRecurrent("LSTM", { inputSize: D, hiddenSize: H, dtype: "float32", seed: 3 });
    const given = randomInputs(any, new Rng(4), 1);
    expectParams(await runTwin(tf(), any, given, {}), runScratch(any, given, {}));
  });

  it("gives back the weights it was made from, bit for bit, and takes others", async () => {
    const [layer, other] = [1, 2].map((seed) => {
      return buildRecurrent("LSTM", { inputSize: D, hiddenSize: H, dtype: "float32", seed, bidirectional: true });
    });
    const twin = new TfjsRecurrent(tf(), layer.layer);
    expectParams(await twin.weights(), layer.params, 0);
    twin.load(other.params);
    expectParams(await twin.weights(), other.params, 0);
    expect(() => twin.load({ ...other.params, weight_hh_l0: other.params.weight_ih_l0 })).toThrow(
      `TfjsRecurrent.load: the tensors do not fit:\n  weight_hh_l0 must be [${4 * H}, ${H}], got [${4 * H}, ${D}]`,
    );
    twin.dispose();
  });

  it("shares no memory with the layer it was made from", async () => {
    const layer = buildRecurrent("GRU", { inputSize: D, hiddenSize: H, dtype: "float32", seed: 1 });
    const twin = new TfjsRecurrent(tf(), layer.layer);
    const before = layer.params.weight_hh_l0.clone();
    layer.params.weight_hh_l0.data.fill(0);
    expectParams({ weight_hh_l0: (await twin.weights()).weight_hh_l0 }, { weight_hh_l0: before }, 0);
    twin.dispose();
  });
}

function randomInputs(any: AnyRecurrent, rng: Rng, T = 5): Given {
  const { numDirections, numLayers, batchFirst } = any.layer;
  const random = (shape: number[]) => randomTensor(rng, shape, "float32");
  const states = () => Array.from({ length: any.states }, () => random([numLayers * numDirections, B, H]));
  const [first, second] = batchFirst ? [B, T] : [T, B];
  const [x, dOutput] = [random([first, second, D]), random([first, second, numDirections * H])];
  return { x, initial: states(), dOutput, dFinals: states() };
}

function runScratch(any: AnyRecurrent, { x, initial, dOutput, dFinals }: Given, options: SequenceOptions) {
  const { output, finals, cache } = any.forward(x, initial, options);
  const { dx, dInitial } = any.backward(cache, dOutput, dFinals);
  return { output, ...named("final", finals), x: dx, ...named("initial", dInitial), ...any.grads };
}

async function runTwin(tf: Tf, any: AnyRecurrent, given: Given, { lengths }: SequenceOptions) {
  const twin = new TfjsRecurrent(tf, any.layer);
  const inputs = makeVariables(tf, { x: given.x, ...named("initial", given.initial) });
  const weigh = (a: TfTensor, b: Tensor) => tf.sum(tf.mul(a, tf.tensor(b.data, [...b.shape])));
  let forward: Record<string, TfTensor> = {};
  const results = tf.tidy(() => {
    const all = { ...twin.params, ...inputs };
    const { grads } = tf.variableGrads(() => {
      const state = { h: inputs.initial0, c: inputs.initial1 };
      const { output, state: after } = twin.forward(inputs.x, { state, lengths });
      const finals = [after.h, after.c].flatMap((state) => state ?? []);
      forward = {
        output: tf.keep(output),
        ...named(
          "final",
          finals.map((state) => tf.keep(state)),
        ),
      };
      const parts = [weigh(output, given.dOutput), ...finals.map((state, k) => weigh(state, given.dFinals[k]))];
      return parts.reduce((sum, part) => tf.add(sum, part));
    }, Object.values(all));
    return Object.fromEntries(Object.entries(all).map(([name, variable]) => [name, grads[variable.name]]));
  });
  const read = await readAll({ ...results, ...forward });
  tf.dispose({ ...results, ...forward, ...inputs });
  twin.dispose();
  return read;
}

function named<T>(name: string, tensors: readonly T[]): Record<string, T> {
  return Object.fromEntries(tensors.map((tensor, k) => [`${name}${k}`, tensor]));
}
