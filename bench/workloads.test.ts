import { getKernels, type Kernels, setKernels } from "unrolled";
import { expect, test } from "vitest";
import { type Sizes, type Step, WORKLOADS, type WorkloadName } from "./workloads.js";

const SMALL: Sizes = { V: 11, E: 6, H: 9, B: 3, T: 5 };

setKernels("simd");
const simd = getKernels();

function firstStep(name: WorkloadName, kernels: "plain" | Kernels): ReturnType<Step> {
  setKernels(kernels);
  return WORKLOADS[name].make(SMALL)();
}

test.each(Object.keys(WORKLOADS) as WorkloadName[])("%s: a step is the same on plain and SIMD kernels", (name) => {
  expect(simd.name).toContain("simd");
  const [plain, fast] = [firstStep(name, "plain"), firstStep(name, simd)];
  expect(plain.loss).toBeGreaterThan(1);
  expect(plain.norm).toBeGreaterThan(0.01);
  expect(Math.abs(fast.loss / plain.loss - 1)).toBeLessThan(1e-4);
  expect(Math.abs(fast.norm / plain.norm - 1)).toBeLessThan(1e-4);
});
