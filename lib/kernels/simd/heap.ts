import type { Vec } from "../../tensor/dtype.js";

const ALIGN = 64; // a cache line: two threads never write to the same one

/**
 * The room in the kernels' memory: blocks that stay (parameters, arenas) from the bottom up, the scratch of the
 * operation at hand from the top down.
 */
export class Heap {
  private readonly buffer: ArrayBufferLike;
  private bottom: number;
  private top: number;

  constructor(
    private readonly floats: Float32Array,
    start: number,
  ) {
    this.buffer = floats.buffer;
    this.bottom = start;
    this.top = floats.byteLength;
  }

  /** The whole memory. */
  get bytes(): number {
    return this.floats.byteLength;
  }

  /** `size` zeros that stay, or null when there is no room. */
  allocate(size: number): Float32Array | null {
    const bytes = roundUp(4 * size);
    if (this.bottom + bytes > this.top) return null;
    const first = this.bottom / 4;
    this.bottom += bytes;
    return this.floats.subarray(first, first + size).fill(0); // scratch may have lain here before
  }

  /** Runs `operation` with scratch room that is given back when it returns; false when there is too little room. */
  scratch(bytes: number, operation: (address: number) => void): boolean {
    const taken = roundUp(bytes);
    if (this.top - taken < this.bottom) return false;
    this.top -= taken;
    try {
      operation(this.top);
    } finally {
      this.top += taken;
    }
    return true;
  }

  /** Whether `data` lies in this memory. */
  holds(data: Vec | Int32Array): boolean {
    return data.buffer === this.buffer;
  }
}

export const roundUp = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN;
