import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import type { Vec } from "../tensor/dtype.js";
import { normalInit } from "../tensor/init.js";
import { zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { type RnnParams, rnnBackward, rnnForward } from "./cell.js";

const randomCell = (rng: Rng, D: number, H: number): RnnParams => ({
  Wxh: normalInit(rng, [H, D], 0.7),
  Whh: normalInit(rng, [H, H], 0.7),
  bh: normalInit(rng, [H], 0.7),
});

const dot = (u: Vec, v: Vec): number => [...u].reduce((sum, x, i) => sum + x * v[i], 0);

describe("rnnForward", () => {
  it("is tanh(w_x x + w_h h + b), as Python's math.tanh has it", () => {
    const params = { Wxh: Tensor.from([[1]]), Whh: Tensor.from([[0.5]]), bh: Tensor.from([0]) };
    const states: number[] = [];
    let h: Vec = Float64Array.of(0);
    for (const x of [1, 0, -1]) {
      h = rnnForward(params, Float64Array.of(x), h).h;
      states.push(h[0]);
    }
    [0.7615941559557649, 0.3633994843890525, -0.6741436761583508].forEach((expected, t) => {
      expect(states[t]).toBeCloseTo(expected, 14);
    });
  });

  it("tells W_xh from its transpose and W_hh from W_xh", () => {
    const params = {
      Wxh: Tensor.from([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]), // biome-ignore format: a matrix
      Whh: Tensor.from([[0, 1], [0, 0]]), // biome-ignore format: a matrix
      bh: Tensor.from([0.05, -0.05]),
    };
    const { h } = rnnForward(params, Float64Array.of(1, 0, -1), Float64Array.of(0.3, 0.7));
    expect(h[0]).toBeCloseTo(Math.tanh(0.1 - 0.3 + 0.7 + 0.05), 14);
    expect(h[1]).toBeCloseTo(Math.tanh(0.4 - 0.6 - 0.05), 14);
  });

  it.each([
    [[4, 3], "rnnForward: x must be [D] = [3], got [4]"],
    [[3, 2], "rnnForward: hPrev must be [H] = [5], got [2]"],
  ])("names the shape that is wrong", ([D, H], message) => {
    const params = randomCell(new Rng(0), 3, 5);
    expect(() => rnnForward(params, new Float64Array(D), new Float64Array(H))).toThrow(message);
  });

  it("refuses to mix precisions", () => {
    const call = () => rnnForward(randomCell(new Rng(0), 3, 5), new Float32Array(3), new Float64Array(5));
    expect(call).toThrow("rnnForward: x must be float64 like the parameters, got float32");
  });
});

describe("rnnBackward", () => {
  it.each([1, 2, 3])("matches finite differences for parameters, input and state (seed %i)", (seed) => {
    const rng = new Rng(seed);
    const [D, H] = [3, 5];
    const params = randomCell(rng, D, H);
    const inputs = { x: normalInit(rng, [D], 1), hPrev: normalInit(rng, [H], 1) };
    const dh = normalInit(rng, [H], 1).data;
    const loss = () => dot(dh, rnnForward(params, inputs.x.data, inputs.hPrev.data).h);

    const grads = zeroGrads(params);
    const { cache } = rnnForward(params, inputs.x.data, inputs.hPrev.data);
    const { dx, dhPrev } = rnnBackward(params, grads, dh, cache);
    const all = { ...grads, x: new Tensor(dx, [D]), hPrev: new Tensor(dhPrev, [H]) };
    expect(gradCheck(loss, { ...params, ...inputs }, all).maxError).toBeLessThan(1e-6);
  });

  it("adds to the gradients that are there already", () => {
    const rng = new Rng(4);
    const params = randomCell(rng, 2, 3);
    const { cache } = rnnForward(params, Float64Array.of(1, -2), Float64Array.of(0.1, 0.2, 0.3));
    const [once, twice] = [zeroGrads(params), zeroGrads(params)];
    const dh = Float64Array.of(1, 2, 3);
    rnnBackward(params, once, dh, cache);
    rnnBackward(params, twice, dh, cache);
    rnnBackward(params, twice, dh, cache);
    for (const name of ["Wxh", "Whh", "bh"] as const) {
      expect([...twice[name].data]).toEqual([...once[name].data].map((g) => 2 * g));
    }
  });
});
