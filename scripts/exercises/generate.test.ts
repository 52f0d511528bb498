import { describe, expect, it } from "vitest";
import { forwardByHand as exercise } from "../../grader/catalogue/02-forward-by-hand.js";
import { givenSource } from "../../grader/checks/variants.js";
import { type Cell, type Notebook, sourceOf } from "../../grader/submissions/notebook.js";
import { inVariant, variantOf } from "../../grader/submissions/variant.js";
import { generateExercise } from "./generate.js";

const code = (id: string, source: string, metadata: Cell["metadata"] = {}): Cell => ({
  cell_type: "code",
  id,
  source,
  metadata,
  outputs: [],
  execution_count: null,
});
const solved = code("states", "// BEGIN SOLUTION\nconst h1 = Math.tanh(1 + 0.5 * 0);\n// END SOLUTION");

/** A sound solution notebook, with some of its cells replaced. */
function notebook(replaced: { readonly [id: string]: Partial<Cell> } = {}): Notebook {
  const cells: Cell[] = [
    { cell_type: "markdown", id: "title", source: `# Exercise 2. ${exercise.title}\n\nText.`, metadata: {} },
    code("setup", 'import { check, hint } from "unrolled-grader";', { tags: ["setup"] }),
    code("given", givenSource(exercise.given!), { tags: ["setup", "given"] }),
    solved,
    code("check", "check(2, { h1, h2, h3 });"),
    code("hint", "hint(2);"),
  ];
  return {
    cells: cells.map((cell) => ({ ...cell, ...replaced[cell.id ?? ""] })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

describe("generateExercise", () => {
  const { cells, metadata } = generateExercise(notebook(), exercise);
  const cell = (id: string): Cell => cells.find((found) => found.id === id) as Cell;

  it("keeps the ids and takes the solution out", () => {
    expect(cells.map(({ id }) => id)).toEqual(["title", "setup", "given", "states", "check", "hint"]);
    expect(JSON.stringify(cells)).not.toContain("Math.tanh");
    expect(cell("states").source).toEqual(["// your code here\n", 'throw new Error("not yet written");']);
  });

  it("marks the cells for nbgrader and the notebook for our kernel", () => {
    const shared = { schema_version: 3, task: false };
    const answer = { ...shared, grade: false, grade_id: "states", locked: false, solution: true };
    expect(cell("states").metadata.nbgrader).toEqual(answer);
    const graded = { ...shared, grade: true, grade_id: "check", locked: true, solution: false, points: 3 };
    expect(cell("check").metadata.nbgrader).toEqual(graded);
    expect(cell("setup").metadata.nbgrader).toBeUndefined();
    expect(metadata.kernelspec).toMatchObject({ name: "unrolled" });
  });

  it.each<[string, { [id: string]: Partial<Cell> }, string]>([
    ["an unbalanced marker", { states: { source: "// BEGIN SOLUTION" } }, "[states]:"],
    ["no solution", { states: { source: "const h1 = 0;" } }, "no cell holds a solution"],
    ["solution text elsewhere", { hint: { source: "hint(2);\nconst h1 = Math.tanh(1 + 0.5 * 0);" } }, "[hint]:"],
    ["stored output", { setup: { outputs: [{ output_type: "stream" }] } }, "[setup]: stored output"],
    ["an execution count", { setup: { execution_count: 3 } }, "[setup]: stored output"],
    ["a missing check", { check: { source: "check(2, { h1 });" } }, '"check(2, { h1, h2, h3 });" is missing'],
    ["a missing hint cell", { hint: { source: "" } }, '"hint(2);" is missing'],
    ["another title", { title: { source: "# Exercise 2. Something" } }, "A forward pass by hand"],
    ["two cells of one id", { hint: { id: "check" } }, "an id of its own"],
    ["no setup cell", { setup: { metadata: {} }, given: { metadata: {} } }, '"setup"'],
    ["other numbers than the checks'", { given: { source: "const given = { wx: 2 };" } }, '"given" must be'],
    ["no numbers", { given: { metadata: {} } }, '"given" must be'],
  ])("refuses %s", (_, replaced, message) => {
    expect(() => generateExercise(notebook(replaced), exercise)).toThrow(message);
  });

  it("refuses a missing hint", () => {
    const [first, second] = exercise.hints;
    expect(() => generateExercise(notebook(), { ...exercise, hints: [first, second, " "] })).toThrow(
      "a hint is missing",
    );
  });
});

describe("a learner's variant", () => {
  const untouched = generateExercise(notebook(), exercise);
  const variant = variantOf("secret", "ada");
  const sources = inVariant(untouched, exercise, variant).cells.map(sourceOf);

  it("has other numbers, and tells check and hint which", () => {
    expect(sources).toContain(givenSource(exercise.variant!(variant).given!));
    expect(sources).not.toContain(givenSource(exercise.given!));
    expect(sources).toContain(`check(2, { h1, h2, h3 }, ${variant});`);
    expect(sources).toContain(`hint(2, ${variant});`);
  });

  it("belongs to the learner and to the key, and stays", () => {
    const others = [variantOf("secret", "bob"), variantOf("another", "ada")];
    expect(new Set([variant, ...others]).size).toBe(3);
    expect(variantOf("secret", "ada")).toBe(variant);
    expect(variant).toBe(66178070429922);
  });

  it("leaves an exercise without variants as it is", () => {
    expect(inVariant(untouched, { ...exercise, variant: undefined }, variant)).toBe(untouched);
  });
});
