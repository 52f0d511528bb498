import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { hostileReport } from "../testing/hostile-report.js";
import { formats } from "./formats.js";
import type { Report } from "./report.js";
import { assign } from "./roster.js";

/* Two people of one name, and others. Everybody who handed something in has 3 of 4 points. */

const GRADEBOOK = `Student,ID,SIS User ID,SIS Login ID,Section,Unrolled
    Points Possible,,,,,4
"Smith, Jane",101,s1,jane1,A,
"Smith, Jane",102,s2,jane2,B,
"Doe, Max",103,s3,max,A,
`;
const WORKSHEET = `Identifier,"Full name",Username,Grade,"Maximum Grade","Feedback comments"
Participant 101,"Jane Smith",jane1,,4.00,
Participant 102,"Jane Smith",jane2,,4.00,
Participant 103,"Max Doe",max,,4.00,
`;

function reportOn(...names: string[]): Report {
  return { ...hostileReport, learners: names.map((learner) => ({ ...hostileReport.learners[0], learner })) };
}

/** The grades of 101, 102 and 103, and the notes. */
function filled(name: "canvas" | "moodle", ...learners: string[]): (readonly string[])[] {
  const inputs = { canvasExport: GRADEBOOK, moodleWorksheet: WORKSHEET };
  const { files, notes = [] } = formats[name](reportOn(...learners), inputs);
  const rows: string[][] = parse([...files.values()][0]);
  return [rows.slice(-3).map((row) => (name === "canvas" ? row[5] : row[3])), notes];
}

describe.each([
  ["canvas", "101, 102", "export"],
  ["moodle", "Participant 101, Participant 102", "worksheet"],
] as const)("rows of %s", (name, both, table) => {
  it("of one name get no mark by the name alone, and a note says what to do", () => {
    const note = `Jane Smith: 2 rows have this name (${both}): name the folder by login or number`;
    expect(filled(name, "Jane Smith", "Max Doe")).toEqual([["", "", "3"], [note]]);
  });

  it.each(["jane2", "JANE2", "102"])("of one name are told apart by %s", (learner) => {
    expect(filled(name, learner)).toEqual([["", "3", ""], []]);
  });

  it("get no mark where two folders mean one, and a note names both", () => {
    const number = both.split(", ")[0].replace("101", "103");
    const note = `max, Max Doe: 2 folders have one row (${number}): name them by login or number`;
    expect(filled(name, "max", "Max Doe", "jane1")).toEqual([["3", "", ""], [note]]);
  });

  it("are missed where there is none", () => {
    expect(filled(name, "Joan Smith", "")).toEqual([
      ["", "", ""],
      [`Joan Smith has no row in the ${table}`, ` has no row in the ${table}`],
    ]);
  });
});

describe("the platforms' own names of folders", () => {
  it("tell people of one name apart", () => {
    expect(filled("canvas", "smithjane_102")).toEqual([["", "3", ""], []]);
    expect(filled("moodle", "Jane Smith_102_assignsubmission_file_")).toEqual([["", "3", ""], []]);
    expect(filled("moodle", "Participant 102")).toEqual([["", "3", ""], []]);
  });

  it("are never taken for another's name", () => {
    const learner = "Max Doe_999_assignsubmission_file_";
    expect(filled("moodle", learner)).toEqual([["", "", ""], [`${learner} has no row in the worksheet`]]);
  });
});

it("what is somebody's own comes before what another is called", () => {
  const rows = [
    { own: ["max"], names: ["max doe"], label: "1" },
    { own: ["m2"], names: ["max"], label: "2" },
  ];
  const { learners } = reportOn("max");
  const { learnerOf, notes } = assign(learners, rows, (name) => ({ own: [name], names: [name] }), "export");
  expect([[...learnerOf], notes]).toEqual([[[rows[0], learners[0]]], []]);
});
