/** Numbers that are not what they should be: whose, which, and how near others must be to count as the same. */
export type Wrong = { readonly name: string; readonly values: Float64Array; readonly within?: number };

/** Why a check failed, in words for the learner. */
export type FailureDetails = {
  /** One sentence; no answer in it. */
  readonly problem: string;
  /** The wrong numbers: what a mutant's are compared with. */
  readonly wrong?: Wrong;
  /** Shown only where they give nothing away. */
  readonly input?: string;
  readonly got?: string;
  readonly expected?: string;
  /** Where to look, when it is elsewhere than the check says. */
  readonly lookAt?: string;
};

/** Thrown by a check that fails. */
export class Failure extends Error {
  constructor(readonly details: FailureDetails) {
    super(details.problem);
  }
}
