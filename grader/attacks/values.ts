import { type Attack, alone } from "./attack.js";

const both = (name: string, value: string, says?: string): Attack =>
  alone(name, `const evil = (...args: any[]): any => (${value}); const rnnForward = evil; const bptt = evil;`, says);

/** Answers that are guesses, or that are made to trouble whoever reads them. */
export const values: readonly Attack[] = [
  both(
    "NaN everywhere",
    "({ h: new Float64Array(3).fill(NaN), cache: { x: NaN, hPrev: NaN, h: NaN }, grads: { Wxh: NaN, Whh: NaN, bh: NaN }, dh0: NaN })",
  ),
  both(
    "infinity everywhere",
    "({ h: new Float64Array(3).fill(Infinity), grads: { Wxh: [[Infinity]], Whh: [[Infinity]], bh: [Infinity] }, dh0: [Infinity] })",
  ),
  both(
    "zeros of the right shape",
    "({ h: new Float64Array(args[0].bh.size), dh0: new Float64Array(args[0].bh.size), grads: args[0] })",
  ),
  both("the arguments given back", "({ h: args[2], cache: args[2], grads: args[0], dh0: args[2]?.[0] })"),
  both(
    "the sample of the exercise, learnt by heart",
    "args[0].bh.size === 1 ? { h: Float64Array.of(0), cache: {} } : { h: Float64Array.of(0) }",
  ),
  both(
    "answers learnt by heart for every size",
    "({ h: Float64Array.from({ length: args[0].bh.size }, (_, i) => [0.1, -0.5, 0.7][i % 3]), dh0: Float64Array.of(0.2, 0.1) })",
  ),
  both("other answers at every call", "({ h: Float64Array.from({ length: args[0].bh.size }, Math.random) })"),
  both("numbers as text", "({ h: ['0.1', '0.2', '0.3'], grads: 'right', dh0: '10/10' })"),
  both("nothing", "undefined"),
  both("null", "null"),
  both("true", "true"),
  both("a circle", "(() => { const a: any = { h: [] }; a.a = a; a.h.push(a); return a; })()", "deep"),
  both(
    "a circle through a getter",
    "({ get h() { return this; }, get grads() { return { ...args, self: this }; } })",
    "deep",
  ),
  both("a depth", "(() => { let a: any = []; for (let i = 0; i < 1e5; i++) a = [a]; return a; })()", "deep"),
  both("a list of a million", "({ h: new Array(1e6).fill(0) })", "parts"),
  both("an array with nothing in it, 4 billion long", "({ h: new Array(2 ** 32 - 1) })", "parts"),
  both("numbers of 80 MB", "({ h: new Float64Array(1e7) })", "bytes"),
  both("100,000 names", "Object.fromEntries(Array.from({ length: 5e4 }, (_, i) => ['name' + i, i]))"),
  both("a name of a megabyte", "({ ['n'.repeat(1e6)]: 1 })"),
  both("a text of 64 MB", "({ h: 'x'.repeat(2 ** 26) })"),
  both(
    "maps, sets, dates, symbols, functions",
    "({ h: new Map([[1, 1]]), cache: new Set([1]), grads: new Date(), dh0: Symbol('x'), f: () => 1 })",
  ),
  both(
    "integers of other arrays",
    "({ h: new Int32Array(3), grads: new BigInt64Array(3), dh0: new Uint8ClampedArray(3) })",
  ),
  both("single precision", "({ h: new Float32Array(args[0].bh.size) })"),
];
