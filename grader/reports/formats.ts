import { canvas } from "./canvas.js";
import { classroom } from "./classroom.js";
import { csv } from "./csv.js";
import { gradescope } from "./gradescope.js";
import { htmlPages } from "./html.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { moodle } from "./moodle.js";
import type { Report } from "./report.js";

/** The files of learning platforms that a format may fill in, as text. */
export type Inputs = { readonly moodleWorksheet?: string; readonly canvasExport?: string };

export type Written = {
  /** Contents by path below the output folder. */
  readonly files: ReadonlyMap<string, string>;
  /** What the teacher should know: a learner without a row. */
  readonly notes?: readonly string[];
};

export type Format = (report: Report, inputs: Inputs) => Written;

export type FormatName = "json" | "gradescope" | "csv" | "canvas" | "moodle" | "junit" | "classroom" | "html";

export const formats: { readonly [name in FormatName]: Format } = {
  json,
  gradescope,
  csv,
  canvas,
  moodle,
  junit,
  classroom,
  html: htmlPages,
};

export const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);
