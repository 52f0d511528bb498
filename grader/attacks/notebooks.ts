/** A notebook file as JSON, before anyone has looked whether it is one. */
// biome-ignore lint/suspicious/noExplicitAny: it is made wrong in every way
type Json = any;

export type Tampering = {
  readonly name: string;
  /** Changes the honest notebook of exercise 11; a returned text is the whole file. */
  readonly tamper: (notebook: Json) => string | undefined;
  /** Points, or what the refusal must say. */
  readonly earns: number | string;
};

const tampering = (name: string, earns: number | string, tamper: (notebook: Json) => unknown): Tampering => ({
  name,
  earns,
  tamper: (notebook) => {
    const text = tamper(notebook);
    return typeof text === "string" ? text : undefined;
  },
});

const cell = (notebook: Json, id: string): Json => notebook.cells.find((one: Json) => one.id === id);
const empty = (notebook: Json): void => {
  for (const id of ["rnn-forward", "bptt"]) cell(notebook, id).source = "const unused = 0;";
};

/** Notebooks whose metadata or cells are not as the course made them. */
export const tamperings: readonly Tampering[] = [
  tampering("more points in the metadata", 0, (notebook) => {
    empty(notebook);
    for (const one of notebook.cells) one.metadata.nbgrader = { points: 1000, grade: true, score: 1000, locked: false };
    notebook.metadata.unrolled = { exercise: 11, points: 1000, checks: [] };
  }),
  tampering("another exercise in the metadata", 10, (notebook) => {
    notebook.metadata.unrolled = { exercise: 2 };
  }),
  tampering("metadata of the wrong kinds", 10, (notebook) => {
    notebook.metadata = { unrolled: null, kernelspec: 7, language_info: [] };
    for (const one of notebook.cells) one.metadata = { tags: { setup: true }, nbgrader: "solution" };
  }),
  tampering("no metadata", 10, (notebook) => {
    delete notebook.metadata;
  }),
  tampering("a set-up cell that makes everything right", 0, (notebook) => {
    empty(notebook);
    cell(notebook, "setup").source = "Object.is = () => true; const rnnForward = () => 1;";
  }),
  tampering("solutions in cells of one's own, tagged as set-up", 0, (notebook) => {
    const right = notebook.cells.filter(({ id }: Json) => id === "rnn-forward" || id === "bptt");
    notebook.cells.push(...right.map((one: Json) => ({ ...one, id: `${one.id}2`, metadata: { tags: ["setup"] }, source: `if (true) { ${one.source} }` }))); // biome-ignore format: a list
    empty(notebook);
  }),
  tampering("a cell twice, the second one wrong", 10, (notebook) => {
    notebook.cells.push({ ...cell(notebook, "bptt"), source: "function bptt() {}" });
  }),
  tampering("all cells a hundred times", 10, (notebook) => {
    notebook.cells = Array.from({ length: 100 }, () => notebook.cells).flat();
  }),
  tampering("a deleted cell", 4, (notebook) => {
    notebook.cells = notebook.cells.filter(({ id }: Json) => id !== "bptt");
  }),
  tampering("no cells at all", 0, (notebook) => {
    notebook.cells = [];
  }),
  tampering("cells without ids, in another order", 10, (notebook) => {
    notebook.nbformat_minor = 4;
    for (const one of notebook.cells) delete one.id;
    notebook.cells.reverse();
  }),
  tampering("ids changed about", 10, (notebook) => {
    const [forward, back] = [cell(notebook, "rnn-forward"), cell(notebook, "bptt")];
    [forward.id, back.id] = [back.id, forward.id];
  }),
  tampering("a solution turned into Markdown", 6, (notebook) => {
    cell(notebook, "rnn-forward").cell_type = "markdown";
  }),
  tampering("ids of every other kind", 10, (notebook) => {
    for (const [i, one] of notebook.cells.entries()) one.id = [{}, [[]], 7, null, "__proto__"][i % 5];
  }),
  tampering("format 3", "format 3", (notebook) => {
    notebook.nbformat = 3;
  }),
  tampering(
    "a format nested 100,000 deep",
    "got something else",
    () => `{"nbformat": ${"[".repeat(1e5)}${"]".repeat(1e5)}, "cells": []}`,
  ),
  tampering("a number of the exercise nested 100,000 deep", 10, (notebook) =>
    JSON.stringify(notebook).replace(/"exercise":\d+/, `"exercise":${"[".repeat(1e5)}${"]".repeat(1e5)}`),
  ),
  tampering("brackets only", "is not JSON", () => "[".repeat(5e6)),
  tampering(
    "a key named __proto__",
    0,
    () => '{"nbformat": 4, "cells": [], "metadata": {"__proto__": {"points": 10}}, "__proto__": {"cells": [1]}}',
  ),
  tampering("a source that is no text", "holds cells that are not a notebook's", (notebook) => {
    cell(notebook, "bptt").source = { toString: "function bptt() {}" };
  }),
  tampering("a zip file", "unpack it", () => "PK\u0003\u0004rest"),
  tampering("nothing", "is empty", () => ""),
];

const NASTY =
  '=HYPERLINK("http://127.0.0.1:PORT")<script>document.title=\'MARK\'</script><img src=x onerror=alert(1)>\u001b[2J\u001b]0;MARK\u0007\u202e\r\n,"';

/** Text that would act if a report put it down unchanged: in names, messages and output. */
export const injections: readonly { readonly name: string; readonly code: string }[] = [
  { name: "in what is thrown", code: `function rnnForward() { throw new Error(${JSON.stringify(NASTY)}); }` },
  { name: "in what a cell throws", code: `throw ${JSON.stringify(NASTY)};` },
  { name: "in the names of fields", code: `function rnnForward() { return { [${JSON.stringify(NASTY)}]: 1 }; }` },
  { name: "in a text that is returned", code: `function rnnForward() { return { h: ${JSON.stringify(NASTY)} }; }` },
  { name: "in what is printed", code: `console.log(${JSON.stringify(NASTY)}, { [${JSON.stringify(NASTY)}]: 1 });` },
  {
    name: "in the name of a class",
    code: `class C { x = new Map(); } Object.defineProperty(Map, "name", { value: ${JSON.stringify(NASTY)} }); const rnnForward = () => new Map();`,
  },
  { name: "in a type error", code: `const wrong: ${JSON.stringify(NASTY)} = 1;` },
];
