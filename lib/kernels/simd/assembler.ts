import { type Expr, i32, unsigned, write } from "./instructions.js";

/*
 * A small assembler for WebAssembly: functions with variables, loops and conditions, and a module of them.
 * https://webassembly.github.io/spec/core/binary
 */

export type ValueType = "i32" | "f32" | "f64" | "v128";

/** A parameter or local variable; `get` reads it. */
export type Local = { readonly index: number; readonly get: Expr };

const TYPE_CODE: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };
const VOID = 0x40;

/** One function under construction: parameters first, then locals, then statements in order. */
export class FunctionBuilder {
  private readonly prologue: number[] = [];
  private readonly body: number[] = [];
  private readonly locals: ValueType[] = [];
  private readonly constants = new Map<string, Local>();

  constructor(private readonly params: readonly ValueType[]) {}

  private write(...code: Expr): void {
    write(this.body, code);
  }

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

  /** A variable that holds a constant from the start of the function on; the same one for equal constants. */
  constant(type: ValueType, value: Expr): Local {
    const code: number[] = [];
    write(code, value);
    const key = code.join();
    const known = this.constants.get(key);
    if (known) return known;
    const variable = this.local(type);
    this.constants.set(key, variable);
    write(this.prologue, [code, 0x21, unsigned(variable.index)]);
    return variable;
  }

  set({ index }: Local, value: Expr): void {
    this.write(value, 0x21, ...unsigned(index));
  }

  /** variable += bytes or count. */
  advance(variable: Local, by: Expr): void {
    this.set(variable, i32.add(variable.get, by));
  }

  storeV128(address: Expr, value: Expr, offset = 0): void {
    this.write(address, value, 0xfd, 11, 2, ...unsigned(offset));
  }

  storeF32(address: Expr, value: Expr, offset = 0): void {
    this.write(address, value, 0x38, 2, ...unsigned(offset));
  }

  /** Stores lane 0 of four. */
  storeFirstLane(address: Expr, value: Expr): void {
    this.write(address, value, 0xfd, 90, 2, 0, 0);
  }

  /** Stores lanes 0 and 1, or lanes 2 and 3. */
  storePair(address: Expr, value: Expr, pair: 0 | 1, offset = 0): void {
    this.write(address, value, 0xfd, 91, 2, ...unsigned(offset), pair);
  }

  /** Copies bytes within the memory. */
  move(to: Expr, from: Expr, bytes: Expr): void {
    this.write(to, from, bytes, 0xfc, 10, 0, 0);
  }

  /** Zeros so many bytes. */
  clear(at: Expr, bytes: Expr): void {
    this.write(at, i32.const(0), bytes, 0xfc, 11, 0);
  }

  /**
   * do { statements } while (condition): the body runs at least once. It may be written several times in a row, which saves
   * jumps back: at each of them an engine looks whether it is to stop.
   */
  doWhile(statements: () => void, condition: () => Expr, copies = 1): void {
    this.write(0x02, VOID, 0x03, VOID);
    for (let copy = 1; copy < copies; copy++) {
      statements();
      this.write(i32.not(condition()), 0x0d, 1);
    }
    statements();
    this.write(condition(), 0x0d, 0, 0x0b, 0x0b);
  }

  /** do { first; second } while (condition), where the condition is known, and looked at, after `first`. */
  doBothWhile(first: () => void, second: () => void, condition: () => Expr): void {
    this.write(0x02, VOID, 0x03, VOID);
    first();
    this.write(i32.not(condition()), 0x0d, 1);
    second();
    this.write(0x0c, 0, 0x0b, 0x0b);
    second();
  }

  /** if (condition) { statements }. */
  if(condition: Expr, statements: () => void): void {
    this.write(condition, 0x04, VOID);
    statements();
    this.write(0x0b);
  }

  ifElse(condition: Expr, whenTrue: () => void, whenFalse: () => void): void {
    this.write(condition, 0x04, VOID);
    whenTrue();
    this.write(0x05);
    whenFalse();
    this.write(0x0b);
  }

  /** Calls a function of this module that returns nothing. */
  call(index: number, operands: readonly Expr[]): void {
    this.write(...operands, 0x10, ...unsigned(index));
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
  code(result?: Expr): Expr {
    const body = vector(this.locals.map((type) => [1, TYPE_CODE[type]]));
    write(body, [this.prologue, this.body, result ?? [], 0x0b]);
    return [...unsigned(body.length), body];
  }
}

const localAt = (index: number): Local => ({ index, get: [0x20, ...unsigned(index)] });

type Exported = { name: string; params: readonly ValueType[]; result?: ValueType; code: Expr };

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
  bytes(memory: { readonly pages: number; readonly shared: boolean }): Uint8Array {
    const limits = [memory.shared ? 3 : 1, ...unsigned(memory.pages), ...unsigned(memory.pages)];
    const types = this.functions.map(({ params, result }) => [
      0x60,
      ...vector(params.map((type) => [TYPE_CODE[type]])),
      ...vector(result ? [[TYPE_CODE[result]]] : []),
    ]);
    const bytes: number[] = [];
    write(bytes, [
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, types),
      section(2, [[...name("env"), ...name("memory"), 2, ...limits]]),
      section(
        3,
        this.functions.map((_, index) => unsigned(index)),
      ),
      section(
        7,
        this.functions.map((f, index) => [...name(f.name), 0, ...unsigned(index)]),
      ),
      section(
        10,
        this.functions.map((f) => f.code),
      ),
    ]);
    return new Uint8Array(bytes);
  }
}

function vector(items: readonly Expr[]): number[] {
  const bytes = unsigned(items.length);
  write(bytes, items);
  return bytes;
}

const name = (text: string): number[] => vector([...text].map((letter) => [letter.charCodeAt(0)]));
const section = (id: number, items: readonly Expr[]): Expr => {
  const content = vector(items);
  return [id, ...unsigned(content.length), content];
};
