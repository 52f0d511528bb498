import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildState } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { isRegistered } from "./kernel.mjs";
import { npm, packageState } from "./packages.mjs";
import { root } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { findPython } from "./python.mjs";
import { ask } from "./run.mjs";
import { sandboxState } from "./sandbox.mjs";
import { names, tfjsState } from "./tfjs/stamp.mjs";
import { jupyterlabVersion, venvState } from "./venv.mjs";

/**
 * present; absent: `npm start` brings it, or it is a matter of choice; missing: nothing runs without it.
 * @typedef {{ state: "present" | "absent" | "missing", text: string, advice?: string[] }} Finding
 * @typedef {{ title: string, look: () => Finding }} Check
 */

const fromStart = ["npm start"];

/** The release of tslab that the kernel's repairs are written for. */
const repairedTslab = "1.0.22";

/** @type {Record<string, Check[]>} */
export const checks = {
  "Needed on this machine": [
    { title: "Node", look: () => ({ state: "present", text: process.versions.node }) },
    { title: "npm", look: npmVersion },
    { title: "Python", look: python },
  ],
  "Installed by npm start": [
    { title: "npm packages", look: packages },
    { title: "JupyterLab", look: jupyterlab },
    { title: "Build", look: built },
    { title: "Kernel", look: registered },
    { title: "tslab", look: tslab },
  ],
  "For tests and grading": [
    { title: "Chromium", look: chromium },
    { title: "bubblewrap", look: bubblewrap },
  ],
  "By choice": [{ title: "TensorFlow.js", look: tfjs }],
};

/** @returns {Finding} */
function npmVersion() {
  const { command, args, shell } = npm();
  const version = /^\d+\.\d+\.\d+/m.exec(ask(command, [...args, "--version"], { shell })?.output ?? "")?.[0];
  if (version) return { state: "present", text: version };
  return { state: "missing", text: "not found", advice: ["it comes with Node: https://nodejs.org"] };
}

/** @returns {Finding} */
function python() {
  try {
    const { command, args, version } = findPython();
    return { state: "present", text: `${version}, makes virtual environments (${[command, ...args].join(" ")})` };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { state: "missing", text: error.message, advice: error.advice };
  }
}

/** @returns {Finding} */
function packages() {
  const { wanted, missing } = packageState();
  if (missing.length === 0) return { state: "present", text: `${wanted.length}, as package-lock.json asks` };
  return {
    state: "absent",
    text: `${missing.length} of ${wanted.length} missing or of another version`,
    advice: fromStart,
  };
}

/** @returns {Finding} */
function jupyterlab() {
  const state = venvState();
  if (state === "current") return { state: "present", text: `${jupyterlabVersion()} in .venv` };
  return { state: "absent", text: `.venv is ${state}`, advice: fromStart };
}

/** @returns {Finding} */
function built() {
  const state = buildState();
  return state === "current"
    ? { state: "present", text: "lib/dist is current" }
    : { state: "absent", text: state, advice: fromStart };
}

/** @returns {Finding} */
function registered() {
  if (isRegistered()) return { state: "present", text: "registered for this project" };
  return { state: "absent", text: "not yet", advice: fromStart };
}

/** @returns {Finding} */
function tslab() {
  const file = join(root, "node_modules", "tslab", "package.json");
  if (!existsSync(file)) return { state: "absent", text: "not installed", advice: fromStart };
  const { version } = JSON.parse(readFileSync(file, "utf8"));
  if (version === repairedTslab) return { state: "present", text: version };
  return {
    state: "absent",
    text: `${version}: runs without the repairs that kernel/ holds for ${repairedTslab}`,
    advice: ["npm ci"],
  };
}

/** @returns {Finding} */
function chromium() {
  const path = findChromium();
  if (path) return { state: "present", text: path };
  return {
    state: "absent",
    text: "not found: tests in a browser are skipped",
    advice: ["install Chromium or Chrome, or set CHROMIUM_PATH to one", "Debian: sudo apt install chromium"],
  };
}

/** @returns {Finding} */
function bubblewrap() {
  const { works, text, advice } = sandboxState();
  return { state: works ? "present" : "absent", text, advice };
}

/** @returns {Finding} */
function tfjs() {
  const found = names.map((name) => ({ name, ...tfjsState(name) })).filter(({ state }) => state !== "missing");
  const text = found.map(({ name, stamp }) => `${name} on TensorFlow ${stamp?.tensorflow}`).join(", ");
  const outdated = found.filter(({ state }) => state === "outdated");
  if (found.length > 0 && outdated.length === 0) return { state: "present", text };
  return {
    state: "absent",
    text: text ? `${text}, of another version than is wanted` : "its native backend is not set up",
    advice: (outdated.length > 0 ? outdated : [{ name: "tfjs-node" }]).map(({ name }) => `npm run setup:${name}`),
  };
}
