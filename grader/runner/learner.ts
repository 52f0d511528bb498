import { Context } from "./context.js";
import { serve } from "./serve.js";

/*
 * The learner's process. It knows no expected value, no tolerance and no seed: it runs cells, and answers what their
 * names hold and what their functions return. It is bundled into one text, so that it reads no file.
 */

// A late callback of the learner's threw; what it threw is not looked at, and the next request still counts.
process.on("uncaughtException", () => {});

let context: Context | undefined;

serve(async (request) => {
  if (request.kind === "start") {
    context = new Context(Buffer.from(request.body).toString("utf8"));
    context.start(request.tree as string[]);
    return { tree: true, body: new Uint8Array() };
  }
  if (!context) throw new Error("not started");
  const answer = await context.answer(request);
  process.stdout.write(context.output());
  return answer;
});
