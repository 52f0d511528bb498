import { WireError } from "../wire/caps.js";
import { travelled } from "../wire/values.js";
import type { Reply, Request, Trouble } from "./conversation.js";
import type { Answers } from "./exercise.js";

/** Answers at once from values and functions of this process: a notebook's, or a mutant's. */
export function localAnswers(answers: Answers): (request: Request) => Reply {
  return (request) => {
    const trouble = (kind: Trouble["kind"], message: string): Reply => ({ trouble: { kind, message } });
    if (!Object.hasOwn(answers, request.name)) return trouble("missing", `\`${request.name}\` is not defined`);
    const answer = answers[request.name];
    try {
      if (request.kind === "get") return { value: travelled(answer) };
      if (typeof answer !== "function") return trouble("missing", `\`${request.name}\` is not a function`);
      const args = request.args.map(travelled);
      const returned = answer(...args);
      return { value: travelled(request.kind === "after" ? args : returned) };
    } catch (error) {
      if (error instanceof WireError) return trouble("unreadable", `${request.name}: ${error.message}`);
      return trouble("threw", whatWasThrown(request.name, messageOf(error)));
    }
  };
}

/** The stubs of the exercises throw this. */
const STUB_MESSAGE = "not yet written";

export function whatWasThrown(name: string, message: string): string {
  return message === STUB_MESSAGE ? `\`${name}\` is ${STUB_MESSAGE}` : `\`${name}\` threw: ${message}`;
}

/** What an exception says, whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message : String(error);
    return text.slice(0, 2000) || "an error without a message";
  } catch {
    return "something that cannot be shown";
  }
}
