import type { Exercise } from "../checks/exercise.js";
import { gradeFormula } from "../checks/written/symbolic.js";

/** A formula, in any form. */
export const derivative: Exercise = {
  number: 2,
  slug: "02-derivative",
  title: "The derivative of tanh",
  names: ["slope"],
  withheld: [],
  hints: ["It is 1 at 0.", "Write it with $\\tanh$ itself.", "It is one minus a square."],
  insight: "The slope can be had from the value alone: a cache need not keep the sum.",
  checks: [
    {
      id: "slope",
      title: "the slope at x",
      points: 2,
      lookAt: "What is the slope at 0, and far away from it?",
      run: (rng) =>
        gradeFormula(rng, {
          name: "slope",
          exact: ({ x }) => 1 - Math.tanh(x) ** 2,
          domain: { x: [-2, 2] },
          what: "the derivative of tanh",
        }),
    },
  ],
  bank: {
    wrong: [
      {
        misconception: "the square left out",
        lookAt: "It is the same on both sides of 0.",
        answers: { slope: "1 - tanh(x)" },
      },
      {
        misconception: "the derivative of the sigmoid",
        lookAt: "That is 1/4 at 0.",
        answers: { slope: "sigmoid(x)(1 - sigmoid(x))" },
      },
    ],
    right: [{ form: "by cosh", answers: { slope: "1 / cosh(x)^2" } }],
  },
};
