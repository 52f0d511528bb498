import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { setTrap } from "../trap.js";
import { rehearse } from "./rehearse.js";

/* A small one of `npm run rehearsal`, on the real course; `npm test` has built before. */

const SUBMISSIONS = 40;

const folder = mkdtempSync(join(tmpdir(), "unrolled rehearsal "));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a class of the real course, graded with a kill -9 in the middle", () => {
  it("gets the marks that were known before, whoever is in it", async () => {
    const trap = await setTrap();
    const { killedAt, gradedAgain, faults } = await rehearse(SUBMISSIONS, folder, trap).finally(() => trap.close());
    expect(faults).toEqual([]);
    expect(killedAt).toBeGreaterThanOrEqual(SUBMISSIONS / 2);
    expect(killedAt).toBeLessThan(SUBMISSIONS);
    expect(gradedAgain).toBe(SUBMISSIONS - killedAt);
  });
});
