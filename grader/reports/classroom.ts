import { clean, cleanLine } from "./clean.js";
import { perLearner } from "./file-name.js";
import type { Written } from "./format.js";
import type { LearnerReport, Report } from "./report.js";
import { feedback } from "./text.js";

/**
 * What GitHub Classroom's autograding reporter takes from a step: JSON in base64. One file for each learner; a repository
 * is one learner's, and its file is `classroom.txt`.
 */
export function classroom({ learners }: Report): Written {
  const content = (learner: LearnerReport): string => Buffer.from(JSON.stringify(result(learner))).toString("base64");
  if (learners.length === 1) return { files: new Map([["classroom.txt", content(learners[0])]]) };
  return { files: perLearner(learners, "classroom", "txt", content) };
}

function result({ points, maxPoints, graded, refused, failed }: LearnerReport): object {
  const errors = [...refused.map(({ refused }) => refused), ...failed.map(({ failed }) => failed)];
  const tests = graded.flatMap(({ exercise, checks, path }) =>
    checks.map((check) => ({
      name: `Exercise ${exercise}: ${cleanLine(check.title)}`,
      status: check.failure ? "fail" : "pass",
      score: check.points,
      message: check.failure ? feedback(check) : null,
      test_code: check.id,
      filename: cleanLine(path),
      line_no: 0,
      duration: 0,
    })),
  );
  const notGraded = errors.map((problem) => ({ name: "Not graded", status: "error", score: 0, message: clean(problem), test_code: "", filename: "", line_no: 0, duration: 0 })); // biome-ignore format: a test
  const status = errors.length > 0 ? "error" : points === maxPoints ? "pass" : "fail";
  return { version: 1, status, max_score: maxPoints, tests: [...tests, ...notGraded] };
}
