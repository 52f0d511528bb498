import { type DType, dtypeOf, type Vec, zeros } from "../tensor/dtype.js";
import { ArgumentError, describe } from "../tensor/errors.js";
import { product, Tensor } from "../tensor/tensor.js";
import type { Kernels } from "./kernels.js";
import type { Matrix } from "./matrix.js";
import { getKernels } from "./select.js";

/** Tensors start at multiples of this many numbers: a cache line of float32. */
const ALIGN = 16;

/**
 * Memory for one training step after another: a step takes what it needs from one long block, the next step takes the
 * same numbers again. From the second step of a shape on, nothing is allocated, not even the views.
 *
 * @example
 * const arena = new Arena();
 * arena.run(() => { const { output, cache } = lstm.forward(x); …; optimiser.step(lstm.grads); });
 *
 * A tensor made inside `run` holds good until the next `run` begins: `clone()` what must outlast it, such as a state
 * carried to the next step. Without an arena every result is a fresh array, and nothing of this matters.
 */
export class Arena {
  private running = false;
  private readonly pools = { float32: new Pool("float32"), float64: new Pool("float64") };

  /** Does one step in this memory, which is taken up anew. `step` must not be asynchronous. */
  run<R>(step: () => R): R {
    if (this.running) throw new ArgumentError("Arena.run: this arena is already in use by a step around this one");
    this.pools.float32.rewind();
    this.pools.float64.rewind();
    const outer = current;
    current = this;
    this.running = true;
    try {
      return finished(step());
    } finally {
      current = outer;
      this.running = false;
    }
  }

  /** How often it had to ask for more memory; stands still in steady training. */
  get growths(): number {
    return this.pools.float32.growths + this.pools.float64.growths;
  }
  /** How much memory it has now. */
  get bytes(): number {
    return this.pools.float32.block.byteLength + this.pools.float64.block.byteLength;
  }

  /** @internal */
  take(shape: readonly number[], dtype: DType): Tensor {
    return this.pools[dtype].take(shape);
  }
}

let current: Arena | null = null;

/** A step's result. A promise of one is refused: the step would go on when its memory belongs to another. */
function finished<R>(result: R): R {
  if (typeof (result as { then?: unknown } | null | undefined)?.then !== "function") return result;
  throw new ArgumentError(`Arena.run: step must not be asynchronous, got ${describe(result)}`);
}

/** A tensor for a result that is about to be written whole: from the arena in use, or fresh. Its numbers are arbitrary. */
export function empty(shape: readonly number[], dtype: DType): Tensor {
  return current ? current.take(shape, dtype) : Tensor.zeros(shape, dtype);
}

/** The same, all zeros: for what is added to. */
export function zeroed(shape: readonly number[], dtype: DType): Tensor {
  const tensor = empty(shape, dtype);
  if (current) getKernels(dtype).clear(tensor.data);
  return tensor;
}

/** B ready for products with so many rows in all, as long as its numbers stay the same; B itself without an arena. */
export function prepared(B: Matrix, rows: number): Matrix {
  if (!current) return B;
  const dtype = dtypeOf(B.data);
  return getKernels(dtype).prepare(B, rows, (size) => empty([size], dtype).data);
}

/** The memory of one precision: a block, a mark, and the tensors of the last step in the order they were asked for. */
class Pool {
  block: Vec;
  growths = 0;
  private owner: Kernels | null = null;
  private tensors: Tensor[] = [];
  private next = 0;
  private used = 0;

  constructor(private readonly dtype: DType) {
    this.block = zeros(0, dtype);
  }

  rewind(): void {
    this.next = this.used = 0;
  }

  take(shape: readonly number[]): Tensor {
    const size = product(shape);
    if (this.owner !== getKernels(this.dtype) || this.used + size > this.block.length) this.grow(size);
    const kept = this.tensors[this.next];
    const tensor = kept && this.isNext(kept, shape) ? kept : this.make(shape, size);
    this.tensors[this.next++] = tensor;
    this.used += Math.ceil(size / ALIGN) * ALIGN;
    return tensor;
  }

  /** A new block, twice as long; the tensors of this step keep the old one alive. */
  private grow(size: number): void {
    this.owner = getKernels(this.dtype);
    this.block = this.owner.allocate(Math.max(2 * this.block.length, size, 1024), this.dtype);
    this.used = 0;
    this.growths++;
  }

  private make(shape: readonly number[], size: number): Tensor {
    return new Tensor(this.block.subarray(this.used, this.used + size), shape);
  }

  /** Whether the last step's tensor lies exactly where this one would. */
  private isNext({ data, shape: kept }: Tensor, shape: readonly number[]): boolean {
    const start = this.block.byteOffset + this.used * this.block.BYTES_PER_ELEMENT;
    if (data.buffer !== this.block.buffer || data.byteOffset !== start || kept.length !== shape.length) return false;
    for (let axis = 0; axis < shape.length; axis++) if (kept[axis] !== shape[axis]) return false;
    return true;
  }
}
