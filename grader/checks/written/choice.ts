import { type Asking, get, NoAnswer } from "../conversation.js";
import { Failure } from "../failure.js";
import { describe } from "../structure.js";

export type ChoiceAnswer = {
  readonly name: string;
  readonly options: readonly string[];
  readonly right: string;
};

/**
 * Marks one of several options, typed as text; an empty text is the stub. A choice alone can be guessed: ask for a
 * number that shows it in the same check.
 */
export function* gradeChoice(choice: ChoiceAnswer): Asking<undefined> {
  return judgeChoice(choice, yield* get(choice.name));
}

/** The same for a value that is at hand: a field of a larger answer. */
export function judgeChoice({ name, options, right }: ChoiceAnswer, answer: unknown): undefined {
  if (answer === "") {
    throw new NoAnswer({ kind: "get", name }, { kind: "missing", message: `${name} is not answered yet` });
  }
  const index = typeof answer === "string" ? options.indexOf(answer.trim().toLowerCase()) : -1;
  if (index < 0) {
    const listed = options.map((option) => JSON.stringify(option)).join(", ");
    throw new Failure({ problem: `${name} must be one of ${listed}, got ${describe(answer)}` });
  }
  if (options[index] === right) return undefined;
  throw new Failure({
    problem: `${name} is not ${JSON.stringify(options[index])}`,
    wrong: { name, values: Float64Array.of(index) },
  });
}
