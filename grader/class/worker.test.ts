import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { RunnerProblem } from "../runner/peer.js";
import { Runner } from "../runner/runner.js";
import { gradeNotebook } from "../submissions/grade-notebook.js";
import type { Done, Task } from "./worker.js";

const pool = vi.hoisted(() => ({ worker: vi.fn() }));
vi.mock("workerpool", () => ({ default: pool }));
vi.mock("../runner/runner.js", () => ({ Runner: { open: vi.fn() } }));
vi.mock("../submissions/grade-notebook.js", () => ({ gradeNotebook: vi.fn() }));

const folder = mkdtempSync(join(tmpdir(), "unrolled worker "));
afterAll(() => rmSync(folder, { recursive: true }));

it("closes a runner that it gives up, and grades the next notebook with a new one", async () => {
  const listening = vi.spyOn(process, "on").mockReturnValue(process); // the test's process keeps its own signals
  await import("./worker.js");
  listening.mockRestore();
  const grade: (task: Task) => Promise<Done> = pool.worker.mock.calls[0][0].grade;

  const path = join(folder, "01-area.ipynb");
  writeFileSync(path, "{}");
  const course = new URL("../toy-course/index.js", import.meta.url).href;
  const task: Task = { path, seed: 1, version: "v", level: "L1", course };
  const runners = [{ close: vi.fn() }, { close: vi.fn() }];
  for (const one of runners) vi.mocked(Runner.open).mockResolvedValueOnce(one as unknown as Runner);

  vi.mocked(gradeNotebook).mockRejectedValueOnce(new RunnerProblem("the sandbox does not start"));
  await expect(grade(task)).rejects.toThrow("the sandbox does not start");
  expect(runners[0].close).toHaveBeenCalledOnce();

  vi.mocked(gradeNotebook).mockResolvedValueOnce({ path, refused: "is not JSON" });
  expect((await grade(task)).result).toEqual({ path, refused: "is not JSON" });
  expect(vi.mocked(gradeNotebook).mock.lastCall?.[2]).toBe(runners[1]);
  expect(runners[1].close).not.toHaveBeenCalled();
});
