import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

/*
 * Each Node brings another compiler for WebAssembly, and flags of its own. So what compares the kernels with the plain ones
 * and with PyTorch runs again on each Node that UNROLLED_NODES names (paths, separated as in PATH), and on the one of
 * the npm package `node` where that is installed.
 */
const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../../..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const compiled = new URL("../../dist/kernels/select.js", import.meta.url).href;
const named = (process.env.UNROLLED_NODES ?? "").split(delimiter).filter((path) => path !== "");
const nodes = [...named, ...installed()];
if (nodes.length === 0)
  console.warn("no other Node is tried: UNROLLED_NODES names none, and the package `node` is not installed");

function installed(): string[] {
  try {
    const folder = resolve(createRequire(import.meta.url).resolve("node/package.json"), "..");
    return ["bin/node", "bin/node.exe"].map((file) => join(folder, file)).filter(existsSync);
  } catch {
    return [];
  }
}

describe.each(nodes)("%s", (node) => {
  it("chooses SIMD kernels with fused steps", async () => {
    const script = `const { getKernels } = await import("${compiled}"); console.log(process.version, getKernels().name);`;
    const { stdout, stderr } = await run(node, ["--input-type=module", "--eval", script]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^v\d.* simd fma (4×8|6×16), /);
    console.log(stdout.trim());
  });

  it("agrees with the plain kernels, with itself on several threads, and with PyTorch", async () => {
    const files = ["lib/kernels", "lib/testing/pytorch"];
    const options = ["run", "--project", "unit", "--root", root, "--reporter", "json"];
    const { stdout } = await run(node, [vitest, ...options, ...files], { cwd: root, maxBuffer: 2 ** 26 });
    const { success, numPassedTests, numFailedTests } = JSON.parse(stdout.slice(stdout.indexOf("{")));
    expect({ success, numFailedTests }).toEqual({ success: true, numFailedTests: 0 });
    expect(numPassedTests).toBeGreaterThan(100);
  });
});

it.skipIf(nodes.length === 0)("there is another Node to try", () => {
  for (const node of nodes) expect(existsSync(node), node).toBe(true);
});
