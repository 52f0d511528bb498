import { runOnSupportedNode } from "./setup/node-version.mjs";

runOnSupportedNode(() => import("./setup/tfjs/main.mjs"));
