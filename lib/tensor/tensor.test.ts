import { describe, expect, it } from "vitest";
import { Tensor } from "./tensor.js";

describe("Tensor", () => {
  const W = Tensor.from([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  it("is row-major, with float64 unless asked otherwise", () => {
    expect(W.shape).toEqual([2, 3]);
    expect([...W.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(W.dtype).toBe("float64");
    expect(Tensor.from([0.1], "float32").data[0]).toBe(Math.fround(0.1));
  });

  it("reads and writes by index", () => {
    const A = W.clone();
    A.set([1, 2], -6);
    expect(A.at(1, 2)).toBe(-6);
    expect(W.at(1, 2)).toBe(6);
  });

  it("gives rows and reshapes as views of the same numbers", () => {
    const A = W.clone();
    A.row(1)[0] = 40;
    expect(A.at(1, 0)).toBe(40);
    A.reshape([3, 2]).set([2, 1], 60);
    expect(A.at(1, 2)).toBe(60);
  });

  it("turns nested arrays into a tensor and back, empty and scalar ones too", () => {
    const cases = [3, [], [1], [[1, 2], [3, 4], [5, 6]], [[[1], [2]], [[3], [4]]], [[], []]]; // biome-ignore format: shapes
    for (const values of cases) expect(Tensor.from(values).toArray()).toEqual(values);
    expect(Tensor.from([[], []]).shape).toEqual([2, 0]);
  });

  it("converts precision by copying", () => {
    const third = Tensor.from([1 / 3]);
    expect(third.to("float32").data).toEqual(Float32Array.of(1 / 3));
    third.to("float64").data[0] = 0;
    expect(third.at(0)).toBe(1 / 3);
  });

  it.each([
    [() => new Tensor(new Float64Array(5), [2, 3]), "Tensor: shape [2, 3] holds 6 numbers, got 5"],
    [
      () => new Tensor([1, 2] as never, [2]),
      "Tensor: data must be a Float32Array or a Float64Array, got an Array of 2",
    ],
    [() => new Tensor(new Float64Array(2), [-2]), "Tensor: shape[0] must be a non-negative integer, got -2"],
    [() => Tensor.zeros([2, 1.5]), "Tensor.zeros: shape[1] must be a non-negative integer, got 1.5"],
    [() => Tensor.from([[1, 2], [3]]), "Tensor.from: values must fill the shape [2, 2], got an Array of 1 in it"],
    [() => Tensor.from([[1, 2], 3]), "Tensor.from: values must fill the shape [2, 2], got 3 in it"],
    [() => Tensor.from([1, "2"] as never), 'Tensor.from: values must fill the shape [2], got "2" in it'],
    [
      () => Tensor.from(Float64Array.of(1, 2) as never),
      "Tensor.from: values must be nested arrays, got a Float64Array of 2; for a typed array use new Tensor(data, shape)",
    ],
    [
      () => Tensor.from([Float32Array.of(1, 2, 3)] as never),
      "Tensor.from: values must be nested arrays, got a Float32Array of 3; for a typed array use new Tensor(data, shape)",
    ],
    [() => W.at(0), "Tensor.at: index must have 2 entries, got 1"],
    [() => W.at(0, 3), "Tensor.at: index[1] must be an integer in [0, 3), got 3"],
    [() => W.set([2, 0], 1), "Tensor.set: index[0] must be an integer in [0, 2), got 2"],
    [() => W.row(2), "Tensor.row: i must be an integer in [0, 2), got 2"],
    [() => W.reshape([4, 2]), "Tensor: shape [4, 2] holds 8 numbers, got 6"],
  ])("refuses %s kindly", (call, message) => {
    expect(call).toThrow(message);
  });
});
