import { ArgumentError, checkInteger, describe } from "../tensor/errors.js";

/** One step's result. */
export type StepResult = { readonly loss: number; readonly gradNorm?: number };

/** Where a run stands; `secondsLeft` is estimated from the rate so far. */
export type TrainProgress = StepResult & {
  readonly step: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
};

/** How a run ends: all steps done, stopped by its signal, or with an error. */
export type TrainEnd = "done" | "stopped" | "failed";

/** A training run: what a step does, how many, and who is told. */
export type TrainOptions = {
  /** Total number of steps. */
  readonly steps: number;
  /** Does step i = 0, 1, … and returns its loss, or a promise of it when the step is computed elsewhere. */
  readonly step: (i: number) => StepResult | Promise<StepResult>;
  /** The first step to do: a run that was stopped goes on from `result.next`. */
  readonly from?: number;
  /** Called at most ten times a second, and once after the last step, be it that the run was stopped or failed. */
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Called once, after all else, however the run ends: also when it throws, and when there was nothing to do. */
  readonly onEnd?: (how: TrainEnd) => void;
  /** Stops the run cleanly after the step at hand. */
  readonly signal?: AbortSignal;
  /** Called after every `every`-th step and when the run ends or is stopped, with the step to go on from. */
  readonly checkpoint?: { readonly every: number; readonly save: (next: number) => void | Promise<void> };
};

/** `next` is the step to go on from; it equals `steps` when the run is complete. */
export type TrainResult = { readonly losses: number[]; readonly gradNorms: number[]; readonly next: number };

const PROGRESS_MS = 100;
const YIELD_MS = 50;

/**
 * Runs a training loop that stays responsive: it hands control back about every 50 ms, so that a notebook shows
 * progress and an interrupt is heard. A loss that is not finite stops it with an error that names the step.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const run: Run = { losses: [], gradNorms: [], next: options.from ?? 0 };
  let how: TrainEnd = "failed";
  try {
    checkOptions(options);
    await doSteps(options, run);
    how = run.next < options.steps ? "stopped" : "done";
  } finally {
    options.onEnd?.(how);
  }
  return run;
}

function checkOptions({ steps, from = 0, checkpoint }: TrainOptions): void {
  checkInteger("train", "steps", steps, 0);
  checkInteger("train", "from", from, 0);
  if (checkpoint) checkInteger("train", "checkpoint.every", checkpoint.every);
}

type Run = { readonly losses: number[]; readonly gradNorms: number[]; next: number };

/** Does the steps from `run.next` on and writes down how far it came. */
async function doSteps(options: TrainOptions, run: Run): Promise<void> {
  const { steps, step, signal, checkpoint } = options;
  const report = new Reporter(options, run.next);
  let [saved, yielded] = [run.next, performance.now()];
  try {
    while (run.next < steps && !signal?.aborted) {
      const answer = step(run.next);
      const result = isPromise(answer) ? await answer : answer; // awaiting a plain result would slow short steps down
      checkResult(result, run.next);
      run.losses.push(result.loss);
      if (result.gradNorm !== undefined) run.gradNorms.push(result.gradNorm);
      report.add(result, ++run.next);
      if (checkpoint && run.next % checkpoint.every === 0) {
        await checkpoint.save(run.next);
        saved = run.next;
      }
      if (performance.now() - yielded >= YIELD_MS) {
        await nextTask();
        yielded = performance.now();
      }
    }
  } finally {
    report.flush();
  }
  if (checkpoint && saved < run.next) await checkpoint.save(run.next);
}

const isPromise = (answer: StepResult | Promise<StepResult>): answer is Promise<StepResult> =>
  typeof (answer as Partial<Promise<StepResult>> | undefined | null)?.then === "function";

/** Refuses what is no loss, such as the answer of a step without `return`, and a loss that is not finite. */
function checkResult(result: StepResult, i: number): void {
  const loss: unknown = (result as StepResult | null | undefined)?.loss;
  if (typeof loss !== "number") {
    const got = result !== null && typeof result === "object" ? `${describe(loss)} as its loss` : describe(result);
    throw new ArgumentError(`train: step must return { loss: number }, got ${got} at step ${i}`);
  }
  if (Number.isFinite(loss)) return;
  throw new ArgumentError(`train: the loss became ${loss} at step ${i}; lower the learning rate or clip the gradient`);
}

/** Passes progress on, but not more often than a person can read it. */
class Reporter {
  private readonly start = performance.now();
  private shown = Number.NEGATIVE_INFINITY;
  private waiting: { readonly result: StepResult; readonly done: number } | null = null;

  constructor(
    private readonly options: TrainOptions,
    private readonly from: number,
  ) {}

  /** `done` is the number of steps done so far. */
  add(result: StepResult, done: number): void {
    this.waiting = { result, done };
    if (done >= this.options.steps || performance.now() - this.shown >= PROGRESS_MS) this.flush();
  }

  /** Shows the last result, if it was not yet. */
  flush(): void {
    if (!this.waiting) return;
    const [{ result, done }, { steps, onProgress }, now] = [this.waiting, this.options, performance.now()];
    const stepsPerSecond = (done - this.from) / Math.max((now - this.start) / 1000, 1e-9);
    this.waiting = null;
    this.shown = now;
    onProgress?.({ ...result, step: done, steps, stepsPerSecond, secondsLeft: (steps - done) / stepsPerSecond });
  }
}

/** A macrotask turn, in Node and in browsers: a microtask would not let an interrupt in. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
