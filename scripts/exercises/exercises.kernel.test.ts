import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../grader/catalogue/index.js";
import type { Exercise } from "../../grader/checks/exercise.js";
import { hasTag, isCode, readNotebook, sourceOf } from "../../grader/submissions/notebook.js";
import { KernelClient } from "../../kernel/testing/client.js";
import { exercisesFolder, solutionsFolder } from "./course.js";
import { checkCall } from "./generate.js";

const launcher = fileURLToPath(new URL("../../kernel/launch.cjs", import.meta.url));
const argv = [process.execPath, "--disable-warning=ExperimentalWarning", launcher, "{connection_file}"];

/** Runs a notebook cell by cell in the real kernel. Gives what its check showed. */
async function runNotebook(folder: string, exercise: Exercise): Promise<string> {
  const kernel = await KernelClient.start({ argv, cwd: folder });
  try {
    let shown = "";
    for (const cell of readNotebook(join(folder, `${exercise.slug}.ipynb`)).cells.filter(isCode)) {
      const { status, stderr, displays } = await kernel.execute(sourceOf(cell));
      const mayFail = folder === exercisesFolder && hasTag(cell, "raises-exception");
      if (!mayFail) expect({ cell: cell.id, status, stderr }).toEqual({ cell: cell.id, status: "ok", stderr: "" });
      if (sourceOf(cell) === checkCall(exercise)) shown = displays.map((data) => Object.values(data).join()).join();
    }
    return shown;
  } finally {
    await kernel.kill();
  }
}

describe.each(catalogue)("exercise $number in the kernel", (exercise) => {
  const points = exercise.checks.reduce((sum, check) => sum + check.points, 0);

  it("is solved by its solution, and then shows what that means", async () => {
    const shown = await runNotebook(solutionsFolder, exercise);
    expect(shown).toContain(`${points} of ${points} points. Solved`);
    expect(shown).toContain(exercise.insight);
  });

  it("untouched, runs and earns nothing", async () => {
    expect(await runNotebook(exercisesFolder, exercise)).toContain(`0 of ${points} points`);
  });
});
