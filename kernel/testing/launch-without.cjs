"use strict";
/** `node launch-without.cjs <name of a repair> <connection file>`: the kernel with all repairs but one. */
const { repairs } = require("../repairs.cjs");
const { loadTslab } = require("../tslab.cjs");

const [name, configPath] = process.argv.slice(2);
loadTslab(repairs.filter((repair) => repair.name !== name)).startKernel({ configPath, enableFindLocal: false });
