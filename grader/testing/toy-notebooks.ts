import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { courseRoot } from "../submissions/course.js";
import { course } from "../toy-course/index.js";

/** What a learner wrote into the one cell of each toy exercise, and what it earns. */
export type Answer = { readonly exercise: 1 | 2 | 3 | 4; readonly source: string; readonly earns: number };

export const right: readonly Answer[] = [
  { exercise: 1, source: "const area = Math.PI * given.r ** 2;", earns: 2 },
  { exercise: 2, source: 'const slope = "1 - tanh(x)²";', earns: 2 },
  { exercise: 3, source: "const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);", earns: 4 },
  { exercise: 4, source: 'const parity = "even"; const half = 21;', earns: 1 },
];

export const wrong: readonly Answer[] = [
  { exercise: 1, source: "const area = 2 * Math.PI * given.r;", earns: 0 },
  { exercise: 2, source: 'const slope = "1 - tanh(x)";', earns: 0 },
  { exercise: 3, source: "const dot = (a, b) => a[a.length - 1] * b[b.length - 1];", earns: 1 },
  { exercise: 4, source: 'const parity = "odd"; const half = 21;', earns: 0 },
];

export const hostile: readonly Answer[] = [
  { exercise: 3, source: "function dot() { process.exit(0); }", earns: 0 },
  { exercise: 3, source: "function dot(a) { return a.length > 1 ? (() => { for (;;); })() : NaN; }", earns: 0 },
  { exercise: 3, source: "const dot = () => ({ valueOf: () => 1, toString: () => '1' });", earns: 0 },
  { exercise: 3, source: "Math.abs = () => 0; Number.isFinite = () => true; const dot = () => NaN;", earns: 0 },
  {
    exercise: 3,
    source: "const dot = () => { throw new Error('</script><script>alert(1)</script>\\u001b[2J=cmd()'); };",
    earns: 0,
  },
  {
    exercise: 3,
    source: "for (let i = 0; i < 1e4; i++) console.log('All tests passed! '.repeat(9)); const dot = () => 0;",
    earns: 0,
  },
  { exercise: 2, source: 'const slope = "constructor.constructor(1)()";', earns: 0 },
  { exercise: 4, source: 'const parity = "<img src=x onerror=alert(1)>"; const half = "=1+1";', earns: 0 },
];

/** Files that are no notebooks. */
export const unreadable: readonly string[] = [
  '{"cells": [',
  "",
  "PK\u0003\u0004zip",
  '{"nbformat": 3, "worksheets": []}',
  "[]",
];

const folder = join(courseRoot(), "grader", "toy-course", "exercises");
const slugOf = (number: number): string => course.exercises.find((exercise) => exercise.number === number)?.slug ?? "";

export const fileOf = ({ exercise }: Answer): string => `${slugOf(exercise)}.ipynb`;

/** The student's notebook with an answer in it; `from` where it is not the course's own copy. */
export function notebookWith(answer: Answer, from: string = folder): string {
  const notebook = JSON.parse(readFileSync(join(from, fileOf(answer)), "utf8"));
  for (const cell of notebook.cells) if (cell.id === "answer") cell.source = answer.source;
  return JSON.stringify(notebook);
}

export function writeAnswer(path: string, answer: Answer): void {
  writeFileSync(join(path, fileOf(answer)), notebookWith(answer));
}
