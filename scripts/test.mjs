import { runOnSupportedNode } from "./setup/node-version.mjs";

runOnSupportedNode(() => import("./testing/test.mjs"));
