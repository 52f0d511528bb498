import type { TrainEnd, TrainProgress } from "../training/loop.js";
import { type Display, newDisplay } from "./display.js";
import { formatDuration, formatNumber } from "./format.js";
import { type Html, html } from "./html.js";
import { interruptSignal, releaseInterrupt } from "./interrupt.js";

/** What `train` takes: `train({ ...progress("training"), steps, step })`. */
export type Progress = {
  readonly onProgress: (progress: TrainProgress) => void;
  /** Ends the line, and lets Ctrl-C end the process again. */
  readonly onEnd: (how: TrainEnd) => void;
  /** Aborted by an interrupt of the kernel: the run stops after the step at hand. */
  readonly signal: AbortSignal;
};

type State = "running" | TrainEnd;

const opening: Readonly<Record<State, string>> = {
  running: "",
  done: "done at ",
  stopped: "stopped after ",
  failed: "failed after ",
};

/** A live line under the cell: bar, step, rate, time left, loss. One `progress` serves one run. */
export function progress(label: string): Progress {
  const signal = interruptSignal();
  const show = line(label);
  let last: TrainProgress | undefined;
  let listening = true;
  show(last, "running");
  return {
    signal,
    onProgress(now) {
      last = now;
      show(now, "running");
    },
    onEnd(how) {
      if (listening) releaseInterrupt(signal);
      listening = false;
      show(last, how);
    },
  };
}

/** Where the line goes: the cell's output, a terminal's last line, or, elsewhere, only its final state. */
function line(label: string): (now: TrainProgress | undefined, state: State) => void {
  const display: Display | undefined = newDisplay();
  if (display) return (now, state) => display.html(progressHtml(label, now, state).markup);
  const { stdout } = process;
  return (now, state) => {
    const text = `${label}: ${describeProgress(now, state)}`;
    if (stdout.isTTY) stdout.write(`\r\x1b[K${text}${state === "running" ? "" : "\n"}`);
    else if (state !== "running") stdout.write(`${text}\n`);
  };
}

/** The line as HTML. A progressbar, not a live region: a screen reader asks for it and is not interrupted by it. */
export function progressHtml(label: string, now: TrainProgress | undefined, state: State): Html {
  const text = describeProgress(now, state);
  const [value, max] = now ? [now.step, now.steps] : [state === "done" ? 1 : 0, 1];
  return html`<div style="display:flex;gap:.75em;align-items:center;font-variant-numeric:tabular-nums"><strong>${label}</strong>
<progress value="${value}" max="${max}" aria-label="${label}" aria-valuetext="${text}"></progress><span>${text}</span></div>`;
}

/** `step 340 of 1,000 · 312 steps/s · 2.1 s left · loss 0.123`. */
export function describeProgress(now: TrainProgress | undefined, state: State): string {
  if (!now) return state === "running" ? "starting" : state;
  const { step, steps, stepsPerSecond, secondsLeft, loss, gradNorm } = now;
  const rate = stepsPerSecond >= 10 ? Math.round(stepsPerSecond) : Number(stepsPerSecond.toPrecision(2));
  return [
    `${opening[state]}step ${formatNumber(step)} of ${formatNumber(steps)}`,
    `${formatNumber(rate)} steps/s`,
    ...(state === "running" ? [`${formatDuration(secondsLeft)} left`] : []),
    `loss ${formatNumber(loss)}`,
    ...(gradNorm === undefined ? [] : [`gradient norm ${formatNumber(gradNorm)}`]),
  ].join(" · ");
}
