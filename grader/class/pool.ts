import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import workerpool from "workerpool";
import type { NotebookResult } from "../reports/report.js";
import type { Done, Task } from "./worker.js";

/** So many failures of ours with no success between them mean that none will come. */
const HOPELESS = 5;

/** The grader itself does not work here. */
export class GraderProblem extends Error {}

/**
 * Grades notebooks in processes of their own, `jobs` at a time.
 *
 * @returns the results in the tasks' order
 * @throws GraderProblem when one after the other fails by no fault of a learner's
 */
export async function gradeAll(
  tasks: readonly Task[],
  jobs: number,
  onDone: (done: Done | undefined) => void,
): Promise<NotebookResult[]> {
  const here = import.meta.url;
  const worker = fileURLToPath(new URL(`worker${extname(here)}`, here));
  const lanes = Math.max(1, Math.min(jobs, tasks.length));
  const pool = workerpool.pool(worker, { workerType: "process", maxWorkers: lanes });
  let failures = 0;
  const grade = async (task: Task): Promise<NotebookResult> => {
    try {
      const done = (await pool.exec("grade", [task])) as Done;
      failures = 0;
      onDone(done);
      return done.result;
    } catch (error) {
      const failed = (error as Error).message;
      if (++failures >= HOPELESS) throw new GraderProblem(failed);
      onDone(undefined);
      return { path: task.path, failed: failed.split("\n")[0] }; // the rest is where and how
    }
  };
  const results: NotebookResult[] = [];
  let next = 0;
  // Each lane asks for one after the other: a pool whose processes have all ended starts new ones only when it is asked.
  const lane = async (): Promise<void> => {
    for (let i = next++; i < tasks.length; i = next++) results[i] = await grade(tasks[i]);
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
    return results;
  } finally {
    await pool.terminate(true);
  }
}
