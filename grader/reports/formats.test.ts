import { parse } from "csv-parse/sync";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { create } from "xmlbuilder2";
import { hostileReport, NAMES, NASTY } from "../testing/hostile-report.js";
import { cleanLine } from "./clean.js";
import { fileName } from "./file-name.js";
import type { Inputs } from "./format.js";
import { type FormatName, formats } from "./formats.js";
import { learnerReport, type NotebookResult, type Report } from "./report.js";
import { textReport } from "./text.js";

const table = (text: string): string[][] => parse(text, { relax_column_count: true });
const only = (name: FormatName, report: Report, inputs: Inputs = {}): string => {
  const { files } = formats[name](report, inputs);
  expect(files.size).toBe(1);
  return [...files.values()][0];
};
/** The report on one of its learners. */
const about = (learner: string): Report => ({ ...hostileReport, learners: hostileReport.learners.filter((one) => one.learner === learner) }); // biome-ignore format: one
const ann = about("ann");
/** Ann again, with a notebook that the grader failed on. */
const unfinished: Report = {
  ...ann,
  learners: ann.learners.map((one) => ({ ...one, failed: [{ path: "02.ipynb", failed: "out of memory" }] })),
};

const WORKSHEET = `\uFEFFIdentifier,"Full name",Username,"Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (grade)","Feedback comments"
Participant 77,"Ann Example",ann,ann@example.org,"Submitted for grading - ",,100.00,Yes,-,
Participant 78,"=HYPERLINK(""x"")",ben,b@example.org,"Submitted for grading - ",,100.00,Yes,-,
Participant 79,"Locked Learner",locked,l@example.org,"Submitted for grading - ",12.00,100.00,No,-,
`;
const GRADEBOOK = `Student,ID,SIS User ID,SIS Login ID,Section,Essay (1),Unrolled (42),Final Score
"    Points Possible",,,,,10,,
"Example, Ann",501,s1,ann,A,7,,70
"Other, Bob",502,s2,bob,A,8,,80
"Student, Test",,,,A,,,
`;

describe("every format", () => {
  const inputs = { moodleWorksheet: WORKSHEET, canvasExport: GRADEBOOK };
  it.each(Object.keys(formats) as FormatName[])("%s steers no terminal and names no path outside", (name) => {
    const withExport = formats[name](hostileReport, inputs).files;
    const withoutExport = formats[name](hostileReport, { moodleWorksheet: WORKSHEET }).files;
    for (const [file, content] of [...withExport, ...withoutExport]) {
      const text = name === "classroom" ? Buffer.from(content, "base64").toString() : content;
      expect(text.match(/(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}]/u)).toBeNull();
      expect(file).toMatch(/^[\w-]+(\/[^/\\:*?"<>|]+)?\.\w+$/);
      expect(file).not.toContain("..");
    }
  });

  it("has a file for every learner, whatever their name", () => {
    for (const name of ["gradescope", "classroom"] as const)
      expect(formats[name](hostileReport, {}).files.size).toBe(NAMES.length);
    expect(formats.html(hostileReport, {}).files.size).toBe(NAMES.length + 1);
    expect(
      new Set(["index", "CON", "a/b", "a\\b", "../x", "", "a:b", "A"].map((one) => fileName(one, "html"))).size,
    ).toBe(8);
  });
});

describe("tables", () => {
  const first = (text: string): string[] => table(text).map(([name]) => name);

  it("quote every field, and make text of what a spreadsheet would run", () => {
    const text = only("csv", hostileReport);
    for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^"([^"]|"")*"(,"([^"]|"")*")*$/);
    for (const field of table(text).flat()) expect(field).not.toMatch(/^\s*[=+@\t\r＝-]/);
    expect(first(text)).toContain("'=cmd|'calc'!A0");
    expect(first(text)).toHaveLength(NAMES.length + 1);
  });

  it("fill Canvas's export where the learner is, by any identity", () => {
    const { files, notes } = formats.canvas(ann, { canvasExport: GRADEBOOK });
    expect(table(files.get("canvas.csv") ?? "")).toEqual([
      ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Unrolled (42)"],
      ["Points Possible", "", "", "", "", "4"],
      ["Example, Ann", "501", "s1", "ann", "A", "3"],
      ["Other, Bob", "502", "s2", "bob", "A", ""],
      ["Student, Test", "", "", "", "A", ""],
    ]);
    expect(notes).toEqual([]);
    for (const learner of ["501", "S1", "Ann Example", "example, ann", "exampleann_501"]) {
      const [one] = ann.learners;
      const filled = formats.canvas({ ...ann, learners: [{ ...one, learner }] }, { canvasExport: GRADEBOOK });
      expect([learner, table([...filled.files.values()][0])[2][5]]).toEqual([learner, "3"]);
    }
    expect(formats.canvas(about("index"), { canvasExport: GRADEBOOK }).notes).toEqual([
      "index has no row in the export",
    ]);
  });

  it("fill Moodle's worksheet in proportion, and leave alone what may not be changed", () => {
    const rows = table(only("moodle", ann, { moodleWorksheet: WORKSHEET }));
    expect(rows[1].slice(5)).toEqual(["75", "100.00", "Yes", "-", expect.stringContaining("Exercise 1: 3 of 4")]);
    expect(rows[2][1]).toBe('\'=HYPERLINK("x")');
    const locked = { ...ann, learners: [{ ...ann.learners[0], learner: "Locked_79_assignsubmission_file_" }] };
    const { files, notes } = formats.moodle(locked, { moodleWorksheet: WORKSHEET });
    expect(table([...files.values()][0])[3][5]).toBe("12.00");
    expect(notes).toEqual([expect.stringContaining("cannot be changed")]);
    expect(() => formats.moodle(ann, { moodleWorksheet: "a,b\n" })).toThrow("Grading worksheet");
  });
});

describe("gradebooks, where the grader itself failed", () => {
  it("Moodle's keeps the grade that was there, and says why", () => {
    const graded = WORKSHEET.replace('ann@example.org,"Submitted for grading - ",', "$&55.00");
    const { files, notes } = formats.moodle(unfinished, { moodleWorksheet: graded });
    const [, row] = table([...files.values()][0]);
    expect([row[5], row[9]]).toEqual(["55.00", expect.stringContaining("Not graded yet: run again")]);
    expect(notes).toEqual(["ann: not graded yet: run again"]);
  });

  it("Canvas's keeps the grade that was there, or writes none", () => {
    const { files, notes } = formats.canvas(unfinished, { canvasExport: GRADEBOOK.replace("A,7,,70", "A,7,2,70") });
    expect(table([...files.values()][0])[2][5]).toBe("2");
    expect(notes).toEqual(["ann: not graded yet: run again"]);
    expect(table(only("canvas", unfinished))[2]).toEqual(["ann", "", "", "ann", "", ""]);
  });
});

describe("what could not be read", () => {
  it.each([
    ["01.ipynb", "does not exist"],
    ["the folder", "holds no notebook"],
  ])("%s is told of in whole sentences", (path, refused) => {
    const report = { ...ann, learners: [learnerReport("ann", [{ path, refused }], ann.exercises)] };
    const page = new JSDOM(only("html", report)).window.document.body.textContent;
    expect(page).toContain(`${path} could not be graded: it ${refused}.`);
    expect(only("moodle", report, { moodleWorksheet: WORKSHEET })).toContain(`${path} ${refused}`);
  });
});

describe("an exercise without points", () => {
  const said = (...results: NotebookResult[]): string[] => {
    const report = { ...ann, learners: [learnerReport("ann", results, ann.exercises)] };
    const texts = (["html", "moodle", "gradescope", "junit"] as const).flatMap((name) => [
      ...formats[name](report, { moodleWorksheet: WORKSHEET }).files.values(),
    ]);
    return [...texts, textReport(report)].map((text) => /nothing was [a-z ]+/i.exec(text)?.[0].toLowerCase() ?? "");
  };
  const times = (count: number, words: string): string[] => Array(count).fill(words);

  it("is said not to be handed in only if nothing came that it may have been in", () => {
    expect(said()).toEqual(times(5, "nothing was handed in"));
    expect(said({ path: "01.ipynb", refused: "is not JSON" })).toEqual(times(5, "nothing was graded"));
    expect(said({ path: "01.ipynb", failed: "out of memory" })).toEqual(times(4, "nothing was graded")); // not Gradescope's
  });
});

describe("Gradescope's results", () => {
  it("have its fields, and no seed that a student sees", () => {
    const results = JSON.parse(only("gradescope", ann));
    expect(results).toMatchObject({
      score: 3,
      output_format: "text",
      visibility: "visible",
      stdout_visibility: "hidden",
    });
    expect(results.tests.map(({ score, max_score, status }: { [key: string]: unknown }) => [score, max_score, status])).toEqual([[3, 3, "passed"], [0, 1, "failed"]]); // biome-ignore format: a table
    const { extra_data, ...seen } = results;
    expect(extra_data.seed).toBe(hostileReport.seed);
    expect(JSON.stringify(seen)).not.toContain(String(hostileReport.seed));
    expect(results.tests[1].output).toContain(cleanLine(NASTY).slice(0, 20));
  });
});

describe("JUnit", () => {
  it("is XML whose counts agree", () => {
    const { testsuites } = create(only("junit", hostileReport)).end({ format: "object" }) as { testsuites: { [key: string]: unknown } }; // biome-ignore format: one
    const suites = testsuites.testsuite as { [key: string]: string }[];
    expect(suites).toHaveLength(NAMES.length);
    for (const what of ["@tests", "@failures", "@errors"] as const)
      expect(Number(testsuites[what])).toBe(suites.reduce((sum, suite) => sum + Number(suite[what]), 0));
    expect(suites[0]["@errors"]).toBe("1");
  });
});

describe("GitHub Classroom's result", () => {
  it("is JSON in base64", () => {
    const { version, status, max_score, tests } = JSON.parse(Buffer.from(only("classroom", ann), "base64").toString());
    expect({ version, status, max_score }).toEqual({ version: 1, status: "error", max_score: 4 });
    expect(tests.map(({ status, score }: { [key: string]: unknown }) => [status, score])).toEqual([["pass", 3], ["fail", 0], ["error", 0]]); // biome-ignore format: a table
  });
});

describe("HTML pages", () => {
  it("hold the learner's text as text, and nothing that loads or runs", () => {
    for (const content of formats.html(hostileReport, {}).files.values()) {
      const { document } = new JSDOM(content).window;
      expect(
        document.querySelectorAll("script, img, iframe, svg, link, object, form, base, [src], [onerror], [onload]"),
      ).toHaveLength(0);
      for (const link of document.querySelectorAll("a")) expect(link.getAttribute("href")).toMatch(/^[^:/\\]+\.html$/);
      expect(document.querySelectorAll("h1")).toHaveLength(1);
      expect(document.querySelector("meta[http-equiv]")?.getAttribute("content")).toContain("default-src 'none'");
    }
  });

  it("tell what was wrong, with the course's formulae drawn and the learner's not", () => {
    const { document } = new JSDOM(formats.html(ann, {}).files.get("html/ann.html")).window;
    const text = document.body.textContent ?? "";
    for (const part of [
      "3 of 4",
      "This is what comes of: the mistake",
      "<script>alert(1)</script>",
      "$x^2$",
      "does not count: exercise 9 was not set",
    ])
      expect(text).toContain(part);
    expect(document.querySelectorAll("math")).toHaveLength(1);
    expect(text).not.toContain(String(hostileReport.seed));
  });
});
