import { expect, it } from "vitest";
import { expectClose } from "./compare.js";

it("shows as many digits as it takes to tell two numbers apart", () => {
  const compare = (got: number, expected: number): void =>
    expectClose("h", [1], Float64Array.of(got), Float64Array.of(expected), () => "");
  expect(() => compare(2, 2.5)).toThrow("h[0] is 2, expected 2.5");
  expect(() => compare(2.09574288, 2.09574317)).toThrow("h[0] is 2.09574288, expected 2.09574317");
  expect(() => compare(2, 2 + 1e-9)).not.toThrow();
});
