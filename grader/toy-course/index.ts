import { join } from "node:path";
import { courseRoot } from "../submissions/course.js";
import type { Course } from "../submissions/unrolled.js";
import { area } from "./area.js";
import { derivative } from "./derivative.js";
import { dotProduct } from "./dot-product.js";
import { parity } from "./parity.js";

/**
 * Four small exercises, one of each kind: a number, a formula, a function, a choice. The tools are tested with them, and
 * they are the shortest examples of how an exercise is written: `npm run grade -- FOLDER --course grader/dist/toy-course/index.js`.
 */
export const course: Course = {
  title: "The toy course",
  exercises: [area, derivative, dotProduct, parity],
  folder: join(courseRoot(), "grader", "toy-course", "exercises"),
};
