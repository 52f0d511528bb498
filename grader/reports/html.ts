import { perLearner } from "./file-name.js";
import type { Written } from "./format.js";
import { classPage } from "./html/class.js";
import { learnerPage } from "./html/learner.js";
import type { Report } from "./report.js";

/** Pages for people: one for each learner, to be forwarded, and an index of the class. Each is a file that needs no other. */
export function htmlPages(report: Report): Written {
  const pages = perLearner(report.learners, "html", "html", (learner) => learnerPage(report, learner));
  const index = report.learners.length > 1 ? [["html/index.html", classPage(report)] as const] : [];
  return { files: new Map([...index, ...pages]) };
}
