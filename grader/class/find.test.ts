import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

  it("in an export in which files have other names: each is told by its number, or reported under its own name", () => {
    const canvas = [
      "annlee_101_901_02-a.ipynb",
      "benmoe_LATE_102_902_02-a-1.ipynb",
      "cleosmith_103_903_homework.ipynb",
    ];
    const anonymous = ["anon_Ab1cD_904_02-a.ipynb", "LATE_anon_Xy2zW_905_02-a.ipynb"];
    const moodle = "Ann Lee_101_assignsubmission_file_work_2.ipynb";
    expect(found(tree("renamed", [...canvas, ...anonymous, moodle, "mine.ipynb", "02-b.ipynb"]))).toEqual({
      annlee_101: [canvas[0]],
      benmoe_102: [canvas[1]],
      cleosmith_103: [canvas[2]],
      anon_Ab1cD: [anonymous[0]],
      anon_Xy2zW: [anonymous[1]],
      "Ann Lee_101_assignsubmission_file": [moodle],
      mine: ["mine.ipynb"],
      "02-b": ["02-b.ipynb"],
    });
  });

  it("in files with a name in front of the course's own, unless they lie beside one that is a learner's own", () => {
    expect(found(tree("named", ["ann_02-a.ipynb", "ben_02-a.ipynb", "x.ipynb"]))).toEqual({
      ann: ["ann_02-a.ipynb"],
      ben: ["ben_02-a.ipynb"],
      x: ["x.ipynb"],
    });
    expect(found(tree("cleo", ["02-a.ipynb", "copy_02-a.ipynb"]))).toEqual({ cleo: ["02-a.ipynb", "copy_02-a.ipynb"] });
  });

  it("in one exported file: it belongs to whom its name says", () => {
    const at = join(tree("one", ["annlee_101_901_02-a.ipynb"]), "annlee_101_901_02-a.ipynb");
    expect(findSubmissions([at]).submissions).toEqual([{ learner: "annlee_101", notebooks: [at] }]);
  });

  it.each<[string, string[], string]>([
    ["learners' folders", ["ann/02-a.ipynb", "ben/02-a.ipynb", "eve/essay.pdf", "02-a.ipynb"], "move 02-a.ipynb away"],
    ["folders of which one holds notebooks", ["ann/02-a.ipynb", "ben/a.pdf", "02-a.ipynb", "x.ipynb"], "move 02-a.ipynb and 1 more away"],
    ["a folder, where they are exported", ["ann/02-a.ipynb", "benmoe_1_2_02-a.ipynb"], "move benmoe_1_2_02-a.ipynb away"],
  ])("or refused where notebooks lie beside %s: they must not become one learner's", (name, files, message) => {
    expect(() => findSubmissions([tree(`mixed ${name}`, files)])).toThrow(
      `holds both learners' folders and notebooks: ${message}, or name the one you mean.`,
    );
  }); // biome-ignore format: a table

  it("without the folder that the run writes to", () => {
    const at = tree("with grades", ["ann/02-a.ipynb", "grades/report.json", "grades too/a.txt"]);
    const learners = findSubmissions([at], join(at, "grades")).submissions.map(({ learner }) => learner);
    expect(learners).toEqual(["ann", "grades too"]);
  });

  it.runIf(process.platform === "linux")("although one folder cannot be read: its learner hears why", () => {
    const at = tree("odd", ["ann/02-a.ipynb"]);
    const script = `mkdir "$1"/$'M\\xfcller' "$1/deep" && cd "$1/deep" || exit
      for i in $(seq 25); do d=$(printf 'd%.0s' $(seq 200)); mkdir $d && cd -P $d 2>/dev/null || exit; done`;
    spawnSync("bash", ["-c", script, "bash", at]);
    expect(found(at)).toEqual({
      ann: ["ann/02-a.ipynb"],
      deep: "cannot be read: ENAMETOOLONG",
      "M\uFFFDller": "cannot be read: ENOENT, a name in it is not in UTF-8",
    });
    spawnSync("rm", ["-rf", at]); // Node cannot remove them
  });

  it.runIf(process.getuid?.() !== 0 && process.platform !== "win32")("although a folder is closed to us", () => {
    const at = tree("closed", ["ann/02-a.ipynb", "ben/02-a.ipynb", "ben/secret/x.txt"]);
    chmodSync(join(at, "ben/secret"), 0);
    expect(found(at)).toEqual({ ann: ["ann/02-a.ipynb"], ben: "cannot be read: EACCES" });
    chmodSync(join(at, "ben/secret"), 0o700);
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
