import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { venvPython } from "../paths.mjs";
import { pythonEnv } from "../python.mjs";
import { run } from "../run.mjs";
import { folderSize } from "./folder-size.mjs";
import { bytesOf, pythonTag, requirementsOf } from "./wheels.mjs";

const unpacker = fileURLToPath(new URL("unpack.py", import.meta.url));

/** The C library with the headers that the addon includes, and CUDA's libraries where theirs look for them: beside it. */
const pattern = [
  String.raw`tensorflow/libtensorflow_(cc|framework)\.`,
  String.raw`tensorflow/include/(tensorflow/c/|(tensorflow/)?(core|tsl)/platform/ctstring|xla/tsl/c/).*\.h$`,
  "nvidia/",
].join("|");

/** @param {number} bytes */
const megabytes = (bytes) => Math.round(bytes / 1e6);

/**
 * pip fetches the wheels, so that the proxies and mirrors of its settings hold, and checks them. A wheel that an
 * interrupted run has left is not fetched again.
 * @param {import("./wheels.mjs").Source} source
 * @param {string} folder
 * @param {string} name
 * @param {(text: string) => void} report
 */
export async function download(source, folder, name, report) {
  const wheels = wheelsIn(folder);
  const temporary = join(folder, "tmp"); // the system's may be small
  rmSync(temporary, { recursive: true, force: true });
  for (const path of [wheels, temporary]) mkdirSync(path, { recursive: true });
  const requirements = join(folder, "requirements.txt");
  writeFileSync(requirements, requirementsOf(source));
  const total = megabytes(bytesOf(source));
  const timer = setInterval(() => {
    report(`${Math.min(total, megabytes(folderSize(wheels) + folderSize(temporary)))} of ${total} MB`);
  }, 500);
  try {
    const env = { ...pythonEnv(), TMPDIR: temporary };
    await run("pip download", venvPython, pipDownload(source, requirements, wheels), { log: `${name}-pip.log`, env });
  } finally {
    clearInterval(timer);
  }
  rmSync(temporary, { recursive: true });
  report(`${source.wheels[0].name} ${source.wheels[0].version}, ${total} MB`);
}

/** @param {string} folder */
const wheelsIn = (folder) => join(folder, "wheels");

/**
 * @param {import("./wheels.mjs").Source} source
 * @param {string} requirements
 * @param {string} target
 */
function pipDownload({ platforms }, requirements, target) {
  return [
    ...["-m", "pip", "download", "--require-hashes", "--no-deps", "--only-binary", ":all:"],
    ...["--implementation", "cp", "--python-version", pythonTag.version, "--abi", pythonTag.abi],
    ...platforms.flatMap((platform) => ["--platform", platform]),
    // Nobody installs these wheels twice: they would lie in pip's cache for nothing.
    ...["--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--retries", "2"],
    ...["--dest", target, "-r", requirements],
  ];
}

/**
 * @param {import("./wheels.mjs").Source} source
 * @param {string} folder
 * @param {string} name
 * @param {(text: string) => void} report
 */
export async function unpack({ wheels }, folder, name, report) {
  for (const part of ["tensorflow", "nvidia"]) rmSync(join(folder, part), { recursive: true, force: true });
  const files = readdirSync(wheelsIn(folder)); // perhaps also some that a former version of this script has left
  for (const [index, wheel] of wheels.entries()) {
    report(`${index + 1} of ${wheels.length}`);
    const file = /** @type {string} */ (
      files.find((file) => file.startsWith(`${wheel.name.replaceAll("-", "_")}-${wheel.version}-`))
    );
    const args = [unpacker, join(wheelsIn(folder), file), folder, pattern];
    await run("Unpacking", venvPython, args, { log: `${name}-unpack.log`, env: pythonEnv() });
  }
}

/** The wheels are large, and of no more use. @param {string} folder */
export const removeWheels = (folder) => rmSync(wheelsIn(folder), { recursive: true, force: true });
