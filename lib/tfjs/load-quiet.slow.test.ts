import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { isInstalled } from "../testing/tfjs.js";
import type { TfjsBackend } from "./load.js";

/** What a fresh process writes while it loads the backends in this order. */
function written(backends: readonly TfjsBackend[]): string {
  const library = new URL("../dist/tfjs/index.js", import.meta.url);
  const program = `import { loadTfjs } from "${library}"; for (const name of ${JSON.stringify(backends)}) await loadTfjs(name);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  return `${stdout}${stderr}status ${status}`;
}

const node: TfjsBackend[] = (await isInstalled("node")) ? ["node"] : [];

it.each([{ order: [...node, "wasm", "cpu"] as const }, { order: ["cpu", "wasm", ...node] as const }])(
  "keeps advice off the console: $order",
  ({ order }) => {
    expect(written(order)).toBe("status 0");
  },
);
