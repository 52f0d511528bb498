import { describe, expect, it } from "vitest";
import { lstmBackward, lstmForward } from "../lstm/cell.js";
import { rnnBackward, rnnForward } from "../rnn/cell.js";
import type { Vec } from "../tensor/dtype.js";
import { zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { directPathNorms, jacobianNorms, tanhStepBack } from "./jacobians.js";
import { singularValues } from "./spectrum.js";

const [D, H, T] = [2, 4, 6];
const rng = new Rng(1);
const params = { Wxh: randomTensor(rng, [H, D]), Whh: randomTensor(rng, [H, H]), bh: randomTensor(rng, [H]) };
const inputs = randomTensor(rng, [T, D]);
const h0 = randomTensor(rng, [H]).data;

/** h_{k+1} … h_T from h_k. */
function runFrom(k: number, h: Vec) {
  const caches: ReturnType<typeof rnnForward>[] = [];
  for (let t = k; t < T; t++) caches.push(rnnForward(params, inputs.row(t), caches.at(-1)?.cache.h ?? h));
  return caches;
}
const run = runFrom(0, h0);
const states = run.map(({ h }) => h);

/** ∂h_T/∂h_k by central differences. */
function numericJacobian(k: number): Tensor {
  const J = Tensor.zeros([H, H]);
  const at = k === 0 ? h0 : states[k - 1];
  for (let j = 0; j < H; j++) {
    const end = (sign: number) => {
      const moved = at.slice();
      moved[j] += sign * 1e-6;
      return runFrom(k, moved).at(-1)!.h;
    };
    const [up, down] = [end(1), end(-1)];
    for (let i = 0; i < H; i++) J.set([i, j], (up[i] - down[i]) / 2e-6);
  }
  return J;
}

describe("jacobianNorms", () => {
  it("is the norm of ∂h_T/∂h_k that finite differences give", () => {
    const norms = jacobianNorms({ T, size: H, stepBack: tanhStepBack(params.Whh, states) });
    expect(norms[0]).toBe(0); // the identity
    for (let k = 1; k <= T; k++) {
      const expected = Math.log10(singularValues(numericJacobian(T - k))[0]);
      expect(norms[k]).toBeCloseTo(expected, 6);
    }
  });

  it("takes any cell's backward pass as its step back", () => {
    const scratch = zeroGrads(params);
    const stepBack = (t: number, g: Vec) => rnnBackward(params, scratch, g, run[t - 1].cache).dhPrev;
    const norms = jacobianNorms({ T, size: H, stepBack });
    const expected = jacobianNorms({ T, size: H, stepBack: tanhStepBack(params.Whh, states) });
    norms.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k], 12);
    });
  });

  it("follows a part of the state, and neither under- nor overflows", () => {
    const stepBack = (_: number, g: Vec) => Float64Array.of(g[0] * 1e-3, g[1] * 1e3); // a diagonal
    const small = jacobianNorms({ T: 500, size: 2, stepBack, part: [0, 1] });
    const large = jacobianNorms({ T: 500, size: 2, stepBack, part: [1, 2] });
    expect(small[500]).toBeCloseTo(-1500, 9);
    expect(large[500]).toBeCloseTo(1500, 9);
  });

  it("is −∞ where nothing gets through", () => {
    const norms = jacobianNorms({ T: 3, size: 2, stepBack: (t, g) => (t === 2 ? new Float64Array(2) : g) });
    expect([...norms]).toEqual([0, 0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });

  it.each([
    [{ T: -1 }, "T must be a non-negative integer, got -1"],
    [{ size: 0 }, "size must be a positive integer, got 0"],
    [{ part: [2, 2] as const }, 'part must be a range within [0, 4], got "2…2"'],
    [{ part: [0, 5] as const }, 'part must be a range within [0, 4], got "0…5"'],
  ])("refuses %o", (wrong, message) => {
    expect(() => jacobianNorms({ T: 1, size: 4, stepBack: (_, g) => g, ...wrong })).toThrow(
      `jacobianNorms: ${message}`,
    );
  });

  it("tanhStepBack names the state of the wrong size", () => {
    expect(() => tanhStepBack(params.Whh, [states[0], new Float64Array(3)])).toThrow(
      "tanhStepBack: hiddenStates[1] must be [H] = [4], got [3]",
    );
  });
});

describe("an LSTM's cell state", () => {
  const lstm = { W: randomTensor(new Rng(5), [4 * H, H + D]), b: randomTensor(new Rng(6), [4 * H]) };
  const c0 = randomTensor(new Rng(7), [H]).data;

  function lstmFrom(k: number, state: { h: Vec; c: Vec }, weights = lstm) {
    const steps: ReturnType<typeof lstmForward>[] = [];
    for (let t = k; t < T; t++) {
      const { h, c } = steps.at(-1) ?? state;
      steps.push(lstmForward(weights, inputs.row(t), h, c));
    }
    return steps;
  }

  /** The norms of ∂c_T/∂c_k through every path, and through the forget gates alone. */
  function bothPaths(weights: typeof lstm) {
    const steps = lstmFrom(0, { h: h0, c: c0 }, weights);
    const scratch = zeroGrads(weights);
    const stepBack = (t: number, g: Vec): Vec => {
      const back = lstmBackward(weights, scratch, g.subarray(0, H), g.subarray(H), steps[t - 1].cache);
      return Float64Array.of(...back.dhPrev, ...back.dcPrev);
    };
    const full = jacobianNorms({ T, size: 2 * H, stepBack, part: [H, 2 * H] });
    return { steps, full, direct: directPathNorms(steps.map(({ cache }) => cache.gates.subarray(0, H))) };
  }

  it("full: as finite differences have ∂c_T/∂c_k, which is not the product of forget gates", () => {
    const { steps, full, direct } = bothPaths(lstm);
    for (let k = 0; k < T; k++) {
      const { h, c } = k === 0 ? { h: h0, c: c0 } : steps[k - 1];
      const J = Tensor.zeros([H, H]);
      for (let j = 0; j < H; j++) {
        const end = (sign: number) => {
          const moved = c.slice();
          moved[j] += sign * 1e-6;
          // cₖ also makes hₖ, but the state of step k + 1 is the pair: hₖ stands still
          return lstmFrom(k, { h, c: moved }).at(-1)!.c;
        };
        const [up, down] = [end(1), end(-1)];
        for (let i = 0; i < H; i++) J.set([i, j], (up[i] - down[i]) / 2e-6);
      }
      expect(full[T - k]).toBeCloseTo(Math.log10(singularValues(J)[0]), 6);
    }
    expect(Math.abs(full[T] - direct[T])).toBeGreaterThan(0.01);
  });

  it("direct: all there is when the gates do not look at h", () => {
    const blind = { W: lstm.W.clone(), b: lstm.b };
    for (let row = 0; row < 4 * H; row++) blind.W.row(row).fill(0, 0, H);
    const { full, direct } = bothPaths(blind);
    full.forEach((value, k) => {
      expect(value).toBeCloseTo(direct[k], 12);
    });
  });
});

describe("directPathNorms", () => {
  it("is the largest product of forget gates, unit by unit", () => {
    const norms = directPathNorms([Float64Array.of(0.5, 0.1), Float64Array.of(0.2, 0.9), Float64Array.of(0.9, 0.8)]);
    const expected = [1, 0.9, Math.max(0.9 * 0.2, 0.8 * 0.9), Math.max(0.9 * 0.2 * 0.5, 0.8 * 0.9 * 0.1)];
    expected.forEach((value, k) => {
      expect(10 ** norms[k]).toBeCloseTo(value, 12);
    });
  });

  it("falls as σ(b)ᵀ for a constant forget gate: the survival of the forget-bias figure", () => {
    const f = Float64Array.of(1 / (1 + Math.exp(-1)));
    expect(10 ** directPathNorms(Array.from({ length: 100 }, () => f))[100]).toBeCloseTo(2.5e-14, 15);
  });

  it("refuses no steps and uneven ones", () => {
    expect(() => directPathNorms([])).toThrow("directPathNorms: forgetGates must hold at least one step, got none");
    expect(() => directPathNorms([new Float64Array(2), new Float64Array(3)])).toThrow(
      "directPathNorms: forgetGates[1] must be [H] = [2], got [3]",
    );
  });
});
