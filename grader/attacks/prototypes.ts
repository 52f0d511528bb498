import { type Attack, alone, beside } from "./attack.js";

const bothAnswer = (value: string): string =>
  `const evil = (): any => (${value}); const rnnForward = evil; const bptt = evil;`;

/** Changing what things mean: patched built-ins, pollution, thenables, proxies, getters, lying subclasses, detached memory. */
export const prototypes: readonly Attack[] = [
  alone(
    "Object.is, Math.abs and isFinite that always agree",
    `Object.is = () => true; Math.abs = () => 0; Number.isFinite = () => true; ${bothAnswer("({ h: new Float64Array(3) })")}`,
  ),
  alone(
    "typed arrays whose every entry is right",
    `Float64Array.prototype.findIndex = () => -1; Float64Array.prototype.every = () => true; Array.prototype.every = () => true; ${bothAnswer("({ h: new Float64Array(3), grads: {}, dh0: 0 })")}`,
  ),
  alone(
    "a global Float64Array of one's own",
    `globalThis.Float64Array = class extends Array {} as any; ${bothAnswer("({ h: new Float64Array(3) })")}`,
  ),
  alone(
    "Object.prototype with all fields",
    `for (const name of ["h", "cache", "grads", "dh0", "points", "failure", "value"]) (Object.prototype as any)[name] = 1; ${bothAnswer("({})")}`,
  ),
  alone(
    "Array.prototype with an iterator that never ends",
    `Array.prototype[Symbol.iterator] = function* () { for (;;) yield 0; } as any; ${bothAnswer("[1]")}`,
  ),
  alone(
    "__proto__ as a key",
    `${bothAnswer('JSON.parse(\'{"__proto__": {"h": [1], "points": 10}, "constructor": {"prototype": {"points": 10}}}\')')}`,
  ),
  alone("a toJSON for everything", `(Object.prototype as any).toJSON = () => 1; ${bothAnswer("({ h: [0] })")}`),
  alone("a thenable as an answer", bothAnswer("({ then: (done: any) => done({ h: new Float64Array(3) }) })")),
  alone("a promise as an answer", bothAnswer("Promise.resolve({ h: new Float64Array(3) })"), "a Promise"),
  alone(
    "Promise.prototype.then that keeps everything to itself",
    `Promise.prototype.then = function () { return this; } as any; ${bothAnswer("1")}`,
  ),
  alone(
    "Promise.prototype.then that calls back twice",
    `const then = Promise.prototype.then; Promise.prototype.then = function (a, b) { then.call(this, a, b); return then.call(this, a, b); } as any; ${bothAnswer("1")}`,
  ),
  alone(
    "a proxy that answers to any name",
    bothAnswer(
      "new Proxy({}, { get: () => 1, has: () => true, ownKeys: () => ['h'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) })",
    ),
  ),
  alone(
    "a proxy whose every trap throws",
    bothAnswer("new Proxy({}, new Proxy({}, { get: () => () => { throw new Error('trap'); } }))"),
  ),
  alone(
    "a revoked proxy",
    bothAnswer("(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()"),
  ),
  alone(
    "a getter that changes with every look",
    bothAnswer("({ get h() { return Float64Array.from({ length: 3 }, Math.random); } })"),
  ),
  alone(
    "a number whose value changes",
    bothAnswer("({ h: [{ valueOf: Math.random }, { valueOf: Math.random }, { valueOf: Math.random }] })"),
  ),
  alone(
    "a typed array that lies about its length",
    `class Liar extends Float64Array { get length() { return 1e9; } get byteLength() { return -8; } get byteOffset() { return 1e9; } } ${bothAnswer("({ h: new Liar(3) })")}`,
  ),
  alone(
    "a tensor that lies about its shape",
    `import { Tensor } from "unrolled"; class Liar extends Tensor { get shape() { return [-1, 1e308, "x", [[]]] as any; } } ${bothAnswer("new Liar(new Float64Array(2), [2])")}`,
  ),
  alone(
    "an instanceof of one's own",
    `import { Tensor } from "unrolled"; Object.defineProperty(Tensor, Symbol.hasInstance, { value: () => true }); ${bothAnswer("'text'")}`,
  ),
  alone(
    "detached memory",
    bothAnswer(
      "(() => { const h = new Float64Array(3); (h.buffer as any).transfer?.(); structuredClone(h); return { h }; })()",
    ),
  ),
  alone(
    "memory that shrinks",
    bothAnswer(
      "(() => { const buffer = new (ArrayBuffer as any)(80, { maxByteLength: 800 }); const h = new Float64Array(buffer, 8); buffer.resize?.(0); return { h }; })()",
    ),
  ),
  alone("shared memory that changes later", bothAnswer("({ h: new Float64Array(new SharedArrayBuffer(24)) })")),
  beside(
    "a getter in the place of the function",
    `Object.defineProperty(globalThis, "rnnForward", { get: () => () => ({ h: [1] }) });`,
  ),
];
