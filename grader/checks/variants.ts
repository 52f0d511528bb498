import { Rng } from "unrolled";
import type { Exercise, Given } from "./exercise.js";

/**
 * An exercise whose numbers can be drawn anew for every learner.
 * @param canonical the numbers of the course's own notebook
 * @param draw other numbers of the same difficulty, for which every mistake of the bank stays a mistake
 * @param build the exercise about any such numbers
 */
export function withVariants<G extends Given>(
  canonical: G,
  draw: (rng: Rng) => G,
  build: (given: G) => Omit<Exercise, "given" | "variant">,
): Exercise {
  const about = (given: G): Exercise => ({ ...build(given), given });
  return { ...about(canonical), variant: (seed) => about(draw(new Rng(seed))) };
}

/** The text of the cell `given`, as it stands in the notebook. */
export function givenSource(given: Given): string {
  const text = (value: unknown): string => JSON.stringify(value).replaceAll(",", ", ");
  const lines = Object.entries(given).map(([name, value]) => `  ${name}: ${text(value)},`);
  return ["/** The numbers of this exercise. */", "const given = {", ...lines, "};"].join("\n");
}
