import { clean, cleanLine } from "./clean.js";
import { perGraded } from "./file-name.js";
import type { Written } from "./format.js";
import type { LearnerReport, Report } from "./report.js";
import { feedback } from "./text.js";

/**
 * What GitHub Classroom's autograding reporter takes from a step: JSON in base64. One file for each learner; a repository
 * is one learner's, and its file is `classroom.txt`. None where the grader itself failed: that is nobody's zero.
 */
export function classroom({ learners }: Report): Written {
  return perGraded(learners, "classroom.txt", "classroom", (learner) =>
    Buffer.from(JSON.stringify(result(learner))).toString("base64"),
  );
}

function result({ points, maxPoints, graded, refused }: LearnerReport): object {
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
  const notGraded = refused.map(({ refused: problem }) => ({ name: "Not graded", status: "error", score: 0, message: clean(problem), test_code: "", filename: "", line_no: 0, duration: 0 })); // biome-ignore format: a test
  const status = refused.length > 0 ? "error" : points === maxPoints ? "pass" : "fail";
  return { version: 1, status, max_score: maxPoints, tests: [...tests, ...notGraded] };
}
