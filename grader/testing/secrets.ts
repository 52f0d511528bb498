import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { courseRoot } from "../submissions/course.js";

/** In every file that is to be kept from a learner. */
export const TOKEN = "tok-12345";

const FILES: { readonly [name: string]: string } = {
  "keys.ts": `export const TOKEN = "${TOKEN}"; export type Token = "${TOKEN}"; export default TOKEN;`,
  "words.d.ts": `declare const SECRET: "${TOKEN}";`,
  "module.mts": `export const TOKEN = "${TOKEN}";`,
  "script.js": `export const TOKEN = "${TOKEN}";`,
  "config.json": `{ "${TOKEN}": 1 }`,
  "package/package.json": `{ "name": "package", "types": "types.d.ts" }`,
  "package/types.d.ts": `declare const SECRET: "${TOKEN}"; export { SECRET };`,
};

/** A folder of a teacher's with secrets in it and with files that never end, and one just like it with nothing in it. */
export class Secrets {
  private readonly at: string = mkdtempSync(join(tmpdir(), "unrolled-secrets-"));
  readonly there: string = join(this.at, "there");
  readonly gone: string = join(this.at, "empty"); // as long as the other, so that columns agree

  constructor() {
    for (const folder of [join(this.there, "package"), this.gone]) mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(this.there, name), text);
    symlinkSync(this.there, join(this.there, "linked"));
    symlinkSync(courseRoot(), join(this.there, "course"));
    symlinkSync("/dev/zero", join(this.there, "endless.ts"));
    spawnSync("mkfifo", [join(this.there, "pipe.ts")]);
    writeFileSync(join(this.there, "huge.ts"), "");
    truncateSync(join(this.there, "huge.ts"), 2 ** 30); // full of nothing, and takes no room on the disk
  }

  /** The text of an attack with FOLDER filled in, and UP: the same from the course's folder upwards. */
  static fill(text: string, folder: string): string {
    return text.replaceAll("FOLDER", folder).replaceAll("UP", relative(courseRoot(), folder));
  }

  /** The inverse, however an error writes the path: what is said about either folder can be compared. */
  static blank(text: string, folder: string): string {
    const ours = `${basename(dirname(folder))}/${basename(folder)}`;
    return text.replace(new RegExp(`[\\w./-]*${ours}`, "g"), "FOLDER");
  }

  remove(): void {
    rmSync(this.at, { recursive: true });
  }
}
