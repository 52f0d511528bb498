import { describe, expect, it } from "vitest";
import { singularValues } from "../diagnostics/spectrum.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { messageOf } from "../testing/errors.js";
import { GRU } from "./gru.js";
import { initChrono, initForgetBias, initOrthogonal } from "./init.js";
import { Linear } from "./linear.js";
import { LSTM } from "./lstm.js";

const H = 6;
const deep = () => new LSTM({ inputSize: 3, hiddenSize: H, numLayers: 2, bidirectional: true, dtype: "float64" });
/** Gate block `gate` of bias_ih + bias_hh: what the gate sees. */
const biasOf = ({ params }: LSTM, gate: number, suffix = "_l0"): number[] =>
  Array.from(
    { length: H },
    (_, j) => params[`bias_ih${suffix}`].data[gate * H + j] + params[`bias_hh${suffix}`].data[gate * H + j],
  );

describe("a layer's default start", () => {
  it("is uniform in ±1/√H, differs by name, and is fixed by the seed", () => {
    const [gru, same, other] = [1, 1, 2].map((seed) => new GRU({ inputSize: 40, hiddenSize: 25, seed }));
    const bound = 1 / Math.sqrt(25);
    for (const { data } of Object.values(gru.params)) {
      expect(Math.max(...data)).toBeLessThan(bound);
      expect(Math.min(...data)).toBeGreaterThan(-bound);
    }
    expect(Math.max(...gru.params.weight_ih_l0.data)).toBeGreaterThan(0.98 * bound);
    expect(same.params).toEqual(gru.params);
    expect(other.params.weight_hh_l0).not.toEqual(gru.params.weight_hh_l0);
    expect(gru.params.bias_ih_l0.data).not.toEqual(gru.params.bias_hh_l0.data);
  });

  it("puts an LSTM's forget gates at 1, or where it is told, counted once", () => {
    expect(biasOf(deep(), 1)).toEqual(new Array(H).fill(1));
    expect(biasOf(deep(), 1, "_l1_reverse")).toEqual(new Array(H).fill(1));
    const lstm = new LSTM({ inputSize: 3, hiddenSize: H, forgetBias: 4.5 });
    expect(biasOf(lstm, 1)).toEqual(new Array(H).fill(4.5));
    expect(biasOf(lstm, 0).every((b) => b !== 0 && Math.abs(b) < 1)).toBe(true);
  });
});

describe("initOrthogonal", () => {
  it("gives every gate's W_hh singular values of 1", () => {
    const lstm = deep();
    initOrthogonal(lstm.params, new Rng(1));
    for (const suffix of ["_l0", "_l0_reverse", "_l1", "_l1_reverse"]) {
      const W = lstm.params[`weight_hh${suffix}`].data;
      for (let gate = 0; gate < 4; gate++) {
        const block = new Tensor(W.slice(gate * H * H, (gate + 1) * H * H), [H, H]);
        for (const s of singularValues(block)) expect(s).toBeCloseTo(1, 12);
      }
    }
    expect(lstm.params.weight_hh_l0.data).not.toEqual(lstm.params.weight_hh_l1.data);
  });
});

describe("initChrono", () => {
  it("spreads half-lives up to the longest dependency: b_f = ln u, b_i = −b_f", () => {
    const lstm = deep();
    initChrono(lstm.params, 100, new Rng(1));
    const forget = biasOf(lstm, 1);
    for (const b of forget) expect(b > 0 && b < Math.log(99)).toBe(true);
    expect(biasOf(lstm, 0)).toEqual(forget.map((b) => -b));
    expect(biasOf(lstm, 1, "_l1")).not.toEqual(forget);
    expect(new Set(forget).size).toBe(H);
  });
});

it.each<[string, () => unknown]>([
  [
    "initForgetBias: params must be an LSTM's, got 3 gate blocks",
    () => initForgetBias(new GRU({ inputSize: 2, hiddenSize: 3 }).params, 1),
  ],
  ["initForgetBias: bias must be finite, got NaN", () => initForgetBias(deep().params, Number.NaN)],
  [
    "initOrthogonal: params must be a recurrent layer's, got no weight_hh_l0",
    () => initOrthogonal(new Linear({ inputSize: 2, outputSize: 3 }).params, new Rng(1)),
  ],
  ["initChrono: longest must be an integer ≥ 3, got 2", () => initChrono(deep().params, 2, new Rng(1))],
  ["LSTM: forgetBias must be finite, got NaN", () => new LSTM({ inputSize: 2, hiddenSize: 3, forgetBias: Number.NaN })],
])("%s", (message, call) => expect(messageOf(call)).toBe(message));
