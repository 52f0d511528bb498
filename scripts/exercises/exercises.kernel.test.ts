import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { truncatedBptt } from "../../grader/catalogue/18-truncated-bptt.js";
import { catalogue } from "../../grader/catalogue/index.js";
import type { Exercise } from "../../grader/checks/exercise.js";
import { hasTag, isCode, readNotebook, sourceOf } from "../../grader/submissions/notebook.js";
import { KernelClient } from "../../kernel/testing/client.js";
import { exercisesFolder, solutionsFolder } from "./course.js";
import { checkCall } from "./generate.js";

const launcher = fileURLToPath(new URL("../../kernel/launch.cjs", import.meta.url));
const argv = [process.execPath, "--disable-warning=ExperimentalWarning", launcher, "{connection_file}"];

/** What a check showed, and the time that the kernel's processor took for its cell: another's work does not count. */
type Checked = { readonly shown: string; readonly seconds: number };

/** Runs a notebook cell by cell in the real kernel. */
async function runNotebook(folder: string, exercise: Exercise): Promise<Checked> {
  const kernel = await KernelClient.start({ argv, cwd: folder });
  try {
    let checked: Checked | undefined;
    const seconds = async (): Promise<number> => {
      const { stdout } = await kernel.execute(
        "{ const { user, system } = process.cpuUsage(); console.log(user + system); }",
      );
      return Number(stdout) / 1e6;
    };
    for (const cell of readNotebook(join(folder, `${exercise.slug}.ipynb`)).cells.filter(isCode)) {
      const isCheck = sourceOf(cell) === checkCall(exercise);
      const before = isCheck ? await seconds() : 0;
      const { status, stderr, displays } = await kernel.execute(sourceOf(cell));
      const mayFail = folder === exercisesFolder && hasTag(cell, "raises-exception");
      if (!mayFail) expect({ cell: cell.id, status, stderr }).toEqual({ cell: cell.id, status: "ok", stderr: "" });
      const shown = displays.map((data) => Object.values(data).join()).join();
      if (isCheck) checked = { shown, seconds: (await seconds()) - before };
    }
    return checked ?? { shown: "no check", seconds: 0 };
  } finally {
    await kernel.kill();
  }
}

describe.each(catalogue)("exercise $number in the kernel", (exercise) => {
  const points = exercise.checks.reduce((sum, check) => sum + check.points, 0);

  it("is solved by its solution, and then shows at once what that means", async () => {
    const { shown, seconds } = await runNotebook(solutionsFolder, exercise);
    expect(seconds).toBeLessThan(exercise === truncatedBptt ? 10 : 1); // the last one trains networks
    expect(shown).toContain(`${points} of ${points} points. Solved`);
    expect(shown).toContain(exercise.insight);
  });

  it("untouched, runs and earns nothing", async () => {
    const { shown } = await runNotebook(exercisesFolder, exercise);
    expect(shown).toContain(`0 of ${points} points`);
  });
});
