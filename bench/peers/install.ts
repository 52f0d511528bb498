/** `npm run bench:peers`: brings the peers into a folder of their own. Nothing of it is a dependency of the project. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { npm } from "../../scripts/setup/packages.mjs";
import { findPython, pythonEnv } from "../../scripts/setup/python.mjs";
import { run } from "../../scripts/setup/run.mjs";
import { OLD_TORCH_PYTHON, PEERS_FOLDER, PEERS_PYTHON } from "../roster.js";

mkdirSync(PEERS_FOLDER, { recursive: true });
await attempt("PyTorch and NumPy (several GB on Linux, where PyTorch brings CUDA along)", () =>
  installPython(PEERS_PYTHON, ["torch", "numpy"]),
);
await attempt("PyTorch 1.13, which the targets were set against (Python 3.8 to 3.11 only)", () =>
  installPython(OLD_TORCH_PYTHON, ["torch==1.13.1", "numpy<2"]),
);
await attempt("jax-js", () => npmInstall("jax", ["@jax-js/jax@0.1.25"]));
console.log("\nTensorFlow.js on wasm and cpu is here already; `npm run setup:tfjs-node` adds TensorFlow itself.");
console.log(`All of it is in ${PEERS_FOLDER}; delete the folder to be rid of it.`);

/** One that cannot be had does not keep the others away. */
async function attempt(what: string, install: () => Promise<void>): Promise<void> {
  console.log(`… ${what}`);
  try {
    await install();
    console.log(`✓ ${what}`);
  } catch (error) {
    const { message, advice = [] } = error as Error & { advice?: readonly string[] };
    console.log([`✗ ${what}: ${message}`, ...advice].join("\n    "));
  }
}

/** `python` is where the interpreter of the new environment will be: two folders down in it. */
async function installPython(python: string, packages: readonly string[]): Promise<void> {
  const { command, args } = findPython();
  const env = pythonEnv();
  const make = [...args, "-m", "venv", resolve(python, "../..")];
  await run("python -m venv", command, make, { log: "bench-python.log", env });
  const install = ["-m", "pip", "install", "--no-input", ...packages];
  await run("pip install", python, install, { log: "bench-python.log", env });
}

/** A folder of its own, so that npm leaves the project's alone. */
async function npmInstall(name: string, packages: readonly string[]): Promise<void> {
  const folder = join(PEERS_FOLDER, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const { command, args, shell } = npm();
  const install = ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder, ...packages];
  await run("npm install", command, [...args, ...install], { log: `bench-${name}.log`, shell });
}
