import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { hostileReport } from "../testing/hostile-report.js";
import { moodle } from "./moodle.js";
import { type LearnerReport, learnerReport } from "./report.js";

/* Ann has 3 of 4 points. */

const [notebook] = hostileReport.learners[0].graded;
const ann = learnerReport("ann", [notebook], hostileReport.exercises);

const worksheet = (maximum: string, feedback = ""): string =>
  `Identifier,Username,Grade,"Maximum Grade","Feedback comments"\nParticipant 7,ann,,"${maximum}","${feedback}"\n`;

/** The grade and the comment in the filled worksheet, which comes third. */
function filled(moodleWorksheet: string, learner: LearnerReport = ann): string[] {
  const { files } = moodle({ ...hostileReport, learners: [learner] }, { moodleWorksheet });
  const text = files.get("moodle.csv") ?? "";
  const [, [, , grade, , comment]]: string[][] = parse(text);
  return [grade, comment, text];
}

describe("the maximum grade in Moodle's worksheet", () => {
  it.each([
    ["100.00", "75"],
    ["100,00", "75"],
    ["100", "75"],
    ["2,5", "1.88"],
  ])("%s is read in any language", (maximum, grade) => {
    expect(filled(worksheet(maximum))[0]).toBe(grade);
  });

  it.each(["", "ten", "1.000,00", "0.00", "-2.00"])("%j is none: nothing is written", (maximum) => {
    expect(() => filled(worksheet(maximum))).toThrow(
      `the Moodle worksheet: Maximum Grade of Participant 7 must be a number above 0, got "${maximum}"`,
    );
  });
});

describe("the comment in Moodle's worksheet", () => {
  const ours = "[Autograder: Exercise 1: 3 of 4]";

  it("stands after the teacher's, once, however often it is filled", () => {
    expect(filled(worksheet("4"))[1]).toBe(ours);
    const [, comment, again] = filled(worksheet("4", "Well done, <b>Ann</b>!"));
    expect(comment).toBe(`Well done, <b>Ann</b>!<br>${ours}`);
    expect(filled(again)[1]).toBe(comment);
  });

  it.each([
    "Well done!<br>[Autograder: Exercise 1: nothing was graded. Not graded yet: run again]",
    "Well done!<br />[Autograder: Exercise 1: 2 of 4]",
    "Well done![Autograder: Exercise 1: 2 of 4]", // as Moodle from 4.0 exports it: without markup
    "[Autograder: Exercise 1: 2 of 4]Well done!",
  ])("takes the place of an earlier run's in %j", (written) => {
    expect(filled(worksheet("4", written))[1]).toBe(`Well done!<br>${ours}`);
  });

  it("is found again whatever a file of the learner's is called", () => {
    const refused = { path: "a[1] Autograder: ].ipynb", refused: "is not JSON" };
    const [, comment, again] = filled(worksheet("4", "Hm."), learnerReport("ann", [notebook, refused], hostileReport.exercises)); // biome-ignore format: one
    expect(comment).toContain("a(1) Autograder: ).ipynb is not JSON");
    expect(filled(again)[1]).toBe(`Hm.<br>${ours}`);
  });
});
