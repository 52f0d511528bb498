import { create } from "xmlbuilder2";
import { clean, cleanLine } from "./clean.js";
import type { Written } from "./format.js";
import { absence, isGraded, type LearnerReport, type Report } from "./report.js";
import { feedback } from "./text.js";

/** JUnit's XML: a suite for each learner, a case for each check; what could not be graded is an error, not a failure. */
export function junit({ title, learners }: Report): Written {
  const suites = learners.map(suite);
  const total = (what: "tests" | "failures" | "errors"): number =>
    suites.reduce((sum, one) => sum + one[`@${what}`], 0);
  const root = {
    testsuites: {
      "@name": cleanLine(title),
      "@tests": total("tests"),
      "@failures": total("failures"),
      "@errors": total("errors"),
      testsuite: suites,
    },
  };
  const options = { encoding: "UTF-8", invalidCharReplacement: "\ufffd" };
  return { files: new Map([["junit.xml", `${create(options, root).end({ prettyPrint: true })}\n`]]) };
}

function suite(report: LearnerReport) {
  const { learner, points, maxPoints, graded, refused, failed, missing } = report;
  const cases = graded.flatMap(({ exercise, title, checks }) =>
    checks.map((check) => ({
      "@classname": `Exercise ${exercise}. ${title}`,
      "@name": cleanLine(check.title),
      ...(check.failure ? { failure: { "@message": cleanLine(check.failure.problem), "#": feedback(check) } } : {}),
    })),
  );
  const absent = missing.map((number) => ({
    "@classname": `Exercise ${number}`,
    "@name": absence(report),
    skipped: {},
  }));
  const errors = [
    ...refused.map(({ path, refused }) => errorCase(path, refused)),
    ...failed.map(({ path, failed }) => errorCase(path, `the grader failed: ${failed}`)),
  ];
  const total = isGraded(report) ? `${points}/${maxPoints}` : "not graded yet";
  return {
    "@name": cleanLine(learner),
    "@tests": cases.length + absent.length + errors.length,
    "@failures": cases.filter((one) => "failure" in one).length,
    "@errors": errors.length,
    "@skipped": absent.length,
    properties: { property: { "@name": "points", "@value": total } },
    testcase: [...cases, ...absent, ...errors],
  };
}

const errorCase = (path: string, problem: string) => ({
  "@classname": "Not graded",
  "@name": cleanLine(path),
  error: { "@message": cleanLine(problem), "#": clean(problem) },
});
