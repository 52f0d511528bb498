import { basename } from "node:path";
import { type Html, html } from "unrolled/notebook";
import type { CheckResult } from "../../checks/grade.js";
import type { GradedNotebook } from "../../submissions/grade-notebook.js";
import { clean, cleanLine } from "../clean.js";
import { absence, isGraded, type LearnerReport, type Report, type SetExercise } from "../report.js";
import { inline, paragraphs, words } from "./markdown.js";
import { bar, page, share } from "./page.js";

/** What a learner reads: what is right, what is not yet, and where to look. The seed is not in it. */
export function learnerPage(report: Report, learner: LearnerReport): string {
  const name = cleanLine(learner.learner);
  const sections = report.exercises.map((exercise) => section(exercise, learner));
  return page(
    `${name} · ${report.title}`,
    html`<header>
<p class="faint">${cleanLine(report.title)}</p>
<h1>${name}</h1>
${total(learner)}
</header>
${trouble(learner)}
${sections}
${footer(report)}`,
  );
}

function total(learner: LearnerReport): Html {
  const { points, maxPoints } = learner;
  if (!isGraded(learner)) return html`<p class="total"><strong>Not graded yet</strong></p>`;
  return html`<p class="total"><strong>${points}</strong> of ${maxPoints} points</p>
${bar(share(points, maxPoints))}`;
}

function trouble({ refused, failed, superseded, notSet }: LearnerReport): Html | "" {
  const lines = [
    ...refused.map(
      ({ path, refused }) => html`<strong>${fileOf(path)}</strong> could not be graded: it ${clean(refused)}.`,
    ),
    ...failed.map(({ path }) => html`<strong>${fileOf(path)}</strong> is not graded yet: the grader itself failed.`),
    ...superseded.map(
      ({ path }) => html`<strong>${fileOf(path)}</strong> does not count: a better one of the same exercise is there.`,
    ),
    ...notSet.map(
      ({ path, exercise }) => html`<strong>${fileOf(path)}</strong> does not count: exercise ${exercise} was not set.`,
    ),
  ];
  if (lines.length === 0) return "";
  return html`<ul>${lines.map((line) => html`<li class="note">${line}</li>`)}</ul>`;
}

const fileOf = (path: string): string => cleanLine(basename(path));

function section({ number, title, maxPoints, insight }: SetExercise, learner: LearnerReport): Html {
  const notebook = learner.graded.find(({ exercise }) => exercise === number);
  const none = isGraded(learner) ? 0 : "–"; // what the grader failed on may have been of this exercise
  const heading = html`<h2 id="exercise-${number}"><span class="points">${notebook?.points ?? none} of ${maxPoints}</span>Exercise ${number}. ${inline(title)}</h2>`;
  if (!notebook) return html`<section>${heading}<p class="note">${sentence(absence(learner))}.</p></section>`;
  const isSolved = notebook.points === notebook.maxPoints;
  return html`<section>${heading}
${notebook.problems.map((problem) => html`<p class="note">${words(sentence(problem))}</p>`)}
<ul class="checks">${notebook.checks.map(check)}</ul>
${isSolved ? html`<div class="insight">${paragraphs(insight)}</div>` : ""}
${asides(notebook)}
</section>`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function check(result: CheckResult): Html {
  const { title, points, maxPoints, failure, remark } = result;
  const [kind, mark, said] = failure ? ["wrong", "✗", "not yet: "] : ["right", "✓", "right: "];
  return html`<li class="${kind}"><span class="mark" role="img" aria-label="${said}">${mark}</span>${inline(title)} <span class="faint">${points} of ${maxPoints}${remark ? html`, ${words(remark)}` : ""}</span>${failure ? why(result) : ""}</li>`;
}

function why({ failure, misconception, lookAt }: CheckResult): Html {
  const { problem = "", input, got, expected } = failure ?? {};
  if (!lookAt) return html`<p class="blank">${words(problem)}</p>`; // there was no answer to say more about
  const numbers = [["Input", input], ["Got", got], ["Expected", expected]].filter(([, text]) => text); // biome-ignore format: a list
  return html`<div class="why"><p class="problem">${words(problem)}</p>
${misconception ? html`<p>This is what comes of: <strong>${inline(misconception)}</strong>.</p>` : ""}
${lookAt ? html`<p><strong>Look at:</strong> ${inline(lookAt)}</p>` : ""}
${numbers.length > 0 ? html`<details><summary>The numbers</summary><dl>${numbers.map(([name, text]) => html`<dt>${name}</dt><dd><pre>${clean(text ?? "")}</pre></dd>`)}</dl></details>` : ""}</div>`;
}

function asides({ typeErrors, output }: GradedNotebook): Html[] {
  const parts: Html[] = [];
  if (typeErrors.length > 0) {
    const lines = typeErrors.map((error) => html`<li>${words(error)}</li>`);
    parts.push(html`<details><summary>Type errors, without effect on the points</summary><ul>${lines}</ul></details>`);
  }
  if (output) parts.push(html`<details><summary>What the code printed</summary><pre>${clean(output)}</pre></details>`);
  return parts;
}

function footer({ isolation, version }: Report): Html {
  return html`<footer>Graded by program, with fresh random numbers where a check draws any. A part that follows rightly from an earlier mistake is carried forward. Grader ${version}, isolation ${isolation.level}.</footer>`;
}
