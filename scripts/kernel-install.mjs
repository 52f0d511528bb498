import { runOnSupportedNode } from "./setup/node-version.mjs";

runOnSupportedNode(() => import("./setup/kernel-install.mjs"));
