import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { variantOf } from "../../grader/submissions/variant.js";
import { readRoster, UnfitRoster } from "./handouts.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled roster "));
afterAll(() => rmSync(folder, { recursive: true }));

function roster(content: string | Buffer): string {
  writeFileSync(join(folder, "roster.txt"), content);
  return join(folder, "roster.txt");
}

describe("a roster", () => {
  it("holds people's names, in one form however they are encoded", () => {
    const names = [
      "O'Brien Pat",
      "D’Angelo, Mary-Jo",
      "Zoë Ñandú",
      "Sammy Davis Jr.",
      "李 雷 (Lei)",
      "نیم‌فاصله",
      "हिन्दी",
    ];
    const path = roster(`\uFEFF${names.join("\r\n").normalize("NFD")}\n\n`);
    expect(readRoster(path)).toEqual(names.map((name) => name.normalize("NFC")));
  });

  it.each([
    ["a path", "ann\n../ben\n", '"../ben" cannot be the name of a folder'],
    ["a slash", "ann/ben\n", '"ann/ben" cannot be the name of a folder'],
    ["a control character", "ann\tlee\n", "cannot be the name of a folder"],
    ["another encoding", Buffer.from("Zo\xeb\n", "latin1"), "cannot be the name of a folder"],
    ["one apostrophe", "'\n", "cannot be the name of a folder"],
    ["a name twice", "Zoë\nben\nZoe\u0308\n", '"Zoë" stands there twice'],
    ["a name that Moodle makes another's", "O'Brien\nOBrien\n", '"OBrien" stands there twice'],
  ])("is refused for %s", (_, content, message) => {
    expect(() => readRoster(roster(content))).toThrow(UnfitRoster);
    expect(() => readRoster(roster(content))).toThrow(message);
  });

  it("is said to be missing", () => {
    expect(() => readRoster(join(folder, "none.txt"))).toThrow(/none\.txt cannot be read: ENOENT/);
    expect(() => readRoster(join(folder, "none.txt"))).toThrow(UnfitRoster);
  });
});

describe("npm run exercises -- --roster", () => {
  const script = fileURLToPath(new URL("../exercises.ts", import.meta.url));
  const run = (key: string, ...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", script, ...args], {
      encoding: "utf8",
      env: { ...process.env, UNROLLED_VARIANT_KEY: key },
    });

  it("writes everybody's own numbers, from the key in the environment", () => {
    const out = join(folder, "handouts");
    expect(run("key", "--roster", roster("O'Brien Pat\nZoë\n"), "--out", out).status).toBe(0);
    expect(readdirSync(out)).toEqual(["O'Brien Pat", "Zoë"]);
    const notebook = readFileSync(join(out, "Zoë", "02-forward-by-hand.ipynb"), "utf8");
    expect(notebook).toContain(`check(2, { h1, h2, h3 }, ${variantOf("key", "Zoë")});`);
  });

  it.each([
    ["an empty key", "", ["--roster", roster("ann\n"), "--out", "x"], "UNROLLED_VARIANT_KEY"],
    ["no folder", "key", ["--roster", roster("ann\n")], "--roster and --out belong together"],
    ["no such roster", "key", ["--roster", "none.txt", "--out", "x"], "none.txt cannot be read"],
  ])("says what is wrong with %s, in one line", (_, key, args, message) => {
    const { status, stderr } = run(key, ...args);
    expect(status).toBe(1);
    expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(message)]);
  });
});
