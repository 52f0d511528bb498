import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { hostileReport } from "../testing/hostile-report.js";
import type { Inputs } from "./format.js";
import { type FormatName, formats } from "./formats.js";
import type { Report } from "./report.js";
import { distribution } from "./statistics.js";
import { textReport } from "./text.js";

/* Nobody's zero: what the grader itself failed on makes no mark, in any format. Ann and Ben have 3 of 4 points each, and the
   grader failed on another of Ben's notebooks. */

const [ann] = hostileReport.learners;
const ben = { ...ann, learner: "ben", failed: [{ path: "02.ipynb", failed: "out of memory" }] };
const both: Report = { ...hostileReport, learners: [ann, ben] };
const alone: Report = { ...hostileReport, learners: [ben] };

const filesOf = (name: FormatName, report: Report, inputs?: Inputs): { readonly [path: string]: string } =>
  Object.fromEntries(formats[name](report, inputs ?? {}).files);
const textOf = (page: string, selector: string): string[] =>
  [...new JSDOM(page).window.document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? "");

describe("where the grader itself failed", () => {
  it("the table has no total, and says why", () => {
    const [, first, second] = filesOf("csv", both)["grades.csv"].split("\n");
    expect(first).toMatch(/^"ann","3","4","75","3",/);
    expect(second).toMatch(/^"ben","","4","","3",.*the grader failed: out of memory"$/);
  });

  it.each([
    ["gradescope", "gradescope/ann.json"],
    ["classroom", "classroom/ann.txt"],
  ] as const)("%s has no file, and the terminal says so", (name, file) => {
    expect(Object.keys(filesOf(name, both))).toEqual([file]);
    expect(filesOf(name, alone)).toEqual({});
    expect(formats[name](both, {}).notes).toEqual(["ben: not graded yet: run again"]);
  });

  it("the learner's page has no total, and no zero for an exercise that may be meant", () => {
    const pages = filesOf("html", { ...both, learners: [ann, { ...ben, graded: [], points: 0, missing: [1] }] });
    expect(textOf(pages["html/ann.html"], ".total, .points, .bar")).toEqual(["3 of 4 points", "", "3 of 4"]);
    expect(textOf(pages["html/ben.html"], ".total, .points, .bar")).toEqual(["Not graded yet", "– of 4"]);
    const nothing = { ...ann, graded: [], points: 0, missing: [1] };
    const [page] = Object.values(filesOf("html", { ...both, learners: [nothing] }));
    expect(textOf(page, ".total, .points")).toEqual(["0 of 4 points", "0 of 4"]);
  });

  it("the page of the class leaves the learner out of the scores", () => {
    const page = filesOf("html", both)["html/index.html"];
    expect(textOf(page, "section p")).toEqual(["Mean 75 %, median 75 %, without 1 not graded yet."]);
    const rows = textOf(page, "section:last-of-type tbody tr");
    expect(rows).toEqual(["ann375 %3", "ben––3"]);
    expect(filesOf("html", { ...both, learners: [ben, ben] })["html/index.html"]).toContain("Nobody is graded yet.");
  });

  it("the terminal says no total, and no mean of nobody", () => {
    expect(textReport(alone)).toContain("Total: not graded yet: run again");
    expect(textReport({ ...both, learners: [ben, ben] })).toContain("Scores: nobody is graded yet\n");
    expect(distribution(alone)).toBeUndefined();
  });

  it("JUnit names no points", () => {
    const xml = filesOf("junit", both)["junit.xml"];
    expect(xml.match(/name="points" value="[^"]*"/g)).toEqual([
      'name="points" value="3/4"',
      'name="points" value="not graded yet"',
    ]);
  });
});
