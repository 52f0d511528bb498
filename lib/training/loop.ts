import { ArgumentError, checkInteger } from "../tensor/errors.js";

/** One step's result. */
export type StepResult = { readonly loss: number; readonly gradNorm?: number };

/** Where a run stands; `secondsLeft` is estimated from the rate so far. */
export type TrainProgress = StepResult & {
  readonly step: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
};

/** A training run: what a step does, how many, and who is told. */
export type TrainOptions = {
  /** Total number of steps. */
  readonly steps: number;
  /** Does step i = 0, 1, … and returns its loss, or a promise of it when the step is computed elsewhere. */
  readonly step: (i: number) => StepResult | Promise<StepResult>;
  /** The first step to do: a run that was stopped goes on from `result.next`. */
  readonly from?: number;
  /** Called at most ten times a second, and once at the end. */
  readonly onProgress?: (progress: TrainProgress) => void;
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
  const { steps, step, from = 0, signal, checkpoint } = options;
  checkInteger("train", "steps", steps, 0);
  checkInteger("train", "from", from, 0);
  if (checkpoint) checkInteger("train", "checkpoint.every", checkpoint.every);
  const [losses, gradNorms]: [number[], number[]] = [[], []];
  const report = reporter(options, from);
  let [saved, yielded, i] = [from, performance.now(), from];
  for (; i < steps && !signal?.aborted; i++) {
    const answer = step(i);
    const result = "then" in answer ? await answer : answer; // awaiting a plain result would slow short steps down
    if (!Number.isFinite(result.loss)) {
      throw new ArgumentError(
        `train: the loss became ${result.loss} at step ${i}; lower the learning rate or clip the gradient`,
      );
    }
    losses.push(result.loss);
    if (result.gradNorm !== undefined) gradNorms.push(result.gradNorm);
    report(result, i + 1);
    if (checkpoint && (i + 1) % checkpoint.every === 0) {
      await checkpoint.save(i + 1);
      saved = i + 1;
    }
    if (performance.now() - yielded >= YIELD_MS) {
      await nextTask();
      yielded = performance.now();
    }
  }
  if (checkpoint && saved < i) await checkpoint.save(i);
  return { losses, gradNorms, next: i };
}

/** Passes progress on, but not more often than a person can read it. `done` is the number of steps done so far. */
function reporter({ steps, onProgress }: TrainOptions, from: number): (result: StepResult, done: number) => void {
  const start = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  return (result, done) => {
    const now = performance.now();
    if (!onProgress || (now - shown < PROGRESS_MS && done < steps)) return;
    const stepsPerSecond = (done - from) / Math.max((now - start) / 1000, 1e-9);
    onProgress({ ...result, step: done, steps, stepsPerSecond, secondsLeft: (steps - done) / stepsPerSecond });
    shown = now;
  };
}

/** A macrotask turn, in Node and in browsers: a microtask would not let an interrupt in. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
