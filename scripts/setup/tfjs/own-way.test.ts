import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installOwnBinary } from "./own-way.mjs";

const name = "tfjs-node-stand-in"; // so that a real log stays

let folder: string;
let home: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unrolled own é "));
  home = join(folder, "node_modules", "@tensorflow", name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ scripts: { install: "node install.cjs gpu" } }));
});

afterEach(() => rmSync(folder, { recursive: true }));

const script = (text: string): void => writeFileSync(join(home, "install.cjs"), `const fs = require("fs");\n${text}`);
const lib = `fs.mkdirSync("lib/napi-v8", { recursive: true });`;

test("its script runs in its folder with its arguments, and leaves an addon", async () => {
  script(`${lib} if (process.argv[2] === "gpu") fs.writeFileSync("lib/napi-v8/tfjs_binding.node", "");`);
  expect(await installOwnBinary(folder, name)).toBe("");
});

test.each([
  ["no network", `throw new Error("getaddrinfo ENOTFOUND host.invalid")`, "its host cannot be reached"],
  ["an error", `throw new Error("anything")`, `its script failed: .cache/logs/${name}-own.log`],
  ["a success that brought nothing", "", `its script failed: .cache/logs/${name}-own.log`],
])("%s is told, and nothing half done stays", async (_, text, reason) => {
  script(`${lib} ${text}`);
  expect(await installOwnBinary(folder, name)).toBe(reason);
  expect(existsSync(join(home, "lib"))).toBe(false);
});

test("a host that never answers is given up", async () => {
  script("setInterval(() => {}, 1000);");
  expect(await installOwnBinary(folder, name, 1000)).toBe("its host does not answer");
});
