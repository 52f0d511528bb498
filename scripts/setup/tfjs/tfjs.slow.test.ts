import { expect, test } from "vitest";
import { folderOf, names, tfjsState } from "./stamp.mjs";
import { trial } from "./trial.mjs";

const isSetUp = (name: (typeof names)[number]): boolean => tfjsState(name).state !== "missing";

for (const name of names.filter((name) => name === "tfjs-node" || isSetUp(name))) {
  test.skipIf(!isSetUp(name))(`${name}, where it is set up, is current and trains`, async () => {
    const { state, stamp } = tfjsState(name);
    expect(state).toBe("current");
    const result = await trial(folderOf(name), name);
    expect(result).toMatchObject({ backend: "tensorflow", tensorflow: stamp?.tensorflow });
    expect(result.error).toBeLessThan(1e-4);
  });
}

test("what does not load is no success", async () => {
  await expect(trial("/nowhere", "tfjs-none")).rejects.toThrow("tfjs-none is built, but it does not run here.");
});
