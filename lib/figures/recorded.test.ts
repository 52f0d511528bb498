import { describe, expect, it } from "vitest";
import { addingErrors } from "./adding-runs.js";
import { settings as aligning } from "./alignment-runs.js";
import { settings as scoring } from "./bleu-runs.js";
import { echoAccuracy } from "./echo-runs.js";
import { settings as exposing } from "./exposure-bias-runs.js";
import { figures } from "./index.js";
import { blockMeans, settings as reversing } from "./input-reversal-runs.js";
import { addingProblemRecorded as adding } from "./recorded/adding-problem.js";
import { alignmentRecorded } from "./recorded/alignment.js";
import { bleuByLengthRecorded } from "./recorded/bleu-by-length.js";
import { echoThresholdRecorded as echo } from "./recorded/echo-threshold.js";
import { exposureBiasRecorded } from "./recorded/exposure-bias.js";
import { inputReversalRecorded } from "./recorded/input-reversal.js";
import { everyTwentieth, trainTranslator } from "./translator.js";

const trained = figures.filter(({ recorded }) => recorded);

describe.each(trained.map((module) => [module.number, module] as const))("the recording of figure %d", (_, module) => {
  it("was made with the settings that stand in the code", () => {
    expect(module.recorded?.settings).toEqual(module.settings);
  });

  it("is smaller than 300 kB", () => {
    expect(JSON.stringify(module.recorded).length).toBeLessThan(300_000);
  });
});

/** A training begun anew must go as the recorded one went; machines round exp and tanh differently, hence the tolerance. */
describe("recordings begin as a run begins today", () => {
  const same = (numbers: readonly number[], recorded: readonly number[], digits = 2): void => {
    expect(numbers.length).toBeGreaterThan(0);
    for (const [i, number] of numbers.entries()) expect(number / recorded[i]).toBeCloseTo(1, digits);
  };

  it.each(adding.data.contenders.map((name, i) => [name, i] as const))("adding problem, %s", async (name, i) => {
    same(await addingErrors(name, 0, 50, async () => {}), adding.data.errors[i][0], 3);
  });

  it.each([
    [5, true],
    [6, true],
    [8, false],
  ])("echo, k = %d, state carried: %s", async (k, carry) => {
    const runs = (carry ? echo.data.carried : echo.data.reset)[echo.data.windows.indexOf(k)];
    expect(await echoAccuracy(k, 0, carry)).toBeCloseTo(runs[0], 1);
  });

  it("alignment", async () => {
    const { losses } = await trainTranslator({ ...aligning, updates: 41 }, {});
    same(everyTwentieth(losses), alignmentRecorded.data.losses);
  });

  it.each(["none", "luong-general"] as const)("BLEU by length, attention: %s", async (attention) => {
    const { losses } = await trainTranslator({ ...scoring, attention, updates: 21 }, {});
    same(everyTwentieth(losses), bleuByLengthRecorded.data.losses[attention === "none" ? "none" : "attention"]);
  });

  it.each([false, true])("input reversal, reversed: %s", async (reversed) => {
    const { losses } = await trainTranslator({ ...reversing, seed: 0, reversed, updates: 50 }, {});
    same(blockMeans(losses), inputReversalRecorded.data[reversed ? "reversed" : "forward"][0].losses);
  });

  it("exposure bias", async () => {
    const { losses } = await trainTranslator({ ...exposing, updates: 41 }, {});
    same(everyTwentieth(losses), exposureBiasRecorded.data.losses);
  });
});
