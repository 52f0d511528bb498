/*
 * A small assembler for WebAssembly: just enough to write numerical loops as TypeScript expressions.
 * WebAssembly is a stack machine, so an expression is the bytes of its operands followed by one opcode;
 * composing expressions is joining bytes. https://webassembly.github.io/spec/core/binary
 */

export type ValueType = "i32" | "f32" | "f64" | "v128";

/** Bytes that leave one value on the stack. */
export type Expr = readonly number[];

/** A parameter or local variable; `get` reads it. */
export type Local = { readonly index: number; readonly get: Expr };

const TYPE_CODE: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };
const VOID = 0x40;

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
  (...operands) => [...operands.flat(), ...code];
const simd = (code: number): Op => op(0xfd, ...unsigned(code));

export const i32: Ops<"add" | "sub" | "mul" | "and" | "eq" | "ltU" | "gtU"> & { const: (value: number) => Expr } = {
  const: (value: number): Expr => [0x41, ...signed(value)],
  add: op(0x6a),
  sub: op(0x6b),
  mul: op(0x6c),
  and: op(0x71),
  eq: op(0x46),
  ltU: op(0x49),
  gtU: op(0x4b),
};

export const f32: { const: (value: number) => Expr; load: Load } = {
  const: (value: number): Expr => [0x43, ...floatBytes(value)],
  load: (address: Expr, offset = 0): Expr => [...address, 0x2a, 2, ...unsigned(offset)],
};

/** Four floats at once. Comparisons give all-ones lanes where they hold, for `select`. */
export const f32x4: Ops<
  | "splat"
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "neg"
  | "sqrt"
  | "max"
  | "pmin"
  | "pmax"
  | "nearest"
  | "gt"
  | "madd"
  | "toInt"
  | "high"
  | "swapped"
> & {
  load: Load;
  loadSplat: Load;
  lane: (value: Expr, lane: number) => Expr;
  select: (whenTrue: Expr, whenFalse: Expr, mask: Expr) => Expr;
} = {
  splat: simd(0x13),
  load: (address: Expr, offset = 0): Expr => [...address, 0xfd, 0, 2, ...unsigned(offset)],
  loadSplat: (address: Expr, offset = 0): Expr => [...address, 0xfd, 9, 2, ...unsigned(offset)],
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  max: simd(0xe9),
  /** pmin(a, b) = b < a ? b : a, one instruction on x86; so is pmax. */
  pmin: simd(0xea),
  pmax: simd(0xeb),
  nearest: simd(0x6a),
  gt: simd(0x44),
  /** a·b + c in one rounding (relaxed SIMD). */
  madd: simd(0x105),
  toInt: simd(0xf8),
  /** Lanes 2 and 3 moved to lanes 0 and 1. */
  high: (value: Expr): Expr => [
    ...value,
    ...value,
    0xfd,
    13,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
  ],
  /** Lanes 0 and 1 exchanged. */
  swapped: (value: Expr): Expr => [...value, ...value, 0xfd, 13, 4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15],
  lane: (value: Expr, lane: number): Expr => [...value, 0xfd, 31, lane],
  select: (whenTrue: Expr, whenFalse: Expr, mask: Expr): Expr => [...whenTrue, ...whenFalse, ...mask, 0xfd, 82],
};

export const i32x4: { add: Op; shl: (value: Expr, bits: number) => Expr } = {
  add: simd(0xae),
  shl: (value: Expr, bits: number): Expr => [...value, ...i32.const(bits), 0xfd, ...unsigned(0xab)],
};

/** Two doubles at once. */
export const f64x2: Ops<"ofLow" | "add" | "mul"> & { lane: (value: Expr, lane: number) => Expr } = {
  /** Lanes 0 and 1 of four floats. */
  ofLow: simd(0x5f),
  add: simd(0xf0),
  mul: simd(0xf2),
  lane: (value: Expr, lane: number): Expr => [...value, 0xfd, 33, lane],
};

export const f64: Ops<"add"> = { add: op(0xa0) };

/** One function under construction: parameters first, then locals, then statements in order. */
export class FunctionBuilder {
  private readonly body: number[] = [];
  private readonly locals: ValueType[] = [];

  constructor(private readonly params: readonly ValueType[]) {}

  /** A new variable; WebAssembly starts it at zero. */
  local(type: ValueType): Local {
    this.locals.push(type);
    return localAt(this.params.length + this.locals.length - 1);
  }

  param(index: number): Local {
    return localAt(index);
  }

  /** A new variable holding `value`. */
  let(type: ValueType, value: Expr): Local {
    const variable = this.local(type);
    this.set(variable, value);
    return variable;
  }

  set({ index }: Local, value: Expr): void {
    this.body.push(...value, 0x21, ...unsigned(index));
  }

  /** variable += bytes or count. */
  advance(variable: Local, by: Expr): void {
    this.set(variable, i32.add(variable.get, by));
  }

  storeV128(address: Expr, value: Expr, offset = 0): void {
    this.body.push(...address, ...value, 0xfd, 11, 2, ...unsigned(offset));
  }

  storeF32(address: Expr, value: Expr, offset = 0): void {
    this.body.push(...address, ...value, 0x38, 2, ...unsigned(offset));
  }

  /** do { statements } while (condition): the body runs at least once. */
  doWhile(statements: () => void, condition: () => Expr): void {
    this.body.push(0x03, VOID);
    statements();
    this.body.push(...condition(), 0x0d, 0, 0x0b);
  }

  /** if (condition) { statements }. */
  if(condition: Expr, statements: () => void): void {
    this.body.push(...condition, 0x04, VOID);
    statements();
    this.body.push(0x0b);
  }

  ifElse(condition: Expr, whenTrue: () => void, whenFalse: () => void): void {
    this.body.push(...condition, 0x04, VOID);
    whenTrue();
    this.body.push(0x05);
    whenFalse();
    this.body.push(0x0b);
  }

  /** Calls a function of this module that returns nothing. */
  call(index: number, operands: readonly Expr[]): void {
    this.body.push(...operands.flat(), 0x10, ...unsigned(index));
  }

  /** while (variable < end) { statements; variable += step }. */
  loop(variable: Local, end: Expr, step: number, statements: () => void): void {
    const more = (): Expr => i32.ltU(variable.get, end);
    this.if(more(), () => {
      this.doWhile(() => {
        statements();
        this.advance(variable, i32.const(step));
      }, more);
    });
  }

  /** The bytes of the code section's entry. */
  code(result?: Expr): number[] {
    const declared = this.locals.flatMap((type) => [1, TYPE_CODE[type]]);
    const body = [...unsigned(this.locals.length), ...declared, ...this.body, ...(result ?? []), 0x0b];
    return [...unsigned(body.length), ...body];
  }
}

const localAt = (index: number): Local => ({ index, get: [0x20, ...unsigned(index)] });

type Exported = { name: string; params: readonly ValueType[]; result?: ValueType; code: number[] };

/** A module of exported functions over one imported memory (`env.memory`). */
export class ModuleBuilder {
  private readonly functions: Exported[] = [];

  /** Defines `name(params…)`, which returns nothing; `build` writes its statements. */
  define(name: string, params: readonly ValueType[], build: (f: FunctionBuilder) => void): void {
    const f = new FunctionBuilder(params);
    build(f);
    this.functions.push({ name, params, code: f.code() });
  }

  /** Defines `name(params…): result`; `build` writes its statements and gives the value to return. */
  defineValue(
    name: string,
    params: readonly ValueType[],
    result: ValueType,
    build: (f: FunctionBuilder) => Expr,
  ): void {
    const f = new FunctionBuilder(params);
    const value = build(f);
    this.functions.push({ name, params, result, code: f.code(value) });
  }

  /** The index by which `FunctionBuilder.call` knows a function defined before. */
  indexOf(name: string): number {
    return this.functions.findIndex((f) => f.name === name);
  }

  /** The binary module; `pages` of 64 KiB bound a shared memory. */
  bytes(memory: { readonly pages: number; readonly shared: boolean }): Uint8Array<ArrayBuffer> {
    const limits = [memory.shared ? 3 : 1, ...unsigned(memory.pages), ...unsigned(memory.pages)];
    const types = this.functions.map(({ params, result }) => [
      0x60,
      ...vector(params.map((type) => [TYPE_CODE[type]])),
      ...vector(result ? [[TYPE_CODE[result]]] : []),
    ]);
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, types),
      ...section(2, [[...name("env"), ...name("memory"), 2, ...limits]]),
      ...section(
        3,
        this.functions.map((_, index) => unsigned(index)),
      ),
      ...section(
        7,
        this.functions.map((f, index) => [...name(f.name), 0, ...unsigned(index)]),
      ),
      ...section(
        10,
        this.functions.map((f) => f.code),
      ),
    ]);
  }
}

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const name = (text: string): number[] => vector([...text].map((letter) => [letter.charCodeAt(0)]));
const section = (id: number, items: readonly (readonly number[])[]): number[] => {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
};
