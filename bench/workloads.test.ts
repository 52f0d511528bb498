import { getKernels, type Kernels, setKernels } from "unrolled";
import { expect, test } from "vitest";
import { readWork, type Sizes, type Step, WORKLOADS, type WorkloadName } from "./workloads.js";

/** Units that come in fours, and others: the ends of the kernels’ loops. */
const SMALL: readonly Sizes[] = [
  { V: 11, E: 6, H: 9, B: 3, T: 5 },
  { V: 13, E: 8, H: 12, B: 5, T: 4 },
];

setKernels("simd");
const simd = getKernels();

/** The third step, so that an arena's memory has been used before. */
function thirdStep(name: WorkloadName, sizes: Sizes, kernels: "plain" | Kernels): ReturnType<Step> {
  setKernels(kernels);
  const step = WORKLOADS[name].make(sizes);
  for (let count = 0; count < 2; count++) step();
  return step();
}

const cases = (Object.keys(WORKLOADS) as WorkloadName[]).flatMap((name) =>
  SMALL.map((sizes) => [name, sizes] as const),
);

test.each(cases)("%s: a step is the same on plain and SIMD kernels, %o", (name, sizes) => {
  expect(simd.name).toContain("simd");
  const [plain, fast] = [thirdStep(name, sizes, "plain"), thirdStep(name, sizes, simd)];
  expect(plain.loss).toBeGreaterThan(1);
  expect(plain.norm).toBeGreaterThan(0.01);
  expect(Math.abs(fast.loss / plain.loss - 1)).toBeLessThan(1e-4);
  expect(Math.abs(fast.norm / plain.norm - 1)).toBeLessThan(1e-4);
});

test("a workload by name, and with other sizes", () => {
  expect(readWork("W2")).toEqual({ workload: "W2", sizes: WORKLOADS.W2.sizes });
  expect(readWork("W2,H=64,B=1")).toEqual({ workload: "W2", sizes: { ...WORKLOADS.W2.sizes, H: 64, B: 1 } });
});
