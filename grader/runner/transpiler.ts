import { messageOf } from "../checks/local.js";
import { serve } from "./serve.js";
import { transpileCell } from "./transpile.js";
import { type SourceCell, TypeChecker } from "./types.js";

/* The compiler's process: a source that keeps it busy for ever, or brings it down, costs this process only. */

let types: TypeChecker;

serve(async ({ kind, tree }) => {
  try {
    return { tree: respond(kind, tree), body: new Uint8Array() };
  } catch (error) {
    return { trouble: { kind: "unreadable", message: messageOf(error) } };
  }
});

function respond(kind: string, tree: unknown): unknown {
  if (kind === "start") types = new TypeChecker(String(tree));
  if (kind === "transpile") return transpileCell(String(tree));
  if (kind === "check") return types.check(tree as SourceCell[]);
  return null;
}
