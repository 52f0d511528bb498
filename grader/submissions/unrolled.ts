import { join } from "node:path";
import { catalogue } from "../catalogue/index.js";
import type { Exercise } from "../checks/exercise.js";
import { courseRoot } from "./course.js";

/** What can be graded: exercises, and the notebooks that students got of them. */
export type Course = {
  readonly title: string;
  readonly exercises: readonly Exercise[];
  /** The folder of the students' notebooks, each `slug.ipynb`. */
  readonly folder: string;
};

export const course: Course = { title: "Unrolled", exercises: catalogue, folder: join(courseRoot(), "exercises") };
