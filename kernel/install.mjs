import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Writes the kernelspec "unrolled" into the folder `target` (…/share/jupyter/kernels/unrolled), rewriting only what is not current.
 *
 * The folder starts the launcher of this project by its absolute path, and holds what a notebook's output loads in the browser,
 * since Jupyter serves every file of a kernelspec at `{baseUrl}kernelspecs/unrolled/…`: plotly.js, lib/, the compiled library, and
 * data/, the trained models of live figures.
 * These are copies, not links: tornado ≥ 6.5.9 answers 403 for a link that leaves the folder.
 *
 * @param {{ projectRoot: string, target: string }} options both absolute
 * @returns {{ target: string, changed: boolean }}
 * @throws when the project is not installed or built yet, or `target` cannot be written
 */
export function installKernel({ projectRoot, target }) {
  const wanted = kernelspecFiles(projectRoot);
  let changed = false;
  for (const [name, content] of wanted) {
    const file = join(target, name);
    if (readIfThere(file)?.equals(content)) {
      touch(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    changed = true;
  }
  // Only lib/ may hold modules that the library no longer has; nothing else in a folder that a caller names is ours to delete.
  for (const name of filesUnder(join(target, "lib"))) {
    if (wanted.has(join("lib", name))) continue;
    rmSync(join(target, "lib", name));
    changed = true;
  }
  return { target, changed };
}

/**
 * What the kernelspec folder holds: path inside the folder → content.
 * @param {string} projectRoot
 * @returns {Map<string, Buffer>}
 */
function kernelspecFiles(projectRoot) {
  const source = join(projectRoot, "kernel");
  const dist = join(projectRoot, "lib", "dist");
  const library = filesUnder(dist).filter((name) => name.endsWith(".js") && !name.endsWith(".test.js"));
  const models = filesUnder(join(projectRoot, "data")).filter((name) => name.endsWith(".safetensors"));
  if (library.length === 0) throw new Error(`the library is not built: run "npm run build" in ${projectRoot}`);
  return new Map([
    ["kernel.json", Buffer.from(kernelJson(source))],
    ["logo-svg.svg", readFileSync(join(source, "logo-svg.svg"))],
    ["logo-64x64.png", readFileSync(join(source, "logo-64x64.png"))],
    ["plotly.js", plotlyBundle(projectRoot)],
    ...library.map((name) => /** @type {const} */ ([join("lib", name), readFileSync(join(dist, name))])),
    ...models.map((name) => /** @type {const} */ ([join("data", name), readFileSync(join(projectRoot, "data", name))])),
  ]);
}

/**
 * kernel.json with this Node and this project's launcher in place of "node" on the PATH and a launcher beside kernel.json.
 * @param {string} source
 */
function kernelJson(source) {
  const spec = JSON.parse(readFileSync(join(source, "kernel.json"), "utf8"));
  /** @type {Record<string, string>} */
  const absolute = { node: process.execPath, "{resource_dir}/launch.cjs": join(source, "launch.cjs") };
  return (
    JSON.stringify({ ...spec, argv: spec.argv.map((/** @type {string} */ word) => absolute[word] ?? word) }, null, 2) +
    "\n"
  );
}

/**
 * plotly.js for the browser, minified: half the bytes of the package's file. Kept in .cache, since it takes seconds to make.
 * @param {string} projectRoot
 * @returns {Buffer}
 */
function plotlyBundle(projectRoot) {
  const require = createRequire(join(projectRoot, "package.json"));
  const { version, file } = findPlotly(require, projectRoot);
  const kept = join(projectRoot, ".cache", `plotly-${version}.min.js`);
  const before = readIfThere(kept);
  if (before) return before;
  const { code } = require("esbuild").transformSync(readFileSync(file, "utf8"), { minify: true });
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(`${kept}.part`, code);
  renameSync(`${kept}.part`, kept);
  return Buffer.from(code);
}

/**
 * @param {NodeJS.Require} require
 * @param {string} projectRoot
 */
function findPlotly(require, projectRoot) {
  try {
    return {
      version: require("plotly.js-dist/package.json").version,
      file: require.resolve("plotly.js-dist/plotly.js"),
    };
  } catch {
    throw new Error(`plotly.js-dist is not installed: run "npm install" in ${projectRoot}`);
  }
}

/**
 * Without a Cache-Control header a browser trusts its copy for a tenth of the file's age: keep files young, or an update shows late.
 * @param {string} file
 */
function touch(file) {
  const now = new Date();
  utimesSync(file, now, now);
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Paths of all files under `folder`, relative to it; none where it is missing.
 * @param {string} folder
 * @param {string} prefix
 * @returns {string[]}
 */
function filesUnder(folder, prefix = "") {
  let entries;
  try {
    entries = readdirSync(join(folder, prefix), { withFileTypes: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const name = join(prefix, entry.name);
    return entry.isDirectory() ? filesUnder(folder, name) : [name];
  });
}
