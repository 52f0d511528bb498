import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkNative, loadTfjs, requireFirst, type TfjsBackend, TfjsUnavailableError } from "./load.js";

const folder = mkdtempSync(join(tmpdir(), "load-tfjs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder whose packages are these programs. */
function place(name: string, packages: Readonly<Record<string, string>>): NodeJS.Require {
  for (const [id, program] of Object.entries(packages)) {
    const file = join(folder, name, "node_modules", id, "index.js");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, program);
  }
  return createRequire(join(folder, name, "package.json"));
}

const NODE = "@tensorflow/tfjs-node";
const WORKS = "exports.enableProdMode = () => {}; exports.version = 'works';";
const empty = place("empty", {});
const broken = place("broken", { [NODE]: "throw new Error('the addon is not there\\nline two');" });
const works = place("works", { [NODE]: WORKS });

const failure = (backend: TfjsBackend, places: readonly NodeJS.Require[]): TfjsUnavailableError => {
  try {
    requireFirst(backend, places);
  } catch (error) {
    if (error instanceof TfjsUnavailableError) return error;
    throw error;
  }
  throw new Error("it was loaded");
};

describe("loadTfjs", () => {
  it("says that a package is missing, and what installs it", () => {
    const error = failure("node", [empty, empty]);
    expect(error.reason).toBe("missing");
    expect(error.message).toBe(`loadTfjs: ${NODE} is not installed; run: npm run setup:tfjs-node`);
    const half = place("half", { "@tensorflow/tfjs-core": WORKS, "@tensorflow/tfjs-layers": "" });
    expect(failure("wasm", [half]).message).toBe(
      "loadTfjs: @tensorflow/tfjs-backend-wasm is not installed; run: npm install @tensorflow/tfjs-core@4.22.0 " +
        "@tensorflow/tfjs-layers@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0",
    );
  });

  it("says that a package is broken, and why, even if it is missing elsewhere", () => {
    const error = failure("node", [empty, broken, empty]);
    expect(error.reason).toBe("broken");
    expect(error.message).toBe(
      `loadTfjs: ${NODE} is installed but does not load (the addon is not there); run: npm run setup:tfjs-node`,
    );
    expect(error.cause).toBeInstanceOf(Error);
  });

  it("takes the first place where the package works", () => {
    expect(requireFirst("node", [empty, broken, works])).toMatchObject({ version: "works" });
  });

  it("gives Node the WebGPU that a browser has, before TensorFlow.js looks for it", () => {
    const dawn = place("dawn", {
      "@tensorflow/tfjs-core": WORKS,
      "@tensorflow/tfjs-layers": "",
      webgpu: "exports.globals = { GPUBufferUsage: 'from Dawn' }; exports.create = () => ({ card: 'none' });",
      "@tensorflow/tfjs-backend-webgpu": "if (navigator.gpu.card !== 'none') throw new Error('looked too early');",
    });
    requireFirst("webgpu", [dawn]);
    expect(globalThis).toMatchObject({ GPUBufferUsage: "from Dawn", navigator: { gpu: { card: "none" } } });
  });

  it("never takes the processor for a card in silence", () => {
    checkNative("node", { isGPUPackage: false, isUsingGpuDevice: false });
    checkNative("node-gpu", { isGPUPackage: true, isUsingGpuDevice: true });
    expect(() => checkNative("node-gpu", { isGPUPackage: true, isUsingGpuDevice: false })).toThrow(
      "loadTfjs: TensorFlow finds no NVIDIA card that it can use; run: npm run setup:tfjs-node-gpu",
    );
    expect(() => checkNative("node-gpu", { isGPUPackage: false, isUsingGpuDevice: false })).toThrow(
      'loadTfjs: this process has loaded "node"; "node-gpu" needs a process of its own',
    );
  });

  it("goes back and forth between the backends of one process", async () => {
    for (const backend of ["cpu", "wasm", "cpu"] as const) {
      const { tf, backend: loaded } = await loadTfjs(backend);
      expect(loaded).toBe(backend);
      expect((tf as unknown as { getBackend(): string }).getBackend()).toBe(backend);
    }
  });

  it("refuses a name that it does not know", async () => {
    await expect(loadTfjs("cuda" as "cpu")).rejects.toThrow(
      'loadTfjs: backend must be "cpu" or "wasm" or "webgpu" or "node" or "node-gpu", got "cuda"',
    );
  });
});
