import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Problem } from "../problem.mjs";
import { ask, run } from "../run.mjs";

/** The version of Node-API that the addon asks for: every Node since 16 has it, so that one addon serves all of them. */
export const napi = 8;

/**
 * How to compile the addon of the npm package against the unpacked wheel. The library is looked for relative to the
 * addon, so that the project's folder may be moved.
 * @param {{ platform: string, folder: string, name: string }} options folder: with node_modules/ and tensorflow/ in it
 */
export function compileArguments({ platform, folder, name }) {
  const source = join(folder, "node_modules", "@tensorflow", name);
  const library = join(folder, "tensorflow");
  const mac = platform === "darwin";
  const files = ["cc", "framework"].map((part) =>
    mac ? `libtensorflow_${part}.2.dylib` : `libtensorflow_${part}.so.2`,
  );
  return [
    ...["-O2", "-std=c++17", "-fPIC", `-DNAPI_VERSION=${napi}`, "-DBUILDING_NODE_EXTENSION"],
    ...(mac ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared"]),
    `-I${join(folder, "node_modules", "node-api-headers", "include")}`,
    `-I${join(library, "include")}`,
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(source, "binding", file)),
    ...files.map((file) => join(library, file)),
    `-Wl,-rpath,${mac ? "@loader_path" : "$ORIGIN"}/../../../../../tensorflow`,
    ...["-o", addonOf(folder, name)],
  ];
}

/**
 * Where the npm package looks for its addon.
 * @param {string} folder
 * @param {string} name
 */
export const addonOf = (folder, name) =>
  join(folder, "node_modules", "@tensorflow", name, "lib", `napi-v${napi}`, "tfjs_binding.node");

/** The C++ compiler: CXX, or one on the PATH. */
export function findCompiler() {
  const candidates = process.env.CXX ? [process.env.CXX] : ["c++", "g++", "clang++"];
  const found = candidates.find((command) => ask(command, ["--version"])?.code === 0);
  if (found) return found;
  const how =
    process.platform === "darwin"
      ? "Install Apple's command line tools: xcode-select --install"
      : "Debian, Ubuntu: sudo apt install g++    Fedora: sudo dnf install gcc-c++";
  const what = process.env.CXX ? `CXX is set to ${process.env.CXX}, which does not run.` : "No C++ compiler was found.";
  throw new Problem(what, [
    "tfjs-node's addon has to be compiled on this machine.",
    how,
    "Then run the command again.",
  ]);
}

/**
 * @param {string} compiler
 * @param {string} folder
 * @param {string} name
 */
export async function compile(compiler, folder, name) {
  mkdirSync(dirname(addonOf(folder, name)), { recursive: true });
  const args = compileArguments({ platform: process.platform, folder, name });
  await run("The compiler", compiler, args, { log: `${name}-compile.log` });
}
