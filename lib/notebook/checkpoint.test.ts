import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resumableRun } from "../testing/resumable-run.js";
import { loadSafetensors } from "../weights/safetensors.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("writeCheckpoint", () => {
  it("replaces the file and leaves nothing else behind", () => {
    const path = join(folder, "a.safetensors");
    writeCheckpoint(path, Uint8Array.of(1, 2));
    writeCheckpoint(path, Uint8Array.of(3));
    expect([...(readCheckpoint(path) ?? [])]).toEqual([3]);
    expect(readdirSync(folder)).toEqual(["a.safetensors"]);
  });

  it("keeps the old file when the new one cannot be written", () => {
    const path = join(folder, "b.safetensors");
    writeFileSync(path, "old");
    expect(() => writeCheckpoint(path, 3 as unknown as Uint8Array)).toThrow();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("says plainly where there is no folder", () => {
    expect(() => writeCheckpoint(join(folder, "nowhere", "c"), Uint8Array.of(1))).toThrow("ENOENT");
  });
});

describe("readCheckpoint", () => {
  it("is null where there is none yet, and does not hide other errors", () => {
    expect(readCheckpoint(join(folder, "none"))).toBeNull();
    expect(() => readCheckpoint(folder)).toThrow("EISDIR");
  });
});

describe("a run that was killed", () => {
  const program = fileURLToPath(new URL("../testing/resumable-run.ts", import.meta.url));

  /** Runs the program in a process of its own and kills it without warning once it has kept `steps` steps. */
  function killAfter(path: string, steps: number): Promise<void> {
    const child = spawn(process.execPath, ["--import", "tsx", program, path, "1000000"]);
    child.stdout.on("data", (text: Buffer) => {
      if (Number(text.toString().trim().split("\n").at(-1)) >= steps) child.kill("SIGKILL");
    });
    return new Promise((resolve) => child.on("exit", () => resolve()));
  }

  it("goes on to the same bits as one that ran through", async () => {
    const path = join(folder, "run.safetensors");
    await killAfter(path, 20);
    await killAfter(path, 60);
    const kept = JSON.parse(loadSafetensors(readFileSync(path)).metadata.checkpoint).facts.next as number;
    expect(kept).toBeGreaterThanOrEqual(60);
    const resumed = resumableRun(path, kept + 20);
    const straight = resumableRun(join(folder, "straight.safetensors"), kept + 20);
    expect(resumed.params).toEqual(straight.params);
    expect(readFileSync(path)).toEqual(readFileSync(join(folder, "straight.safetensors")));
  });
});
