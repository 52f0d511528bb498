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
