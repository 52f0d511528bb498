/**
 * What a stage found. `failures` are texts to show, `skipped` name each test that did not run and why.
 * @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[], failures: string[] }} Tally
 */

/** @returns {Tally} */
export const nothing = () => ({ passed: 0, failed: 0, skipped: [], failures: [] });

/** @returns {Tally} */
export const onePassed = () => ({ ...nothing(), passed: 1 });

/**
 * @param {string} failure
 * @returns {Tally}
 */
export const oneFailed = (failure) => ({ ...nothing(), failed: 1, failures: [failure] });

/**
 * @param {Tally} a
 * @param {Tally} b
 * @returns {Tally}
 */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: [...a.skipped, ...b.skipped],
  failures: [...a.failures, ...b.failures],
});

/**
 * The one line that everything ends with.
 * @param {Tally} tally
 */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`;
}
