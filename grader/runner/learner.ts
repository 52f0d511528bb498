import * as unrolled from "unrolled";
import type { Reply } from "../checks/conversation.js";
import { messageOf, whatWasThrown } from "../checks/local.js";
import type { Message } from "../wire/messages.js";
import { Cells, withhold } from "./cells.js";
import { serve } from "./serve.js";

/*
 * The learner's process. It knows no expected value, no tolerance and no seed: it runs cells, and answers what their
 * names hold and what their functions return.
 */

/** In a notebook these show something; here they are silent. */
const silent = { check: () => {}, hint: () => {} };
const newCells = (withheld: readonly string[]): Cells =>
  new Cells({ unrolled: withhold(unrolled, withheld), "unrolled-grader": silent });

let cells: Cells = newCells([]);

serve(async ({ kind, name, payload }: Message): Promise<Reply> => {
  try {
    if (kind === "start") {
      cells = newCells(payload as string[]);
      return { value: true };
    }
    if (kind === "run") {
      await cells.run(name, payload as string);
      return { value: true };
    }
    if (!cells.has(name)) return { trouble: { kind: "missing", message: `\`${name}\` is not defined` } };
    const answer = cells.get(name);
    if (kind === "get") return { value: answer };
    if (typeof answer === "function") return { value: answer(...(payload as unknown[])) };
    return { trouble: { kind: "missing", message: `\`${name}\` is not a function` } };
  } catch (error) {
    return { trouble: { kind: "threw", message: whatWasThrown(name, messageOf(error)) } };
  }
});
