import { describe, expect, it } from "vitest";
import { Tensor } from "../tensor/tensor.js";
import { gradCheck } from "./grad-check.js";

/** L = w₀² w₁ + sin w₂. */
const params = () => ({ w: Tensor.from([1.5, -2, 0.3]) });
const loss = ({ w }: { w: Tensor }) => w.data[0] ** 2 * w.data[1] + Math.sin(w.data[2]);
const right = [2 * 1.5 * -2, 1.5 ** 2, Math.cos(0.3)];

describe("gradCheck", () => {
  it("accepts the right gradient", () => {
    const p = params();
    expect(gradCheck(() => loss(p), p, { w: Tensor.from(right) }).maxError).toBeLessThan(1e-9);
  });

  it("names the entry where a wrong one differs most, and both values", () => {
    const p = params();
    const wrong = [right[0] * 1.001, right[1] + 1, right[2]];
    const found = gradCheck(() => loss(p), p, { w: Tensor.from(wrong) });
    expect(found).toMatchObject({ name: "w", index: 1, analytic: right[1] + 1 });
    expect(found.numeric).toBeCloseTo(right[1], 8);
    expect(found.maxError).toBeCloseTo(1 / (right[1] + 1), 8);
  });

  it("puts every parameter back exactly", () => {
    const p = params();
    gradCheck(() => loss(p), p, { w: Tensor.from(right) });
    expect([...p.w.data]).toEqual([1.5, -2, 0.3]);
  });

  it.each([0, 1])("puts them back where the loss throws after %d calls", (calls) => {
    const p = params();
    let left = calls;
    const failing = () => {
      if (left-- === 0) throw new Error("out of memory");
      return loss(p);
    };
    expect(() => gradCheck(failing, p, { w: Tensor.from(right) })).toThrow("out of memory");
    expect([...p.w.data]).toEqual([1.5, -2, 0.3]);
  });

  it("names a gradient that is missing or of another shape, before it asks for the loss", () => {
    const p = params();
    const never = () => {
      throw new Error("called");
    };
    expect(() => gradCheck(never, p, {})).toThrow(
      "gradCheck: grads.w must be the parameter's shape = [3], got undefined",
    );
    expect(() => gradCheck(never, p, { w: Tensor.zeros([4]) })).toThrow(
      "gradCheck: grads.w must be the parameter's shape = [3], got [4]",
    );
  });

  it("does not call rounding noise in a nearly zero gradient a mistake, but a lost gradient is one", () => {
    const p = { a: Tensor.from([2]), b: Tensor.from([2]) };
    const flat = () => 1e3 * p.a.data[0] + 0 * p.b.data[0];
    expect(gradCheck(flat, p, { a: Tensor.from([1e3]), b: Tensor.from([1e-9]) }).maxError).toBeLessThan(1e-6);
    expect(gradCheck(flat, p, { a: Tensor.from([1e3]), b: Tensor.from([1]) }).maxError).toBeCloseTo(1, 6);
  });

  it("looks again where the noise of a large loss hides a small gradient", () => {
    const p = { w: Tensor.from([1.5]) };
    const loud = () => 1e4 + 1e-2 * Math.sin(p.w.data[0]); // its last digits are worth 2e-12, over 2e-5
    expect(gradCheck(loud, p, { w: Tensor.from([1e-2 * Math.cos(1.5)]) }).maxError).toBeLessThan(1e-5);
  });

  it("reports NaN at once, and zero gradients of a constant as right", () => {
    const p = params();
    expect(gradCheck(() => 7, p, { w: Tensor.from([0, 0, 0]) }).maxError).toBe(0);
    const found = gradCheck(() => loss(p), p, { w: Tensor.from([right[0], Number.NaN, right[2]]) });
    expect(found).toMatchObject({ maxError: Number.NaN, name: "w", index: 1 });
  });

  it("refuses float32, whose step is lost in rounding", () => {
    const p = { w: Tensor.zeros([2], "float32") };
    expect(() => gradCheck(() => 0, p, p)).toThrow("gradCheck: w must be float64, got float32");
  });
});
