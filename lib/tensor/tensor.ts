import { type DType, dtypeOf, isVec, type Vec, zeros } from "./dtype.js";
import { ArgumentError, checkDType, checkIndex, checkInteger, describe, ShapeError } from "./errors.js";

/** Numbers in nested arrays, as one writes a matrix by hand. */
export type Nested = number | readonly Nested[];

/**
 * A typed array and its shape, row-major. `data` is shared, never copied: a view is a view.
 *
 * @example const W = Tensor.from([[1, 2, 3], [4, 5, 6]]); // W.shape = [2, 3], W.at(1, 0) = 4
 */
export class Tensor {
  readonly data: Vec;
  readonly shape: readonly number[];

  constructor(data: Vec, shape: readonly number[]) {
    if (!isVec(data)) {
      throw new ArgumentError(`Tensor: data must be a Float32Array or a Float64Array, got ${describe(data)}`);
    }
    if (!Array.isArray(shape))
      throw new ArgumentError(`Tensor: shape must be an Array of sizes, got ${describe(shape)}`);
    for (const [axis, size] of shape.entries()) checkInteger("Tensor", `shape[${axis}]`, size, 0);
    const size = product(shape);
    if (data.length !== size) {
      throw new ShapeError(`Tensor: shape [${shape.join(", ")}] holds ${size} numbers, got ${data.length}`);
    }
    this.data = data;
    this.shape = [...shape];
  }

  /** All zeros. */
  static zeros(shape: readonly number[], dtype: DType = "float64"): Tensor {
    checkDType("Tensor.zeros", dtype);
    for (const [axis, size] of shape.entries()) checkInteger("Tensor.zeros", `shape[${axis}]`, size, 0);
    return new Tensor(zeros(product(shape), dtype), shape);
  }

  /** From nested arrays; rows of unequal length are refused. */
  static from(values: Nested, dtype: DType = "float64"): Tensor {
    const shape = shapeOf(values);
    const tensor = Tensor.zeros(shape, dtype);
    let next = 0;
    const copy = (value: Nested, axis: number): void => {
      if (typeof value === "number" && axis === shape.length) {
        tensor.data[next++] = value;
      } else if (Array.isArray(value) && value.length === shape[axis]) {
        for (const inner of value) copy(inner, axis + 1);
      } else {
        throw misfit(shape, value);
      }
    };
    copy(values, 0);
    return tensor;
  }

  /** How many numbers it holds. */
  get size(): number {
    return this.data.length;
  }

  /** The precision of its numbers. */
  get dtype(): DType {
    return dtypeOf(this.data);
  }

  /** The number at an index per axis. */
  at(...index: readonly number[]): number {
    return this.data[this.offset("at", index)];
  }

  /** Puts a number at an index per axis. */
  set(index: readonly number[], value: number): void {
    this.data[this.offset("set", index)] = value;
  }

  /** The i-th slice along the first axis, as a view of the same numbers. */
  row(i: number): Vec {
    checkIndex("Tensor.row", "i", this.shape[0] ?? 0, i);
    const width = this.size / this.shape[0];
    return this.data.subarray(i * width, (i + 1) * width);
  }

  /** The same numbers under another shape. */
  reshape(shape: readonly number[]): Tensor {
    return new Tensor(this.data, shape);
  }

  /** A copy that shares nothing. */
  clone(): Tensor {
    return new Tensor(this.data.slice(), this.shape);
  }

  /** A copy in the given precision. */
  to(dtype: DType): Tensor {
    const copy = Tensor.zeros(this.shape, dtype);
    copy.data.set(this.data);
    return copy;
  }

  /** Nested arrays, the inverse of `Tensor.from`. */
  toArray(): Nested {
    const nest = (start: number, shape: readonly number[]): Nested => {
      if (shape.length === 0) return this.data[start];
      const inner = shape.slice(1);
      const stride = product(inner);
      return Array.from({ length: shape[0] }, (_, i) => nest(start + i * stride, inner));
    };
    return nest(0, this.shape);
  }

  private offset(method: string, index: readonly number[]): number {
    if (index.length !== this.shape.length) {
      throw new ShapeError(`Tensor.${method}: index must have ${this.shape.length} entries, got ${index.length}`);
    }
    return index.reduce((offset, i, axis) => {
      checkIndex(`Tensor.${method}`, `index[${axis}]`, this.shape[axis], i);
      return offset * this.shape[axis] + i;
    }, 0);
  }
}

/** How many numbers a shape holds; 1 for a scalar. */
export function product(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

/** What is wrong with a value that has no place in nested arrays of the given shape. */
function misfit(shape: readonly number[], value: unknown): Error {
  if (isVec(value)) {
    const got = `a ${value.constructor.name} of ${value.length}`;
    return new ArgumentError(
      `Tensor.from: values must be nested arrays, got ${got}; for a typed array use new Tensor(data, shape)`,
    );
  }
  return new ShapeError(`Tensor.from: values must fill the shape [${shape.join(", ")}], got ${describe(value)} in it`);
}

function shapeOf(values: Nested): number[] {
  const shape: number[] = [];
  for (let inner: Nested = values; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (inner.length === 0) break;
  }
  return shape;
}
