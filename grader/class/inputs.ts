import { readFileSync } from "node:fs";
import type { Inputs } from "../reports/format.js";
import { type FormatName, formats } from "../reports/formats.js";
import type { Report } from "../reports/report.js";
import { readCsv } from "../reports/table.js";
import { WrongUsage } from "./usage.js";

/** The paths of the files of learning platforms, and the formats that fill them. */
export type InputPaths = {
  readonly format?: readonly FormatName[];
  readonly moodleWorksheet?: string;
  readonly canvasExport?: string;
};

/** The files of learning platforms. @throws WrongUsage when one is missing, is another kind of file, or fills nothing */
export function readInputs({ format = [], moodleWorksheet, canvasExport }: InputPaths): Inputs {
  if (format.includes("moodle") && !moodleWorksheet) throw new WrongUsage("--format moodle needs --moodle-worksheet.");
  if (moodleWorksheet && !format.includes("moodle")) throw new WrongUsage("--moodle-worksheet needs --format moodle.");
  if (canvasExport && !format.includes("canvas")) throw new WrongUsage("--canvas-export needs --format canvas.");
  return {
    moodleWorksheet: moodleWorksheet && readTable("--moodle-worksheet", moodleWorksheet, ["Identifier", "Grade"]),
    canvasExport: canvasExport && readTable("--canvas-export", canvasExport, ["Student", "ID"]),
  };
}

function readTable(option: string, path: string, needed: readonly string[]): string {
  const { text, columns } = attempt(`${option} ${path} cannot be read`, () => {
    const text = readFileSync(path, "utf8");
    return { text, columns: readCsv(text).columns };
  });
  if (needed.every((column) => columns.includes(column))) return text;
  throw new WrongUsage(`${option} ${path} must have the columns ${needed.join(" and ")}: is it another file?`);
}

/**
 * Fills them once with nobody's points: what does not fit is said before hours of grading, not after.
 *
 * @throws WrongUsage
 */
export function tryInputs(report: Report, { format = [] }: InputPaths, inputs: Inputs): void {
  const filling = format.filter((name) => name === "moodle" || name === "canvas"); // the others take any report
  for (const name of filling) attempt(`--format ${name}`, () => formats[name](report, inputs));
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new WrongUsage(`${what}: ${(error as Error).message}`);
  }
}
