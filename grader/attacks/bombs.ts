import { type Attack, alone, beside } from "./attack.js";

const inFunction = (name: string, body: string, says?: string): Attack =>
  beside(name, `function rnnForward(): any { ${body} }`, says);

/** Using up time, memory, stack or output. What is beside it must be graded all the same. */
export const bombs: readonly Attack[] = [
  inFunction("an endless loop", "for (;;);", "never ends"),
  beside("an endless loop in the cell", "while (true);", "never ends"),
  inFunction("recursion without end", "return rnnForward();", "call stack"),
  beside("mutual recursion in the cell", "const a = (): any => b(); const b = (): any => [a()]; a();", "call stack"),
  // It never ends; on Node 26 its memory is used up first.
  inFunction(
    "a flood of microtasks",
    "const again = (): any => Promise.resolve().then(again); again(); return again();",
  ),
  beside("a flood of microtasks in the cell", "const again = (): any => queueMicrotask(again); again();", "never ends"),
  beside("a promise that never comes", "await new Promise(() => {});", "never comes"),
  beside(
    "timers without end",
    "const spin = () => setTimeout(spin, 1); spin(); await new Promise((done) => setInterval(() => {}, 1));",
  ),
  inFunction("objects without end", "const all: any[] = []; for (;;) all.push({ all, text: [1, 2, 3] });"),
  beside(
    "a map that grows in the cell",
    "const all = new Map(); for (let i = 0; ; i++) all.set(i, { i, text: String(i) });",
  ),
  inFunction("typed arrays without end", "const all = []; for (;;) all.push(new Float64Array(2 ** 20).fill(1));"),
  inFunction("one array of 8 GB", "return { h: new Float64Array(2 ** 30).fill(1) };"),
  inFunction("a BigInt that squares itself", "let n = 3n; for (;;) n *= n;"),
  inFunction("a BigInt printed", "return { h: String(7n ** 1000000n).length };"),
  inFunction("a string that doubles", "let text = 'x'; for (;;) text += text;"),
  inFunction("a string flattened", "let text = 'xy'.repeat(2 ** 28); return { h: text.split('').length };"),
  inFunction("output without end", "for (;;) console.log('x'.repeat(10000));", "never ends"),
  beside("megabytes of output", "for (let i = 0; i < 1000; i++) console.log('y'.repeat(10000));"),
  inFunction("a regular expression that backtracks", "return /^(a+)+$/.test('a'.repeat(60) + 'b');", "never ends"),
  inFunction(
    "a regular expression over its own nesting",
    "return new RegExp('(?:'.repeat(50000) + ')'.repeat(50000)).test('x');",
  ),
  beside("a line of 2 MB", `const long = "${"z".repeat(2_000_000)}";`, "longer than 100000 characters"),
  beside("a comment of 2 MB", `// ${"z".repeat(2_000_000)}`, "longer than 100000 characters"),
  beside("20,000 parentheses", `const n = ${"(".repeat(20_000)}1${")".repeat(20_000)};`, "does not run"),
  beside("40,000 additions", `const n = 1${"+1".repeat(40_000)};`),
  beside("10,000 nested arrays", `const n = ${"[".repeat(10_000)}${"]".repeat(10_000)};`, "does not run"),
  inFunction(
    "a sort that never agrees",
    "return { h: Array.from({ length: 3e6 }, Math.random).sort(() => Math.random() - 0.5).map(String).sort() };",
  ),
  inFunction("waiting on shared memory", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);", "never ends"),
  alone("a loop in every cell", "for (;;);"),
];
