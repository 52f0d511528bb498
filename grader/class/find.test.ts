import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findSubmissions } from "./find.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled find "));
afterAll(() => rmSync(folder, { recursive: true }));

function tree(name: string, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), "{}");
  }
  return join(folder, name);
}

/** Notebooks by learner, relative to the folder; a reason where there are none. */
function found(at: string): { [learner: string]: unknown } {
  const list = findSubmissions([at]).submissions.map(({ learner, notebooks, refused }) => [
    learner,
    refused ?? notebooks.map((path) => relative(at, path)),
  ]);
  return Object.fromEntries(list);
}

describe("submissions are found", () => {
  it("in one file: it belongs to the folder it lies in", () => {
    const at = tree("ann", ["02-a.ipynb"]);
    expect(findSubmissions([join(at, "02-a.ipynb")]).submissions).toEqual([
      { learner: "ann", notebooks: [join(at, "02-a.ipynb")] },
    ]);
  });

  it("in a learner's folder, with what lies below it, and without Jupyter's checkpoints", () => {
    const at = tree("ben", ["02-a.ipynb", "more/11-b.ipynb", ".ipynb_checkpoints/02-a.ipynb", "__MACOSX/._02-a.ipynb"]);
    expect(found(at)).toEqual({ ben: ["02-a.ipynb", "more/11-b.ipynb"] });
  });

  it("in a class: a folder for each, nobody dropped, and no link followed", () => {
    const at = tree("class", ["ann/02-a.ipynb", "ben/deep/er/02-a.ipynb", "eve/essay.pdf", "zip.zip", "roster.txt"]);
    symlinkSync(folder, join(at, "link"));
    expect(found(at)).toEqual({
      ann: ["ann/02-a.ipynb"],
      ben: ["ben/deep/er/02-a.ipynb"],
      eve: "holds no notebook",
      link: "is a link, which is not followed",
      zip: ["zip.zip"],
    });
    expect(findSubmissions([at]).skipped.map((path) => basename(path))).toEqual(["roster.txt"]);
  });

  it("in files named as learning platforms export them", () => {
    const files = ["smithjane_123_4567_02-forward-by-hand.ipynb", "smithjane_123_4568_11-rnn-1.ipynb", "doejo_LATE_9_77_02-forward-by-hand.ipynb", "lee_zip_5_6_work.zip"]; // biome-ignore format: a list
    const at = tree("export", files);
    expect(found(at)).toEqual({
      smithjane_123: [files[0], files[1]],
      doejo_9: [files[2]],
      lee_zip_5_6_work: [files[3]],
    });
  });

  it("once, when a path is given twice", () => {
    const at = tree("twice", ["02-a.ipynb"]);
    const { submissions } = findSubmissions([at, join(at, "02-a.ipynb")]);
    expect(submissions).toEqual([{ learner: "twice", notebooks: [join(at, "02-a.ipynb")] }]);
  });

  it("up to a number that a person may have", () => {
    const at = tree("many", Array.from({ length: 101 }, (_, i) => `ann/02-${i}.ipynb`).concat("ben/02-a.ipynb"));
    expect(found(at)).toEqual({ ann: "holds 101 notebooks; 100 are read at most", ben: ["ben/02-a.ipynb"] });
  });

  it("in the order of people, not of computers", () => {
    const at = tree("order", ["learner 10/02-a.ipynb", "learner 9/02-a.ipynb", "Émile/02-a.ipynb", "frank/02-a.ipynb"]);
    const learners = findSubmissions([at]).submissions.map(({ learner }) => learner);
    expect(learners).toEqual(["Émile", "frank", "learner 9", "learner 10"]);
  });

  it("or said to be missing", () => {
    expect(() => findSubmissions([join(folder, "nowhere")])).toThrow("There is no ");
    expect(() => findSubmissions([tree("empty", ["a.txt"])])).toThrow("There is no notebook in ");
  });
});
