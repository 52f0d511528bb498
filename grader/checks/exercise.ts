import type { Rng } from "unrolled";
import type { Asking } from "./conversation.js";

/** One thing that is right or wrong, with points of its own. It passes by returning and fails by throwing a `Failure`. */
export type Check = {
  readonly id: string;
  /** What holds when it passes: "h for one step". */
  readonly title: string;
  readonly points: number;
  /** Where to look when it fails for a reason that no mutant explains. */
  readonly lookAt: string;
  /** Returns a remark for the report, or nothing. `rng` is this check's own stream. */
  run(rng: Rng): Asking<string | undefined>;
};

/** What a submission offers, by name: functions for code, numbers for pen and paper. */
export type Answers = { readonly [name: string]: unknown };

/** A wrong solution that people really write. */
export type Mutant = {
  /** The mistake in a few words: "tanh of each term". */
  readonly misconception: string;
  /** What to look at, without the answer. */
  readonly lookAt: string;
  readonly answers: Answers;
};

/** A right solution in another form. */
export type Alternate = { readonly form: string; readonly answers: Answers };

/** Wrong solutions, which recognise a learner's mistake by its numbers, and right ones, which keep the checks fair. */
export type Bank = { readonly wrong: readonly Mutant[]; readonly right: readonly Alternate[] };

/** The numbers that a pen-and-paper exercise is about: what its notebook's cell `given` holds. */
export type Given = { readonly [name: string]: number | string | readonly number[] | readonly (readonly number[])[] };

export type Exercise = {
  readonly number: number;
  /** The notebook's file name without `.ipynb`. */
  readonly slug: string;
  readonly title: string;
  /** The names it grades, in the order of `check(n, { … })`. */
  readonly names: readonly string[];
  /** Names of the library that the learner is to write: not to be imported where it counts. */
  readonly withheld: readonly string[];
  /** From a nudge, over where to look, to the step itself. Markdown. */
  readonly hints: readonly [string, string, string];
  /** What solving it shows. Markdown. */
  readonly insight: string;
  readonly checks: readonly Check[];
  readonly bank: Bank;
  /** The numbers of a pen-and-paper exercise: what the notebook's cell `given` holds. */
  readonly given?: Given;
  /** The same exercise about other numbers, drawn from a learner's own seed. */
  readonly variant?: (seed: number) => Exercise;
};
