import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { circlesOf, type Import, importsOf, sourcesIn } from "../../scripts/testing/imports.js";

const LIB = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Who may import whom: the rooms in the chapter's order, each with those it stands on. Files at the top may import all. */
const CELLS = ["tensor", "kernels"];
const LAYERS = [...CELLS, "rnn", "lstm", "gru", "attention"];
const TRAINING = [...LAYERS, "layers", "seq2seq"];
const ALL = [...TRAINING, "training", "diagnostics", "data", "weights"];
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  tensor: [],
  kernels: ["tensor"],
  rnn: CELLS,
  lstm: CELLS,
  gru: CELLS,
  attention: CELLS,
  layers: LAYERS,
  seq2seq: [...LAYERS, "layers"],
  training: TRAINING,
  diagnostics: CELLS,
  data: ["tensor"],
  weights: ["tensor"],
  notebook: ALL,
  figures: [...ALL, "notebook"],
  live: [...ALL, "notebook", "figures"],
  tfjs: ALL,
};

/** Only these may use Node's modules and packages; everything that `index.ts` reaches runs in a browser as it is. */
const NOT_FOR_BROWSERS = ["notebook", "tfjs"];

/** What only Node loads of the live figures: all else in their room goes to the browser, and what it imports with it. */
const LIVE_IN_NODE = ["index", "live-html", "read-data", "show-live"].map((name) => `live/${name}.ts`);

const files = sourcesIn(LIB);
const imports = importsOf(LIB, files);

const room = (path: string): string => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
const isForNode = (path: string): boolean => NOT_FOR_BROWSERS.includes(room(path)) || LIVE_IN_NODE.includes(path);
const isLocal = (path: string): boolean => path.endsWith(".ts");
const show = ({ from, to }: Import): string => `${from} imports ${to}`;

describe("who may import whom", () => {
  it("sees the library", () => {
    expect(files).toContain("index.ts");
    expect(files).toContain("tensor/tensor.ts");
    expect(imports).toContainEqual({ from: "tensor/tensor.ts", to: "tensor/errors.ts" });
  });

  it("knows every room", () => {
    expect([...new Set(files.map(room))].filter((name) => name !== "" && !Object.hasOwn(ROOMS, name))).toEqual([]);
  });

  it("imports only files that exist", () => {
    expect(imports.filter(({ to }) => isLocal(to) && !files.includes(to)).map(show)).toEqual([]);
  });

  it("goes from room to room in one direction", () => {
    const astray = imports.filter(({ from, to }) => {
      const here = room(from);
      return isLocal(to) && here !== "" && room(to) !== here && !ROOMS[here]?.includes(room(to));
    });
    expect(astray.map(show)).toEqual([]);
  });

  it("keeps packages and Node's modules out of what a browser loads", () => {
    const foreign = imports.filter(({ from, to }) => !isLocal(to) && !isForNode(from));
    expect(foreign.map(show)).toEqual([]);
  });

  it("does not reach a room with Node's modules from index.ts", () => {
    const reached = reachedFrom(["index.ts"]);
    expect([...reached].filter((file) => NOT_FOR_BROWSERS.includes(room(file)))).toEqual([]);
  });

  it("lets a browser load every live figure, and what draws them", () => {
    const live = files.filter((file) => room(file) === "live" && !LIVE_IN_NODE.includes(file));
    expect(live).toContain("live/view.ts");
    const reached = reachedFrom([...live, "notebook/view.ts"]);
    expect(imports.filter(({ from, to }) => reached.has(from) && !isLocal(to)).map(show)).toEqual([]);
  });

  it("has no circles", () => {
    expect(circlesOf(imports)).toEqual([]);
  });

  it("stays below 250 lines a file", () => {
    const long = files.filter((file) => readFileSync(join(LIB, file), "utf8").split("\n").length > 251);
    expect(long).toEqual([]);
  });
});

/** These files and all that they load. */
function reachedFrom(begin: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { from, to } of imports) if (from === file && isLocal(to)) visit(to);
  };
  for (const file of begin) visit(file);
  return reached;
}
