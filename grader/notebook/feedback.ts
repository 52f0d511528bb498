import { type Html, html } from "unrolled/notebook";
import type { Exercise } from "../checks/exercise.js";
import { type CheckResult, score } from "../checks/grade.js";

/** A check's line: the sign and the word say what the colour says. */
const mark = (result: CheckResult): string => (result.failure ? "✗" : "✓");
const word = (result: CheckResult): string => (result.failure ? "failed" : "passed");
const aside = ({ remark, misconception }: CheckResult): string => remark ?? misconception ?? "";

function summary(results: readonly CheckResult[]): string {
  const passed = results.filter(({ failure }) => !failure).length;
  return `Public checks only: ${passed} of ${results.length} checks passed. The mark comes from a grading run of its own.`;
}

function headline({ number, title }: Exercise, results: readonly CheckResult[]): string {
  const { points, maxPoints } = score(results);
  return `Exercise ${number}, ${title}: ${points} of ${maxPoints} points${points === maxPoints ? ". Solved" : ""}`;
}

/** The result of `check` as plain text. */
export function feedbackText(exercise: Exercise, results: readonly CheckResult[]): string {
  const lines = results.map((result) => {
    const note = aside(result) && ` (${aside(result)})`;
    return `  ${mark(result)} ${word(result)}  ${result.title}, ${result.points}/${result.maxPoints}${note}`;
  });
  const failed = results.find(({ failure }) => failure);
  const detail = failed ? ["", ...failureLines(failed)] : [];
  return [headline(exercise, results), ...lines, ...detail, "", summary(results)].join("\n");
}

/** One failed check in full. */
function failureLines({ title, failure, misconception, lookAt }: CheckResult): string[] {
  const block = (name: string, text?: string): string[] =>
    text ? [`${name}:`, ...text.split("\n").map((line) => `    ${line}`)] : [];
  const lines = [
    failure?.problem ?? "",
    ...(misconception ? [`This is what comes of: ${misconception}.`] : []),
    ...(lookAt ? [`Look at this next: ${lookAt}`] : []),
    ...block("input", failure?.input),
    ...block("got", failure?.got),
    ...block("expected", failure?.expected),
  ];
  return [`First failure: ${title}`, ...lines.map((line) => `  ${line}`)];
}

/** The same as HTML in the notebook's own colours, light or dark. */
export function feedbackHtml(exercise: Exercise, results: readonly CheckResult[]): Html {
  const failed = results.find(({ failure }) => failure);
  const edge = failed
    ? "var(--jp-error-color1, var(--vscode-errorForeground, #b3261e))"
    : "var(--jp-success-color1, var(--vscode-testing-iconPassed, #2e7d32))";
  return html`<div role="status" style="border-left:4px solid ${edge};padding:.2em 1em;line-height:1.5">
<p style="margin:.3em 0"><strong>${headline(exercise, results)}</strong></p>
<ul style="list-style:none;margin:.3em 0;padding:0">${results.map(lineHtml)}</ul>
${failed && failureHtml(failed)}
<p style="margin:.5em 0;opacity:.8">${summary(results)}</p>
</div>`;
}

function lineHtml(result: CheckResult): Html {
  const note = aside(result);
  return html`<li style="margin:.1em 0"><span aria-hidden="true">${mark(result)}</span> ${word(result)}: ${result.title}, ${result.points}/${result.maxPoints}${note && html` <em>(${note})</em>`}</li>`;
}

function failureHtml({ title, failure, misconception, lookAt }: CheckResult): Html {
  const block = (name: string, text?: string): Html | undefined =>
    text
      ? html`<dt>${name}</dt><dd style="margin:0"><pre style="margin:.2em 0 .6em;white-space:pre-wrap">${text}</pre></dd>`
      : undefined;
  const numbers = failure?.input || failure?.got || failure?.expected;
  return html`<p style="margin:.6em 0 .2em"><strong>First failure: ${title}</strong></p>
<p style="margin:.2em 0">${prose(failure?.problem ?? "")}</p>
${misconception && html`<p style="margin:.2em 0">This is what comes of: <strong>${misconception}</strong>.</p>`}
${lookAt && html`<p style="margin:.2em 0">Look at this next: ${prose(lookAt)}</p>`}
${numbers && html`<details open><summary>The numbers</summary><dl style="margin:.3em 0">${block("input", failure?.input)}${block("got", failure?.got)}${block("expected", failure?.expected)}</dl></details>`}`;
}

/** Text between backticks is code. */
function prose(text: string): Html[] {
  return text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
