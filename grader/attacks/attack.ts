/**
 * A hostile or broken submission of exercise 11. `code` stands in its cell `rnn-forward`, and the cell `bptt` is honest and
 * earns its 6 of the 10 points, unless it is overwritten too.
 *
 * In the text `CANARY` is a folder that must stay empty, `PORT` a port that nothing may connect to, `MARK` a word that no
 * process may have in its command line, and `GRADER` the process id of the grader.
 */
export type Attack = {
  readonly name: string;
  readonly code: string;
  /** In place of the honest cell. */
  readonly bptt?: string;
  /** What is rightly earned: 6 where the honest cell is left in peace. */
  readonly earns: number;
  /** What the report must say somewhere. */
  readonly says?: string;
};

/** An attack that cannot touch the honest cell. */
export const beside = (name: string, code: string, says?: string): Attack => ({ name, code, earns: 6, says });

/** An attack that breaks the whole submission, or stands in both cells. */
export const alone = (name: string, code: string, says?: string): Attack => ({
  name,
  code,
  bptt: "const unused = 0;",
  earns: 0,
  says,
});
