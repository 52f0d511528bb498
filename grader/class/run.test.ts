import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runSeed } from "./run.js";
import { WrongUsage } from "./usage.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled run "));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

describe("the seed of a run", () => {
  it("stays when the run goes on, and is another in another folder", () => {
    const seed = runSeed(at("one"), ["submissions"], undefined);
    expect(runSeed(at("one"), ["submissions/"], undefined)).toBe(seed);
    expect(runSeed(at("two"), ["submissions"], undefined)).not.toBe(seed);
    expect(readdirSync(at("one"))).toEqual(["run.json"]);
  });

  it("is the one that was asked for, from then on", () => {
    expect(runSeed(at("one"), ["submissions"], 7)).toBe(7);
    expect(runSeed(at("one"), ["submissions"], undefined)).toBe(7);
  });
});

describe("the folder of a run", () => {
  it("is another run's no more, whatever seed is given, and stays as it is", () => {
    runSeed(at("class"), ["a/ben", "a/ann"], 1);
    expect(runSeed(at("class"), ["a/ann", "./a/ben", "a/ann"], undefined)).toBe(1);
    for (const seed of [undefined, 2]) {
      expect(() => runSeed(at("class"), ["a/ben"], seed)).toThrow(
        `--out ${at("class")} belongs to a run over a/ann and 1 more: choose another folder.`,
      );
    }
    expect(runSeed(at("class"), ["a/ann", "a/ben"], undefined)).toBe(1);
  });

  it("remembers its paths from its own place", () => {
    runSeed(at("moved"), [at("submissions")], 1);
    expect(JSON.parse(readFileSync(join(at("moved"), "run.json"), "utf8"))).toEqual({
      seed: 1,
      paths: [join("..", "submissions")],
    });
  });

  it.each(["", '{"seed":', "[]", '{"seed":1}', "null"])("says so when its memory is damaged: %j", (content) => {
    const out = at("damaged");
    runSeed(out, ["a"], 1);
    writeFileSync(join(out, "run.json"), content);
    expect(() => runSeed(out, ["a"], undefined)).toThrow(WrongUsage);
    expect(() => runSeed(out, ["a"], undefined)).toThrow("delete it for a fresh seed");
    expect(runSeed(out, ["a"], 3)).toBe(3);
  });
});
