import type { Bank, Check, Exercise, Given } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { gradeNumber } from "../checks/written/number.js";

/** A number, with other values for every learner. */
type Circle = Given & { readonly r: number };

const exact = ({ r }: Circle): number => Math.PI * r ** 2;

const checks = (given: Circle): readonly Check[] => [
  {
    id: "area",
    title: "the area",
    points: 2,
    lookAt: "Which power of the radius is it?",
    run: () => gradeNumber({ name: "area", exact: exact(given), precision: { decimals: 3 }, what: "the area" }),
  },
];

const bank = ({ r }: Circle): Bank => ({
  wrong: [
    { misconception: "the circumference", lookAt: "That is a length.", answers: { area: 2 * Math.PI * r } },
    { misconception: "the radius not squared", lookAt: "That is a length.", answers: { area: Math.PI * r } },
  ],
  right: [{ form: "three decimals", answers: { area: Number((Math.PI * r ** 2).toFixed(3)) } }],
});

export const area: Exercise = withVariants<Circle>(
  { r: 3 },
  (rng) => ({ r: 4 + rng.int(20) }),
  (given) => ({
    number: 1,
    slug: "01-area",
    title: "The area of a circle",
    names: ["area"],
    withheld: [],
    hints: ["It is a number of squares.", "Square the radius.", "Then multiply by $\\pi$."],
    insight: "Twice the radius makes **four** times the area.",
    checks: checks(given),
    bank: bank(given),
  }),
);
