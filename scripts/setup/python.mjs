import { Problem } from "./problem.mjs";
import { ask } from "./run.mjs";

/**
 * @typedef {{ command: string, args: string[], version: string, usable: boolean, canMakeVenv: boolean }} Python
 */

/** Runs on every Python, even 2, and needs no file. */
const probe = `
import sys
venv = False
if sys.version_info >= (3, 10):
    from importlib.util import find_spec
    venv = bool(find_spec("venv") and find_spec("ensurepip"))
sys.stdout.write("unrolled %d.%d.%d %s" % (sys.version_info[:3] + (venv,)))
`;

/**
 * The environment for Python: what a user has set for other work must not reach into the project's own environment.
 * @returns {NodeJS.ProcessEnv}
 */
export function pythonEnv() {
  const env = { ...process.env, PIP_USER: "0", PYTHONNOUSERSITE: "1", PYTHONUTF8: "1" };
  for (const name of [
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "VIRTUAL_ENV",
  ]) {
    delete (/** @type {NodeJS.ProcessEnv} */ (env)[name]);
  }
  return env;
}

/**
 * Asks one command whether it is a Python, and which.
 * @param {string} command
 * @param {string[]} args
 * @returns {Python | undefined}
 */
export function askPython(command, args = []) {
  const answer = ask(command, [...args, "-c", probe], { env: pythonEnv() })?.output ?? "";
  const [, major, minor, patch, venv] = /unrolled (\d+)\.(\d+)\.(\d+) (\w+)/.exec(answer) ?? [];
  // Nothing of that name, or something else, such as the alias of the Microsoft Store.
  if (!major) return undefined;
  const recent = Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 10);
  return { command, args, version: `${major}.${minor}.${patch}`, usable: recent, canMakeVenv: venv === "True" };
}

/** Every Python on this machine under its usual names, the plain ones first. */
export function* pythons() {
  const newest = ["python3.13", "python3.12", "python3.11", "python3.10"];
  for (const name of ["python3", "python", ...newest]) {
    const python = askPython(name);
    if (python) yield python;
  }
  const launcher = process.platform === "win32" && askPython("py", ["-3"]);
  if (launcher) yield launcher;
}

/**
 * The Python to build the virtual environment with.
 * @returns {Python}
 */
export function findPython() {
  const chosen = process.env.UNROLLED_PYTHON;
  if (chosen) {
    const python = askPython(chosen);
    if (!python) throw new Problem(`UNROLLED_PYTHON is set to ${chosen}, which is not a Python that runs here.`);
    return accept([python]);
  }
  const found = [];
  for (const python of pythons()) {
    if (python.usable && python.canMakeVenv) return python;
    found.push(python);
  }
  return accept(found);
}

/**
 * @param {Python[]} found
 * @returns {Python}
 */
function accept(found) {
  const good = found.find((python) => python.usable && python.canMakeVenv);
  if (good) return good;
  const recent = found.find((python) => python.usable);
  if (recent)
    throw new Problem(`Python ${recent.version} is here, but it cannot make virtual environments.`, venvAdvice(recent));
  if (found.length > 0)
    throw new Problem(`Python ${found[0].version} is too old: Unrolled needs 3.10 or later.`, getPython());
  throw new Problem("No Python was found. JupyterLab runs on Python 3.10 or later.", getPython());
}

/** @param {Python} python */
function venvAdvice({ version, command }) {
  if (process.platform !== "linux")
    return [`Its modules venv and ensurepip are missing. Install Python anew:`, ...getPython()];
  const series = version.split(".").slice(0, 2).join(".");
  return [
    `On Debian and Ubuntu the modules are a package of their own: sudo apt install python${series}-venv`,
    `(elsewhere: the package that gives \`${command} -m ensurepip\`). Then run the command again.`,
  ];
}

function getPython() {
  const how =
    {
      linux: "Debian, Ubuntu: sudo apt install python3 python3-venv    Fedora: sudo dnf install python3",
      darwin: "With Homebrew: brew install python    or from https://www.python.org/downloads/",
      win32: "winget install Python.Python.3.13    or from https://www.python.org/downloads/",
    }[/** @type {string} */ (process.platform)] ?? "Get it from https://www.python.org/downloads/";
  return [how, "If it is installed elsewhere: set UNROLLED_PYTHON=/path/to/python3. Then run the command again."];
}
