import { encodeValue } from "../wire/values.js";
import { type Asking, argumentsAfter } from "./conversation.js";
import { Failure } from "./failure.js";

/** Fails when the submission's function `name` changes one of its arguments, which are given by name. */
export function* expectUnchanged(name: string, args: { readonly [argument: string]: unknown }): Asking<void> {
  const after = yield* argumentsAfter(name, ...Object.values(args));
  const changed = Object.entries(args).find(([, given], i) => !isSame(given, (after as unknown[])?.[i]));
  if (!changed) return;
  throw new Failure({
    problem: `${name}: ${changed[0]} must be left as it is, but the call changes it`,
    lookAt:
      "What comes in belongs to whoever called. Write into a copy: slice() makes one of an array, clone() of a tensor.",
  });
}

/** Whether two values are the same on the wire. */
function isSame(a: unknown, b: unknown): boolean {
  const [one, other] = [encodeValue(a), encodeValue(b)];
  return JSON.stringify(one.tree) === JSON.stringify(other.tree) && String(one.body) === String(other.body);
}
