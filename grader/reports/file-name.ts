import { createHash } from "node:crypto";
import type { Written } from "./format.js";
import { isGraded, type LearnerReport, notGradedYet } from "./report.js";

/** A learner's name as a file's, on any system: what had to be changed in it is told apart by a digest. */
export function fileName(learner: string, extension: string): string {
  const safe = learner
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._@ -]/gu, "_")
    .replace(/^[. ]+|[. ]+$/g, "_")
    .slice(0, 80);
  const isReserved = /^(index|con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe) || safe === "";
  const digest = createHash("sha256").update(learner).digest("hex").slice(0, 8);
  return `${safe === learner && !isReserved ? safe : `${safe || "learner"}-${digest}`}.${extension}`;
}

/** One file for each learner below a folder. */
export function perLearner<L extends { readonly learner: string }>(
  learners: readonly L[],
  folder: string,
  extension: string,
  content: (learner: L) => string,
): Map<string, string> {
  return new Map(learners.map((one) => [`${folder}/${fileName(one.learner, extension)}`, content(one)]));
}

/** The same for those who are graded, with a note on the others; a learner alone gets the file `alone`. */
export function perGraded(
  learners: readonly LearnerReport[],
  alone: string,
  folder: string,
  content: (learner: LearnerReport) => string,
): Written {
  const graded = learners.filter(isGraded);
  const extension = alone.slice(alone.lastIndexOf(".") + 1);
  const files =
    learners.length === 1
      ? new Map(graded.map((one) => [alone, content(one)]))
      : perLearner(graded, folder, extension, content);
  return { files, notes: notGradedYet(learners) };
}
