import { type Asking, get } from "../checks/conversation.js";
import type { Exercise } from "../checks/exercise.js";
import { judgeChoice } from "../checks/written/choice.js";
import { judgeNumber } from "../checks/written/number.js";

/** A choice, with a number that shows it, so that guessing does not pay. */
function* choiceWithWitness(): Asking<undefined> {
  judgeChoice({ name: "parity", options: ["odd", "even"], right: "even" }, yield* get("parity"));
  judgeNumber({ name: "half", exact: 21, precision: "exact", what: "half of 42" }, yield* get("half"));
}

export const parity: Exercise = {
  number: 4,
  slug: "04-parity",
  title: "Odd or even",
  names: ["parity", "half"],
  withheld: [],
  hints: ["Try to share it between two.", "Nothing may be left.", "Half of 40, and half of 2."],
  insight: "A claim with a witness can be checked by anyone.",
  checks: [
    {
      id: "parity",
      title: "42 is odd or even, with its half",
      points: 1,
      lookAt: "Divide by two.",
      run: choiceWithWitness,
    },
  ],
  bank: {
    wrong: [
      {
        misconception: "even taken for odd",
        lookAt: "What is left when you share it?",
        answers: { parity: "odd", half: 21 },
      },
    ],
    right: [{ form: "capitals", answers: { parity: "Even", half: 21 } }],
  },
};
