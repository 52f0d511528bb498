import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { resultKey, Store, type Terms } from "./store.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled store "));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a result's key", () => {
  const terms: Terms = { version: "v", seed: 1, level: "L2" };
  const bytes = Buffer.from("{}");
  const key = resultKey("a/02-x.ipynb", bytes, terms);

  it("is that of the same bytes under the same terms, whoever handed them in", () => {
    expect(resultKey("b/02-x.ipynb", Buffer.from("{}"), { ...terms })).toBe(key);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string, string, Partial<Terms>]>([
    ["the bytes", "a/02-x.ipynb", "{ }", {}],
    ["the exercise", "a/03-x.ipynb", "{}", {}],
    ["the version", "a/02-x.ipynb", "{}", { version: "w" }],
    ["the seed", "a/02-x.ipynb", "{}", { seed: 2 }],
    ["the level", "a/02-x.ipynb", "{}", { level: "L1" }],
    ["the variant", "a/02-x.ipynb", "{}", { variant: 0 }],
  ])("changes with %s", (_, path, content, changed) => {
    expect(resultKey(path, Buffer.from(content), { ...terms, ...changed })).not.toBe(key);
  });
});

describe("a store", () => {
  it("gives back what was kept, and leaves nothing half written", () => {
    const at = join(folder, "results");
    const store = new Store<{ points: number }>(at);
    expect(store.get("k")).toBeUndefined();
    store.set("k", { points: 3 });
    store.set("k", { points: 4 });
    expect(new Store(at).get("k")).toEqual({ points: 4 });
    expect(readdirSync(at)).toEqual(["k.json"]);
  });
});
