import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Rng } from "unrolled";
import { afterAll, describe, expect, it } from "vitest";
import { courseRoot } from "./course.js";
import { readNotebook, UnreadableNotebook } from "./notebook.js";
import { rebuild } from "./rebuild.js";

const NOTEBOOKS = 1000;
const SEED = 20_260_103;

const folder = mkdtempSync(join(tmpdir(), "unrolled notebooks "));
afterAll(() => rmSync(folder, { recursive: true }));

const honest = readFileSync(join(courseRoot(), "solutions", "11-rnn-forward-backward.ipynb"), "utf8");
const template = readNotebook(join(courseRoot(), "exercises", "11-rnn-forward-backward.ipynb"));

/** What may stand where a notebook's author did not expect it. */
const oddities: readonly unknown[] = [null, true, -1, 1e308, "", "\u0000\ud800", "x".repeat(1e5), [], {}, [[[]]], { __proto__: null }, ["a", 1], { id: "bptt" }]; // biome-ignore format: a list

/** A notebook with one to five of its values replaced, removed or doubled. */
function changed(rng: Rng): string {
  const notebook = JSON.parse(honest);
  for (let changes = 1 + rng.int(5); changes > 0; changes--) {
    let at = notebook;
    for (let depth = rng.int(5); depth > 0; depth--) {
      const inner = Object.values(at).filter((value) => typeof value === "object" && value !== null);
      if (inner.length > 0) at = rng.choice(inner);
    }
    const keys = Object.keys(at);
    const key = keys.length > 0 ? rng.choice(keys) : "id";
    if (rng.int(4) === 0) delete at[key];
    else if (rng.int(3) === 0 && Array.isArray(at)) at.push(at[Number(key)]);
    else at[key] = structuredClone(rng.choice(oddities));
  }
  return JSON.stringify(notebook);
}

/** A file with a piece cut out, doubled or overwritten with bytes of any kind. */
function torn(rng: Rng): Buffer {
  const bytes = Buffer.from(honest);
  const [at, length] = [rng.int(bytes.length), rng.int(200)];
  const piece = bytes.subarray(at, at + length);
  const noise = Buffer.from(Array.from({ length: rng.int(20) }, () => rng.int(256)));
  return Buffer.concat([bytes.subarray(0, at), rng.choice([Buffer.alloc(0), noise, Buffer.concat([piece, piece])]), bytes.subarray(at + length)]); // biome-ignore format: three pieces
}

function ingest(content: string | Buffer): "rebuilt" | "refused" {
  const path = join(folder, "fuzzed.ipynb");
  writeFileSync(path, content);
  try {
    const { cells } = rebuild(template, readNotebook(path));
    expect(cells.map(({ id }) => id)).toEqual(["setup", "rnn-forward", "bptt"]);
    for (const { source } of cells) expect(source).toBeTypeOf("string");
    return "rebuilt";
  } catch (error) {
    if (error instanceof UnreadableNotebook) return "refused";
    throw error;
  }
}

describe("notebooks that come in", () => {
  it.each([
    ["changed", changed],
    ["torn", torn],
  ])(`are refused, or rebuilt with the course's own cells: ${NOTEBOOKS} %s ones`, (_, make) => {
    const rng = new Rng(SEED);
    const seen = { rebuilt: 0, refused: 0 };
    for (let i = 0; i < NOTEBOOKS; i++) seen[ingest(make(rng))]++;
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(NOTEBOOKS / 20);
  });
});
