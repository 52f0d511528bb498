"use strict";
/** The kernel's entry: `node launch.cjs <connection file>`. Jupyter starts it in the notebook's folder. */
const parent = process.ppid; // asked for first: loading takes a second or two, time enough for the parent to go

const { loadTslab } = require("./tslab.cjs");
const { repairs } = require("./repairs.cjs");

// startKernel rather than tslab's command line, which would prefer a tslab that happens to lie above the notebook.
loadTslab(repairs).startKernel({ configPath: process.argv[2], enableFindLocal: false });
endWithParent();

/** Jupyter trusts its kernels to end when it is gone: a server that is killed, or stopped without a terminal, stops none. */
function endWithParent() {
  const watch = setInterval(() => {
    if (process.ppid !== parent || !isRunning(parent)) process.exit();
  }, 1000);
  watch.unref();
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}
