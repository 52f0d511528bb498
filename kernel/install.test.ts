import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installKernel } from "./install.mjs";
import { projectRoot } from "./testing/places.js";

describe("installKernel", () => {
  let target: string;
  beforeEach(() => {
    target = join(mkdtempSync(join(tmpdir(), "unrolled install ")), "kernels", "unrolled");
  });
  afterEach(() => rmSync(join(target, "..", ".."), { recursive: true, force: true }));

  it("points at this project's launcher and the Node that installs", () => {
    installKernel({ projectRoot, target });
    const { argv, display_name } = JSON.parse(readFileSync(join(target, "kernel.json"), "utf8"));
    expect(display_name).toBe("TypeScript (Unrolled)");
    expect(argv[0]).toBe(process.execPath);
    expect(argv.slice(-2)).toEqual([join(projectRoot, "kernel", "launch.cjs"), "{connection_file}"]);
  });

  it("brings what a browser loads: the library as an ES module, trained models, Plotly, the logos", async () => {
    installKernel({ projectRoot, target });
    const library = await import(join(target, "lib", "index.js"));
    expect(library.Tensor.zeros([2, 3]).size).toBe(6);
    for (const file of ["plotly.js", "data/translator.safetensors", "logo-svg.svg", "logo-64x64.png"])
      expect(existsSync(join(target, file))).toBe(true);
    expect(existsSync(join(target, "lib", "index.d.ts"))).toBe(false);
  });

  it("does nothing when all is current, and mends what is not", () => {
    expect(installKernel({ projectRoot, target }).changed).toBe(true);
    utimesSync(join(target, "plotly.js"), 0, 0);
    const began = performance.now();
    expect(installKernel({ projectRoot, target }).changed).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(Date.now() - statSync(join(target, "plotly.js")).mtimeMs).toBeLessThan(60_000); // young, so that browsers ask again

    writeFileSync(join(target, "lib", "index.js"), "old");
    writeFileSync(join(target, "lib", "gone.js"), "a module that the library no longer has");
    expect(installKernel({ projectRoot, target }).changed).toBe(true);
    expect(readFileSync(join(target, "lib", "index.js"), "utf8")).not.toBe("old");
    expect(existsSync(join(target, "lib", "gone.js"))).toBe(false);
  });

  it("deletes nothing of others", () => {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "notes.txt"), "mine");
    installKernel({ projectRoot, target });
    expect(readFileSync(join(target, "notes.txt"), "utf8")).toBe("mine");
  });

  it("says what to do in a project that is not built or not installed", () => {
    const bare = join(target, "..", "..", "bare project");
    mkdirSync(join(bare, "lib"), { recursive: true });
    expect(() => installKernel({ projectRoot: bare, target })).toThrow(/not built: run "npm run build"/);
    expect(existsSync(target)).toBe(false);
  });
});
