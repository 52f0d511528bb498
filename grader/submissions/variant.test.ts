import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { course } from "../toy-course/index.js";
import { readNotebook } from "./notebook.js";
import { inVariant, strangeNumbers, variantOf } from "./variant.js";

const [exercise, without] = course.exercises;
const own = readNotebook(join(course.folder, "01-area.ipynb"));

describe("a learner's variant", () => {
  it.each([
    ["Moodle's folder", "Ann Lee_101_assignsubmission_file_", "Ann Lee"],
    ["Moodle's folder of a text", "Ann Lee_101_assignsubmission_onlinetext_", "Ann Lee"],
    ["Moodle's folder, without the apostrophe", "OBrien Pat_102_assignsubmission_file_", "O'Brien Pat"],
    ["a typographer's apostrophe", "O’Brien Pat", "O'Brien Pat"],
    ["letters and accents apart", "Zoë Ñandú".normalize("NFD"), "Zoë Ñandú"],
  ])("is that of the name on the roster for %s", (_, folder, name) => {
    expect(variantOf("key", folder)).toBe(variantOf("key", name));
  });

  it("is another for another name", () => {
    const names = ["Ann Lee", "Ann Lees", "Ann", "Ann Lee_101", "Zoe Nandu", "Zoë Ñandú"];
    expect(new Set(names.map((name) => variantOf("key", name))).size).toBe(names.length);
  });
});

describe("numbers that are not the expected ones", () => {
  const variant = variantOf("key", "ann");
  const handout = inVariant(own, exercise, variant);

  it("are told from what the course wrote into the notebook", () => {
    expect(strangeNumbers(handout, exercise, variantOf("key", "ben"))).toEqual([
      "this notebook has another learner's numbers, or the folder is not named as in the roster",
    ]);
    expect(strangeNumbers(own, exercise, variant)).toEqual([
      "this notebook has the course's own numbers, not this learner's",
    ]);
    expect(strangeNumbers(handout, exercise, undefined)).toEqual([
      "this notebook has a learner's own numbers, and this run knows no variant key",
    ]);
  });

  it("are not suspected where they are the expected ones, or where nothing tells", () => {
    expect(strangeNumbers(handout, exercise, variant)).toEqual([]);
    expect(strangeNumbers(own, exercise, undefined)).toEqual([]);
    expect(strangeNumbers({ ...own, cells: [] }, exercise, variant)).toEqual([]);
    expect(strangeNumbers(handout, without, variant)).toEqual([]);
  });
});
