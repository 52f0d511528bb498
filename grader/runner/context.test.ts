import { Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import type { Answer } from "../wire/envelope.js";
import { decodeValue, encodeValue } from "../wire/values.js";
import { learnerProgram } from "./bundle.js";
import { Context } from "./context.js";
import { transpileCell } from "./transpile.js";

const { realm } = await learnerProgram();
const nothing = { tree: null, body: new Uint8Array() };

class Learner {
  private readonly context: Context;
  constructor(withheld: readonly string[] = []) {
    this.context = new Context(Buffer.from(realm).toString("utf8"));
    this.context.start(withheld);
  }

  async run(...sources: string[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const source of sources) {
      const { code, errors } = transpileCell(source);
      expect(errors).toEqual([]);
      answers.push(await this.context.answer({ ...nothing, kind: "run", name: "[cell]", tree: code }));
    }
    return answers;
  }

  async get(name: string): Promise<unknown> {
    return value(await this.context.answer({ ...nothing, kind: "get", name }));
  }

  async call(name: string, ...args: unknown[]): Promise<unknown> {
    return value(await this.context.answer({ kind: "call", name, ...encodeValue(args) }));
  }

  output(): string {
    return this.context.output();
  }
}

const value = (answer: Answer): unknown => ("trouble" in answer ? answer.trouble : decodeValue(answer));

/** A learner whose cells have all run well. */
async function after(...sources: string[]): Promise<Learner> {
  const learner = new Learner(["rnnForward"]);
  for (const answer of await learner.run(...sources)) expect(value(answer)).toBe(true);
  return learner;
}

describe("cells, as in tslab", () => {
  it("see what earlier cells declared, types and imports included", async () => {
    const learner = await after(
      'import { Tensor } from "unrolled"; type Id = number;',
      "const a: Id = 3; function f(): Id { return Tensor.from([a, a]).size; } const [b, { c }] = [1, { c: 2 }];",
      "const sum = f() + b + c; class K { n = sum; } enum E { x = 7 }",
      "const all = { sum, a }; const n = new K().n; const e = E.x;",
    );
    expect(await learner.get("all")).toEqual({ sum: 5, a: 3 });
    expect([await learner.get("n"), await learner.get("e")]).toEqual([5, 7]);
  });

  it("may declare a name again: an imported one, a constant, one of the language's own", async () => {
    const learner = await after(
      'import { Tensor } from "unrolled"; const a = 1;',
      "const a = 2; const Tensor = 5; const Map = 10;",
      "const r = a + Tensor + Map;",
    );
    expect(await learner.get("r")).toBe(17);
  });

  it("may await at the top, wait for timers, and assign to earlier variables", async () => {
    const learner = await after(
      "let n = await Promise.resolve(1);",
      "n += await new Promise<number>((done) => setTimeout(done, 5, 1));",
    );
    expect(await learner.get("n")).toBe(2);
  });

  it("keep what they declared before they failed", async () => {
    const learner = new Learner();
    const [failed] = await learner.run("const a = 1; throw new Error('no');");
    expect(value(failed)).toEqual({ kind: "threw", message: "`[cell]` threw: no" });
    expect(await learner.get("a")).toBe(1);
    expect(await learner.get("b")).toEqual({ kind: "missing", message: "`b` is not defined" });
  });

  it("import the library and nothing else", async () => {
    for (const source of ['import { readFileSync } from "node:fs"; readFileSync;', 'await import("node:net");']) {
      const [answer] = await new Learner().run(source);
      expect(value(answer)).toMatchObject({ kind: "threw", message: expect.stringContaining("cannot be imported") });
    }
  });

  it("meet an explanation where they use what the exercise withholds, and only there", async () => {
    const learner = await after('import { rnnForward, Tensor } from "unrolled"; Tensor.zeros([1]);');
    const [answer] = await learner.run("rnnForward;");
    expect(value(answer)).toMatchObject({ message: expect.stringContaining("the library's rnnForward is withheld") });
  });

  it("find out at once that what they wait for never comes", async () => {
    const [answer] = await new Learner().run("await new Promise(() => {});");
    expect(value(answer)).toEqual({ kind: "threw", message: "it waits for something that never comes" });
  });
});

describe("a learner's context", () => {
  it("takes and gives tensors and arrays", async () => {
    const learner = await after("const double = (W) => ({ W, twice: W.data.map((x) => 2 * x) });");
    const W = Tensor.from([[1, -0, NaN]]);
    expect(await learner.call("double", W)).toEqual({ W, twice: Float64Array.of(2, -0, NaN) });
  });

  it("has a notebook's everyday means", async () => {
    const learner = await after(
      "console.log('h =', Float64Array.of(1, 2), { a: [1, 'x'] }); console.warn(new Error('hm')); console.table([1]);",
      "const copied = structuredClone({ list: [1, [2]], x: Float64Array.of(1) }); const time = performance.now() > 0;",
      "const kinds = structuredClone(new Map([['a', new Set([1])]])).get('a').has(1);",
    );
    expect(learner.output()).toBe('h = Float64Array(2) [1, 2] { a: [1, "x"] }\nError: hm\n[1]\n');
    expect(await learner.get("copied")).toEqual({ list: [1, [2]], x: Float64Array.of(1) });
    expect([await learner.get("time"), await learner.get("kinds")]).toEqual([true, true]);
  });

  it("finds the language's own names as quickly as variables", async () => {
    const learner = await after(
      "const names = [Math, Float64Array].length;",
      "function loop() { const start = Date.now(); let s = 0; for (let i = 0; i < 1e6; i++) s += Math.tanh(i); return Date.now() - start; }",
    );
    expect(await learner.call("loop")).toBeLessThan(400); // as globals: more than a second
  });

  it("keeps at most 64 K characters of what is printed", async () => {
    const learner = await after("for (let i = 0; i < 2e4; i++) console.log('x'.repeat(50));");
    expect(learner.output()).toHaveLength(64 * 1024);
  });

  it("holds no object of Node's", async () => {
    const learner = await after(FOREIGN);
    expect(await learner.get("foreign")).toEqual([]);
  });
});

/** Collects whatever can be reached and is not of this context: its chain of prototypes ends elsewhere. */
const FOREIGN = `
const foreign: string[] = [];
const look = (name: string, value: unknown) => {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return;
  let last = value;
  for (let up = Object.getPrototypeOf(last); up; up = Object.getPrototypeOf(last)) last = up;
  if (last !== Object.prototype && last !== value) foreign.push(name);
};
const attempt = (name: string, work: () => unknown) => {
  try { look(name, work()); } catch (error) { look(name + " threw", error); look(name + " type", error?.constructor); }
};
Error.prepareStackTrace = (error, trace) => {
  look("trace", trace);
  for (const site of trace ?? []) { look("site", site); look("this", site.getThis?.()); look("function", site.getFunction?.()); }
};
attempt("stack", () => new Error("x").stack);
attempt("stack trace limit", () => { Error.stackTraceLimit = 10; return new Error("x").stack; });
attempt("capture", () => { const o: any = {}; Error.captureStackTrace(o); return o.stack; });
const deep = (): void => { try { new Error("x").stack; } catch (error) { look("deep stack", error); } try { deep(); } catch (error) { look("depth", error); throw error; } };
attempt("overflow", deep);
const inner = (): void => { try { console.log({}); setTimeout(inner, 1e6); } catch (error) { look("deep console", error); } inner(); };
attempt("overflow in console", inner);
attempt("global", () => globalThis);
attempt("descriptor", () => Object.getOwnPropertyDescriptor(globalThis, "Math"));
attempt("descriptors", () => Object.getOwnPropertyDescriptors(globalThis));
attempt("names", () => Object.getOwnPropertyNames(globalThis));
attempt("redefine", () => Object.defineProperty(globalThis, "Infinity", { value: 1 }));
attempt("freeze", () => Object.freeze(globalThis));
attempt("eval", () => (0, eval)("1"));
attempt("Function", () => Function("1"));
attempt("async Function", () => Object.getPrototypeOf(async () => {}).constructor("1"));
attempt("WebAssembly", () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
attempt("buffer", () => new ArrayBuffer(1e15));
attempt("string", () => "x".repeat(2 ** 30));
attempt("arguments", () => (function () { return arguments; })());
attempt("caller", () => (function f() { return (f as any).caller; })());
attempt("require", () => require);
attempt("exports", () => exports);
attempt("library", () => require("unrolled"));
for (const name of Object.getOwnPropertyNames(globalThis)) attempt(name, () => (globalThis as any)[name]);
await Promise.reject(1).catch(() => {});
await import("node:fs").catch((error) => look("import", error));
`;

describe("transpileCell", () => {
  it("reports syntax errors with their place, and no type errors", () => {
    expect(transpileCell("const a =\n(;").errors).toEqual(["2:2 - Expression expected."]);
    expect(transpileCell('const a: number = "text"; await a; const b = missing;').errors).toEqual([]);
  });

  it("leaves no import that Node itself would answer", () => {
    expect(transpileCell('await import("x");').code).not.toMatch(/\bimport\(/);
    for (const source of ["import.meta.url;", 'import.defer("x");', 'const f = () => [import.source("x")];'])
      expect(transpileCell(source).errors).toEqual([expect.stringContaining("cannot be used where it is graded")]);
  });
});
