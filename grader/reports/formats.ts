import { canvas } from "./canvas.js";
import { classroom } from "./classroom.js";
import { csv } from "./csv.js";
import type { Format } from "./format.js";
import { gradescope } from "./gradescope.js";
import { htmlPages } from "./html.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { moodle } from "./moodle.js";

export type FormatName = "json" | "gradescope" | "csv" | "canvas" | "moodle" | "junit" | "classroom" | "html";

export const formats: { readonly [name in FormatName]: Format } = {
  json,
  gradescope,
  csv,
  canvas,
  moodle,
  junit,
  classroom,
  html: htmlPages,
};

export const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name);
