import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { compileArguments, findCompiler } from "./addon.mjs";

const folder = join("/home", "ann é", ".cache", "tfjs-node");
const packageFolder = join(folder, "node_modules", "@tensorflow", "tfjs-node");

test("on Linux the addon finds the library from where it lies itself, so that the project may be moved", () => {
  const args = compileArguments({ platform: "linux", folder, name: "tfjs-node" });
  expect(args).toContain("-shared");
  expect(args).toContain("-Wl,-rpath,$ORIGIN/../../../../../tensorflow");
  expect(join(packageFolder, "lib", "napi-v8", "../../../../../tensorflow")).toBe(join(folder, "tensorflow"));
  expect(args.slice(-2)).toEqual(["-o", join(packageFolder, "lib", "napi-v8", "tfjs_binding.node")]);
  expect(args).toContain(join(folder, "tensorflow", "libtensorflow_cc.so.2"));
  expect(args).toContain(join(packageFolder, "binding", "tfjs_backend.cc"));
});

test("a Mac has other names for the same", () => {
  const args = compileArguments({ platform: "darwin", folder, name: "tfjs-node" });
  expect(args).not.toContain("-shared");
  expect(args).toEqual(expect.arrayContaining(["-bundle", "-undefined", "dynamic_lookup"]));
  expect(args).toContain("-Wl,-rpath,@loader_path/../../../../../tensorflow");
  expect(args).toContain(join(folder, "tensorflow", "libtensorflow_framework.2.dylib"));
});

test("both packages are compiled alike", () => {
  const cpu = compileArguments({ platform: "linux", folder: "F", name: "tfjs-node" });
  const gpu = compileArguments({ platform: "linux", folder: "F", name: "tfjs-node-gpu" });
  expect(gpu.map((part) => part.replace("tfjs-node-gpu", "tfjs-node"))).toEqual(cpu);
});

afterEach(() => vi.unstubAllEnvs());

test("a compiler is asked for, with the command that brings one", () => {
  vi.stubEnv("CXX", "no-such-compiler");
  expect(findCompiler).toThrow("CXX is set to no-such-compiler, which does not run.");
  vi.stubEnv("CXX", process.execPath); // it answers --version, as every compiler
  expect(findCompiler()).toBe(process.execPath);
  vi.stubEnv("CXX", "");
  vi.stubEnv("PATH", "");
  expect(findCompiler).toThrow("No C++ compiler was found.");
});
