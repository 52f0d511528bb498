import { ArgumentError } from "unrolled";
import { markdown, newDisplay } from "unrolled/notebook";
import { catalogue, findExercise } from "../catalogue/index.js";
import { converse } from "../checks/conversation.js";
import type { Exercise } from "../checks/exercise.js";
import { gradeExercise } from "../checks/grade.js";
import { localAnswers } from "../checks/local.js";
import { feedbackHtml, feedbackText } from "./feedback.js";

/**
 * Checks your answers and shows what is right, the first thing that is not, and where to look.
 * The numbers are the same at every call, so that you can work on one failure; a grading run draws others.
 *
 * @param number the exercise: `check(11, { rnnForward, bptt })`
 * @param answers your functions or numbers, by name
 * @param variant the number that your notebook names, where a class gets different numbers
 */
export function check(number: number, answers: { readonly [name: string]: unknown }, variant?: number): void {
  const exercise = exerciseOf("check", number, variant);
  const results = converse(gradeExercise(exercise, number), localAnswers(answers ?? {}));
  const display = newDisplay();
  if (display) display.html(feedbackHtml(exercise, results).markup);
  else console.log(feedbackText(exercise, results));
  if (results.every(({ failure }) => !failure)) markdown(`**What this shows.** ${exercise.insight}`);
}

/** @throws ArgumentError when there is no such exercise */
export function exerciseOf(where: string, number: number, variant?: number): Exercise {
  const exercise = findExercise(number, variant);
  if (exercise) return exercise;
  const numbers = catalogue.map((known) => known.number).join(", ");
  throw new ArgumentError(`${where}: exercise must be one of ${numbers}, got ${String(number)}`);
}
