import type { Rng } from "unrolled";
import { expectClose } from "../checks/compare.js";
import { type Asking, call } from "../checks/conversation.js";
import type { Check, Exercise } from "../checks/exercise.js";
import { formatInputs } from "../checks/format.js";
import { number } from "../checks/structure.js";

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

function* run(rng: Rng, length: number): Asking<undefined> {
  const [a, b] = [0, 1].map(() => Float64Array.from({ length }, () => rng.uniform(-2, 2)));
  const got = number("dot(a, b)", yield* call("dot", a, b));
  const expected = Float64Array.of(product(a, b));
  expectClose("dot", [1], Float64Array.of(got), expected, () => formatInputs({ a, b }));
}

const check = (id: string, title: string, points: number, length: number): Check => ({
  id,
  title,
  points,
  lookAt: "Each place of one vector meets the same place of the other.",
  run: (rng) => run(rng, length),
});

type Vectors = [a: Float64Array, b: Float64Array];

/** A function, on random vectors. */
export const dotProduct: Exercise = {
  number: 3,
  slug: "03-dot-product",
  title: "A dot product",
  names: ["dot"],
  withheld: ["matvec"],
  hints: ["It is one number.", "It is a sum.", "Add the products of the entries in the same place."],
  insight: "Every layer of a network is made of these.",
  checks: [check("one", "vectors of one entry", 1, 1), check("many", "vectors of seven entries", 3, 7)],
  bank: {
    wrong: [
      {
        misconception: "the last product only",
        lookAt: "Where do the products before it go?",
        answers: { dot: (...[a, b]: Vectors) => a[a.length - 1] * b[b.length - 1] },
      },
      {
        misconception: "the sums multiplied",
        lookAt: "Multiply first, then add.",
        answers: {
          dot: (...[a, b]: Vectors) =>
            product(
              a,
              a.map(() => 1),
            ) *
            product(
              b,
              b.map(() => 1),
            ),
        },
      },
    ],
    right: [
      {
        form: "backwards",
        answers: { dot: (...[a, b]: Vectors) => product(a.slice().reverse(), b.slice().reverse()) },
      },
    ],
  },
};
