/*
 * Instructions of WebAssembly: just enough to write numerical loops as TypeScript expressions. WebAssembly is a stack
 * machine, so an expression is its operands followed by one opcode.
 * https://webassembly.github.io/spec/core/binary
 */

/** Bytes that leave one value on the stack; operands stay lists of their own until the code is written. */
export type Expr = readonly (number | Expr)[];

/** Writes an expression's bytes to the end of `bytes`. */
export function write(bytes: number[], expression: Expr): void {
  for (const part of expression) {
    if (typeof part === "number") bytes.push(part);
    else write(bytes, part);
  }
}

/** LEB128, the variable-length integers of the format. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const last = rest >> 6 === 0 || rest >> 6 === -1;
    bytes.push((rest & 0x7f) | (last ? 0 : 0x80));
    if (last) return bytes;
  }
}

const floatBytes = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];
/** Operands in order, then the opcode. */
type Op = (...operands: readonly Expr[]) => Expr;
type Load = (address: Expr, offset?: number) => Expr;
type Ops<Names extends string> = { readonly [Name in Names]: Op };
const op =
  (...code: number[]): Op =>
  (...operands) => [...operands, ...code];
const simd = (code: number): Op => op(0xfd, ...unsigned(code));

export const i32: Ops<"add" | "sub" | "mul" | "and" | "shiftRight" | "not" | "eq" | "ltU" | "gtU"> & {
  const: (value: number) => Expr;
} = {
  const: (value: number): Expr => [0x41, ...signed(value)],
  add: op(0x6a),
  sub: op(0x6b),
  mul: op(0x6c),
  and: op(0x71),
  shiftRight: op(0x76),
  /** 1 where x is 0, else 0. */
  not: op(0x45),
  eq: op(0x46),
  ltU: op(0x49),
  gtU: op(0x4b),
};

export const f32: Ops<"add"> & { const: (value: number) => Expr; load: Load } = {
  const: (value: number): Expr => [0x43, ...floatBytes(value)],
  load: (address: Expr, offset = 0): Expr => [address, 0x2a, 2, ...unsigned(offset)],
  add: op(0x92),
};

function shuffle(a: Expr, b: Expr, lanes: readonly number[]): Expr {
  return [a, b, 0xfd, 13, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))];
}

/** Four floats at once. */
export const f32x4: Ops<
  "splat" | "add" | "sub" | "mul" | "div" | "neg" | "sqrt" | "pmin" | "pmax" | "madd" | "firstLane" | "high" | "swapped"
> & {
  load: Load;
  loadPair: Load;
  loadSplat: Load;
  shuffle: (a: Expr, b: Expr, lanes: readonly number[]) => Expr;
  lane: (value: Expr, lane: number) => Expr;
} = {
  splat: simd(0x13),
  load: (address: Expr, offset = 0): Expr => [address, 0xfd, 0, 2, ...unsigned(offset)],
  /** Two numbers in lanes 0 and 1, zeros in the others. */
  loadPair: (address: Expr, offset = 0): Expr => [address, 0xfd, 93, 2, ...unsigned(offset)],
  loadSplat: (address: Expr, offset = 0): Expr => [address, 0xfd, 9, 2, ...unsigned(offset)],
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  /** pmin(a, b) = b < a ? b : a, one instruction on x86; so is pmax. */
  pmin: simd(0xea),
  pmax: simd(0xeb),
  /** a·b + c in one rounding (relaxed SIMD). */
  madd: simd(0x105),
  /** Lanes of a (0 … 3) and b (4 … 7), in the order given. */
  shuffle,
  /** Lane 0 as it is, zeros in the others. */
  firstLane: (value: Expr): Expr => shuffle(value, simd(0x13)(f32.const(0)), [0, 4, 4, 4]),
  /** Lanes 2 and 3 moved to lanes 0 and 1. */
  high: (value: Expr): Expr => shuffle(value, value, [2, 3, 2, 3]),
  /** Lanes 0 and 1 exchanged. */
  swapped: (value: Expr): Expr => shuffle(value, value, [1, 0, 2, 3]),
  lane: (value: Expr, lane: number): Expr => [value, 0xfd, 31, lane],
};

export const i32x4: Ops<"splat" | "add"> & { shl: (value: Expr, bits: number) => Expr } = {
  splat: simd(0x11),
  add: simd(0xae),
  shl: (value: Expr, bits: number): Expr => [value, i32.const(bits), 0xfd, ...unsigned(0xab)],
};

/** Two doubles at once. */
export const f64x2: Ops<"ofLow" | "add" | "mul"> & { lane: (value: Expr, lane: number) => Expr } = {
  /** Lanes 0 and 1 of four floats. */
  ofLow: simd(0x5f),
  add: simd(0xf0),
  mul: simd(0xf2),
  lane: (value: Expr, lane: number): Expr => [value, 0xfd, 33, lane],
};

export const f64: Ops<"add"> = { add: op(0xa0) };
