import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { learnerReport, type Report } from "../reports/report.js";
import { type InputPaths, readInputs, tryInputs } from "./inputs.js";
import { WrongUsage } from "./usage.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled inputs "));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const WORKSHEET = "Identifier,Full name,Grade,Maximum Grade\nParticipant 1,Ann Lee,,10\n";
const worksheet = file("worksheet.csv", WORKSHEET);
const gradebook = file("gradebook.csv", "\uFEFFStudent,ID,SIS Login ID\nLee Ann,7,ann\n");

describe("the files of learning platforms", () => {
  it("are read as they are", () => {
    const format = ["moodle", "canvas"] as const;
    const inputs = readInputs({ format, moodleWorksheet: worksheet, canvasExport: gradebook });
    expect(inputs.moodleWorksheet).toBe(WORKSHEET);
    expect(inputs.canvasExport).toContain("Lee Ann,7,ann");
    expect(readInputs({ format: ["canvas"] })).toEqual({});
  });

  it.each<[string, InputPaths, string]>([
    ["Moodle's is missing", { format: ["moodle"] }, "--format moodle needs --moodle-worksheet"],
    ["Moodle's fills nothing", { moodleWorksheet: worksheet }, "--moodle-worksheet needs --format moodle"],
    ["Canvas's fills nothing", { format: ["csv"], canvasExport: gradebook }, "--canvas-export needs --format canvas"],
    [
      "Moodle's is Canvas's",
      { format: ["moodle"], moodleWorksheet: gradebook },
      "gradebook.csv must have the columns Identifier and Grade",
    ],
    [
      "Canvas's is Moodle's",
      { format: ["canvas"], canvasExport: worksheet },
      "worksheet.csv must have the columns Student and ID",
    ],
    [
      "one is not there",
      { format: ["canvas"], canvasExport: join(folder, "none.csv") },
      "none.csv cannot be read: ENOENT",
    ],
    [
      "one is no table",
      { format: ["moodle"], moodleWorksheet: file("torn.csv", 'Identifier,"Grade\n') },
      "torn.csv cannot be read: Quote Not Closed",
    ],
  ])("are refused when %s", (_, paths, message) => {
    expect(() => readInputs(paths)).toThrow(WrongUsage);
    expect(() => readInputs(paths)).toThrow(message);
  });

  it("are filled once before anything is graded, so that a grade without a maximum is found", () => {
    const isolation = { level: "L2", measures: [] } as const;
    const learners = [learnerReport("Ann Lee", [], [])];
    const report: Report = { format: "unrolled-grader/2", title: "t", version: "", seed: 0, isolation, exercises: [], learners }; // biome-ignore format: a line
    const format = ["moodle"] as const;
    tryInputs(report, { format }, { moodleWorksheet: WORKSHEET });
    const scale = WORKSHEET.replace("10", "-");
    expect(() => tryInputs(report, { format }, { moodleWorksheet: scale })).toThrow(
      /^--format moodle: .*Maximum Grade/,
    );
  });
});
