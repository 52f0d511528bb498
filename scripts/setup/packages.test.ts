import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { comparePackages } from "./packages.mjs";
import { root } from "./paths.mjs";

const here = { optional: true, os: [process.platform], cpu: [process.arch] };
const lock = {
  "": { version: "0.1.0" },
  lib: { version: "0.1.0" },
  "node_modules/unrolled": { link: true },
  "node_modules/a": { version: "1.0.0" },
  "node_modules/a-native": { version: "1.0.0", ...here },
  "node_modules/a-elsewhere": { version: "1.0.0", ...here, cpu: ["s390x"] },
};
const { "": _, "node_modules/a-elsewhere": __, ...installed } = lock;

test("an installation with all that this machine needs is current", () => {
  expect(comparePackages(lock, installed).missing).toEqual([]);
});

test("another version, a missing package and one of another platform are noticed", () => {
  const other = { ...installed, "node_modules/a": { version: "0.9.0" } };
  expect(comparePackages(lock, other).missing).toEqual(["node_modules/a"]);
  const { "node_modules/a-native": ___, ...fromAnotherMachine } = installed;
  expect(comparePackages(lock, fromAnotherMachine).missing).toEqual(["node_modules/a-native"]);
  expect(comparePackages(lock, {}).missing).toHaveLength(4);
});

type Locked = { resolved?: string; link?: boolean; optionalDependencies?: Record<string, string> };
const packages: Record<string, Locked> = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;

test("the lockfile names no registry", () => {
  for (const [path, { resolved, link }] of Object.entries(packages)) {
    expect(link ? "" : (resolved ?? ""), path).toBe("");
  }
});

test("the lockfile holds the packages of every platform, or npm ci refuses it", () => {
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const name of Object.keys(optionalDependencies)) {
      const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
      expect(
        places.some((place) => place in packages),
        `${path} wants ${name}`,
      ).toBe(true);
    }
  }
});
