"use strict";
/** The kernel's entry: `node launch.cjs <connection file>`. Jupyter starts it in the notebook's folder. */
const { loadTslab } = require("./tslab.cjs");
const { repairs } = require("./repairs.cjs");

// startKernel rather than tslab's command line, which would prefer a tslab that happens to lie above the notebook.
loadTslab(repairs).startKernel({ configPath: process.argv[2], enableFindLocal: false });
