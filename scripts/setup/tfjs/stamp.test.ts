import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fingerprint, names, readStamp, recipeOf, writeStamp } from "./stamp.mjs";

describe("the fingerprint of a set-up", () => {
  const machine = { platform: "linux", arch: "x64", gpu: false, glibc: "2.36" };
  const usual = { name: "tfjs-node", lock: "{\n}\n", machine };

  test("stays the same for the same packages, wheels and platform", () => {
    expect(fingerprint(usual)).toMatch(/^linux-x64 [0-9a-f]{64}$/);
    expect(fingerprint({ ...usual, lock: "{\r\n}\r\n" })).toBe(fingerprint(usual));
    expect(fingerprint({ ...usual, machine: { ...machine, glibc: "2.41" } })).toBe(fingerprint(usual));
  });

  test.each([
    ["other packages", { lock: "{}" }],
    ["another processor, and so another wheel", { machine: { ...machine, arch: "arm64" } }],
    ["CUDA's wheels", { machine: { ...machine, gpu: true } }],
    ["a Linux for which there is no wheel", { machine: { ...machine, glibc: undefined } }],
    ["the other package", { name: "tfjs-node-gpu" }],
  ])("changes with %s", (_, change) => {
    expect(fingerprint({ ...usual, ...change })).not.toBe(fingerprint(usual));
  });
});

test("a folder without a stamp is not set up", () => {
  const folder = mkdtempSync(join(tmpdir(), "unrolled stamp "));
  const stamp = { fingerprint: "linux-x64 0", tensorflow: "2.21.0", way: "its own binary" };
  expect(readStamp(folder)).toBeUndefined();
  writeStamp(folder, stamp);
  expect(readStamp(folder)).toEqual(stamp);
  rmSync(folder, { recursive: true });
});

describe.each(names)("the lockfile of %s", (name) => {
  const read = (file: string) => JSON.parse(readFileSync(join(recipeOf(name), file), "utf8"));
  const { packages } = read("package-lock.json");

  test("asks for what package.json asks for, in exact versions", () => {
    expect(packages[""].dependencies).toEqual(read("package.json").dependencies);
    expect(packages[`node_modules/@tensorflow/${name}`].version).toBe("4.22.0");
  });

  test("names no registry, and has a checksum for every package", () => {
    for (const [path, entry] of Object.entries<{ resolved?: string; integrity?: string }>(packages)) {
      expect(entry.resolved, path).toBeUndefined();
      if (path !== "") expect(entry.integrity, path).toMatch(/^sha512-/);
    }
  });
});
