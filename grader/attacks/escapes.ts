import { type Attack, beside } from "./attack.js";

/** A hostile line that runs if any of the ways in `search` finds Node's `process`. */
const through = (search: string, harm: string): string => `
const node: any = (() => { try { ${search} } catch { return undefined; } })();
const use = (process: any) => { try { ${harm} } catch {} };
if (node) use(node);
function rnnForward() { if (node) use(node); }
`;

const WRITE = `process.getBuiltinModule("node:fs").writeFileSync("CANARY/written", "x");`;
const CONNECT = `process.getBuiltinModule("node:net").connect(PORT);`;
const KILL = "process.kill(GRADER, 'SIGKILL'); process.kill(process.ppid, 'SIGKILL');";
const SPAWN = `process.getBuiltinModule("node:child_process").spawn("sleep", ["60", "MARK"], { detached: true });`;

/** Out of the context, and onto the machine: files, network, other processes. */
export const escapes: readonly Attack[] = [
  beside("this.constructor.constructor", through('return this.constructor.constructor("return process")();', WRITE)),
  beside("globalThis.constructor", through('return globalThis.constructor.constructor("return process")();', WRITE)),
  beside("Function from a function", through('return (() => {}).constructor("return process")();', CONNECT)),
  beside(
    "Function from an async function",
    through('return (async () => {}).constructor("return process")();', CONNECT),
  ),
  beside("Function from console", through('return console.log.constructor("return process")();', SPAWN)),
  beside("Function from a timer", through('return setTimeout.constructor("return process")();', SPAWN)),
  beside(
    "Function from the library",
    through('return require("unrolled").Tensor.constructor("return process")();', WRITE),
  ),
  beside("Function from require", through('return require.constructor("return process")();', KILL)),
  beside("indirect eval", through('return (0, eval)("process");', KILL)),
  beside(
    "an error's constructor, from a stack that overflows",
    through(
      'const f = (): any => { try { new Error().stack; f(); } catch (e) { return e.constructor.constructor("return process")(); } }; return f();',
      WRITE,
    ),
  ),
  beside(
    "the call sites of a stack",
    through(
      "let found: any; Error.prepareStackTrace = (_, sites) => { found = sites.map((s: any) => s.getThis?.()?.process ?? s.getFunction?.()?.constructor('return process')()).find(Boolean); }; new Error().stack; return found;",
      WRITE,
    ),
  ),
  beside(
    "a stack trace limit of one's own",
    through(
      "Object.defineProperty(Error, 'stackTraceLimit', { value: 100 }); let found: any; Error.prepareStackTrace = (_, sites) => { found = sites; }; try { (null as any).x; } catch (e) { e.stack; } return found && Object.getPrototypeOf(found).constructor.constructor('return process')();",
      CONNECT,
    ),
  ),
  beside(
    "the error of an import",
    `await import("node:fs").catch((e) => e.constructor.constructor("return process")().exit(0));`,
    "Code generation from strings",
  ),
  beside("import.meta", "const here = import.meta.url;", "import.meta"),
  beside("import.source", `const m = await import.source("node:fs");`, "import.source"),
  beside("code after the wrapper's end", "}); process.exit(0); (async () => {", "does not run"),
  beside(
    "code after the wrapper's end, in a comment",
    "/* */ 1; // \u2028 })()); globalThis.process.exit(0); (() => { //",
  ),
  beside(
    "a rejected promise whose reason looks back",
    "Promise.reject(new Proxy({}, { get: (_, name) => { throw name; }, has: (_, name) => { throw name; } }));",
  ),
  beside(
    "a thrown proxy",
    "throw new Proxy(() => {}, { get: (_, name, self) => { console.log(String(name)); return self; }, apply: (_, self, args) => args.constructor.constructor('return process')().exit(0) });",
  ),
  beside(
    "a thrown inspector",
    "throw { [Symbol.for('nodejs.util.inspect.custom')]: (_d: any, _o: any, inspect: any) => inspect.constructor('return process')().exit(0) };",
  ),
  beside(
    "a finaliser that throws",
    "const registry = new FinalizationRegistry(() => { throw new Proxy({}, {}); }); for (let i = 0; i < 1e4; i++) registry.register({}, i); let junk = []; for (let i = 0; i < 50; i++) junk.push(new Array(1e5).fill({})); junk = [];",
  ),
  beside(
    "the caller's arguments",
    "function rnnForward() { const f: any = rnnForward; return { h: f.caller.arguments[0].constructor.constructor('return process')() }; }",
  ),
  beside(
    "a late timer",
    "setTimeout(() => { (globalThis as any).process.exit(0); }, 1); setInterval(() => { throw new Error('late'); }, 1); await new Promise((done) => setTimeout(done, 20));",
  ),
  beside("a worker", "new (globalThis as any).Worker('data:text/javascript,for(;;);');"),
  beside("fetch", "await (globalThis as any).fetch('http://127.0.0.1:PORT/');", "fetch"),
  beside("a socket by import", `import net from "node:net"; net.connect(PORT);`, "cannot be imported"),
  beside(
    "node:sqlite",
    `import { DatabaseSync } from "node:sqlite"; new DatabaseSync("CANARY/database");`,
    "cannot be imported",
  ),
];
