"use strict";
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { repairedVersion } = require("./repairs.cjs");

/**
 * Loads tslab from this project's node_modules, repaired in memory. Its files stay as npm installed them.
 * A version that the repairs were not made for runs as it is, with one warning.
 */
function loadTslab(repairs) {
  const main = require.resolve("tslab/dist/main.js");
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(main), "..", "package.json"), "utf8"));
  if (version === repairedVersion) return requireRepaired(main, repairs);
  warn(
    `tslab ${version} runs unrepaired: the repairs are for ${repairedVersion}. Long output may be lost and cells are not strict. ` +
      `Run "npm ci" in the project to go back to ${repairedVersion}.`,
  );
  return require(main);
}

/** Requires `main`; while it and what it requires are compiled, the edits of `repairs` go into their sources. */
function requireRepaired(main, repairs) {
  const compile = Module.prototype._compile;
  const pending = repairs.flatMap(({ name, edits }) => edits.map((edit) => ({ name, ...edit })));
  Module.prototype._compile = function (source, file, ...rest) {
    if (path.dirname(file) !== path.dirname(main)) return compile.call(this, source, file, ...rest);
    for (const edit of pending.filter((edit) => edit.file === path.basename(file))) {
      if (source.split(edit.from).length !== 2) continue;
      source = source.replace(edit.from, () => edit.to);
      pending.splice(pending.indexOf(edit), 1);
    }
    return compile.call(this, source, file, ...rest);
  };
  try {
    return require(main);
  } finally {
    Module.prototype._compile = compile;
    for (const { name, file, from } of pending) {
      warn(`the repair "${name}" does not apply: ${file} of tslab does not hold this text exactly once: ${from}`);
    }
  }
}

function warn(message) {
  process.stderr.write(`unrolled kernel: ${message}\n`);
}

module.exports = { loadTslab };
