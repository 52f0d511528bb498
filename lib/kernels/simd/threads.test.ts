import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
// A helper thread loads a file of its own, so this test runs the compiled library.
import { loadSimd } from "../../dist/kernels/simd/load.js";
import { Rng } from "../../tensor/rng.js";
import type { Kernels } from "../kernels.js";
import { matrix, transpose } from "../matrix.js";

const run = promisify(execFile);
const compiled = new URL("../../dist/kernels/simd/load.js", import.meta.url).href;

describe("threads", () => {
  let teams: Kernels[];
  beforeAll(async () => {
    teams = [1, 2, 3].map((threads) =>
      loadSimd({ threads, memory: 2 ** 26, shape: { fma: false, rows: 4, columns: 8 } }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // helpers start beside us
  });

  it("give the same bits, however many there are", () => {
    const [T, B, H] = [6, 13, 128]; // enough work to be shared;
    const results = teams.map((kernels) => {
      const rng = new Rng(1);
      const random = (size: number) => {
        const data = kernels.allocate(size, "float32");
        for (let i = 0; i < size; i++) data[i] = rng.normal(0, 0.3);
        return data;
      };
      const run = {
        ...{ T, B, H, reverse: false, lengths: Int32Array.from({ length: B }, (_, b) => 1 + (b % T)) },
        ...{
          Wh: random(4 * H * H),
          gates: random(T * B * 4 * H),
          h: random((T + 1) * B * H),
          c: random((T + 1) * B * H),
        },
      };
      const grads = {
        ...{ dh: random(T * B * H), dhNext: random(B * H), dcNext: random(B * H), dGates: random(T * B * 4 * H) },
      };
      kernels.lstmForward(run, 0, T);
      kernels.lstmBackward(run, grads, 0, T);
      const dW = random(4 * H * H);
      kernels.gemm(matrix(dW, 4 * H, H), transpose(matrix(grads.dGates, T * B, 4 * H)), matrix(run.h, T * B, H), true);
      const [theta, m, v] = [random(500_003), random(500_003), random(500_003).map(Math.abs)];
      const step = { rate: 0.01, vScale: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, gradScale: 0.5 };
      kernels.adam(theta, random(500_003), m, v, step);
      const arrays = [run.h, run.c, run.gates, ...Object.values(grads), dW, theta];
      return Buffer.concat(arrays.map((data) => Buffer.from(Float32Array.from(data).buffer)));
    });
    for (const bits of results) expect(bits.equals(results[0])).toBe(true);
  });

  it("keep no process alive", async () => {
    const script = `import { loadSimd } from "${compiled}"; console.log(loadSimd({ threads: 2 }).name);`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { timeout: 15_000 });
    expect(stdout).toMatch(/^simd .*, 2 threads\n$/);
  });
});
