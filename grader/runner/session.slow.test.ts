import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Runner } from "./runner.js";
import type { Limits, RunnableCell, Session } from "./session.js";
import { transpileCell } from "./transpile.js";

const LIMITS: Limits = { cellMs: 3000, callMs: 1000, nameMs: 8000, submissionMs: 20_000 };
/** For what ends by using up memory: on a busy machine that takes its time. */
const PATIENT: Limits = { cellMs: 60_000, callMs: 60_000, nameMs: 60_000, submissionMs: 120_000 };
let runner: Runner;
let session: Session;
beforeAll(async () => {
  runner = await Runner.open("L1");
});
afterAll(() => runner.close());
afterEach(() => session.close());

function open(sources: readonly string[], withheld: readonly string[] = [], limits: Partial<Limits> = {}): Session {
  const cells: RunnableCell[] = sources.map((source, i) => ({ id: `c${i}`, code: transpileCell(source).code }));
  session = runner.session(cells, withheld, { ...LIMITS, ...limits });
  return session;
}
const call = (name: string, ...args: unknown[]) => session.answer({ kind: "call", name, args });
const get = (name: string) => session.answer({ kind: "get", name });

describe("a session", () => {
  it("calls functions with tensors, and gets values", async () => {
    open([
      'import { Tensor } from "unrolled";',
      "const n = -0; const f = (W: Tensor, k: number) => ({ W: W.clone(), sum: W.at(0, 1) + k });",
    ]);
    const { Tensor } = await import("unrolled");
    const W = Tensor.from([[1, 2]]);
    expect(await call("f", W, 3)).toEqual({ value: { W, sum: 5 } });
    expect(await get("n")).toEqual({ value: -0 });
    expect(await get("m")).toEqual({ trouble: { kind: "missing", message: "`m` is not defined" } });
  });

  it("says what a call leaves of its arguments", async () => {
    open(["const f = (v: Float64Array, words: string[]) => { v[1] = 7; words.push('x'); return 0; }; const n = 1;"]);
    const args = [Float64Array.of(1, 2), ["a"]];
    expect(await session.answer({ kind: "after", name: "f", args })).toEqual({
      value: [Float64Array.of(1, 7), ["a", "x"]],
    });
    expect(args).toEqual([Float64Array.of(1, 2), ["a"]]);
    expect(await session.answer({ kind: "after", name: "n", args })).toMatchObject({ trouble: { kind: "missing" } });
  });

  it("loses an endless function, and goes on with the others", async () => {
    open(["const loop = () => { for (;;); }; const one = () => 1;"]);
    expect(await call("loop")).toMatchObject({
      trouble: { kind: "slow", message: expect.stringContaining("never ends") },
    });
    expect(await call("one")).toEqual({ value: 1 });
    const start = performance.now();
    expect(await call("loop")).toMatchObject({ trouble: { kind: "slow" } });
    expect(performance.now() - start).toBeLessThan(100); // not tried again
  });

  it("skips an endless cell, and runs the others", async () => {
    open(["const a = 1;", "while (true);", "const b = a + 1;"]);
    expect(await get("b")).toEqual({ value: 2 });
    expect(session.problems).toEqual([expect.stringContaining("the cell [c1]: no answer within")]);
  });

  it("gives a slow function its own time, and not the others'", async () => {
    open(
      ["const slow = () => { const end = Date.now() + 400; while (Date.now() < end); return 1; }; const f = () => 2;"],
      [],
      {
        nameMs: 1000,
      },
    );
    for (let i = 0; i < 2; i++) expect(await call("slow")).toEqual({ value: 1 });
    expect(await call("slow")).toMatchObject({ trouble: { kind: "slow" } });
    expect(await call("f")).toEqual({ value: 2 });
  });

  it("notes a cell that fails, and runs the others", async () => {
    open(["throw new Error('oops');", "const b = 2;"]);
    expect(await get("b")).toEqual({ value: 2 });
    expect(session.problems).toEqual(["the cell `[c0]` threw: oops"]);
  });

  it.each([
    ["exhausts the heap", "const a = []; for (;;) a.push(new Array(1e6).fill(a))", "ended"],
    ["exhausts typed arrays", "const a = []; for (;;) a.push(new Float64Array(1e6).fill(1))", "threw|ended"], // Node 24 ends
    ["returns a circle", "const a = []; a.push(a); return a", "unreadable"],
    ["returns too much", "return new Float64Array(1e7)", "unreadable"],
    ["returns a depth", "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a", "unreadable"],
    ["recurses for ever", "const f = () => f(); f()", "threw"],
    ["throws a getter", "throw { get message() { throw 1; }, toString() { throw 2; } }", "threw"],
    ["evaluates text", "return (0, eval)('1')", "threw"],
    ["ends the process", "process.exit(0)", "threw"],
  ])("survives code that %s", async (_, body, kind) => {
    open([`const bad: any = () => { ${body} }; const good = () => 1;`], [], PATIENT);
    expect(await call("bad")).toMatchObject({ trouble: { kind: expect.stringMatching(`^(${kind})$`) } });
    expect(await call("good")).toEqual({ value: 1 });
  });

  it("keeps what is printed, up to a limit, and never reads it as an answer", async () => {
    open([
      "console.log('hello'); const flood = () => { for (let i = 0; i < 2e4; i++) console.log('x'.repeat(50)); return 1; };",
    ]);
    expect(await call("flood")).toEqual({ value: 1 });
    await session.close();
    expect(session.output.startsWith("hello\n")).toBe(true);
    expect(session.output.length).toBeLessThanOrEqual(64 * 1024);
  });

  it("withholds what the exercise asks for", async () => {
    open(['import { rnnForward } from "unrolled"; const f = () => rnnForward;'], ["rnnForward"]);
    expect(await call("f")).toMatchObject({ trouble: { message: expect.stringContaining("rnnForward is withheld") } });
  });

  it("ends when the submission's time is used up", async () => {
    open(["const loop = () => { for (;;); }; const one = () => 1;"], [], { submissionMs: 1500, callMs: 5000 });
    await call("loop");
    expect(await call("one")).toMatchObject({
      trouble: { kind: "slow", message: expect.stringContaining("are used up") },
    });
  });

  it("says that memory ran out", async () => {
    open(["const bomb = () => { const a = []; for (;;) a.push({ a }); };"], [], PATIENT);
    expect(await call("bomb")).toMatchObject({ trouble: { message: expect.stringContaining("more memory") } });
  });
});
