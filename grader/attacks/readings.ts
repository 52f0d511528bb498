/**
 * A cell whose types lie in files of the teacher's machine: a type error would tell what is in them. `FOLDER` is a folder
 * that may hold secrets, `UP` the same by the way up from the course.
 */
export type Reading = { readonly name: string; readonly code: string };

const reading = (name: string, code: string): Reading => ({ name, code });

/** An error that says what `type` is. */
const tell = (type: string): string => `const told: never = null as ${type};`;

export const readings: readonly Reading[] = [
  reading("an import", `import { TOKEN } from "FOLDER/keys"; ${tell("typeof TOKEN")}`),
  reading(
    "an import with the ending that it would have compiled",
    `import key from "FOLDER/keys.js"; const told: never = key;`,
  ),
  reading(
    "an import with the ending of another kind of module",
    `import { TOKEN } from "FOLDER/module.mjs"; ${tell("typeof TOKEN")}`,
  ),
  reading("an import of types only", `import type { Token } from "FOLDER/keys"; ${tell("Token")}`),
  reading("an import of everything", `import * as all from "FOLDER/keys"; ${tell("(typeof all)[keyof typeof all]")}`),
  reading("an import for its effects", `import "FOLDER/words"; ${tell("typeof SECRET")}`),
  reading("an import while it runs", `const told: never = (await import("FOLDER/keys")).TOKEN;`),
  reading("an import as CommonJS has it", `import keys = require("FOLDER/keys"); const told: never = keys.TOKEN;`),
  reading(
    "what it exports again",
    `export { TOKEN } from "FOLDER/keys"; export * from "FOLDER/keys"; import { TOKEN } from "./cell-1"; ${tell("typeof TOKEN")}`,
  ),
  reading("typeof import", tell(`typeof import("FOLDER/keys").TOKEN`)),
  reading("a type of an import", tell(`import("FOLDER/keys").Token`)),
  reading("a reference to a file", `/// <reference path="FOLDER/words.d.ts" />\n${tell("typeof SECRET")}`),
  reading(
    "a reference to a file without its ending",
    `/// <reference path="FOLDER/words" />\n${tell("typeof SECRET")}`,
  ),
  reading("a reference to types", `/// <reference types="FOLDER/package" />\n${tell("typeof SECRET")}`),
  reading("a package by its folder", `import { SECRET } from "FOLDER/package"; ${tell("typeof SECRET")}`),
  reading("the keys of JSON", `import config from "FOLDER/config.json"; const told: never = config;`),
  reading("the keys of JSON by its type", tell(`keyof typeof import("FOLDER/config.json")`)),
  reading("JavaScript", `import { TOKEN } from "FOLDER/script.js"; ${tell("typeof TOKEN")}`),
  reading("the way up", `import { TOKEN } from "./UP/keys"; ${tell("typeof TOKEN")}`),
  reading("a reference by the way up", `/// <reference path="UP/words.d.ts" />\n${tell("typeof SECRET")}`),
  reading("the way down and up again", `import { TOKEN } from "./lib/dist/../../UP/keys"; ${tell("typeof TOKEN")}`),
  reading("a link", `import { TOKEN } from "FOLDER/linked/keys"; ${tell("typeof TOKEN")}`),
  reading(
    "the checks",
    `import { checks } from "FOLDER/course/grader/checks/11-rnn-forward-backward"; const told: never = checks;`,
  ),
  reading("a file without end", `import "FOLDER/endless";`),
  reading("a pipe that nobody writes to", `import "FOLDER/pipe";`),
  reading("a file of 1 GB", `/// <reference path="FOLDER/huge.ts" />\nconst n = 1;`),
];
