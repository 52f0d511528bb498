import type { Vec } from "../../tensor/dtype.js";
import type { Engine } from "./engine.js";
import { type Heap, roundUp } from "./heap.js";

type Array32 = Vec | Int32Array;

/**
 * Addresses for the arrays of one operation. Arrays that live in the kernels' memory are used where they are; others are
 * copied in before, and out again after, if the operation writes to them.
 */
export class Staging {
  /** Where each copy lies in the scratch room; null while there are none. */
  private copies: Map<Array32, number> | null = null;
  private bytes = 0;
  private base = 0;

  constructor(
    private readonly engine: Engine,
    private readonly heap: Heap,
    read: readonly Array32[],
    private readonly written: readonly Vec[],
  ) {
    for (const array of read) this.reserve(array);
    for (const array of written) this.reserve(array);
  }

  /** Runs `operation` with `scratch` bytes of room; false when the memory is too full. */
  run(scratch: number, operation: (scratch: number) => void): boolean {
    const { copies } = this;
    if (!copies) return this.heap.scratch(scratch, operation);
    return this.heap.scratch(roundUp(this.bytes) + scratch, (address) => {
      this.base = address;
      for (const [array, offset] of copies) this.numbers(array).set(array, (address + offset) / 4);
      operation(address + roundUp(this.bytes));
      for (const array of this.written) if (copies.has(array)) array.set(this.copyOf(array));
    });
  }

  /** Where entry `index` of an array lies during the operation. */
  address(array: Array32, index = 0): number {
    const offset = this.copies?.get(array);
    return (offset === undefined ? array.byteOffset : this.base + offset) + 4 * index;
  }

  private reserve(array: Array32): void {
    if (this.heap.holds(array) || this.copies?.has(array)) return;
    this.copies ??= new Map();
    this.copies.set(array, this.bytes);
    this.bytes += roundUp(4 * array.length);
  }

  private numbers(array: Array32): Float32Array | Int32Array {
    return array instanceof Int32Array ? this.engine.integers : this.engine.floats;
  }

  private copyOf(array: Vec): Float32Array {
    const first = this.address(array) / 4;
    return this.engine.floats.subarray(first, first + array.length);
  }
}
