import { checkInteger, checkPositive } from "../tensor/errors.js";

/**
 * The learning rate of step i = 0, 1, … (ch. 9, "Essential RNN Training Checklist"). Set `optimiser.lr` from it before
 * each step.
 */
export type Schedule = (step: number) => number;

/** The same learning rate at every step. */
export function constantSchedule(lr: number): Schedule {
  checkPositive("constantSchedule", "lr", lr);
  return () => lr;
}

/** lr · factor^⌊step / every⌋: a drop at every `every`-th step. */
export function stepSchedule(lr: number, { every, factor }: { every: number; factor: number }): Schedule {
  checkPositive("stepSchedule", "lr", lr);
  checkInteger("stepSchedule", "every", every);
  checkPositive("stepSchedule", "factor", factor);
  return (step) => lr * factor ** Math.floor(step / every);
}

/** Half a cosine from lr at step 0 to 0 at step `steps`, and 0 after it (Loshchilov & Hutter 2017, without restarts). */
export function cosineSchedule(lr: number, { steps }: { steps: number }): Schedule {
  checkPositive("cosineSchedule", "lr", lr);
  checkInteger("cosineSchedule", "steps", steps);
  return (step) => (lr / 2) * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps));
}

/** The first `steps` steps rise in a line to another schedule, which then goes on from its own beginning. */
export function warmup(steps: number, then: Schedule): Schedule {
  checkInteger("warmup", "steps", steps);
  return (step) => (step < steps ? (then(0) * (step + 1)) / steps : then(step - steps));
}
