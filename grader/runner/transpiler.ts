import { serve } from "./serve.js";
import { transpileCell } from "./transpile.js";

/* The transpiler's process: a source that keeps it busy for ever, or brings it down, costs this process only. */
serve(async ({ payload }) => ({ value: transpileCell(String(payload)) }));
