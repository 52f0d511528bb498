import { type Html, html } from "unrolled/notebook";
import { clean, cleanLine } from "../clean.js";
import { fileName } from "../file-name.js";
import { isGraded, type LearnerReport, type Report } from "../report.js";
import { distribution, hardestChecks } from "../statistics.js";
import { inline } from "./markdown.js";
import { page, perCent, share } from "./page.js";

/** What the teacher reads: how the class did, what was hard, what could not be graded, and everybody's page. */
export function classPage(report: Report): string {
  const { title, learners, exercises } = report;
  const maxPoints = exercises.reduce((sum, exercise) => sum + exercise.maxPoints, 0);
  return page(
    `${title}: the class`,
    html`<h1>${cleanLine(title)}</h1>
<p class="faint">${learners.length} learners, ${exercises.length} exercises, ${maxPoints} points</p>
${trouble(learners)}
${scores(report)}
${hardest(report)}
${everybody(report)}
${footer(report)}`,
    true,
  );
}

function trouble(learners: readonly LearnerReport[]): Html | "" {
  const lines = learners.flatMap(({ learner, refused, failed }) => [
    ...refused.map(({ path, refused }) => [learner, path, refused]),
    ...failed.map(({ path, failed }) => [learner, path, `the grader failed: ${failed}`]),
  ]);
  if (lines.length === 0) return "";
  const row = ([learner, path, problem]: string[]): Html =>
    html`<li class="note"><strong>${cleanLine(learner)}</strong>: ${cleanLine(path)} ${clean(problem)}</li>`;
  return html`<section><h2>Not graded</h2><ul>${lines.map(row)}</ul></section>`;
}

function scores(report: Report): Html {
  const known = distribution(report);
  if (!known) return html`<section><h2>Scores</h2><p>Nobody is graded yet.</p></section>`;
  const { bins, mean, median, notGraded } = known;
  const most = Math.max(...bins.map(({ count }) => count));
  const rows = bins.map(
    ({ from, to, count }) =>
      html`<tr><th scope="row">${from}–${to} %</th><td>${count}</td><td class="text column"><i style="width:${((100 * count) / most).toFixed(1)}%"></i></td></tr>`,
  );
  return html`<section><h2>Scores</h2><p>Mean ${perCent(mean)}, median ${perCent(median)}${notGraded > 0 ? `, without ${notGraded} not graded yet` : ""}.</p>
<table><caption>Learners by their share of all points</caption><thead><tr><th scope="col" class="text">Share</th><th scope="col">Learners</th><td class="column"></td></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function hardest(report: Report): Html | "" {
  const checks = hardestChecks(report, 10);
  if (checks.length === 0) return "";
  const rows = checks.map(
    ({ exercise, title, passed, handedIn, commonest }) =>
      html`<tr><th scope="row">${exercise}. ${inline(title)}</th><td>${perCent(passed / handedIn)}</td><td>${handedIn}</td><td class="text">${commonest ? inline(commonest) : ""}</td></tr>`,
  );
  return html`<section><h2>Hardest checks</h2><div class="scroll" tabindex="0" role="region" aria-label="Hardest checks"><table><caption>By the share of those who handed the exercise in</caption><thead><tr><th scope="col" class="text">Check</th><th scope="col">Passed</th><th scope="col">Handed in</th><th scope="col" class="text">Most often</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function everybody({ learners, exercises }: Report): Html {
  const head = exercises.map(
    ({ number, maxPoints }) => html`<th scope="col">${number}<br><span class="faint">of ${maxPoints}</span></th>`,
  );
  const rows = learners.map((one) => {
    const { learner, points, maxPoints, graded } = one;
    const cells = exercises.map(
      ({ number }) => html`<td>${graded.find(({ exercise }) => exercise === number)?.points ?? "–"}</td>`,
    );
    const total = isGraded(one) ? [points, perCent(share(points, maxPoints))] : ["–", "–"];
    const link = html`<a href="${encodeURIComponent(fileName(learner, "html"))}">${cleanLine(learner) || "(no name)"}</a>`;
    return html`<tr><th scope="row">${link}</th>${total.map((text) => html`<td>${text}</td>`)}${cells}</tr>`;
  });
  return html`<section><h2>Everybody</h2><div class="scroll" tabindex="0" role="region" aria-label="Everybody"><table><caption>Points by exercise; a dash where nothing was handed in or it could not be graded</caption><thead><tr><th scope="col" class="text">Learner</th><th scope="col">Points</th><th scope="col">Share</th>${head}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function footer({ seed, version, isolation }: Report): Html {
  return html`<footer>Seed ${seed}, grader ${version}. Isolation ${isolation.level}: ${isolation.measures.join("; ")}. ${isolation.caution ?? ""} This page names everybody: it is the teacher's. The pages of the learners name only themselves.</footer>`;
}
