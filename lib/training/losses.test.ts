import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { crossEntropy, meanSquaredError } from "./losses.js";

describe("crossEntropy", () => {
  it("by hand: −ln of a half and of a quarter, mean and sum", () => {
    const logits = Tensor.from([[0, 0], [0, Math.log(3)]]); // biome-ignore format: a matrix
    const total = Math.log(2) + Math.log(4);
    expect(crossEntropy(logits, [1, 0]).loss).toBeCloseTo(total / 2, 14);
    const { loss, tokens, dLogits } = crossEntropy(logits, [1, 0], { reduction: "sum" });
    expect(loss).toBeCloseTo(total, 14);
    expect(tokens).toBe(2);
    [0.5, -0.5, -0.75, 0.75].forEach((expected, i) => {
      expect(dLogits.data[i]).toBeCloseTo(expected, 14); // p − y
    });
  });

  it.each([
    [1, "mean"],
    [2, "sum"],
    [3, "mean"],
  ] as const)("has the gradient of finite differences (seed %i, %s)", (seed, reduction) => {
    const rng = new Rng(seed);
    const logits = randomTensor(rng, [3, 2, 5]);
    const targets = [4, 0, -1, 2, 2, -1];
    const { dLogits } = crossEntropy(logits, targets, { reduction });
    const loss = () => crossEntropy(logits, targets, { reduction }).loss;
    expect(gradCheck(loss, { logits }, { logits: dLogits }).maxError).toBeLessThan(1e-6);
  });

  it.each(["mean", "sum"] as const)("is not moved by more padding (%s)", (reduction) => {
    const logits = randomTensor(new Rng(4), [4, 3]);
    const padded = Tensor.from([...(logits.toArray() as number[][]), [1e3, -1e3, 7], [0, 0, 0]]);
    const options = { reduction, padding: 0 };
    const [alone, more] = [
      crossEntropy(logits, [1, 0, 2, 2], options),
      crossEntropy(padded, [1, 0, 2, 2, 0, 0], options),
    ];
    expect(more.loss).toBe(alone.loss);
    expect(more.tokens).toBe(3);
    expect([...more.dLogits.data]).toEqual([...alone.dLogits.data, 0, 0, 0, 0, 0, 0]);
  });

  it("is 0 with no gradient where all is padding", () => {
    const { loss, tokens, dLogits } = crossEntropy(Tensor.from([[1, 2]]), [-1]);
    expect([loss, tokens, ...dLogits.data]).toEqual([0, 0, 0, 0]);
  });

  it("is stable at logits of ±1000", () => {
    const { loss, dLogits } = crossEntropy(Tensor.from([[1000, -1000]]), [1]);
    expect(loss).toBe(2000);
    expect([...dLogits.data]).toEqual([1, -1]);
  });

  const logits = Tensor.zeros([2, 3]);
  it.each([
    [() => crossEntropy(logits, [0]), "targets must hold one id for each of 2 rows, got 1"],
    [() => crossEntropy(logits, [0, 3]), "targets[1] must be an integer in [0, 3), got 3"],
    [() => crossEntropy(logits, [0.5, 0]), "targets[0] must be an integer in [0, 3), got 0.5"],
    [() => crossEntropy(logits, [-1, 0], { padding: 0 }), "targets[0] must be an integer in [0, 3), got -1"],
    [
      () => crossEntropy(logits, [0, 0], { reduction: "none" as "sum" }),
      'reduction must be "mean" or "sum", got "none"',
    ],
    [() => crossEntropy(Tensor.zeros([2, 0]), []), "logits must be [.., V] with V ≥ 1, got [2, 0]"],
    [() => crossEntropy(Tensor.from([[0, Number.NaN]]), [0]), "logits must be finite, but the loss is NaN"],
    [
      () => crossEntropy(Tensor.from([[0, Number.POSITIVE_INFINITY]]), [0]),
      "logits must be finite, but the loss is NaN",
    ],
  ])("names what is wrong (%#)", (call, message) => {
    expect(call).toThrow(`crossEntropy: ${message}`);
  });
});

describe("meanSquaredError", () => {
  it("by hand, and its gradient by finite differences", () => {
    const predictions = Tensor.from([[1, 2], [3, -1]]); // biome-ignore format: a matrix
    const targets = Tensor.from([[0, 2], [1, 1]]); // biome-ignore format: a matrix
    const { loss, dPredictions } = meanSquaredError(predictions, targets);
    expect(loss).toBe((1 + 0 + 4 + 4) / 4);
    const again = () => meanSquaredError(predictions, targets).loss;
    expect(gradCheck(again, { predictions }, { predictions: dPredictions }).maxError).toBeLessThan(1e-6);
  });

  it.each([
    [Tensor.zeros([2]), Tensor.zeros([3]), "targets must be the predictions' shape = [2], got [3]"],
    [Tensor.zeros([0]), Tensor.zeros([0]), "predictions must hold at least one number, got none"],
    [Tensor.zeros([1]), Tensor.zeros([1], "float32"), "targets must be float64 like the parameters, got float32"],
    [Tensor.from([Number.NaN]), Tensor.zeros([1]), "predictions and targets must be finite, but the loss is NaN"],
  ])("names what is wrong (%#)", (predictions, targets, message) => {
    expect(() => meanSquaredError(predictions, targets)).toThrow(`meanSquaredError: ${message}`);
  });
});
